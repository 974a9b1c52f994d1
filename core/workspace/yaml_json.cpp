#include "core/workspace/yaml_json.h"

#include <boost/json.hpp>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <charconv>

namespace gatelens {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxNodes = 500'000;
constexpr int kMaxYamlDepth = 200;

/// A plain scalar by the core schema: null, true, false, integer, float, else text.
json::value plainScalar(const std::string& text)
{
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
        return nullptr;
    if (text == "true" || text == "True" || text == "TRUE")
        return true;
    if (text == "false" || text == "False" || text == "FALSE")
        return false;
    const char* begin = text.data() + (text[0] == '+' ? 1 : 0);
    const char* end = text.data() + text.size();
    std::int64_t integer = 0;
    if (const auto [rest, error] = std::from_chars(begin, end, integer);
        error == std::errc() && rest == end)
        return integer;
    const bool isNumberLike = text.find_first_not_of("+-.0123456789eE") == std::string::npos
        && text.find_first_of("0123456789") != std::string::npos;
    double number = 0;
    if (const auto [rest, error] = std::from_chars(begin, end, number);
        isNumberLike && error == std::errc() && rest == end)
        return number;
    return json::string(text);
}

class Converter
{
public:
    /// False when the document is too large or too deep.
    bool convert(const YAML::Node& node, json::value& out, int depth)
    {
        if (++m_nodes > kMaxNodes || depth > kMaxYamlDepth)
            return false;
        switch (node.Type()) {
        case YAML::NodeType::Scalar:
            out = node.Tag() == "!" ? json::value(json::string(node.Scalar()))
                                    : plainScalar(node.Scalar());
            return true;
        case YAML::NodeType::Sequence:
            return convertSequence(node, out, depth);
        case YAML::NodeType::Map:
            return convertMap(node, out, depth);
        case YAML::NodeType::Null:
        case YAML::NodeType::Undefined:
            break;
        }
        out = nullptr;
        return true;
    }

private:
    bool convertSequence(const YAML::Node& node, json::value& out, int depth)
    {
        json::array& array = out.emplace_array();
        for (const YAML::Node& element : node) {
            if (!convert(element, array.emplace_back(nullptr), depth + 1))
                return false;
        }
        return true;
    }

    bool convertMap(const YAML::Node& node, json::value& out, int depth)
    {
        json::object& object = out.emplace_object();
        for (const auto& entry : node) {
            json::value& value
                = object[entry.first.IsScalar() ? entry.first.Scalar() : std::string()];
            if (!convert(entry.second, value, depth + 1))
                return false;
        }
        return true;
    }

    std::size_t m_nodes = 0;
};

} // namespace

Result<json::value> parseYaml(const std::string& text, const std::string& file)
{
    try {
        json::value value;
        if (!Converter().convert(YAML::Load(text), value, 0))
            return Error{ErrorCode::LimitExceeded,
                         "The YAML document is too large or nested too deeply.",
                         {file, 0, 0}};
        return value;
    } catch (const YAML::Exception& exception) {
        const bool hasMark = !exception.mark.is_null();
        return Error{ErrorCode::Malformed,
                     fmt::format("This is not YAML: {}.", exception.msg),
                     {file, hasMark ? static_cast<std::uint32_t>(exception.mark.line + 1) : 0,
                      hasMark ? static_cast<std::uint32_t>(exception.mark.column + 1) : 0}};
    }
}

} // namespace gatelens
