#include "core/odata/model.h"

#include "core/base/nearest_name.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::odata {

namespace {

/// The type and its bases, nearest first. Reading a model refuses circles.
std::vector<const StructuredType*> withBases(const Model& model, const StructuredType& type)
{
    std::vector<const StructuredType*> chain;
    for (const StructuredType* one = &type; one != nullptr; one = model.type(one->baseType))
        chain.push_back(one);
    return chain;
}

} // namespace

std::string TypeUse::toString() const
{
    return isCollection ? fmt::format("Collection({})", name) : name;
}

const StructuredType* Model::type(std::string_view name) const
{
    const auto found = types.find(name);
    return found == types.end() ? nullptr : &found->second;
}

const ContainerChild* Model::child(std::string_view name) const
{
    const auto found = std::find_if(container.begin(), container.end(),
                                    [&](const ContainerChild& one) { return one.name == name; });
    return found == container.end() ? nullptr : &*found;
}

std::string Model::qualified(std::string_view name) const
{
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos)
        return std::string(name);
    const auto alias = aliases.find(name.substr(0, dot));
    return alias == aliases.end() ? std::string(name)
                                  : fmt::format("{}{}", alias->second, name.substr(dot));
}

std::string_view Model::primitiveOf(std::string_view name) const
{
    const auto found = definitions.find(name);
    return found == definitions.end() ? name : std::string_view(found->second);
}

const Property* Model::property(const StructuredType& type, std::string_view name) const
{
    for (const StructuredType* one : withBases(*this, type)) {
        const auto found = std::find_if(one->properties.begin(), one->properties.end(),
                                        [&](const Property& own) { return own.name == name; });
        if (found != one->properties.end())
            return &*found;
    }
    return nullptr;
}

std::vector<const Property*> Model::properties(const StructuredType& type) const
{
    std::vector<const Property*> all;
    for (const StructuredType* one : withBases(*this, type)) {
        for (const Property& own : one->properties)
            all.push_back(&own);
    }
    return all;
}

std::vector<std::string> Model::key(const StructuredType& type) const
{
    for (const StructuredType* one : withBases(*this, type)) {
        if (!one->key.empty())
            return one->key;
    }
    return {};
}

bool Model::isOpen(const StructuredType& type) const
{
    const auto chain = withBases(*this, type);
    return std::any_of(chain.begin(), chain.end(), [](const auto* one) { return one->isOpen; });
}

bool Model::hasStream(const StructuredType& type) const
{
    const auto chain = withBases(*this, type);
    return std::any_of(chain.begin(), chain.end(), [](const auto* one) { return one->hasStream; });
}

bool Model::isA(std::string_view name, std::string_view base) const
{
    if (name == base)
        return true;
    const StructuredType* known = type(name);
    if (known == nullptr)
        return false;
    const auto chain = withBases(*this, *known);
    return std::any_of(chain.begin(), chain.end(),
                       [&](const auto* one) { return one->name == base; });
}

std::vector<const Operation*> Model::boundOperations(std::string_view name, const TypeUse& on) const
{
    const std::string full = qualified(name);
    const bool isShort = full.find('.') == std::string::npos;
    std::vector<const Operation*> found;
    for (const Operation& one : operations) {
        const std::string_view own = isShort
            ? std::string_view(one.name).substr(one.name.rfind('.') + 1)
            : std::string_view(one.name);
        if (!one.isBound || own != full || one.parameters.empty())
            continue;
        const TypeUse& binding = one.parameters.front().type;
        const bool fits = binding.isCollection == on.isCollection
            && (!binding.isKnown() || isA(on.name, binding.name));
        if (fits)
            found.push_back(&one);
    }
    return found;
}

std::vector<const Operation*> Model::unboundOperations(std::string_view name) const
{
    std::vector<const Operation*> found;
    for (const Operation& one : operations) {
        if (!one.isBound && one.name == name)
            found.push_back(&one);
    }
    return found;
}

std::string suggestion(std::string_view name, const std::vector<std::string_view>& existing)
{
    static constexpr std::size_t kMost = 8;
    const std::string_view nearest = nearestName(name, existing);
    if (!nearest.empty())
        return fmt::format("; did you mean '{}'?", nearest);
    if (existing.empty())
        return {};
    std::string list;
    for (std::size_t index = 0; index < std::min(existing.size(), kMost); ++index)
        list += fmt::format("{}{}", list.empty() ? "" : ", ", existing[index]);
    return fmt::format("; there {} {}{}", existing.size() == 1 ? "is" : "are", list,
                       existing.size() > kMost ? ", …" : "");
}

std::string noSuchProperty(const Model& model, const StructuredType& type, std::string_view name)
{
    const std::vector<const Property*> all = model.properties(type);
    std::vector<std::string_view> names;
    names.reserve(all.size());
    for (const Property* one : all)
        names.push_back(one->name);
    return fmt::format("'{}' is not a property of '{}'{}", name, type.name,
                       suggestion(name, names));
}

} // namespace gatelens::odata
