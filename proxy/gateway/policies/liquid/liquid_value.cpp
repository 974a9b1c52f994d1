#include "proxy/gateway/policies/liquid/liquid_value.h"

#include "core/message/header_list.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace gatelens::proxy::liquid {

std::string toText(const Value& value)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        return {};
    case boost::json::kind::bool_:
        return value.get_bool() ? "true" : "false";
    case boost::json::kind::double_:
        return fmt::format("{}", value.get_double());
    case boost::json::kind::string:
        return std::string(value.get_string());
    case boost::json::kind::array: {
        std::string text;
        for (const Value& element : value.get_array())
            text += toText(element);
        return text;
    }
    default:
        return boost::json::serialize(value);
    }
}

bool isTruthy(const Value& value)
{
    return !value.is_null() && !(value.is_bool() && !value.get_bool());
}

double toNumber(const Value& value)
{
    if (value.is_number())
        return value.to_number<double>();
    if (!value.is_string())
        return 0;
    const std::string_view text = value.get_string();
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() ? number : 0;
}

Value numberValue(double number, bool isWhole)
{
    return isWhole ? Value(static_cast<std::int64_t>(std::llround(number))) : Value(number);
}

Value memberOf(const Value& value, const Value& key)
{
    if (const boost::json::array* list = value.if_array()) {
        const auto size = static_cast<std::int64_t>(list->size());
        if (key.is_string()) {
            const std::string_view name = key.get_string();
            if (equalsIgnoringCase(name, "size"))
                return size;
            if (size != 0 && equalsIgnoringCase(name, "first"))
                return list->front();
            return size != 0 && equalsIgnoringCase(name, "last") ? list->back() : Value();
        }
        auto index = static_cast<std::int64_t>(toNumber(key));
        index = index < 0 ? index + size : index;
        return index >= 0 && index < size ? (*list)[static_cast<std::size_t>(index)] : Value();
    }
    const std::string name = toText(key);
    if (const boost::json::object* object = value.if_object()) {
        if (const Value* exact = object->if_contains(name))
            return *exact;
        for (const auto& [member, content] : *object) {
            if (equalsIgnoringCase(member, name))
                return content;
        }
        return equalsIgnoringCase(name, "size") ? Value(static_cast<std::int64_t>(object->size()))
                                                : Value();
    }
    if (value.is_string() && equalsIgnoringCase(name, "size"))
        return static_cast<std::int64_t>(value.get_string().size());
    return nullptr;
}

} // namespace gatelens::proxy::liquid
