#pragma once

#include "core/expression/json/token.h"
#include "core/expression/types/library.h"

#include <vector>

namespace gatelens::expression {

// Reading of JSON trees that several families share.

/// `token[key]`, with Json.NET's exceptions for keys of the wrong kind.
[[nodiscard]] Value jsonItem(Env& env, const Value& container, const Value& key);
/// The children of a container; none of a scalar.
[[nodiscard]] std::vector<Value> childTokens(const JsonToken& self);
/// Value<T>(): the token converted; the default of `type` for null.
[[nodiscard]] Value jsonValueOf(Env& env, const Value& found, const Type* type);
/// What a token stands in, innermost first.
[[nodiscard]] std::vector<Value> jsonAncestors(JsonToken& token, bool withSelf);
/// All tokens below, in document order.
[[nodiscard]] std::vector<Value> jsonDescendants(Env& env, const JsonToken& token, bool withSelf);
/// The JTokenEqualityComparer.
[[nodiscard]] Value tokenComparer();

/// Newtonsoft.Json.Linq.Extensions and JTokenEqualityComparer.
void registerJsonExtensions(LibraryBuilder& library);

} // namespace gatelens::expression
