#pragma once

#include "core/store/store.h"
#include "core/telemetry/exchange.h"

#include <filesystem>
#include <memory>

namespace gatelens::test {

/// One exchange of a small made-up API; `index` decides operation, status, duration and loggers, so
/// that equal indexes give equal exchanges.
[[nodiscard]] std::unique_ptr<Exchange> makeExchange(int index, Timestamp startedAt);

/// Writes `count` exchanges, `apart` from each other, the last at `until`, into a store file.
void writeTraffic(const std::filesystem::path& store, int count, Timestamp until, Micros apart);

} // namespace gatelens::test
