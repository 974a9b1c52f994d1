#pragma once

#include "core/workspace/entities.h"
#include "core/workspace/local_settings.h"

#include <filesystem>

namespace gatelens {

enum class LayoutDialect
{
    V1,
    V2To5,
    V6,
    V7
};

/// A whole workspace in memory: an immutable value once loaded. Lookups compare ids without regard
/// to case.
struct Workspace
{
    std::filesystem::path folder; ///< the artifact folder
    LayoutDialect dialect = LayoutDialect::V7;
    std::optional<PolicySource> policy; ///< All APIs
    std::vector<Api> apis;
    std::vector<VersionSet> versionSets;
    std::vector<Product> products;
    std::vector<Subscription> subscriptions;
    std::vector<Group> groups;
    std::vector<NamedValue> namedValues;
    std::vector<PolicyFragment> fragments;
    std::vector<Backend> backends;
    std::vector<Cache> caches;
    std::vector<Schema> schemas;
    std::vector<Logger> loggers;
    std::vector<Diagnostic> diagnostics; ///< service level
    std::vector<ServiceWorkspace> serviceWorkspaces;
    LocalSettings local;

    [[nodiscard]] const Api* findApi(std::string_view key) const; ///< "id" or "id;rev=N"
    [[nodiscard]] const Product* findProduct(std::string_view id) const;
    [[nodiscard]] const PolicyFragment* findFragment(std::string_view id) const;
    [[nodiscard]] const Backend* findBackend(std::string_view id) const;
    [[nodiscard]] const Schema* findSchema(std::string_view id) const;
    [[nodiscard]] const Logger* findLogger(std::string_view id) const;
    [[nodiscard]] const VersionSet* findVersionSet(std::string_view id) const;
    [[nodiscard]] const ServiceWorkspace* findServiceWorkspace(std::string_view id) const;
    [[nodiscard]] const NamedValue* findNamedValue(std::string_view displayName) const;

    friend bool operator==(const Workspace&, const Workspace&) = default;
};

/// What loading found. A broken file is a finding with file, line and column; the rest is loaded.
struct LoadedWorkspace
{
    Workspace workspace;
    Findings findings;
};

/// Opens an APIOps artifact folder (any dialect), or the one artifact folder at most three levels
/// below `folder`. NotFound when there is none; Conflict when there are several (the message lists
/// them).
[[nodiscard]] Result<LoadedWorkspace> loadWorkspace(const std::filesystem::path& folder);

/// The artifact folder that `folder` is or holds; see loadWorkspace.
[[nodiscard]] Result<std::filesystem::path> findArtifactFolder(const std::filesystem::path& folder);

} // namespace gatelens
