#pragma once

#include <string>

namespace gatelens {

/// Appends the code point `code` (at most 0x10FFFF) as UTF-8. A surrogate becomes three bytes, as
/// WTF-8 has it; callers whose text must be valid replace it first.
void appendUtf8(std::string& out, char32_t code);

} // namespace gatelens
