#pragma once

#include "proxy/gateway/policies/liquid/liquid_value.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy::liquid {

/// The names a template sees while it renders: variables of blocks, assigned ones, then the root
/// object. Bounds how much a template may do.
class Scope
{
public:
    explicit Scope(const Value& root)
        : m_root(root)
        , m_blocks(1)
    {
    }

    [[nodiscard]] Value find(std::string_view name) const;
    void assign(std::string_view name, Value value); ///< visible to the end of the template
    void setLocal(std::string_view name, Value value); ///< in the innermost block
    void push() { m_blocks.emplace_back(); }
    void pop() { m_blocks.pop_back(); }

    std::int64_t& counter(const std::string& name) { return m_counters[name]; }
    std::size_t& cycle(const std::string& name) { return m_cycles[name]; }
    std::string& lastChange() { return m_lastChange; }

    /// Counts one more node or iteration; false when the template has done too much.
    [[nodiscard]] bool spend() { return ++m_steps <= kMostSteps; }

private:
    static constexpr std::size_t kMostSteps = 1'000'000;

    const Value& m_root;
    std::vector<std::map<std::string, Value, std::less<>>> m_blocks; ///< the first is global
    std::map<std::string, std::int64_t> m_counters;
    std::map<std::string, std::size_t> m_cycles;
    std::string m_lastChange;
    std::size_t m_steps = 0;
};

} // namespace gatelens::proxy::liquid
