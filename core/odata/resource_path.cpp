#include "core/odata/resource_path.h"

#include "core/message/url.h"
#include "core/odata/entity_key.h"
#include "core/odata/path_reader.h"
#include "core/odata/query_tokens.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gatelens::odata {

namespace {

Error wrongPath(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

/// Goes from segment to segment.
class ResourcePathReader
{
public:
    explicit ResourcePathReader(const Model& model)
        : m_model(model)
    {
    }

    Result<Resource> run(std::string_view path)
    {
        bool isFirst = true;
        while (!path.empty()) {
            const std::size_t slash = std::min(path.find('/'), path.size());
            const std::string segment = percentDecode(path.substr(0, slash), false);
            path.remove_prefix(std::min(slash + 1, path.size()));
            if (segment.empty())
                continue;
            const Result<void> read = isFirst ? first(segment) : next(segment);
            if (!read)
                return read.error();
            isFirst = false;
            m_now.segment = segment;
        }
        return std::move(m_now);
    }

private:
    void reach(ResourceKind kind)
    {
        m_now.kind = kind;
        m_now.isFunctionResult = false;
    }

    void reach(const TypeUse& type)
    {
        m_now.type = type;
        const StructuredType* structured = m_model.type(type.name);
        reach(!type.isKnown()         ? ResourceKind::Unchecked
                  : type.isCollection ? ResourceKind::Collection
                  : structured != nullptr
                  ? structured->isEntity ? ResourceKind::Entity : ResourceKind::Complex
                  : type.name == "Edm.Stream" ? ResourceKind::Stream
                                              : ResourceKind::Primitive);
    }

    Result<void> first(const std::string& segment)
    {
        const Bracketed parts = takeBrackets(segment);
        if (parts.name == "$metadata")
            reach(ResourceKind::Metadata);
        else if (parts.name == "$batch")
            reach(ResourceKind::Batch);
        else if (parts.name == "$all" || parts.name == "$entity")
            reach(ResourceKind::Unchecked);
        else if (parts.name == "$crossjoin")
            return crossJoin(parts.content);
        else
            return containerChild(parts);
        return {};
    }

    Result<void> crossJoin(std::string_view names)
    {
        for (const std::string_view name : splitOutside(names, ',')) {
            const ContainerChild* child = m_model.child(name);
            if (child == nullptr || child->kind != ContainerKind::EntitySet)
                return noChild(name, "an entity set", true);
        }
        reach(ResourceKind::Unchecked);
        return {};
    }

    [[nodiscard]] Error noChild(std::string_view name, std::string_view what, bool isSet) const
    {
        std::vector<std::string_view> names;
        for (const ContainerChild& one : m_model.container) {
            if (!isSet || one.kind == ContainerKind::EntitySet)
                names.push_back(one.name);
        }
        return wrongPath(
            fmt::format("'{}' is not {} of the service{}", name, what, suggestion(name, names)));
    }

    Result<void> containerChild(const Bracketed& parts)
    {
        const ContainerChild* child = m_model.child(parts.name);
        if (child == nullptr)
            return noChild(parts.name, "an entity set, singleton or operation", false);
        switch (child->kind) {
        case ContainerKind::EntitySet:
            reach(TypeUse{m_model.type(child->target) == nullptr ? "" : child->target, true, true});
            return parts.hasBrackets ? enterKey(parts) : Result<void>();
        case ContainerKind::Singleton:
            reach(TypeUse{m_model.type(child->target) == nullptr ? "" : child->target});
            return {};
        case ContainerKind::FunctionImport:
        case ContainerKind::ActionImport:
            return enterOperation(m_model.unboundOperations(child->target), false, parts);
        }
        return {};
    }

    Result<void> enterKey(const Bracketed& parts)
    {
        const StructuredType* type = m_model.type(m_now.type.name);
        if (type != nullptr && type->isEntity) {
            if (const std::string problem = keyProblem(m_model, *type, parts.content);
                !problem.empty())
                return wrongPath(problem);
        } else if (type != nullptr)
            return wrongPath(fmt::format("'{}' takes no key", parts.name));
        reach(m_now.type.element());
        return {};
    }

    Result<void> enterOperation(const std::vector<const Operation*>& overloads, bool isBound,
                                const Bracketed& parts)
    {
        if (overloads.empty()) {
            reach(ResourceKind::Unchecked);
            return {};
        }
        if (!overloads.front()->isFunction) {
            m_now.type = overloads.front()->returnType.value_or(TypeUse());
            m_now.actions = overloads;
            reach(ResourceKind::Action);
            return {};
        }
        const std::string arguments = fmt::format("({})", parts.content);
        const Scope scope{m_model, {}, {}, {}};
        ExpressionReader reader(scope, arguments);
        const TypeUse result = PathReader(reader).call(overloads, isBound, parts.name);
        reader.expectEnd();
        if (reader.problem())
            return wrongPath(*reader.problem());
        reach(result);
        m_now.isFunctionResult = true;
        return {};
    }

    Result<void> next(const std::string& segment)
    {
        const Bracketed parts = takeBrackets(segment);
        switch (m_now.kind) {
        case ResourceKind::Unchecked:
            return {};
        case ResourceKind::Collection:
        case ResourceKind::Entity:
        case ResourceKind::Complex:
        case ResourceKind::Primitive:
            break;
        default:
            return wrongPath(
                fmt::format("'{}' follows '{}', which ends a path", segment, m_now.segment));
        }
        if (parts.name.starts_with('$'))
            return systemSegment(parts.name);
        if (parts.name.find('.') != std::string_view::npos)
            return qualifiedSegment(parts);
        return memberSegment(parts);
    }

    Result<void> systemSegment(std::string_view name)
    {
        const StructuredType* type = m_model.type(m_now.type.name);
        const bool isEntity = type != nullptr && type->isEntity;
        const bool isCollection = m_now.kind == ResourceKind::Collection;
        const auto misplaced = [&] {
            return wrongPath(fmt::format("'{}' cannot follow '{}', which is {}", name,
                                         m_now.segment, m_now.type.toString()));
        };
        if (name == "$count") {
            if (!isCollection)
                return misplaced();
            reach(ResourceKind::Count);
        } else if (name == "$value") {
            const bool isMedia = m_now.kind == ResourceKind::Entity && m_model.hasStream(*type);
            if (m_now.kind != ResourceKind::Primitive && !isMedia)
                return misplaced();
            reach(ResourceKind::Value);
        } else if (name == "$ref") {
            if (!isEntity)
                return misplaced();
            reach(ResourceKind::Reference);
        } else if (name == "$filter" || name == "$each") {
            if (!isCollection)
                return misplaced();
            m_now.isPart = true;
        } else if (name == "$query")
            reach(ResourceKind::QueryBody);
        else
            return wrongPath(fmt::format("'{}' is no segment of an OData path", name));
        return {};
    }

    Result<void> qualifiedSegment(const Bracketed& parts)
    {
        const std::string full = m_model.qualified(parts.name);
        if (m_model.type(full) != nullptr) {
            if (!m_model.isA(full, m_now.type.name) && !m_model.isA(m_now.type.name, full))
                return wrongPath(
                    fmt::format("'{}' does not derive from '{}'", full, m_now.type.name));
            m_now.type.name = full;
            return parts.hasBrackets ? enterKey(parts) : Result<void>();
        }
        const auto operations = m_model.boundOperations(full, m_now.type);
        if (!operations.empty())
            return enterOperation(operations, true, parts);
        std::vector<std::string_view> names;
        for (const auto& [name, type] : m_model.types)
            names.push_back(name);
        for (const Operation& operation : m_model.operations)
            names.push_back(operation.name);
        return wrongPath(fmt::format("'{}' is neither a type nor an operation on '{}'{}",
                                     parts.name, m_now.type.toString(), suggestion(full, names)));
    }

    Result<void> memberSegment(const Bracketed& parts)
    {
        const StructuredType* type = m_model.type(m_now.type.name);
        const bool isSingle = type != nullptr && !m_now.type.isCollection;
        const Property* property = isSingle ? m_model.property(*type, parts.name) : nullptr;
        if (property != nullptr) {
            reach(property->type);
            if (!parts.hasBrackets)
                return {};
            return property->type.isCollection && property->isNavigation
                ? enterKey(parts)
                : wrongPath(fmt::format("'{}' takes no key", parts.name));
        }
        const auto operations = m_model.boundOperations(parts.name, m_now.type);
        if (!operations.empty())
            return enterOperation(operations, true, parts);
        if (isSingle && m_model.isOpen(*type)) {
            reach(TypeUse());
            return {};
        }
        if (isSingle)
            return wrongPath(noSuchProperty(m_model, *type, parts.name));
        return wrongPath(
            m_now.type.isCollection
                ? fmt::format("'{}' follows the collection '{}'; a key in brackets is missing",
                              parts.name, m_now.segment)
                : fmt::format("'{}' follows '{}', which is {} and has no properties", parts.name,
                              m_now.segment, m_now.type.name));
    }

    const Model& m_model;
    Resource m_now;
};

using Methods = std::vector<std::string_view>;

Methods methodsOf(const Resource& resource)
{
    if (resource.isFunctionResult)
        return {"GET"};
    switch (resource.kind) {
    case ResourceKind::ServiceRoot:
    case ResourceKind::Metadata:
    case ResourceKind::Count:
        return {"GET"};
    case ResourceKind::Batch:
    case ResourceKind::QueryBody:
    case ResourceKind::Action:
        return {"POST"};
    case ResourceKind::Collection:
        if (resource.isPart || resource.type.name.starts_with("Edm."))
            return {"GET", "POST", "PATCH", "PUT", "DELETE"};
        return {"GET", "POST", "PATCH", "PUT"};
    case ResourceKind::Entity:
    case ResourceKind::Complex:
        return {"GET", "PATCH", "PUT", "DELETE"};
    case ResourceKind::Primitive:
    case ResourceKind::Stream:
    case ResourceKind::Value:
        return {"GET", "PUT", "DELETE"};
    case ResourceKind::Reference:
        return {"GET", "POST", "PUT", "DELETE"};
    case ResourceKind::Unchecked:
        break;
    }
    return {};
}

} // namespace

Result<Resource> readResourcePath(const Model& model, std::string_view path)
{
    return ResourcePathReader(model).run(path);
}

std::string methodProblem(const Resource& resource, std::string_view method)
{
    const Methods methods = methodsOf(resource);
    if (methods.empty() || method == "HEAD" || method == "OPTIONS"
        || std::find(methods.begin(), methods.end(), method) != methods.end())
        return {};
    const std::string_view what = resource.isFunctionResult ? "the function "
        : resource.kind == ResourceKind::Action             ? "the action "
                                                            : "";
    return fmt::format("{} cannot be used with {}'{}'; use {}", method, what,
                       resource.segment.empty() ? "/" : resource.segment, fmt::join(methods, ", "));
}

} // namespace gatelens::odata
