#include "proxy/demo/conference_endpoints.h"

#include <array>
#include <optional>

namespace gatelens::proxy {

namespace {

using Action = ConferenceAction;

constexpr int kHang = 0;

const std::vector<ConferenceEndpoint>& endpointTable()
{
    static const std::vector<ConferenceEndpoint> table{
        {Action::ListSpeakers, "GET", "/speakers", 35, 0.35, {{500, 0.5}}},
        {Action::GetSpeaker, "GET", "/speakers/{id}", 20, 0.30, {{500, 0.3}}},
        {Action::ListSpeakerTopics, "GET", "/speakers/{id}/topics", 45, 0.40, {{500, 0.5}}},
        {Action::ListSessions, "GET", "/sessions", 60, 0.50, {{500, 0.5}, {503, 0.5}}},
        {Action::GetSession, "GET", "/sessions/{id}", 25, 0.30, {{500, 0.3}}},
        {Action::ListFeedback, "GET", "/sessions/{id}/feedback", 30, 0.35, {{500, 0.5}}},
        {Action::SubmitFeedback, "POST", "/sessions/{id}/feedback", 90, 0.45, {{500, 1}, {503, 1}}},
        {Action::ListTopics, "GET", "/topics", 25, 0.30, {{500, 0.3}}},
        {Action::GetTopic, "GET", "/topics/{id}", 30, 0.60, {{500, 3}}},
        {Action::RegisterAttendee, "POST", "/attendees", 120, 0.50, {{500, 1}, {502, 0.5}}},
        {Action::GetCapacity, "GET", "/capacity", 15, 0.30, {}},
        {Action::GetVenueMap, "GET", "/venue/map", 40, 0.30, {}},
        {Action::GetProbe, "GET", "/status/live", 3, 0.20, {}},
        {Action::GetProbe, "GET", "/status/ready", 3, 0.20, {}},
        {Action::PrintBadge,
         "POST",
         "/printer/badges/{id}",
         300,
         0.50,
         {{500, 25}, {503, 10}, {kHang, 5}}},
        {Action::GetTrends, "GET", "/trends/v1/topics", 80, 0.90, {{500, 5}, {kHang, 2}}},
        {Action::CheckFraud, "POST", "/fraud/v1/check", 50, 0.40, {{500, 1}}},
        {Action::RecordAudit, "POST", "/audit/v1/events", 10, 0.30, {}},
    };
    return table;
}

struct Mount
{
    std::string_view prefix;
    std::string_view node;
    bool hasVenueMap;
};

/// Mounts of the conference service; other services stand under their own paths.
constexpr std::array kMounts = std::to_array<Mount>({
    {"/eu/v1", "eu", false},
    {"/us/v1", "us", false},
    {"/v1", "core", false},
    {"/v2", "core", true},
});

struct SideService
{
    std::string_view prefix;
    std::string_view role;
};

constexpr std::array kSideServices = std::to_array<SideService>({
    {"/status/", "conference-backend"},
    {"/printer/", "badge-printer"},
    {"/trends/", "trends"},
    {"/fraud/", "fraud"},
    {"/audit/", "audit"},
});

/// The {id} of `path` when it has the pattern's form; "" for patterns without one.
std::optional<std::string> match(std::string_view pattern, std::string_view path)
{
    const std::size_t brace = pattern.find("{id}");
    if (brace == std::string_view::npos)
        return pattern == path ? std::optional<std::string>("") : std::nullopt;
    const std::string_view head = pattern.substr(0, brace);
    const std::string_view tail = pattern.substr(brace + 4);
    if (path.size() <= head.size() + tail.size() || !path.starts_with(head)
        || !path.ends_with(tail))
        return std::nullopt;
    const std::string_view id = path.substr(head.size(), path.size() - head.size() - tail.size());
    if (id.find('/') != std::string_view::npos)
        return std::nullopt;
    return std::string(id);
}

void findEndpoint(ConferenceRoute& route, std::string_view method, std::string_view path,
                  bool hasVenueMap)
{
    for (const ConferenceEndpoint& endpoint : endpointTable()) {
        if (endpoint.action == Action::GetVenueMap && !hasVenueMap)
            continue;
        auto id = match(endpoint.pattern, path);
        if (!id)
            continue;
        if (endpoint.method == method) {
            route.endpoint = &endpoint;
            route.id = std::move(*id);
            return;
        }
        if (!route.allowedMethods.empty())
            route.allowedMethods += ", ";
        route.allowedMethods += endpoint.method;
    }
}

} // namespace

std::span<const ConferenceEndpoint> conferenceEndpoints() { return endpointTable(); }

ConferenceRoute routeConference(std::string_view method, std::string_view path)
{
    if (method == "HEAD")
        method = "GET";
    ConferenceRoute route{"core", "conference-backend", nullptr, {}, {}};
    for (const SideService& service : kSideServices) {
        if (!path.starts_with(service.prefix))
            continue;
        route.service = service.role;
        findEndpoint(route, method, path, false);
        return route;
    }
    for (const Mount& mount : kMounts) {
        if (!path.starts_with(mount.prefix) || path.substr(mount.prefix.size()).find('/') != 0)
            continue;
        route.node = mount.node;
        findEndpoint(route, method, path.substr(mount.prefix.size()), mount.hasVenueMap);
        return route;
    }
    return route;
}

} // namespace gatelens::proxy
