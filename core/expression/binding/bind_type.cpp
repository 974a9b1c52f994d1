#include "core/expression/binding/binder.h"
#include "core/expression/runtime/objects.h"

#include <algorithm>
#include <functional>

namespace gatelens::expression {

const Type* TypeSource::in(Frame& frame) const
{
    if (m_loads.empty())
        return m_type;
    std::vector<const Type*> arguments;
    arguments.reserve(m_loads.size());
    for (const auto& load : m_loads)
        arguments.push_back(load->evaluate(frame).get<TypeObject>().described);
    return substitute(m_type, m_parameters, arguments);
}

TypeSource Binder::typeSource(const Type* type)
{
    TypeSource source(type);
    if (m_typeArguments.empty() || type == nullptr || !type->isOpen())
        return source;
    const std::function<void(const Type*)> collect = [&](const Type* part) {
        const auto found = m_typeArguments.find(part);
        if (found != m_typeArguments.end()) {
            if (!source.mentions(part))
                source.add(part, loadLocal(&found->second));
            return;
        }
        for (const Type* argument : part->arguments)
            collect(argument);
    };
    collect(type);
    return source;
}

void Binder::declareTypeArguments(const Method& function, FunctionCode& code)
{
    for (const Type* parameter : function.typeParameters) {
        Local& local = m_typeArguments[parameter];
        local.isCaptured = true;
        declareLocal(&local, core().typeType);
        auto& hidden = code.parameters.emplace_back();
        hidden.slot = local.slot;
        hidden.isCell = true;
    }
}

Bound Binder::defaultValue(const Type* type, std::uint32_t offset)
{
    auto source = typeSource(type);
    if (!source.isOpen())
        return constant(defaultOf(type), type, offset);
    return value(
        node([source = std::move(source)](Frame& frame) { return defaultOf(source.in(frame)); }),
        type, offset);
}

NodePtr Binder::typeArgumentNode(const Type* type)
{
    return node([source = typeSource(type)](Frame& frame) {
        return makeValue<TypeObject>(*source.in(frame));
    });
}

} // namespace gatelens::expression
