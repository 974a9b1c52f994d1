#include "core/odata/primitive.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace gatelens::odata {

namespace {

struct NamedGroup
{
    std::string_view name;
    PrimitiveGroup group;
};

constexpr auto kPrimitives = std::to_array<NamedGroup>({
    {"String", PrimitiveGroup::Text},
    {"Byte", PrimitiveGroup::Number},
    {"SByte", PrimitiveGroup::Number},
    {"Int16", PrimitiveGroup::Number},
    {"Int32", PrimitiveGroup::Number},
    {"Int64", PrimitiveGroup::Number},
    {"Single", PrimitiveGroup::Number},
    {"Double", PrimitiveGroup::Number},
    {"Decimal", PrimitiveGroup::Number},
    {"Boolean", PrimitiveGroup::Boolean},
    {"Guid", PrimitiveGroup::Guid},
    {"Date", PrimitiveGroup::Moment},
    {"DateTimeOffset", PrimitiveGroup::Moment},
    {"TimeOfDay", PrimitiveGroup::TimeOfDay},
    {"Duration", PrimitiveGroup::Duration},
    {"Binary", PrimitiveGroup::Binary},
    {"Stream", PrimitiveGroup::Stream},
});

constexpr std::array<std::string_view, 9> kAbstract{
    "PrimitiveType",   "ComplexType",    "EntityType",      "Untyped",
    "PropertyPath",    "AnnotationPath", "AnyPropertyPath", "NavigationPropertyPath",
    "ModelElementPath"};

constexpr std::string_view kEdm = "Edm.";

bool isDigitAt(std::string_view text, std::size_t at)
{
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

/// `form` with 9 for a digit, h for a hexadecimal digit, everything else for itself.
bool beginsAs(std::string_view text, std::string_view form)
{
    if (text.size() < form.size())
        return false;
    for (std::size_t at = 0; at < form.size(); ++at) {
        const char c = text[at];
        const bool isHex = isDigitAt(text, at) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        const bool fits = form[at] == '9' ? isDigitAt(text, at)
            : form[at] == 'h'             ? isHex
                                          : c == form[at];
        if (!fits)
            return false;
    }
    return true;
}

bool isGuid(std::string_view text)
{
    constexpr std::string_view kForm = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
    return text.size() == kForm.size() && beginsAs(text, kForm);
}

/// A time, seconds and their fraction optional, up to the end.
bool isTime(std::string_view text)
{
    if (!beginsAs(text, "99:99"))
        return false;
    text.remove_prefix(5);
    if (beginsAs(text, ":99"))
        text.remove_prefix(3);
    if (text.starts_with('.') && isDigitAt(text, 1)) {
        text.remove_prefix(1);
        while (isDigitAt(text, 0))
            text.remove_prefix(1);
    }
    return text.empty();
}

bool isDate(std::string_view text)
{
    if (text.starts_with('-'))
        text.remove_prefix(1);
    return text.size() == 10 && beginsAs(text, "9999-99-99");
}

bool isMoment(std::string_view text)
{
    const std::size_t separator = std::min(text.find_first_of("Tt"), text.size());
    if (separator == text.size() || !isDate(text.substr(0, separator)))
        return false;
    std::string_view rest = text.substr(separator + 1);
    if (rest.ends_with('Z') || rest.ends_with('z'))
        rest.remove_suffix(1);
    else if (rest.size() > 6
             && (beginsAs(rest.substr(rest.size() - 6), "+99:99")
                 || beginsAs(rest.substr(rest.size() - 6), "-99:99")))
        rest.remove_suffix(6);
    else
        return false;
    return isTime(rest);
}

bool isDuration(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    return text.size() > 1 && text.front() == 'P'
        && text.find_first_not_of("0123456789.DTHMS", 1) == std::string_view::npos;
}

template<class Number>
bool isWhole(std::string_view text)
{
    Number number{};
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

} // namespace

std::optional<PrimitiveGroup> primitiveGroup(std::string_view typeName)
{
    if (!typeName.starts_with(kEdm))
        return std::nullopt;
    typeName.remove_prefix(kEdm.size());
    if (typeName.starts_with("Geography"))
        return PrimitiveGroup::Geography;
    if (typeName.starts_with("Geometry"))
        return PrimitiveGroup::Geometry;
    const auto* const found
        = std::find_if(kPrimitives.begin(), kPrimitives.end(),
                       [&](const NamedGroup& one) { return one.name == typeName; });
    return found == kPrimitives.end() ? std::nullopt : std::optional(found->group);
}

bool isEdmType(std::string_view typeName)
{
    return primitiveGroup(typeName)
        || (typeName.starts_with(kEdm)
            && std::find(kAbstract.begin(), kAbstract.end(), typeName.substr(kEdm.size()))
                != kAbstract.end());
}

std::string_view literalType(std::string_view text)
{
    if (text == "true" || text == "false")
        return "Edm.Boolean";
    if (text == "INF" || text == "-INF" || text == "NaN")
        return "Edm.Double";
    if (isGuid(text))
        return "Edm.Guid";
    if (isDate(text))
        return "Edm.Date";
    if (isMoment(text))
        return "Edm.DateTimeOffset";
    if (isTime(text))
        return "Edm.TimeOfDay";
    if (isWhole<std::int32_t>(text))
        return "Edm.Int32";
    if (isWhole<std::int64_t>(text))
        return "Edm.Int64";
    if (isWhole<double>(text))
        return text.find_first_of("eE") == std::string_view::npos ? "Edm.Decimal" : "Edm.Double";
    return {};
}

bool hasFormOf(std::string_view typeName, std::string_view text)
{
    const std::optional<PrimitiveGroup> group = primitiveGroup(typeName);
    if (!group)
        return true;
    switch (*group) {
    case PrimitiveGroup::Number: {
        const std::optional<PrimitiveGroup> own = primitiveGroup(literalType(text));
        return own == PrimitiveGroup::Number;
    }
    case PrimitiveGroup::Boolean:
        return text == "true" || text == "false";
    case PrimitiveGroup::Guid:
        return isGuid(text);
    case PrimitiveGroup::Moment:
        return typeName == "Edm.Date" ? isDate(text) : isMoment(text) || isDate(text);
    case PrimitiveGroup::TimeOfDay:
        return isTime(text);
    case PrimitiveGroup::Duration:
        return isDuration(text);
    case PrimitiveGroup::Text:
    case PrimitiveGroup::Binary:
    case PrimitiveGroup::Geography:
    case PrimitiveGroup::Geometry:
    case PrimitiveGroup::Stream:
        return true;
    }
    return true;
}

} // namespace gatelens::odata
