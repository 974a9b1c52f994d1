#pragma once

#include "core/store/store.h"

#include <random>

namespace gatelens::test {

/// 2026-11-20 14:00 UTC: when the tests' exchanges begin.
[[nodiscard]] Timestamp sampleTime();

/// A small successful exchange of API "orders", kept by one logger; `number` makes it different
/// from others: time, ids, path, duration.
[[nodiscard]] Exchange sampleExchange(int number = 0);

/// A failed one: status, one policy error.
[[nodiscard]] Exchange failedExchange(int number, int status = 500);

/// Every member filled, lists of up to three, from a generator: for round trips.
[[nodiscard]] Exchange randomExchange(std::mt19937_64& random);

[[nodiscard]] IngestedItem sampleEvent(int number, const std::string& operationId = {});

/// Path in a store that a test opens; fails the test when it does not open.
[[nodiscard]] std::unique_ptr<Store> openStore(const std::filesystem::path& path);
[[nodiscard]] std::unique_ptr<Store> openStore(StoreOptions options);

/// Offers a copy and waits until it is committed.
void record(Store& store, const Exchange& exchange);
void record(Store& store, IngestedItem item);

} // namespace gatelens::test
