#include "ui/policies/card_face.h"

#include "core/policy/catalog.h"
#include "core/policy/summary.h"
#include "ui/policies/designer.h"
#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>
#include <utility>

namespace gatelens::ui {
namespace {

using IconEntry = std::pair<std::string_view, IconId>;

constexpr std::array kStatementIcons{
    IconEntry{"base", IconId::Base},
    IconEntry{"choose", IconId::Control},
    IconEntry{"retry", IconId::Retry},
    IconEntry{"wait", IconId::Clock},
    IconEntry{"include-fragment", IconId::Fragment},
    IconEntry{"set-variable", IconId::Variable},
    IconEntry{"forward-request", IconId::Forwarding},
    IconEntry{"set-backend-service", IconId::Route},
    IconEntry{"emit-metric", IconId::Metric},
    IconEntry{"trace", IconId::Trace},
    IconEntry{"log-to-eventhub", IconId::Event},
    IconEntry{"limit-concurrency", IconId::Limit},
    IconEntry{"return-response", IconId::Replay},
    IconEntry{"mock-response", IconId::Mocks},
};

constexpr std::array kGroupIcons{
    IconEntry{"Authentication and authorization", IconId::Access},
    IconEntry{"Caching", IconId::Cache},
    IconEntry{"Content validation", IconId::Gate},
    IconEntry{"Cross-domain", IconId::Access},
    IconEntry{"GraphQL resolvers", IconId::Call},
    IconEntry{"Integration and external communication", IconId::Call},
    IconEntry{"Logging", IconId::Logger},
    IconEntry{"Policy control and flow", IconId::Control},
    IconEntry{"Rate limiting and quotas", IconId::Limit},
    IconEntry{"Routing", IconId::Route},
    IconEntry{"Transformation", IconId::Transform},
};

template<std::size_t N>
std::optional<IconId> lookUp(const std::array<IconEntry, N>& entries, std::string_view key)
{
    for (const auto& [name, icon] : entries) {
        if (name == key)
            return icon;
    }
    return std::nullopt;
}

QString tr(const char* text) { return QCoreApplication::translate("gatelens::ui::CardFace", text); }

QString oneLine(std::string_view text) { return toQString(text).simplified(); }

/// Findings inside the node but not inside the statements it holds: those have cards of their own.
void addProblems(CardFace& face, const policy::Node& node, const policy::Document& document,
                 bool isContainer, const Findings& findings)
{
    const auto range = isContainer ? node.openTag : node.range;
    const auto from = document.positionOf(range.begin);
    const auto until = document.positionOf(range.end);
    const auto key
        = [](const SourcePosition& position) { return std::pair(position.line, position.column); };
    QStringList texts;
    for (const auto& finding : findings) {
        if (key(finding.position) < key(from) || key(finding.position) >= key(until))
            continue;
        face.problem = face.problem ? std::min(*face.problem, finding.severity) : finding.severity;
        texts << toQString(finding.message);
    }
    if (!texts.isEmpty())
        face.toolTip
            += (face.toolTip.isEmpty() ? QString() : QStringLiteral("\n\n")) + texts.join(u'\n');
}

CardFace noteFace(const policy::Node& node)
{
    CardFace face;
    if (const auto statement = disabledStatement(node)) {
        face.style = CardStyle::Disabled;
        face.icon = iconOfStatement(elementNameOf(*statement));
        face.title = toQString(elementNameOf(*statement));
        face.detail = tr("disabled");
        face.toolTip
            = tr("Switched off: kept in a comment that APIM ignores. Ctrl+/ enables it.\n%1")
                  .arg(toQString(*statement));
        return face;
    }
    face.style = CardStyle::Note;
    face.icon = IconId::Info;
    face.title = oneLine(node.text);
    face.toolTip = toQString(node.text).trimmed();
    return face;
}

} // namespace

IconId iconOfStatement(std::string_view element)
{
    if (const auto icon = lookUp(kStatementIcons, element))
        return *icon;
    if (const auto* descriptor = policy::Catalog::builtIn().find(element)) {
        if (const auto icon = lookUp(kGroupIcons, descriptor->category))
            return *icon;
    }
    return IconId::Policies;
}

CardFace faceOf(const policy::Node& node, const policy::Document& document, bool isBranch,
                bool isContainer, const Findings& findings)
{
    if (node.kind == policy::NodeKind::Comment)
        return noteFace(node);
    CardFace face;
    face.title = toQString(node.name);
    const auto* descriptor = policy::Catalog::builtIn().find(node.name);
    if (isBranch) {
        face.style = CardStyle::Branch;
        face.icon = IconId::Continue;
        face.detail = toQString(policy::summaryOf(node));
        face.isDetailCode = true;
        if (const auto* condition = node.attribute("condition"))
            face.toolTip = oneLine(condition->value);
    } else if (!descriptor) {
        face.style = CardStyle::Unknown;
        face.icon = IconId::StatusWarn;
        face.detail = tr("unknown element, kept as text");
        face.toolTip = toQString(document.text().substr(node.range.begin, node.range.size()));
    } else {
        face.style = isContainer ? CardStyle::Container : CardStyle::Statement;
        face.icon = iconOfStatement(node.name);
        face.detail = toQString(policy::summaryOf(node)).simplified();
        face.toolTip = toQString(descriptor->element.description);
    }
    addProblems(face, node, document, isContainer || isBranch, findings);
    return face;
}

} // namespace gatelens::ui
