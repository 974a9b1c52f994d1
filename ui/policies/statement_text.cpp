#include "ui/policies/statement_text.h"

#include "core/base/whitespace.h"
#include "core/policy/document.h"
#include "core/policy/summary.h"
#include "ui/theme/format.h"

#include <QObject>

#include <array>
#include <utility>

namespace gatelens::ui {
namespace {

constexpr std::string_view kIndentation = "    ";

std::string indentation(std::size_t depth)
{
    std::string text;
    for (std::size_t level = 0; level < depth; ++level)
        text += kIndentation;
    return text;
}

std::string escaped(std::string_view value)
{
    std::string text;
    for (const char c : value) {
        switch (c) {
        case '&':
            text += "&amp;";
            break;
        case '<':
            text += "&lt;";
            break;
        case '"':
            text += "&quot;";
            break;
        default:
            text += c;
        }
    }
    return text;
}

std::string openTag(const policy::Statement& statement, bool isEmpty)
{
    auto text = "<" + statement.name;
    for (const auto& attribute : statement.attributes)
        text += " " + attribute.name + "=\""
            + (attribute.isExpression ? attribute.value : escaped(attribute.value)) + "\"";
    return text + (isEmpty ? " />" : ">");
}

/// A value of several lines becomes several lines of the print.
void addLines(std::vector<EffectiveLine>& lines, std::string_view text,
              const policy::Origin* origin)
{
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back({std::string(line), origin});
        if (end == std::string_view::npos)
            return;
        text.remove_prefix(end + 1);
    }
}

void printStatement(std::vector<EffectiveLine>& lines, const policy::Statement& statement,
                    std::size_t depth)
{
    const auto indent = indentation(depth);
    const auto inner = trimmed(statement.text);
    const auto text = statement.isTextExpression ? std::string(inner) : escaped(inner);
    const bool isEmpty = statement.children.empty() && text.empty();
    const auto closing = "</" + statement.name + ">";
    if (statement.children.empty()) {
        addLines(lines, indent + openTag(statement, isEmpty) + text + (isEmpty ? "" : closing),
                 &statement.origin);
        return;
    }
    addLines(lines, indent + openTag(statement, false), &statement.origin);
    for (const auto& child : statement.children)
        printStatement(lines, child, depth + 1);
    lines.push_back({indent + closing, &statement.origin});
}

} // namespace

QString originName(const policy::Origin& origin, const Workspace& workspace)
{
    if (!origin.fragmentId.empty())
        return QObject::tr("fragment %1").arg(toQString(origin.fragmentId));
    switch (origin.scope) {
    case policy::Scope::Global:
        return QObject::tr("All APIs");
    case policy::Scope::Product:
        if (const auto* product = workspace.findProduct(origin.scopeId))
            return toQString(product->displayName.empty() ? product->id : product->displayName);
        break;
    case policy::Scope::Api:
        if (const auto* api = workspace.findApi(origin.scopeId))
            return toQString(api->displayName.empty() ? api->id : api->displayName);
        break;
    case policy::Scope::Workspace:
    case policy::Scope::Operation:
        break;
    }
    return toQString(origin.scopeId);
}

QString summaryOf(const policy::Statement& statement)
{
    // Said as the card in its own document says it.
    std::vector<EffectiveLine> lines;
    printStatement(lines, statement, 0);
    std::string text;
    for (const auto& line : lines)
        text += line.text + '\n';
    const auto document = policy::Document::parse(std::move(text));
    return document.root() ? toQString(policy::summaryOf(*document.root())).simplified()
                           : QString();
}

std::vector<EffectiveLine> printLines(const policy::EffectivePolicy& policy)
{
    const std::array sections{
        std::pair{"inbound", &policy.inbound}, std::pair{"backend", &policy.backend},
        std::pair{"outbound", &policy.outbound}, std::pair{"on-error", &policy.onError}};
    std::vector<EffectiveLine> lines;
    lines.push_back({"<policies>"});
    for (const auto& [name, statements] : sections) {
        lines.push_back({std::string(kIndentation) + "<" + name + ">"});
        for (const auto& statement : *statements)
            printStatement(lines, statement, 2);
        lines.push_back({std::string(kIndentation) + "</" + name + ">"});
    }
    lines.push_back({"</policies>"});
    return lines;
}

} // namespace gatelens::ui
