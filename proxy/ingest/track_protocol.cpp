#include "proxy/ingest/track_protocol.h"

#include "core/base/json_writer.h"
#include "core/telemetry/envelope.h"
#include "proxy/ingest/application_id.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

/// The service takes 64 KB; the local store is more generous and still bounded.
constexpr std::size_t kItemBytes = 1024 * 1024;

} // namespace

TrackBatch readTrackBatch(std::string_view body)
{
    TrackBatch batch;
    Result<std::vector<TrackedItem>> tracked = readTrackBody(body);
    if (!tracked) {
        batch.errors.push_back({0, 400, tracked.error().message});
        return batch;
    }
    batch.received = tracked->size();
    batch.accepted.reserve(tracked->size());
    for (std::size_t index = 0; index < tracked->size(); ++index) {
        TrackedItem& item = (*tracked)[index];
        if (!item.item) {
            batch.errors.push_back({index, 400, item.item.error().message});
        } else if (item.text.size() > kItemBytes) {
            batch.errors.push_back({index, 400,
                                    fmt::format("the item has {} bytes; at most {} are accepted",
                                                item.text.size(), kItemBytes)});
        } else {
            if (batch.instrumentationKey.empty())
                batch.instrumentationKey = contextOf(*item.item).instrumentationKey;
            batch.accepted.push_back({.item = std::move(*item.item),
                                      .envelope = std::move(item.text),
                                      .source = "appinsights"});
        }
    }
    return batch;
}

int trackStatus(std::size_t received, std::size_t accepted)
{
    if (accepted == 0)
        return 400;
    return accepted == received ? 200 : 206;
}

std::string trackAnswer(std::size_t received, std::size_t accepted,
                        std::string_view instrumentationKey, const std::vector<TrackError>& errors)
{
    JsonWriter json;
    json.open('{');
    json.integer("itemsReceived", static_cast<std::int64_t>(received));
    json.integer("itemsAccepted", static_cast<std::int64_t>(accepted));
    if (!instrumentationKey.empty())
        json.text("appId", applicationIdFor(instrumentationKey));
    json.open("errors", '[');
    for (const TrackError& error : errors) {
        json.open('{');
        json.integer("index", static_cast<std::int64_t>(error.index));
        json.integer("statusCode", error.statusCode);
        json.text("message", error.message);
        json.close('}');
    }
    json.close(']');
    json.close('}');
    return json.take();
}

} // namespace gatelens::proxy
