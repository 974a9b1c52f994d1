#pragma once

#include "core/expression/runtime/env.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gatelens::expression {

/// A charset that System.Text.Encoding knows.
struct Charset
{
    std::string_view name; ///< WebName: "utf-8"
    std::string_view displayName; ///< EncodingName
    int codePage = 0;
    int mostBytes = 1; ///< of one UTF-16 code unit, without a preamble
    std::string_view iconvName; ///< empty for those converted here
    std::string_view aliases; ///< in lower case, each between blanks
    std::string_view preamble; ///< byte order mark
};

[[nodiscard]] std::span<const Charset> allCharsets();
[[nodiscard]] const Charset* charsetNamed(std::string_view name); ///< null for an unknown one
[[nodiscard]] const Charset* charsetOfPage(int codePage); ///< null for an unknown one

/// What a conversion gave; inexact when something had to be replaced.
struct Converted
{
    std::string content;
    bool isExact = true;
};
[[nodiscard]] Converted encode(const Charset& charset, std::string_view text);
[[nodiscard]] Converted decode(const Charset& charset, std::string_view bytes);

/// Bytes of a named charset as text, without a byte order mark; nullopt for a charset that is not
/// known.
[[nodiscard]] std::optional<std::string> decodeText(std::string_view charset,
                                                    std::string_view bytes);
[[nodiscard]] std::optional<std::string> encodeText(std::string_view charset,
                                                    std::string_view text);

/// The Encoding of a charset that is known by that name.
[[nodiscard]] Value encodingValue(std::string_view name);
/// Conversions by a value that is an Encoding, replacing what it has no character for.
[[nodiscard]] std::string encodeWith(const Value& encoding, std::string_view text);
[[nodiscard]] std::string decodeWith(const Value& encoding, std::string_view bytes);

} // namespace gatelens::expression
