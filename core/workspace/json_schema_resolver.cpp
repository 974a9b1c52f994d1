#include "core/workspace/json_schema_resolver.h"

#include <boost/json.hpp>

#include <algorithm>

namespace gatelens {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxNodes = 50'000;
constexpr int kMaxHops = 20;
constexpr std::size_t kMaxReferences = 100;

/// The text of a local reference, "" when `value` is none.
std::string_view referenceOf(const json::value& value)
{
    const json::object* object = value.if_object();
    const json::value* reference = object == nullptr ? nullptr : object->if_contains("$ref");
    if (reference == nullptr || !reference->is_string()
        || !reference->get_string().starts_with("#/"))
        return {};
    return reference->get_string();
}

} // namespace

const json::value* JsonSchemaResolver::follow(const json::value& value) const
{
    const json::value* current = &value;
    for (int hop = 0; hop < kMaxHops; ++hop) {
        const std::string_view reference = referenceOf(*current);
        if (reference.empty())
            return current;
        json::error_code error;
        const json::value* target = m_document.find_pointer(reference.substr(1), error);
        if (error || target == nullptr)
            return nullptr;
        current = target;
    }
    return nullptr;
}

std::string JsonSchemaResolver::resolvedText(const json::value& schema) const
{
    std::vector<std::string> chain;
    std::size_t budget = kMaxNodes;
    return json::serialize(resolve(schema, chain, budget));
}

json::value JsonSchemaResolver::resolve(const json::value& value, std::vector<std::string>& chain,
                                        std::size_t& budget) const
{
    if (budget == 0 || chain.size() > kMaxReferences)
        return json::object();
    --budget;
    if (const std::string_view reference = referenceOf(value); !reference.empty()) {
        const json::value* target = follow(value);
        const bool isRound = std::find(chain.begin(), chain.end(), reference) != chain.end();
        if (target == nullptr || isRound)
            return json::object();
        chain.emplace_back(reference);
        json::value resolved = resolve(*target, chain, budget);
        chain.pop_back();
        return resolved;
    }
    if (const json::array* array = value.if_array()) {
        json::array resolved;
        for (const json::value& element : *array)
            resolved.push_back(resolve(element, chain, budget));
        return resolved;
    }
    if (const json::object* object = value.if_object()) {
        json::object resolved;
        for (const auto& [name, member] : *object)
            resolved.emplace(name, resolve(member, chain, budget));
        return resolved;
    }
    return value;
}

} // namespace gatelens
