#include "core/base/overloaded.h"
#include "core/message/header_list.h"
#include "core/store/filter_tree.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::filter {

namespace {

std::string_view spellingOf(Operator op)
{
    switch (op) {
    case Operator::Contains:
        return ":";
    case Operator::Equals:
        return "=";
    case Operator::EqualsCase:
        return "==";
    case Operator::NotEquals:
        return "!=";
    case Operator::Less:
        return "<";
    case Operator::LessOrEqual:
        return "<=";
    case Operator::Greater:
        return ">";
    case Operator::GreaterOrEqual:
        return ">=";
    case Operator::Matches:
        return "=/";
    }
    return ":";
}

std::string quotedText(std::string_view text)
{
    std::string result = "\"";
    for (const char character : text) {
        if (character == '"' || character == '\\')
            result += '\\';
        result += character;
    }
    return result + '"';
}

bool isKeyword(std::string_view text)
{
    return equalsIgnoringCase(text, "and") || equalsIgnoringCase(text, "or")
        || equalsIgnoringCase(text, "not");
}

std::string printBare(const TextValue& value)
{
    // In quotes a wildcard would stand for itself; a word that has one was read as it stands.
    if (value.hasWildcard())
        return value.text;
    const bool isPlain = !value.text.empty() && value.text.front() != '-' && !isKeyword(value.text)
        && value.text.find_first_of(" \t\r\n()\":=<>!,'*?") == std::string::npos;
    return isPlain ? value.text : quotedText(value.text);
}

/// `isVerbatim`: wildcards stand for themselves.
std::string printText(std::string_view text, bool isVerbatim)
{
    const bool needsQuotes = text.empty() || text.front() == '"'
        || text.find_first_of(" \t\r\n,)") != std::string::npos
        || (isVerbatim && text.find_first_of("*?") != std::string::npos);
    return needsQuotes ? quotedText(text) : std::string(text);
}

std::string printPattern(const TextValue& value)
{
    std::string text;
    bool isEscaped = false;
    for (const char character : value.text) {
        if (character == '/' && !isEscaped)
            text += '\\';
        isEscaped = character == '\\' && !isEscaped;
        text += character;
    }
    return text + (value.ignoresCase ? "/i" : "/");
}

std::string printKey(std::string_view key)
{
    const bool isPlain = key.find_first_of(" \t\r\n()\":=<>!,'@") == std::string::npos;
    return isPlain ? std::string(key) : fmt::format("'{}'", key);
}

std::string printPredicateNode(const Predicate& predicate)
{
    if (predicate.field == Field::Bare)
        return printBare(predicate.texts.front());
    const FieldEntry& entry = entryOf(predicate.field);
    std::string text = std::string(entry.info.name) + printKey(predicate.key)
        + std::string(spellingOf(predicate.op));
    bool isFirst = true;
    for (const TextValue& value : predicate.texts) {
        if (!isFirst)
            text += ',';
        isFirst = false;
        text += value.isPattern ? printPattern(value) : printText(value.text, !value.hasWildcard());
    }
    for (const NumberValue& value : predicate.numbers) {
        if (!isFirst)
            text += ',';
        isFirst = false;
        text += value.spelling;
    }
    return text;
}

std::string print(const Node& node);

std::string printChild(const Node& child, bool isInAnd)
{
    const bool needsBrackets = std::holds_alternative<Node::Or>(child.kind)
        || (isInAnd && std::holds_alternative<Node::And>(child.kind));
    return needsBrackets ? '(' + print(child) + ')' : print(child);
}

std::string print(const Node& node)
{
    const auto joined
        = [](const std::vector<Node>& children, std::string_view separator, bool isInAnd) {
              std::string text;
              for (const Node& child : children) {
                  if (!text.empty())
                      text += separator;
                  text += printChild(child, isInAnd);
              }
              return text;
          };
    return std::visit(Overloaded{
                          [&](const Node::And& all) { return joined(all.children, " ", true); },
                          [&](const Node::Or& any) { return joined(any.children, " or ", false); },
                          [&](const Node::Not& inverse) {
                              return "not " + printChild(inverse.child.front(), true);
                          },
                          [&](const Predicate& predicate) { return printPredicateNode(predicate); },
                      },
                      node.kind);
}

void collectHighlights(const Node& node, std::vector<std::string>& texts)
{
    const auto collectAll = [&](const std::vector<Node>& children) {
        for (const Node& child : children)
            collectHighlights(child, texts);
    };
    std::visit(Overloaded{
                   [&](const Node::And& all) { collectAll(all.children); },
                   [&](const Node::Or& any) { collectAll(any.children); },
                   [](const Node::Not&) {},
                   [&](const Predicate& predicate) {
                       if (predicate.op == Operator::NotEquals)
                           return;
                       for (const TextValue& value : predicate.texts) {
                           if (value.isPattern || value.hasWildcard() || value.text.empty())
                               continue;
                           std::string text = value.text;
                           std::transform(text.begin(), text.end(), text.begin(), [](char c) {
                               return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                           });
                           texts.push_back(std::move(text));
                       }
                   },
               },
               node.kind);
}

} // namespace

std::string Filter::print() const
{
    return m_root == nullptr ? std::string() : filter::print(*m_root);
}

std::vector<std::string> Filter::highlights() const
{
    std::vector<std::string> texts;
    if (m_root != nullptr)
        collectHighlights(*m_root, texts);
    return texts;
}

std::string printPredicate(std::string_view field, std::string_view value)
{
    const FieldEntry* entry = findField(field);
    const bool isText = entry == nullptr || entry->info.type == FieldType::Text;
    return fmt::format("{}{}{}", field, isText ? "=" : ":", printText(value, true));
}

} // namespace gatelens::filter
