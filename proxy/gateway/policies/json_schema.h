#pragma once

#include "core/base/result.h"

#include <boost/json/value.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

struct JsonSchemaOptions
{
    bool allowsAdditionalProperties = true; ///< when a schema does not say
    bool ignoresPropertyCase = false;
};

/// A JSON Schema as OpenAPI uses it, references resolved: types, bounds, formats, required and
/// additional properties, combinators, enumerations, patterns.
class JsonSchema
{
public:
    /// Malformed when `text` is no JSON object or boolean.
    [[nodiscard]] static Result<JsonSchema> parse(std::string_view text,
                                                  JsonSchemaOptions options = {});

    /// The first violation ("#/items/0/name: expected string, got integer"), or nothing.
    [[nodiscard]] std::optional<std::string> check(const boost::json::value& instance) const;

private:
    boost::json::value m_schema;
    JsonSchemaOptions m_options;
};

} // namespace gatelens::proxy
