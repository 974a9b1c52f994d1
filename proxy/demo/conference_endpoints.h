#pragma once

#include "proxy/demo/demo_random.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// A chance of answering with an error; status 0 hangs for 30 s and then gives 504.
struct DemoFault
{
    int statusCode;
    double percent;
};

/// What an endpoint does once latency and faults are drawn.
enum class ConferenceAction
{
    ListSpeakers,
    GetSpeaker,
    ListSpeakerTopics,
    ListSessions,
    GetSession,
    ListFeedback,
    SubmitFeedback,
    ListTopics,
    GetTopic,
    RegisterAttendee,
    GetCapacity,
    GetVenueMap,
    GetProbe,
    PrintBadge,
    GetTrends,
    CheckFraud,
    RecordAudit,
};

/// One line of the demo backend's endpoint table.
struct ConferenceEndpoint
{
    ConferenceAction action;
    std::string_view method;
    std::string_view pattern; ///< relative to the service's mount points: "/speakers/{id}"
    double medianMs;
    double sigma;
    std::vector<DemoFault> faults;
};

/// Where a request lands: which node answers, which endpoint, and the {id} of its path.
struct ConferenceRoute
{
    std::string_view node; ///< eu, us or core
    std::string_view service; ///< cloud role of the backend's own telemetry
    const ConferenceEndpoint* endpoint
        = nullptr; ///< null: path unknown, or known with other methods
    std::string id;
    std::string allowedMethods; ///< set when the path is known but the method is not
};

[[nodiscard]] std::span<const ConferenceEndpoint> conferenceEndpoints();

/// Finds the endpoint for a path below `builtin:conference`. HEAD counts as GET.
[[nodiscard]] ConferenceRoute routeConference(std::string_view method, std::string_view path);

} // namespace gatelens::proxy
