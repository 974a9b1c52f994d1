#include "core/check/level_notes.h"

#include "core/policy/catalog.h"
#include "core/policy/finding_sink.h"

#include <fmt/format.h>

namespace gatelens {

namespace {

void noteBelow(const policy::Document& document, const policy::Node& parent, Findings& findings)
{
    for (const policy::Node* node : parent.childElements()) {
        const policy::PolicyDescriptor* policy = policy::Catalog::builtIn().find(node->name);
        if (policy != nullptr && policy->local != policy::LocalLevel::Full) {
            const policy::TextRange range = policy::tagName(*node);
            findings.push_back({document.positionOf(range.begin),
                                static_cast<std::uint32_t>(range.size()),
                                FindingSeverity::Information, "GL2110",
                                fmt::format("<{}> is {} by the local gateway: {}", node->name,
                                            toString(policy->local), policy->localNote)});
        }
        noteBelow(document, *node, findings);
    }
}

} // namespace

void noteLevels(const policy::Document& document, Findings& findings)
{
    if (const policy::Node* root = document.root())
        noteBelow(document, *root, findings);
}

} // namespace gatelens
