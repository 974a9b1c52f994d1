#include "proxy/gateway/policies/statement_reader.h"

#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <charconv>

namespace gatelens::proxy {

namespace {

/// Position of the first byte that is no blank in `text`, which begins at `position`.
SourcePosition skipBlanks(SourcePosition position, std::string_view text)
{
    for (const char c : text) {
        if (c == '\n') {
            ++position.line;
            position.column = 1;
        } else if (c == ' ' || c == '\t' || c == '\r')
            ++position.column;
        else
            break;
    }
    return position;
}

} // namespace

PolicyValue StatementReader::read(std::string_view name, std::string_view fallback)
{
    const policy::StatementAttribute* attribute = m_statement.attribute(name);
    if (attribute == nullptr)
        return fallback.empty() ? PolicyValue()
                                : PolicyValue(std::string(name), std::string(fallback));
    return m_compilation.value(std::string(name), attribute->value, attribute->isExpression,
                               attribute->position);
}

PolicyValue StatementReader::text(std::string_view name, std::string_view fallback)
{
    return read(name, fallback);
}

PolicyValue StatementReader::requiredText(std::string_view name)
{
    if (!has(name))
        missing(name);
    return read(name, {});
}

PolicyValue StatementReader::boolean(std::string_view name, bool fallback)
{
    PolicyValue value = read(name, fallback ? "true" : "false");
    if (!value.prepareBoolean())
        malformed(name, "true, false or an expression");
    return value;
}

PolicyValue StatementReader::requiredBoolean(std::string_view name)
{
    if (!has(name))
        missing(name);
    return boolean(name, false);
}

PolicyValue StatementReader::integer(std::string_view name, std::optional<std::int64_t> fallback)
{
    PolicyValue value = read(name, fallback ? std::to_string(*fallback) : std::string());
    if (!value.prepareInteger())
        malformed(name, "a whole number or an expression");
    return value;
}

PolicyValue StatementReader::requiredInteger(std::string_view name)
{
    if (!has(name))
        missing(name);
    return integer(name, std::nullopt);
}

PolicyValue StatementReader::number(std::string_view name, double fallback)
{
    PolicyValue value = read(name, fmt::format("{}", fallback));
    if (!value.prepareNumber())
        malformed(name, "a number or an expression");
    return value;
}

std::string StatementReader::literal(std::string_view name, std::string_view fallback)
{
    const policy::StatementAttribute* attribute = m_statement.attribute(name);
    if (attribute == nullptr)
        return std::string(fallback);
    if (attribute->isExpression)
        malformed(name, "a literal; this attribute takes no expression");
    return attribute->value;
}

std::string StatementReader::requiredLiteral(std::string_view name)
{
    if (!has(name))
        missing(name);
    return literal(name);
}

bool StatementReader::literalBoolean(std::string_view name, bool fallback)
{
    if (!has(name))
        return fallback;
    const std::string value = lowered(trimmed(literal(name)));
    if (value != "true" && value != "false")
        malformed(name, "true or false");
    return value == "true";
}

std::optional<std::int64_t> StatementReader::literalInteger(std::string_view name)
{
    if (!has(name))
        return std::nullopt;
    const std::string value(trimmed(literal(name)));
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || value.empty()) {
        malformed(name, "a whole number");
        return std::nullopt;
    }
    return number;
}

PolicyValue StatementReader::innerText(std::string_view name)
{
    const std::string label(name.empty() ? std::string_view(m_statement.name) : name);
    if (!m_statement.isTextExpression)
        return {label, m_statement.text};
    return m_compilation.value(label, trimmed(m_statement.text), true,
                               skipBlanks(m_statement.textPosition, m_statement.text));
}

PolicyValue StatementReader::innerTextTrimmed(std::string_view name)
{
    if (m_statement.isTextExpression)
        return innerText(name);
    return {std::string(name.empty() ? std::string_view(m_statement.name) : name),
            std::string(trimmed(m_statement.text))};
}

void StatementReader::malformed(std::string_view name, std::string_view wanted)
{
    const policy::StatementAttribute* attribute = m_statement.attribute(name);
    m_compilation.error(positionOf(name), "GL6003",
                        fmt::format("<{}>: attribute '{}' is '{}'; it must be {}", m_statement.name,
                                    name, attribute == nullptr ? "" : attribute->value, wanted));
}

void StatementReader::missing(std::string_view name)
{
    m_compilation.error(position(), "GL6002",
                        fmt::format("<{}> lacks the attribute '{}'", m_statement.name, name));
}

SourcePosition StatementReader::positionOf(std::string_view name) const
{
    const policy::StatementAttribute* attribute = m_statement.attribute(name);
    return attribute == nullptr ? position() : attribute->position;
}

bool isMeant(const policy::Statement& statement, std::string_view id, std::string_view name)
{
    const policy::StatementAttribute* byId = statement.attribute("id");
    if (byId != nullptr)
        return equalsIgnoringCase(byId->value, id);
    const policy::StatementAttribute* byName = statement.attribute("name");
    return byName != nullptr && equalsIgnoringCase(byName->value, name);
}

} // namespace gatelens::proxy
