#pragma once

#include "core/expression/json/options.h"
#include "core/expression/runtime/object.h"
#include "core/expression/types/library.h"

#include <array>

namespace gatelens::expression {

/// A JsonSerializerSettings, or a JsonSerializer, which is no more than its settings.
class JsonSettings final : public Object
{
public:
    enum Setting : std::size_t
    {
        NullValues,
        Formatting,
        DefaultValues,
        DateFormat,
        DateZone,
        DateReading,
        RealFormat,
        RealReading,
        Escaping,
        MissingMembers,
        DateFormatText,
        MaxDepth,
        Count
    };

    explicit JsonSettings(const Type& itsType);
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    /// Settings of the same content, as another type.
    [[nodiscard]] Value seenAs(const Type& other) const;
    [[nodiscard]] JsonWriting writing() const;
    [[nodiscard]] JsonReading reading() const;

    std::array<Value, Count> values; ///< as the properties show them

private:
    [[nodiscard]] std::int64_t number(Setting setting) const { return values[setting].asLong(); }

    const Type* m_type;
};

/// What settings (or null) say.
[[nodiscard]] JsonWriting writingIn(const Value& settings);
[[nodiscard]] JsonReading readingIn(const Value& settings);

/// JsonConvert.PopulateObject.
void registerJsonPopulate(TypeBuilder& jsonConvert);

} // namespace gatelens::expression
