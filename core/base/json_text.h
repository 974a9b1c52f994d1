#pragma once

#include <string>
#include <string_view>

namespace gatelens {

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, so that
/// the result is valid whatever came in.
void appendJsonString(std::string& out, std::string_view text);

/// Appends a finite number in its shortest exact form ("100", "0.25"); "null" for NaN and
/// infinities, which JSON cannot hold.
void appendJsonNumber(std::string& out, double number);

} // namespace gatelens
