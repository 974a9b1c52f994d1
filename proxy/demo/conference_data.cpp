#include "proxy/demo/conference_data.h"

#include "core/base/time.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace gatelens::proxy::conference {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 20> kFirstNames{
    "Amina", "Bruno", "Chen", "Dalia", "Emeka", "Freya", "Goran", "Hana", "Ivo",   "Jun",
    "Kaya",  "Lin",   "Mira", "Noor",  "Oskar", "Priya", "Quinn", "Rosa", "Samir", "Tove"};
constexpr std::array<std::string_view, 20> kLastNames{
    "Adeyemi", "Bauer",  "Costa",  "Dahl",  "Eriksen", "Fontaine", "Garcia",
    "Haas",    "Ito",    "Jansen", "Kim",   "Larsen",  "Moreau",   "Novak",
    "Okafor",  "Petrov", "Quist",  "Rossi", "Sato",    "Tanaka"};
constexpr std::array<std::string_view, 8> kCompanies{
    "Northwind Labs", "Blue Harbour", "Fjord Systems", "Octave",
    "Kestrel Data",   "Lumen & Sons", "Paper Moon",    "Ridgeway"};
constexpr std::array<std::string_view, kTopics> kTopicNames{
    "gateways",    "sampling", "tracing",   "metrics",    "caching",   "retries",
    "rate limits", "tokens",   "schemas",   "queues",     "storage",   "rollouts",
    "testing",     "costs",    "incidents", "dashboards", "contracts", "accessibility"};
constexpr std::array<std::string_view, 3> kTracks{"cloud", "data", "web"};
constexpr std::string_view kVenueMap
    = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"><g fill="none" stroke="#334"><rect x="5" y="5" width="50" height="30"/><rect x="65" y="5" width="50" height="30"/><rect x="5" y="45" width="110" height="30"/></g><text x="10" y="22">Hall A</text><text x="70" y="22">Hall B</text><text x="10" y="62">Main hall</text></svg>)";

template<class Items>
std::string_view at(const Items& items, int index)
{
    return items[static_cast<std::size_t>(index) % items.size()];
}

std::string speakerName(int id)
{
    return fmt::format("{} {}", at(kFirstNames, 7 * id), at(kLastNames, 3 * id + id / 20));
}

std::string_view trackOf(int id) { return at(kTracks, id % 3); }

int topicOf(int sessionId) { return 1 + sessionId % kTopics; }

int dayOf(int sessionId) { return 1 + sessionId % 3; }

std::array<int, 2> speakersOf(int sessionId)
{
    return {1 + sessionId % kSpeakers, 1 + (sessionId + 11) % kSpeakers};
}

std::string titleOf(int sessionId)
{
    std::string topic(kTopicNames[static_cast<std::size_t>(topicOf(sessionId) - 1)]);
    topic.front() = static_cast<char>(topic.front() - 'a' + 'A');
    return fmt::format("{} in practice, part {}", topic, 1 + sessionId / kTopics);
}

std::string startOf(int sessionId)
{
    const int day = 13 + dayOf(sessionId) - 1;
    const int minutes = 8 * 60 + 45 * (sessionId % 10);
    return fmt::format("2030-05-{:02}T{:02}:{:02}:00Z", day, minutes / 60, minutes % 60);
}

int sessionsOfTopic(int topicId)
{
    int count = 0;
    for (int id = 1; id <= kSessions; ++id)
        count += topicOf(id) == topicId ? 1 : 0;
    return count;
}

json::object speakerSummary(int id)
{
    return {{"id", id},
            {"name", speakerName(id)},
            {"track", trackOf(id)},
            {"company", at(kCompanies, id % 8)}};
}

json::object sessionObject(int id)
{
    const auto speakerIds = speakersOf(id);
    return {{"id", id},
            {"title", titleOf(id)},
            {"day", dayOf(id)},
            {"start", startOf(id)},
            {"minutes", 45},
            {"track", trackOf(id)},
            {"room", fmt::format("Hall {}", static_cast<char>('A' + id % 6))},
            {"speakerIds", json::array{speakerIds[0], speakerIds[1]}}};
}

json::object topicObject(int id)
{
    return {{"id", id},
            {"name", kTopicNames[static_cast<std::size_t>(id - 1)]},
            {"sessions", sessionsOfTopic(id)}};
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

bool isIn(int id, int last) { return id >= 1 && id <= last; }

} // namespace

json::array speakers(const SpeakerFilter& filter)
{
    std::vector<int> ids;
    for (int id = 1; id <= kSpeakers; ++id) {
        if (filter.track.empty() || trackOf(id) == filter.track)
            ids.push_back(id);
    }
    // The specification promises the order of last names.
    std::stable_sort(ids.begin(), ids.end(), [](int left, int right) {
        return at(kLastNames, 3 * left + left / 20) < at(kLastNames, 3 * right + right / 20);
    });
    json::array list;
    for (const int id : ids) {
        if (static_cast<int>(list.size()) >= filter.limit)
            break;
        list.push_back(speakerSummary(id));
    }
    return list;
}

std::optional<json::object> speaker(int id)
{
    if (!isIn(id, kSpeakers))
        return std::nullopt;
    json::object object = speakerSummary(id);
    object["bio"] = fmt::format("{} works on {} at {}.", speakerName(id), trackOf(id),
                                at(kCompanies, id % 8));
    object["phone"] = fmt::format("+00 555 0{:03}", id);
    return object;
}

std::optional<json::array> speakerTopics(int speakerId)
{
    if (!isIn(speakerId, kSpeakers))
        return std::nullopt;
    std::set<int> ids;
    for (int id = 1; id <= kSessions; ++id) {
        const auto speakerIds = speakersOf(id);
        if (speakerIds[0] == speakerId || speakerIds[1] == speakerId)
            ids.insert(topicOf(id));
    }
    json::array list;
    for (const int id : ids)
        list.push_back(topicObject(id));
    return list;
}

json::array sessions(const SessionFilter& filter)
{
    const std::string wanted = lowered(filter.titlePart);
    json::array list;
    for (int id = 1; id <= kSessions; ++id) {
        const bool matches = (!filter.day || *filter.day == dayOf(id))
            && (filter.track.empty() || filter.track == trackOf(id))
            && (wanted.empty() || lowered(titleOf(id)).find(wanted) != std::string::npos);
        if (matches)
            list.push_back(sessionObject(id));
    }
    return list;
}

std::optional<json::object> session(int id)
{
    if (!isIn(id, kSessions))
        return std::nullopt;
    return sessionObject(id);
}

json::array topics()
{
    json::array list;
    for (int id = 1; id <= kTopics; ++id)
        list.push_back(topicObject(id));
    return list;
}

std::optional<json::object> topic(int id)
{
    if (!isIn(id, kTopics))
        return std::nullopt;
    return topicObject(id);
}

json::array trendingTopics()
{
    std::vector<int> ids(kTopics);
    for (int id = 1; id <= kTopics; ++id)
        ids[static_cast<std::size_t>(id - 1)] = id;
    std::stable_sort(ids.begin(), ids.end(), [](int left, int right) {
        return sessionsOfTopic(left) > sessionsOfTopic(right);
    });
    json::array list;
    for (std::size_t i = 0; i < 5; ++i)
        list.push_back(json::object{{"name", kTopicNames[static_cast<std::size_t>(ids[i] - 1)]}});
    return list;
}

std::string_view venueMap() { return kVenueMap; }

} // namespace gatelens::proxy::conference
