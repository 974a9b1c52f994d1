#include "proxy/gateway/policies/graphql/sql_parameter.h"

#include "core/expression/json/token.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::proxy {

namespace {

using tsql::ParameterValue;

template<std::size_t N>
bool isOneOf(std::string_view type, const std::array<std::string_view, N>& types)
{
    return std::find(types.begin(), types.end(), type) != types.end();
}

ParameterValue ownValue(const expression::Value& value)
{
    using expression::Tag;
    switch (value.tag()) {
    case Tag::Boolean:
        return std::int64_t{value.asBool() ? 1 : 0};
    case Tag::Single:
    case Tag::Double:
    case Tag::Decimal:
        if (const Result<double> number = value.toDouble())
            return *number;
        break;
    default:
        if (value.isInteger() && value.tag() != Tag::UInt64)
            return value.asLong();
    }
    return value.toText();
}

} // namespace

Result<ParameterValue> sqlParameter(const expression::Value& given, std::string_view sqlType)
{
    static constexpr std::array<std::string_view, 4> kIntegers{"bigint", "int", "smallint",
                                                               "tinyint"};
    static constexpr std::array<std::string_view, 6> kNumbers{"decimal", "float",      "money",
                                                              "numeric", "smallmoney", "real"};
    static constexpr std::array<std::string_view, 5> kBinaries{"binary", "image", "rowversion",
                                                               "timestamp", "varbinary"};
    const auto* scalar = given.as<expression::JsonScalar>();
    const expression::Value& value = scalar == nullptr ? given : scalar->value;
    if (value.isNull())
        return ParameterValue();
    const std::string type = lowered(trimmed(sqlType.substr(0, sqlType.find('('))));
    if (type.empty())
        return ownValue(value);
    const auto mismatch = [&] {
        return Error{ErrorCode::Malformed, fmt::format("'{}' is no {}", value.toText(), type), {}};
    };
    if (isOneOf(type, kIntegers)) {
        const Result<std::int64_t> number = value.toLong();
        return number ? Result<ParameterValue>(ParameterValue(*number)) : mismatch();
    }
    if (isOneOf(type, kNumbers)) {
        const Result<double> number = value.toDouble();
        return number ? Result<ParameterValue>(ParameterValue(*number)) : mismatch();
    }
    if (type == "bit") {
        const std::string text = lowered(trimmed(value.toText()));
        if (text != "true" && text != "false" && text != "1" && text != "0")
            return mismatch();
        return ParameterValue(std::int64_t{text == "true" || text == "1" ? 1 : 0});
    }
    if (isOneOf(type, kBinaries))
        return Error{ErrorCode::Unsupported,
                     fmt::format("parameters of type {} are not bound locally", type),
                     {}};
    return ParameterValue(value.toText());
}

} // namespace gatelens::proxy
