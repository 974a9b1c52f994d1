#pragma once

#include "core/message/header_list.h"
#include "core/workspace/workspace.h"
#include "proxy/gateway/url_template.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// Which API and operation a request is for. Indexes point into Workspace::apis and
/// Api::operations.
struct Route
{
    std::optional<std::size_t> api;
    std::optional<std::size_t> operation;
    std::string operationPath = "/"; ///< what follows suffix and version, as received
    MatchedParameters parameters;
};

/// Routing tables of one workspace: API by path suffix, version and revision; operation by method
/// and template. Immutable. Source: reference "policies", 2.
class Router
{
public:
    explicit Router(const Workspace& workspace);

    /// `path` with its percent-encoding, `query` without "?".
    [[nodiscard]] Route match(std::string_view method, std::string_view path,
                              std::string_view query, const HeaderList& headers) const;

private:
    struct VersionKey
    {
        VersioningScheme scheme = VersioningScheme::Segment;
        std::string name; ///< query parameter or header; "" for Segment
        std::string version;
    };
    struct ApiEntry
    {
        std::size_t api = 0;
        std::optional<VersionKey> version; ///< nullopt: unversioned, or the Original version
        std::string revision;
        bool isCurrent = true;
    };
    struct SuffixGroup
    {
        std::string suffix; ///< without slashes at its ends
        std::vector<ApiEntry> entries;
    };
    struct OperationEntry
    {
        std::size_t operation = 0;
        std::string method;
        UrlTemplate urlTemplate;
    };

    [[nodiscard]] static ApiEntry entryFor(const Workspace& workspace, std::size_t index);
    [[nodiscard]] const SuffixGroup* groupFor(std::string_view path, std::string_view& rest) const;
    [[nodiscard]] static const ApiEntry* choose(const SuffixGroup& group, std::string_view& rest,
                                                std::string_view query, const HeaderList& headers);
    void matchOperation(Route& route, std::string_view method, std::string_view query) const;

    std::vector<SuffixGroup> m_groups; ///< longest suffix first
    std::vector<std::vector<OperationEntry>> m_operations; ///< by API; in order of precedence
};

} // namespace gatelens::proxy
