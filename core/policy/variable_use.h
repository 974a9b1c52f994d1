#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::policy {

/// Set by validate-graphql-request without being told.
inline constexpr std::string_view kGraphQlErrors = "GraphQLErrors";

/// Names that an expression asks about with ContainsKey before anything reads them.
[[nodiscard]] std::vector<std::string> variablesAskedAbout(std::string_view expression);

/// Names in context.Variables["name"] that an expression reads without asking whether they exist.
[[nodiscard]] std::vector<std::string> variablesRead(std::string_view expression);

} // namespace gatelens::policy
