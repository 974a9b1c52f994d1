#pragma once

#include "core/store/sqlite.h"

namespace gatelens::store {

/// Marks a SQLite file as a Gatelens store ("GtLs").
inline constexpr std::int64_t kApplicationId = 0x47744C73;

/// The schema this build writes, `PRAGMA user_version`.
inline constexpr std::int64_t kSchemaVersion = 1;

/// Rows of exchanges, ingested items and aggregated metrics draw their ids from one sequence, in
/// commit order. An id's block (id >> kBlockBits) is the unit of retention and of time pruning, and
/// the leading part of every operation key: index entries of new rows then stand close together
/// however random operation ids are, and a look-up probes each block once.
inline constexpr int kBlockBits = 14;

/// Ids handed to views and cursors add this many bits for the place inside a row: the item of an
/// exchange, or the envelope of a row.
inline constexpr int kPlaceBits = 16;

[[nodiscard]] constexpr std::int64_t blockOf(std::int64_t id) { return id >> kBlockBits; }

/// Index key of a row's operation id; see kBlockBits.
[[nodiscard]] std::int64_t operationKey(std::int64_t block, std::string_view operationId) noexcept;

/// Bits of exchanges.flags.
inline constexpr std::int64_t kFailed = 1;
inline constexpr std::int64_t kSentInFull = 2;
inline constexpr std::int64_t kAnsweredByGateway = 4;
inline constexpr std::int64_t kKeptOnlyAsError = 8;
inline constexpr std::int64_t kLegacyCorrelation = 16;

/// Values of items.kind, and their names as the filter and the item list use them.
enum class ItemKind : std::int64_t
{
    Request = 1,
    Dependency,
    Exception,
    Trace,
    Event,
    Metric,
    Availability,
    PageView,
    BrowserTiming,
};

/// Brings a database from its `user_version` to kSchemaVersion, one transaction a step.
[[nodiscard]] Result<void> migrate(sqlite::Database& database);

} // namespace gatelens::store
