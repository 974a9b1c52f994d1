#pragma once

#include <algorithm>
#include <cstddef>

namespace gatelens::expression {

/// A text as template argument: one function for each text of a family of members.
template<std::size_t size>
struct FixedText
{
    constexpr FixedText(const char (&content)[size]) // NOLINT(google-explicit-constructor)
    {
        std::copy_n(content, size, text);
    }
    char text[size] = {};
};

} // namespace gatelens::expression
