#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// The fixed programme of the fictional conference: the same for every seed. Ids count from 1.
/// Speakers 1-40, sessions 1-120, topics 1-18.
namespace conference {

inline constexpr int kSpeakers = 40;
inline constexpr int kSessions = 120;
inline constexpr int kTopics = 18;

struct SpeakerFilter
{
    std::string_view track; ///< "" for all
    int limit = 50;
};

struct SessionFilter
{
    std::optional<int> day;
    std::string_view track; ///< "" for all
    std::string_view titlePart; ///< part of the title without regard to case, "" for all
};

[[nodiscard]] boost::json::array speakers(const SpeakerFilter& filter);
[[nodiscard]] std::optional<boost::json::object> speaker(int id); ///< with bio and phone
[[nodiscard]] std::optional<boost::json::array> speakerTopics(int speakerId);
[[nodiscard]] boost::json::array sessions(const SessionFilter& filter);
[[nodiscard]] std::optional<boost::json::object> session(int id);
[[nodiscard]] boost::json::array topics();
[[nodiscard]] std::optional<boost::json::object> topic(int id);
/// The first five topics by number of sessions, as [{"name": …}].
[[nodiscard]] boost::json::array trendingTopics();
/// A small drawing of the halls.
[[nodiscard]] std::string_view venueMap();

} // namespace conference
} // namespace gatelens::proxy
