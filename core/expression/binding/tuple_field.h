#pragma once

#include "core/expression/types/type.h"

#include <optional>
#include <string>

namespace gatelens::expression {

/// Item1 … of a ValueTuple, or the position of a named element.
inline std::optional<std::size_t> tupleField(const Type* type, const std::string& name)
{
    for (std::size_t i = 0; i < type->fieldNames.size(); ++i) {
        if (type->fieldNames[i] == name)
            return i;
    }
    if (type->kind == TypeKind::ValueTuple && name.starts_with("Item")) {
        for (std::size_t i = 0; i < type->arguments.size(); ++i) {
            if (name == "Item" + std::to_string(i + 1))
                return i;
        }
    }
    return std::nullopt;
}

} // namespace gatelens::expression
