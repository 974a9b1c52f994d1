#pragma once

#include "core/expression/value.h"

#include <atomic>
#include <vector>

namespace gatelens::expression {

/// What AddAnnotation attached to a node of a tree. Trees have many nodes and hardly any has
/// annotations: a node holds one byte, the objects stand in a table of the process. Thread safe.
class Annotations
{
public:
    Annotations() noexcept = default;
    Annotations(const Annotations&) = delete;
    Annotations& operator=(const Annotations&) = delete;
    ~Annotations()
    {
        if (m_hasSome.load(std::memory_order_relaxed))
            clear();
    }
    void add(Value annotation);
    /// Those that are instances of the type, in the order they were added.
    [[nodiscard]] std::vector<Value> ofType(const Type* type) const;
    void removeOfType(const Type* type);

private:
    void clear() noexcept;

    std::atomic<bool> m_hasSome = false;
};

} // namespace gatelens::expression
