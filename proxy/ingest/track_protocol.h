#pragma once

#include "core/store/store.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// An item of a track request that is refused, by its place in the body.
struct TrackError
{
    std::size_t index = 0;
    int statusCode = 400;
    std::string message;

    friend bool operator==(const TrackError&, const TrackError&) = default;
};

/// What a track request's decompressed body holds.
struct TrackBatch
{
    std::vector<IngestedItem> accepted;
    std::vector<TrackError> errors;
    std::size_t received = 0;
    std::string instrumentationKey; ///< of the first usable item
};

/// Sorts a body's items into usable and refused ones. A body that is unreadable as a whole gives
/// one error at index 0.
[[nodiscard]] TrackBatch readTrackBatch(std::string_view body);

/// 200 when all items were accepted, 206 when some were, 400 when none was.
[[nodiscard]] int trackStatus(std::size_t received, std::size_t accepted);

/// The service's answer: itemsReceived, itemsAccepted, appId, errors.
[[nodiscard]] std::string trackAnswer(std::size_t received, std::size_t accepted,
                                      std::string_view instrumentationKey,
                                      const std::vector<TrackError>& errors);

} // namespace gatelens::proxy
