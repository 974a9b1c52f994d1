// Any bytes as a policy document: reading, checking, completing and editing never crash, and an
// edit changes what it says.
#include "core/policy/completion.h"
#include "core/policy/document.h"
#include "core/policy/summary.h"
#include "core/policy/validator.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace gatelens::policy;

NodePath firstElement(const Document& document)
{
    for (std::size_t index = 0; index < document.nodes().size(); ++index) {
        if (document.nodes()[index].kind == NodeKind::Element)
            return {index};
    }
    return {};
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const Document document = Document::parse(text, "fuzz.xml");
    require(document.text() == text);
    static_cast<void>(validate(document, {}));
    static_cast<void>(completeAt(document, size / 2, {}));
    if (document.root() == nullptr)
        return 0;
    static_cast<void>(summaryOf(*document.root()));
    const NodePath root = firstElement(document);
    if (!document.isWellFormed())
        return 0;
    const Document changed
        = document.apply(document.setAttribute(root, "fuzz", "a \"b\" <c> & 'd'"));
    require(changed.isWellFormed());
    require(changed.root()->attribute("fuzz")->value == "a \"b\" <c> & 'd'");
    const Document inserted = document.apply(document.insertElement(root, 0, "<new />"));
    require(inserted.root()->child("new") != nullptr);
    return 0;
}
