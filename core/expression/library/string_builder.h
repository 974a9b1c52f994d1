#pragma once

#include "core/expression/runtime/object.h"

#include <cstdint>
#include <string>

namespace gatelens::expression {

/// A System.Text.StringBuilder.
class BuilderObject final : public Object
{
public:
    explicit BuilderObject(std::string initial)
        : text(std::move(initial))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override;
    [[nodiscard]] std::string toText() const override;

    std::string text;
    std::int64_t capacity = 16;
    std::int64_t mostCapacity = INT32_MAX;
};

} // namespace gatelens::expression
