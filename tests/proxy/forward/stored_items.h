#pragma once

#include "core/store/store.h"

#include <fmt/format.h>

#include <filesystem>
#include <future>
#include <memory>

namespace gatelens::test {

/// A store with a short batch delay.
inline std::unique_ptr<Store> openStore(const std::filesystem::path& path)
{
    StoreOptions options;
    options.path = path;
    options.batchDelay = std::chrono::milliseconds(5);
    return std::move(Store::open(options).value());
}

/// Commits trace items with the messages "item-FIRST" to "item-(FIRST+COUNT-1)".
inline void storeItems(Store& store, int first, int count)
{
    std::vector<IngestedItem> items;
    for (int i = first; i < first + count; ++i) {
        TraceItem trace;
        trace.context.time = now();
        trace.context.instrumentationKey = "00000000-0000-0000-0000-000000000001";
        trace.message = fmt::format("item-{}", i);
        IngestedItem item;
        item.item = trace;
        item.envelope = fmt::format(
            R"({{"name":"Microsoft.ApplicationInsights.Message","time":"{}",)"
            R"("iKey":"00000000-0000-0000-0000-000000000001","data":{{"baseType":"MessageData",)"
            R"("baseData":{{"ver":2,"message":"item-{}","severityLevel":1}}}}}})",
            toIso8601(trace.context.time), i);
        items.push_back(std::move(item));
    }
    std::promise<Result<void>> committed;
    store.submit(std::move(items),
                 [&committed](Result<void> done) { committed.set_value(std::move(done)); });
    committed.get_future().get().value();
}

} // namespace gatelens::test
