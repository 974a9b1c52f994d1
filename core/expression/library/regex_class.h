#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatelens::expression {

/// `\p{…}` of .NET, or `\P{…}`, as the inside of a PCRE2 class: a general category ("Lu") or a
/// Unicode block ("IsCyrillic"); nullopt for what .NET does not know either.
[[nodiscard]] std::optional<std::string> regexProperty(std::string_view name, bool isNegated);

} // namespace gatelens::expression
