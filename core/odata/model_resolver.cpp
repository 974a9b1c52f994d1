#include "core/odata/model_resolver.h"

#include "core/odata/primitive.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::odata {

namespace {

class ModelResolver
{
public:
    explicit ModelResolver(DraftModel draft)
        : m_draft(std::move(draft))
        , m_model(m_draft.model)
    {
    }

    Result<Model> run()
    {
        if (!m_draft.hasContainer)
            return m_draft.malformed(1, "the metadata document has no <EntityContainer>");
        for (const auto& [line, name] : m_draft.uses) {
            if (Result<void> known = check(line, name); !known)
                return known.error();
        }
        resolveUses();
        for (const auto& [name, type] : m_model.types) {
            if (Result<void> sound = checkBases(type); !sound)
                return sound.error();
        }
        for (ContainerChild& child : m_model.container) {
            if (Result<void> known = resolveChild(child); !known)
                return known.error();
        }
        return std::move(m_model);
    }

private:
    [[nodiscard]] bool isReferenced(const std::string& name) const
    {
        return m_draft.referenced.contains(std::string_view(name).substr(0, name.rfind('.')));
    }

    [[nodiscard]] bool isDefined(const std::string& name) const
    {
        return m_model.types.contains(name) || m_model.enums.contains(name)
            || m_model.definitions.contains(name);
    }

    [[nodiscard]] Result<void> check(std::uint32_t line, const std::string& written) const
    {
        const std::string name = m_model.qualified(written);
        if (isEdmType(name) || isDefined(name) || isReferenced(name))
            return {};
        std::vector<std::string_view> known;
        for (const auto& [one, type] : m_model.types)
            known.push_back(one);
        for (const auto& [one, type] : m_model.enums)
            known.push_back(one);
        return m_draft.malformed(
            line, fmt::format("there is no type '{}'{}", written, suggestion(name, known)));
    }

    /// The name as everything else spells it; "" for types that are not known here.
    [[nodiscard]] std::string resolved(const std::string& written) const
    {
        std::string name = m_model.qualified(written);
        return primitiveGroup(name) || isDefined(name) ? name : std::string();
    }

    void resolveUses()
    {
        for (auto& [name, type] : m_model.types) {
            // What an unknown base type gives cannot be checked: anything may be there.
            const std::string base = resolved(type.baseType);
            type.isOpen = type.isOpen || (!type.baseType.empty() && base.empty());
            type.baseType = base;
            for (Property& property : type.properties)
                property.type.name = resolved(property.type.name);
        }
        for (auto& [name, underlying] : m_model.definitions)
            underlying = resolved(underlying);
        for (Operation& operation : m_model.operations) {
            for (Parameter& parameter : operation.parameters)
                parameter.type.name = resolved(parameter.type.name);
            if (operation.returnType)
                operation.returnType->name = resolved(operation.returnType->name);
        }
    }

    [[nodiscard]] Result<void> checkBases(const StructuredType& type) const
    {
        std::size_t steps = 0;
        for (const StructuredType* one = &type; one != nullptr; one = m_model.type(one->baseType)) {
            if (++steps > m_model.types.size())
                return m_draft.malformed(m_draft.lines.find(type.name)->second,
                                         fmt::format("'{}' derives from itself", type.name));
        }
        return {};
    }

    [[nodiscard]] Result<void> resolveChild(ContainerChild& child) const
    {
        const std::string written = child.target;
        child.target = m_model.qualified(written);
        const std::uint32_t line = m_draft.lines.find(child.name)->second;
        const bool isImport = child.kind == ContainerKind::FunctionImport
            || child.kind == ContainerKind::ActionImport;
        if (isImport)
            return !m_model.unboundOperations(child.target).empty() || isReferenced(child.target)
                ? Result<void>()
                : m_draft.malformed(line,
                                    fmt::format("'{}' imports '{}', which is no unbound operation",
                                                child.name, written));
        const StructuredType* type = m_model.type(child.target);
        if ((type != nullptr && type->isEntity) || isReferenced(child.target))
            return {};
        return m_draft.malformed(
            line, fmt::format("'{}' is of '{}', which is no entity type", child.name, written));
    }

    DraftModel m_draft;
    Model& m_model;
};

} // namespace

Error DraftModel::malformed(std::uint32_t line, std::string message) const
{
    return {ErrorCode::Malformed, std::move(message), {file, line, 0}};
}

Result<Model> resolveModel(DraftModel draft) { return ModelResolver(std::move(draft)).run(); }

} // namespace gatelens::odata
