#include "proxy/gateway/policies/liquid/liquid_scope.h"

namespace gatelens::proxy::liquid {

Value Scope::find(std::string_view name) const
{
    for (auto block = m_blocks.rbegin(); block != m_blocks.rend(); ++block) {
        if (const auto found = block->find(name); found != block->end())
            return found->second;
    }
    return memberOf(m_root, Value(name));
}

void Scope::assign(std::string_view name, Value value)
{
    m_blocks.front().insert_or_assign(std::string(name), std::move(value));
}

void Scope::setLocal(std::string_view name, Value value)
{
    m_blocks.back().insert_or_assign(std::string(name), std::move(value));
}

} // namespace gatelens::proxy::liquid
