#include "proxy/gateway/router.h"

#include "core/message/url.h"

#include <algorithm>

namespace gatelens::proxy {

namespace {

std::string trimmedSlashes(std::string_view path)
{
    while (path.starts_with('/'))
        path.remove_prefix(1);
    while (path.ends_with('/'))
        path.remove_suffix(1);
    return std::string(path);
}

/// Takes ";rev=N" from the front of `rest`; nullopt when there is none.
std::optional<std::string_view> takeRevision(std::string_view& rest)
{
    static constexpr std::string_view kMark = ";rev=";
    if (rest.size() < kMark.size() || !equalsIgnoringCase(rest.substr(0, kMark.size()), kMark))
        return std::nullopt;
    rest.remove_prefix(kMark.size());
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view revision = rest.substr(0, end);
    rest.remove_prefix(end);
    return revision;
}

bool continuesAfterSuffix(std::string_view rest)
{
    return rest.empty() || rest.front() == '/' || rest.starts_with(";rev=")
        || rest.starts_with(";REV=");
}

/// The version named by a query parameter or header; nullopt when there is none.
std::optional<std::string> namedVersion(VersioningScheme scheme, const std::string& name,
                                        std::string_view query, const HeaderList& headers)
{
    if (scheme == VersioningScheme::Header) {
        const std::string* const value = headers.find(name);
        return value == nullptr ? std::nullopt : std::optional(*value);
    }
    for (auto& [key, value] : parseQuery(query)) {
        if (equalsIgnoringCase(key, name))
            return std::move(value);
    }
    return std::nullopt;
}

} // namespace

Router::Router(const Workspace& workspace)
{
    for (std::size_t index = 0; index < workspace.apis.size(); ++index) {
        const Api& api = workspace.apis[index];
        const std::string suffix = trimmedSlashes(api.path);
        auto group = std::find_if(m_groups.begin(), m_groups.end(), [&](const SuffixGroup& known) {
            return equalsIgnoringCase(known.suffix, suffix);
        });
        if (group == m_groups.end())
            group = m_groups.insert(m_groups.end(), SuffixGroup{suffix, {}});
        group->entries.push_back(entryFor(workspace, index));

        std::vector<OperationEntry>& operations = m_operations.emplace_back();
        for (std::size_t number = 0; number < api.operations.size(); ++number) {
            const Operation& operation = api.operations[number];
            operations.push_back({number, operation.method, UrlTemplate(operation.urlTemplate)});
        }
        std::stable_sort(operations.begin(), operations.end(),
                         [](const OperationEntry& left, const OperationEntry& right) {
                             return UrlTemplate::precedes(left.urlTemplate, right.urlTemplate);
                         });
    }
    std::stable_sort(m_groups.begin(), m_groups.end(),
                     [](const SuffixGroup& left, const SuffixGroup& right) {
                         return left.suffix.size() > right.suffix.size();
                     });
}

Router::ApiEntry Router::entryFor(const Workspace& workspace, std::size_t index)
{
    const Api& api = workspace.apis[index];
    ApiEntry entry{index, std::nullopt, api.revision, api.isCurrent};
    const VersionSet* const set
        = api.versionSetId.empty() ? nullptr : workspace.findVersionSet(api.versionSetId);
    if (set == nullptr || api.version.empty())
        return entry;
    VersionKey key{set->scheme, {}, api.version};
    if (set->scheme == VersioningScheme::Query)
        key.name = set->queryName;
    else if (set->scheme == VersioningScheme::Header)
        key.name = set->headerName;
    entry.version = std::move(key);
    return entry;
}

const Router::SuffixGroup* Router::groupFor(std::string_view path, std::string_view& rest) const
{
    if (path.starts_with('/'))
        path.remove_prefix(1);
    for (const SuffixGroup& group : m_groups) {
        const std::string& suffix = group.suffix;
        if (suffix.empty()) {
            rest = path;
            return &group;
        }
        if (path.size() >= suffix.size()
            && equalsIgnoringCase(path.substr(0, suffix.size()), suffix)
            && continuesAfterSuffix(path.substr(suffix.size()))) {
            rest = path.substr(suffix.size());
            return &group;
        }
    }
    return nullptr;
}

/// The API of a group that the request's version and revision name; `rest` becomes the operation
/// path.
const Router::ApiEntry* Router::choose(const SuffixGroup& group, std::string_view& rest,
                                       std::string_view query, const HeaderList& headers)
{
    std::optional<std::string_view> revision = takeRevision(rest);
    std::string_view afterVersion = rest.starts_with('/') ? rest.substr(1) : rest;
    const std::size_t segmentEnd = std::min(afterVersion.find_first_of("/;"), afterVersion.size());
    const std::string_view segment = afterVersion.substr(0, segmentEnd);

    bool namesSegment = false;
    bool namesOther = false;
    const auto isNamed = [&](const ApiEntry& entry) {
        if (!entry.version)
            return false;
        if (entry.version->scheme == VersioningScheme::Segment)
            return equalsIgnoringCase(entry.version->version, segment);
        const auto version
            = namedVersion(entry.version->scheme, entry.version->name, query, headers);
        namesOther = namesOther || version.has_value();
        return version == entry.version->version;
    };
    std::vector<const ApiEntry*> candidates;
    for (const ApiEntry& entry : group.entries) {
        if (!isNamed(entry))
            continue;
        namesSegment = entry.version->scheme == VersioningScheme::Segment;
        candidates.push_back(&entry);
    }
    if (namesSegment) {
        rest = afterVersion.substr(segmentEnd);
        if (const auto versionRevision = takeRevision(rest))
            revision = versionRevision;
    }
    // An identifier in a query parameter or header that no API has is an error; without one, the
    // Original version answers.
    if (candidates.empty() && !namesOther) {
        for (const ApiEntry& entry : group.entries) {
            if (!entry.version)
                candidates.push_back(&entry);
        }
    }
    for (const ApiEntry* const entry : candidates) {
        if (revision ? entry->revision == *revision : entry->isCurrent)
            return entry;
    }
    return nullptr;
}

void Router::matchOperation(Route& route, std::string_view method, std::string_view query) const
{
    const OperationTarget target(route.operationPath, query);
    for (const OperationEntry& entry : m_operations[*route.api]) {
        if (entry.method == method && entry.urlTemplate.matches(target, route.parameters)) {
            route.operation = entry.operation;
            return;
        }
    }
    route.parameters.clear();
}

Route Router::match(std::string_view method, std::string_view path, std::string_view query,
                    const HeaderList& headers) const
{
    Route route;
    std::string_view rest;
    const SuffixGroup* const group = groupFor(path, rest);
    const ApiEntry* const entry = group == nullptr ? nullptr : choose(*group, rest, query, headers);
    if (entry == nullptr)
        return route;
    route.api = entry->api;
    if (!rest.empty())
        route.operationPath = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
    matchOperation(route, method, query);
    return route;
}

} // namespace gatelens::proxy
