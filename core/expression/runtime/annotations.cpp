#include "core/expression/runtime/annotations.h"

#include "core/expression/runtime/operators.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <unordered_map>

namespace gatelens::expression {

namespace {

struct AnnotationTable
{
    std::mutex mutex; ///< guards `byNode`; never held while a value ends, which may end nodes
    std::unordered_map<const Annotations*, std::vector<Value>> byNode;
};

AnnotationTable& annotationTable()
{
    // Never destroyed: nodes that live as long as the process still look here.
    static auto* table = new AnnotationTable;
    return *table;
}

} // namespace

void Annotations::add(Value annotation)
{
    auto& table = annotationTable();
    const std::lock_guard lock(table.mutex);
    table.byNode[this].push_back(std::move(annotation));
    m_hasSome.store(true, std::memory_order_relaxed);
}

std::vector<Value> Annotations::ofType(const Type* type) const
{
    std::vector<Value> found;
    if (!m_hasSome.load(std::memory_order_relaxed))
        return found;
    auto& table = annotationTable();
    const std::lock_guard lock(table.mutex);
    const auto known = table.byNode.find(this);
    if (known == table.byNode.end())
        return found;
    std::copy_if(known->second.begin(), known->second.end(), std::back_inserter(found),
                 [&](const Value& one) { return isInstance(one, type); });
    return found;
}

void Annotations::removeOfType(const Type* type)
{
    if (!m_hasSome.load(std::memory_order_relaxed))
        return;
    std::vector<Value> removed;
    auto& table = annotationTable();
    const std::lock_guard lock(table.mutex);
    const auto known = table.byNode.find(this);
    if (known == table.byNode.end())
        return;
    const auto kept
        = std::stable_partition(known->second.begin(), known->second.end(),
                                [&](const Value& one) { return !isInstance(one, type); });
    std::move(kept, known->second.end(), std::back_inserter(removed));
    known->second.erase(kept, known->second.end());
}

void Annotations::clear() noexcept
{
    decltype(AnnotationTable::byNode)::node_type ended;
    auto& table = annotationTable();
    const std::lock_guard lock(table.mutex);
    ended = table.byNode.extract(this);
}

} // namespace gatelens::expression
