#include "core/odata/payload.h"

#include "core/odata/primitive.h"
#include "core/odata/query_tokens.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace gatelens::odata {

namespace {

namespace json = boost::json;

constexpr int kDeepestPayload = 64;

std::string shown(const json::value& value)
{
    constexpr std::size_t kMost = 40;
    std::string text = json::serialize(value);
    if (text.size() > kMost)
        text = text.substr(0, kMost) + "…";
    return text;
}

bool isWithin(const json::value& value, std::string_view typeName)
{
    struct Range
    {
        std::string_view name;
        std::int64_t least;
        std::int64_t most;
    };
    static constexpr std::array<Range, 5> kRanges{{
        {"Edm.Byte", 0, 255},
        {"Edm.SByte", -128, 127},
        {"Edm.Int16", -32768, 32767},
        {"Edm.Int32", std::numeric_limits<std::int32_t>::min(),
         std::numeric_limits<std::int32_t>::max()},
        {"Edm.Int64", std::numeric_limits<std::int64_t>::min(),
         std::numeric_limits<std::int64_t>::max()},
    }};
    const auto* const range = std::find_if(kRanges.begin(), kRanges.end(),
                                           [&](const Range& one) { return one.name == typeName; });
    if (range == kRanges.end())
        return value.is_number();
    if (value.is_double()) // 5.0 is a whole number of JSON
        return value.get_double()
            == static_cast<double>(
                   static_cast<std::int64_t>(std::clamp(value.get_double(), -9e15, 9e15)))
            && value.get_double() >= static_cast<double>(range->least)
            && value.get_double() <= static_cast<double>(range->most);
    return value.is_int64() && value.get_int64() >= range->least
        && value.get_int64() <= range->most;
}

bool isNumber(const json::value& value, std::string_view typeName, const PayloadRules& rules)
{
    const bool mayBeText = typeName == "Edm.Int64" || typeName == "Edm.Decimal";
    if (const json::string* text = value.if_string()) {
        const std::string_view bytes(*text);
        const bool isSpecial = bytes == "INF" || bytes == "-INF" || bytes == "NaN";
        return (isSpecial && (typeName == "Edm.Double" || typeName == "Edm.Single"))
            || (mayBeText && rules.isIeee754Compatible && hasFormOf(typeName, bytes));
    }
    return isWithin(value, typeName);
}

/// Goes down a value beside the model.
class PayloadChecker
{
public:
    PayloadChecker(const Model& model, const PayloadRules& rules)
        : m_model(model)
        , m_rules(rules)
    {
    }

    std::string check(const TypeUse& type, const json::value& value, const std::string& where)
    {
        if (!type.isKnown() || m_depth >= kDeepestPayload)
            return {};
        if (type.isCollection) {
            const json::array* items = value.if_array();
            if (items == nullptr)
                return mismatch(type, value, where);
            for (std::size_t index = 0; index < items->size(); ++index) {
                std::string problem
                    = check(type.element(), (*items)[index], fmt::format("{}[{}]", where, index));
                if (!problem.empty())
                    return problem;
            }
            return {};
        }
        if (value.is_null())
            return type.isNullable ? std::string() : fmt::format("{} cannot be null", named(where));
        if (const StructuredType* structured = m_model.type(type.name))
            return object(*structured, value, where);
        return scalar(type, value, where);
    }

private:
    static std::string named(const std::string& where)
    {
        return where.empty() ? std::string("the body") : fmt::format("'{}'", where);
    }

    static std::string mismatch(const TypeUse& type, const json::value& value,
                                const std::string& where)
    {
        return fmt::format("{} is {}; {} is none", named(where), type.toString(), shown(value));
    }

    std::string scalar(const TypeUse& type, const json::value& value, const std::string& where)
    {
        if (const auto found = m_model.enums.find(type.name); found != m_model.enums.end())
            return enumeration(found->second, value, where);
        const std::string_view name = m_model.primitiveOf(type.name);
        const std::optional<PrimitiveGroup> group = primitiveGroup(name);
        if (!group)
            return {};
        bool fits = true;
        if (group == PrimitiveGroup::Number)
            fits = isNumber(value, name, m_rules);
        else if (group == PrimitiveGroup::Boolean)
            fits = value.is_bool();
        else if (group == PrimitiveGroup::Geography || group == PrimitiveGroup::Geometry)
            fits = value.is_object();
        else if (group != PrimitiveGroup::Stream)
            fits = value.is_string() && hasFormOf(name, value.get_string());
        return fits ? std::string() : mismatch(type, value, where);
    }

    static std::string enumeration(const EnumType& type, const json::value& value,
                                   const std::string& where)
    {
        if (value.is_number())
            return {};
        if (!value.is_string())
            return mismatch({type.name}, value, where);
        for (const std::string_view member : splitOutside(value.get_string(), ',')) {
            const bool isMember
                = std::find(type.members.begin(), type.members.end(), member) != type.members.end();
            if (isMember || primitiveGroup(literalType(member)) == PrimitiveGroup::Number)
                continue;
            return fmt::format("'{}' in {} is not a member of '{}'{}", member, named(where),
                               type.name,
                               suggestion(member, {type.members.begin(), type.members.end()}));
        }
        return {};
    }

    std::string object(const StructuredType& declared, const json::value& value,
                       const std::string& where)
    {
        const json::object* members = value.if_object();
        if (members == nullptr)
            return mismatch({declared.name}, value, where);
        const StructuredType* type = &declared;
        if (std::string problem = actualType(*members, declared, type); !problem.empty())
            return problem;
        ++m_depth;
        std::string problem;
        for (const auto& [name, member] : *members) {
            problem = this->member(*type, name, member, where);
            if (!problem.empty())
                break;
        }
        --m_depth;
        return problem;
    }

    /// The derived type that "@odata.type" names.
    std::string actualType(const json::object& members, const StructuredType& declared,
                           const StructuredType*& actual) const
    {
        for (const char* name : {"@odata.type", "@type"}) {
            const json::value* given = members.if_contains(name);
            if (given == nullptr || !given->is_string())
                continue;
            std::string_view written(given->get_string());
            written.remove_prefix(std::min(written.find('#') + 1, written.size()));
            const StructuredType* type = m_model.type(m_model.qualified(written));
            if (type == nullptr || !m_model.isA(type->name, declared.name))
                return fmt::format("{} names '{}', which is no type that derives from '{}'", name,
                                   written, declared.name);
            actual = type;
        }
        return {};
    }

    std::string member(const StructuredType& type, std::string_view name, const json::value& value,
                       const std::string& where)
    {
        const std::size_t at = name.find('@');
        if (at == 0)
            return {};
        const std::string_view own = name.substr(0, at);
        const Property* property = m_model.property(type, own);
        if (property == nullptr)
            return m_model.isOpen(type) ? std::string() : noSuchProperty(m_model, type, own);
        if (at != std::string_view::npos)
            return {};
        return check(property->type, value,
                     where.empty() ? std::string(own) : fmt::format("{}/{}", where, own));
    }

    const Model& m_model;
    const PayloadRules& m_rules;
    int m_depth = 0;
};

} // namespace

std::string payloadProblem(const Model& model, const TypeUse& type, const json::value& value,
                           const PayloadRules& rules)
{
    return PayloadChecker(model, rules).check(type, value, {});
}

std::string actionProblem(const Model& model, const std::vector<const Operation*>& overloads,
                          const json::value& value, const PayloadRules& rules)
{
    std::string problem;
    for (const Operation* action : overloads) {
        StructuredType parameters;
        parameters.name = action->name;
        for (std::size_t index = action->isBound ? 1 : 0; index < action->parameters.size();
             ++index)
            parameters.properties.push_back(
                {action->parameters[index].name, action->parameters[index].type, false});
        if (!value.is_object())
            return fmt::format("the body of '{}' is an object with its parameters", action->name);
        problem.clear();
        for (const auto& [name, given] : value.get_object()) {
            const Property* parameter = model.property(parameters, name);
            if (problem.empty() && name.find('@') == std::string_view::npos)
                problem = parameter == nullptr
                    ? noSuchProperty(model, parameters, name)
                    : payloadProblem(model, parameter->type, given, rules);
        }
        if (problem.empty())
            return {};
    }
    return problem;
}

} // namespace gatelens::odata
