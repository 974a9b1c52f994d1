#pragma once

#include "core/expression/value.h"

#include <string>

namespace gatelens::proxy {

/// A value as the value cache keeps it: scalars as they are, everything else serialised, so that no
/// two requests ever share an object that one of them may change.
class CachedValue
{
public:
    [[nodiscard]] static CachedValue of(const expression::Value& value);
    [[nodiscard]] static CachedValue ofText(std::string text);

    [[nodiscard]] expression::Value restore() const;
    [[nodiscard]] std::size_t bytes() const { return m_text.size() + sizeof(*this); }

    /// One byte for the kind and the content: what an external cache stores. Whole numbers, doubles
    /// and booleans keep their type; other scalars become text.
    [[nodiscard]] std::string serialized() const;
    [[nodiscard]] static CachedValue deserialized(std::string_view bytes);

private:
    enum class Kind : char
    {
        Scalar = 's',
        Text = 't',
        Bytes = 'b',
        Json = 'j',
        Int = 'i', ///< only serialized, as the two below
        Long = 'l',
        Double = 'd',
        Boolean = '?'
    };

    Kind m_kind = Kind::Scalar;
    expression::Value m_scalar;
    std::string m_text;
};

} // namespace gatelens::proxy
