#pragma once

#include "core/expression/types/type.h"

#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

namespace gatelens::expression {

/// Interns types. One a process, because values that outlive their expression carry pointers into
/// it; it only grows, by the types that compiled expressions name.
class TypeTable
{
public:
    [[nodiscard]] static TypeTable& instance();

    /// The type with that key, made by `create` the first time.
    template<class Create>
    const Type* intern(const std::string& key, Create create)
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_byKey.find(key); found != m_byKey.end())
            return found->second;
        auto& type = m_types.emplace_back();
        type.number = static_cast<std::uint32_t>(m_types.size() - 1);
        create(type);
        m_byKey.emplace(key, &type);
        return &type;
    }
    [[nodiscard]] const Type* at(std::uint32_t number)
    {
        const std::scoped_lock lock(m_mutex);
        return number < m_types.size() ? &m_types[number] : nullptr;
    }
    [[nodiscard]] std::recursive_mutex& mutex() { return m_mutex; }

    CoreTypes core{};
    const TypeDefinition* nullable = nullptr; ///< of Nullable<T>

private:
    std::recursive_mutex m_mutex;
    std::deque<Type> m_types;
    std::unordered_map<std::string, const Type*> m_byKey;
};

} // namespace gatelens::expression
