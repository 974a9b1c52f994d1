#include "core/odata/path_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::odata {

TypeUse PathReader::run()
{
    const std::string name = *m_reader.takeName();
    TypeUse current = first(name);
    while (m_reader.acceptSymbol('/')) {
        const std::optional<std::string> next = m_reader.takeName();
        if (!next) {
            m_reader.fail("a name is missing behind '/'");
            return {};
        }
        current = segment(current, *next);
    }
    return current;
}

TypeUse PathReader::first(const std::string& name)
{
    const Scope& scope = m_reader.m_scope;
    if (name == "$it" || name == "$this")
        return name == "$it" ? scope.it : scope.item;
    if (name.starts_with('@'))
        return {};
    if (const auto variable = m_reader.m_variables.find(name);
        variable != m_reader.m_variables.end())
        return variable->second;
    if (name == "$root") {
        const std::optional<std::string> set
            = m_reader.acceptSymbol('/') ? m_reader.takeName() : std::nullopt;
        const ContainerChild* child = set ? m_model.child(*set) : nullptr;
        if (child == nullptr) {
            m_reader.fail("an entity set or singleton is missing behind '$root/'");
            return {};
        }
        TypeUse type{child->target, child->kind == ContainerKind::EntitySet, true};
        if (m_reader.isSymbolAt(0, '(')) {
            m_reader.skipBrackets();
            type.isCollection = false;
        }
        return type;
    }
    if (scope.dynamic.contains(name))
        return {};
    return segment(scope.item, name);
}

TypeUse PathReader::segment(const TypeUse& current, const std::string& name)
{
    if (name == "$count" || !current.isKnown()) {
        if (current.isKnown() && !current.isCollection)
            m_reader.fail(
                fmt::format("'$count' follows '{}', which is no collection", current.toString()));
        if (m_reader.isSymbolAt(0, '('))
            m_reader.skipBrackets();
        return name == "$count" ? TypeUse{"Edm.Int64", false, true} : TypeUse();
    }
    if ((name == "any" || name == "all") && m_reader.isSymbolAt(0, '('))
        return lambda(current, name);
    if (name.find('.') != std::string::npos)
        return qualified(current, name);
    return member(current, name);
}

TypeUse PathReader::member(const TypeUse& current, const std::string& name)
{
    const StructuredType* type = m_model.type(current.name);
    if (current.isCollection) {
        m_reader.fail(fmt::format("'{}' follows '{}'; go on with any, all or $count", name,
                                  current.toString()));
        return {};
    }
    if (type == nullptr) {
        m_reader.fail(fmt::format("'{}' follows a value of '{}', which has no properties", name,
                                  current.name));
        return {};
    }
    const Property* property = m_model.property(*type, name);
    if (property != nullptr) {
        const bool isKeyed = property->type.isCollection && m_reader.isSymbolAt(0, '(');
        if (isKeyed)
            m_reader.skipBrackets();
        return isKeyed ? property->type.element() : property->type;
    }
    const auto operations = m_model.boundOperations(name, current);
    if (!operations.empty())
        return call(operations, true, name);
    if (!m_model.isOpen(*type))
        m_reader.fail(noSuchProperty(m_model, *type, name));
    return {};
}

TypeUse PathReader::qualified(const TypeUse& current, const std::string& name)
{
    const std::string full = m_model.qualified(name);
    if (m_model.type(full) != nullptr) {
        if (!m_model.isA(full, current.name) && !m_model.isA(current.name, full))
            m_reader.fail(fmt::format("'{}' does not derive from '{}'", full, current.name));
        return {full, current.isCollection, true};
    }
    const auto operations = m_model.boundOperations(full, current);
    if (operations.empty()) {
        std::vector<std::string_view> names;
        for (const auto& [known, type] : m_model.types)
            names.push_back(known);
        for (const Operation& operation : m_model.operations)
            names.push_back(operation.name);
        m_reader.fail(fmt::format("'{}' is neither a type nor a function on '{}'{}", name,
                                  current.toString(), suggestion(full, names)));
        return {};
    }
    return call(operations, true, name);
}

TypeUse PathReader::lambda(const TypeUse& current, const std::string& name)
{
    if (!current.isCollection)
        m_reader.fail(
            fmt::format("'{}' follows '{}', which is no collection", name, current.toString()));
    m_reader.expectSymbol('(');
    TypeUse result{"Edm.Boolean", false, true};
    if (name == "any" && m_reader.acceptSymbol(')'))
        return result;
    const std::optional<std::string> variable = m_reader.takeName();
    if (!variable || !m_reader.acceptSymbol(':')) {
        m_reader.fail(
            fmt::format("'{0}' needs a variable, for example {0}(x:x/Name eq 'a')", name));
        return result;
    }
    const auto before = m_reader.m_variables;
    m_reader.m_variables[*variable] = current.element();
    m_reader.expectCondition(m_reader.expression(), name);
    m_reader.m_variables = before;
    m_reader.expectSymbol(')');
    return result;
}

TypeUse PathReader::call(const std::vector<const Operation*>& overloads, bool isBound,
                         std::string_view name)
{
    std::vector<std::string> given;
    if (m_reader.acceptSymbol('(') && !m_reader.acceptSymbol(')')) {
        do {
            std::optional<std::string> parameter = m_reader.takeName();
            if (!parameter || !m_reader.acceptSymbol('=')) {
                m_reader.fail(fmt::format("parameters of '{}' are written name=value", name));
                return {};
            }
            given.push_back(std::move(*parameter));
            static_cast<void>(m_reader.expression());
        } while (m_reader.acceptSymbol(','));
        m_reader.expectSymbol(')');
    }
    std::string parameters;
    for (const Operation* overload : overloads) {
        std::size_t matched = 0;
        bool isComplete = true;
        for (std::size_t index = isBound ? 1 : 0; index < overload->parameters.size(); ++index) {
            const Parameter& parameter = overload->parameters[index];
            const bool isGiven
                = std::find(given.begin(), given.end(), parameter.name) != given.end();
            matched += isGiven ? 1 : 0;
            isComplete = isComplete && (isGiven || parameter.isOptional);
            parameters += (parameters.empty() ? "" : ", ") + parameter.name;
        }
        if (isComplete && matched == given.size())
            return overload->returnType.value_or(TypeUse());
    }
    m_reader.fail(
        fmt::format("'{}' takes {}", name,
                    parameters.empty() ? "no parameters" : "the parameters " + parameters));
    return {};
}

} // namespace gatelens::odata
