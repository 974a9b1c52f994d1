#include "core/store/schema.h"

#include <array>
#include <string>

namespace gatelens::store {

namespace {

/// Version 1. One narrow row an exchange or item, read for lists, charts and filters; what is read
/// one at a time lies in `payloads` under the same id, so that a scan over a million rows touches
/// some hundred bytes a row. No index but the operation keys: see docs/performance.md, "The price
/// of logging".
constexpr const char* kVersion1 = R"sql(
CREATE TABLE sequence(
  only INTEGER PRIMARY KEY CHECK (only = 1),
  next_id INTEGER NOT NULL
) STRICT;
INSERT INTO sequence VALUES (1, 1);

CREATE TABLE blocks(
  id INTEGER PRIMARY KEY,        -- row id >> 14
  first_commit INTEGER NOT NULL, -- times in microseconds since the epoch, UTC
  last_commit INTEGER NOT NULL,
  min_time INTEGER NOT NULL,     -- of started_at and time in this block
  max_time INTEGER NOT NULL,
  exchanges INTEGER NOT NULL,
  items INTEGER NOT NULL
) STRICT;

CREATE TABLE gateways(
  id INTEGER PRIMARY KEY,
  service_id TEXT NOT NULL, service_name TEXT NOT NULL, region TEXT NOT NULL,
  gateway_id TEXT NOT NULL, cloud_role_name TEXT NOT NULL, cloud_role_instance TEXT NOT NULL,
  sdk_version TEXT NOT NULL,
  UNIQUE(service_id, service_name, region, gateway_id, cloud_role_name, cloud_role_instance,
         sdk_version)
) STRICT;

CREATE TABLE routes(
  id INTEGER PRIMARY KEY,
  api_id TEXT NOT NULL, api_name TEXT NOT NULL, api_type TEXT NOT NULL,
  api_revision TEXT NOT NULL, operation_id TEXT NOT NULL, operation_name TEXT NOT NULL,
  product_id TEXT NOT NULL, product_name TEXT NOT NULL,
  subscription_id TEXT NOT NULL, subscription_name TEXT NOT NULL,
  user_id TEXT NOT NULL, workspace_id TEXT NOT NULL,
  UNIQUE(api_id, operation_id, subscription_id, product_id, user_id, api_name, api_type,
         api_revision, operation_name, product_name, subscription_name, workspace_id)
) STRICT;

CREATE TABLE loggers(
  id INTEGER PRIMARY KEY,
  logger_id TEXT NOT NULL, instrumentation_key TEXT NOT NULL,
  UNIQUE(logger_id, instrumentation_key)
) STRICT;

CREATE TABLE exchanges(
  id INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  duration INTEGER NOT NULL,     -- microseconds
  status INTEGER NOT NULL,
  flags INTEGER NOT NULL,        -- 1 failed, 2 sent in full, 4 answered by the gateway,
                                 -- 8 kept only as an error, 16 legacy correlation
  route INTEGER NOT NULL REFERENCES routes(id),
  gateway INTEGER NOT NULL REFERENCES gateways(id),
  response_bytes INTEGER NOT NULL,
  request_bytes INTEGER NOT NULL,
  calls INTEGER NOT NULL,        -- derived items: dependencies, exceptions, traces
  exceptions INTEGER NOT NULL,
  traces INTEGER NOT NULL,
  steps_run INTEGER NOT NULL,
  steps_total INTEGER NOT NULL,
  loggers_kept INTEGER NOT NULL,
  loggers_total INTEGER NOT NULL,
  backend_time INTEGER NOT NULL,
  operation_key INTEGER,         -- block << 32 | hash of operation_id
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  backend TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  outgoing BLOB NOT NULL         -- varint pairs: loggers.id, envelopes that logger receives
) STRICT;
CREATE INDEX exchanges_by_operation ON exchanges(operation_key) WHERE operation_key IS NOT NULL;

CREATE TABLE items(
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  kind INTEGER NOT NULL,         -- 1 request, 2 dependency, 3 exception, 4 trace, 5 event,
                                 -- 6 metric, 7 availability, 8 page view, 9 browser timing
  success INTEGER,
  duration INTEGER,
  severity INTEGER,
  logger INTEGER REFERENCES loggers(id), -- of an aggregated gateway metric; NULL: ingested
  operation_key INTEGER,
  source TEXT NOT NULL,          -- gateway, appinsights, otlp, opencensus, import
  name TEXT NOT NULL,
  result_code TEXT NOT NULL,
  role TEXT NOT NULL,
  operation_id TEXT NOT NULL
) STRICT;
CREATE INDEX items_by_operation ON items(operation_key) WHERE operation_key IS NOT NULL;

CREATE TABLE payloads(
  id INTEGER PRIMARY KEY,
  data BLOB NOT NULL             -- exchange: see exchange_codec.h; item: its envelope
) STRICT;

CREATE TABLE forward_cursors(
  destination TEXT PRIMARY KEY,
  cursor INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
)sql";

constexpr std::array<const char*, kSchemaVersion> kMigrations{kVersion1};

} // namespace

std::int64_t operationKey(std::int64_t block, std::string_view operationId) noexcept
{
    // FNV-1a: written to disk, so it may not be the library's hash.
    std::uint32_t hash = 2166136261U;
    for (const char character : operationId)
        hash = (hash ^ static_cast<unsigned char>(character)) * 16777619U;
    return static_cast<std::int64_t>((static_cast<std::uint64_t>(block) << 32U) | hash);
}

Result<void> migrate(sqlite::Database& database)
{
    const Result<std::int64_t> version = database.integer("PRAGMA user_version");
    if (!version)
        return version.error();
    for (std::int64_t step = *version; step < kSchemaVersion; ++step) {
        sqlite::Transaction transaction(database);
        if (Result<void> begun = transaction.begin(); !begun)
            return begun;
        const std::string sql = std::string(kMigrations.at(static_cast<std::size_t>(step)))
            + "PRAGMA application_id = " + std::to_string(kApplicationId)
            + "; PRAGMA user_version = " + std::to_string(step + 1) + ';';
        if (Result<void> done = database.execute(sql); !done)
            return withContext(done.error(),
                               "bringing the store to schema version " + std::to_string(step + 1));
        if (Result<void> committed = transaction.commit(); !committed)
            return committed;
    }
    return {};
}

} // namespace gatelens::store
