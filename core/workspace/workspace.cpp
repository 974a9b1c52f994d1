#include "core/workspace/workspace.h"

#include "core/message/header_list.h"

#include <algorithm>

namespace gatelens {

namespace {

/// The first entity for which `nameOf` equals `name` without regard to case.
template<class Entity, class NameOf>
const Entity* findNamed(const std::vector<Entity>& entities, std::string_view name, NameOf nameOf)
{
    const auto found = std::find_if(entities.begin(), entities.end(), [&](const Entity& entity) {
        return equalsIgnoringCase(nameOf(entity), name);
    });
    return found == entities.end() ? nullptr : &*found;
}

} // namespace

const Api* Workspace::findApi(std::string_view key) const
{
    return findNamed(apis, key, [](const Api& api) { return api.key(); });
}

const Product* Workspace::findProduct(std::string_view id) const
{
    return findNamed(products, id,
                     [](const Product& product) -> std::string_view { return product.id; });
}

const PolicyFragment* Workspace::findFragment(std::string_view id) const
{
    return findNamed(fragments, id, [](const PolicyFragment& fragment) -> std::string_view {
        return fragment.id;
    });
}

const Backend* Workspace::findBackend(std::string_view id) const
{
    return findNamed(backends, id,
                     [](const Backend& backend) -> std::string_view { return backend.id; });
}

const Schema* Workspace::findSchema(std::string_view id) const
{
    return findNamed(schemas, id,
                     [](const Schema& schema) -> std::string_view { return schema.id; });
}

const Logger* Workspace::findLogger(std::string_view id) const
{
    return findNamed(loggers, id,
                     [](const Logger& logger) -> std::string_view { return logger.id; });
}

const VersionSet* Workspace::findVersionSet(std::string_view id) const
{
    return findNamed(versionSets, id,
                     [](const VersionSet& set) -> std::string_view { return set.id; });
}

const ServiceWorkspace* Workspace::findServiceWorkspace(std::string_view id) const
{
    return findNamed(serviceWorkspaces, id,
                     [](const ServiceWorkspace& one) -> std::string_view { return one.id; });
}

const NamedValue* Workspace::findNamedValue(std::string_view displayName) const
{
    return findNamed(namedValues, displayName,
                     [](const NamedValue& value) -> std::string_view { return value.displayName; });
}

} // namespace gatelens
