#include "core/workspace/field_reader.h"

#include "core/message/header_list.h"

#include <fmt/format.h>

#include <charconv>

namespace gatelens {

namespace {

std::optional<double> toNumber(const std::string& text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

} // namespace

FieldReader::FieldReader(const JsonDocument& document, const JsonNode* object, Findings& findings)
    : m_document(&document)
    , m_object(object)
    , m_findings(&findings)
{
}

const JsonNode* FieldReader::find(std::string_view name) const
{
    const JsonNode* value = m_object == nullptr ? nullptr : m_object->member(name);
    return value == nullptr || value->kind == JsonKind::Null ? nullptr : value;
}

void FieldReader::report(const JsonNode& at, FindingSeverity severity, std::string_view code,
                         std::string message) const
{
    m_findings->push_back({m_document->positionOf(at.range.begin),
                           static_cast<std::uint32_t>(at.range.size()), severity, std::string(code),
                           std::move(message)});
}

void FieldReader::reportType(std::string_view name, const JsonNode& value,
                             std::string_view expected) const
{
    report(value, FindingSeverity::Error, "GL4003",
           fmt::format("\"{}\" must be {}.", name, expected));
}

std::optional<std::string> FieldReader::text(std::string_view name) const
{
    const JsonNode* value = find(name);
    if (value == nullptr)
        return std::nullopt;
    if (value->kind == JsonKind::Array || value->kind == JsonKind::Object) {
        reportType(name, *value, "text");
        return std::nullopt;
    }
    if (value->text.empty())
        return std::nullopt;
    return value->text;
}

std::optional<bool> FieldReader::flag(std::string_view name) const
{
    const JsonNode* value = find(name);
    if (value == nullptr)
        return std::nullopt;
    if (equalsIgnoringCase(value->text, "true"))
        return true;
    if (equalsIgnoringCase(value->text, "false"))
        return false;
    reportType(name, *value, "true or false");
    return std::nullopt;
}

std::optional<double> FieldReader::number(std::string_view name) const
{
    const JsonNode* value = find(name);
    if (value == nullptr)
        return std::nullopt;
    const auto number = toNumber(value->text);
    if (!number)
        reportType(name, *value, "a number");
    return number;
}

std::optional<int> FieldReader::integer(std::string_view name) const
{
    const auto value = number(name);
    constexpr double kLimit = 2'000'000'000;
    if (!value || *value < -kLimit || *value > kLimit)
        return std::nullopt;
    return static_cast<int>(*value);
}

std::vector<std::string> FieldReader::texts(std::string_view name) const
{
    const JsonNode* value = find(name);
    if (value == nullptr)
        return {};
    if (value->kind != JsonKind::Array) {
        reportType(name, *value, "a list");
        return {};
    }
    std::vector<std::string> texts;
    for (const JsonNode& element : value->elements) {
        if (element.kind == JsonKind::String || element.kind == JsonKind::Number)
            texts.push_back(element.text);
        else
            reportType(name, element, "a list of texts");
    }
    return texts;
}

std::string FieldReader::rawText(const JsonNode& value) const
{
    return m_document->text().substr(value.range.begin, value.range.end - value.range.begin);
}

FieldReader FieldReader::object(std::string_view name) const
{
    const JsonNode* value = find(name);
    if (value != nullptr && !value->isObject()) {
        reportType(name, *value, "an object");
        value = nullptr;
    }
    return {*m_document, value, *m_findings};
}

std::vector<FieldReader> FieldReader::objects(std::string_view name) const
{
    const JsonNode* value = find(name);
    if (value == nullptr)
        return {};
    if (value->kind != JsonKind::Array) {
        reportType(name, *value, "a list");
        return {};
    }
    std::vector<FieldReader> objects;
    for (const JsonNode& element : value->elements) {
        if (element.isObject())
            objects.emplace_back(*m_document, &element, *m_findings);
        else
            reportType(name, element, "a list of objects");
    }
    return objects;
}

std::optional<std::size_t>
FieldReader::enumeration(std::string_view name, const std::vector<std::string_view>& names) const
{
    const auto value = text(name);
    if (!value)
        return std::nullopt;
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (equalsIgnoringCase(*value, names[index]))
            return index;
    }
    report(*find(name), FindingSeverity::Error, "GL4005",
           fmt::format("\"{}\" is no value of \"{}\"; use one of {}.", *value, name,
                       fmt::join(names, ", ")));
    return std::nullopt;
}

} // namespace gatelens
