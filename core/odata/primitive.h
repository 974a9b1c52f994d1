#pragma once

#include "core/odata/model.h"

#include <optional>
#include <string_view>

namespace gatelens::odata {

/// Primitive types whose values compare with each other.
enum class PrimitiveGroup
{
    Text,
    Number,
    Boolean,
    Guid,
    Moment, ///< Date and DateTimeOffset
    TimeOfDay,
    Duration,
    Binary,
    Geography,
    Geometry,
    Stream
};

/// The group of "Edm.String" and the like; nullopt for every other name.
[[nodiscard]] std::optional<PrimitiveGroup> primitiveGroup(std::string_view typeName);

/// True for names of the Edm namespace that a property can have, abstract ones included.
[[nodiscard]] bool isEdmType(std::string_view typeName);

/// The type of a literal without prefix and quotes ("5", "2024-05-01", a Guid, "true"): "Edm.Int32"
/// and so on; "" when it is none.
[[nodiscard]] std::string_view literalType(std::string_view text);

/// True when text between quotes can be a value of the primitive type: any text of a String, the
/// right form of a Guid, Date, Duration ….
[[nodiscard]] bool hasFormOf(std::string_view typeName, std::string_view text);

} // namespace gatelens::odata
