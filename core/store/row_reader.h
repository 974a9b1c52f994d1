#pragma once

#include "core/store/sqlite.h"
#include "core/telemetry/exchange.h"

#include <unordered_map>

namespace gatelens::store {

/// What several exchanges share; a row of `routes`.
struct Route
{
    std::string apiId;
    std::string apiName;
    std::string apiType;
    std::string apiRevision;
    std::string operationId;
    std::string operationName;
    std::string productId;
    std::string productName;
    std::string subscriptionId;
    std::string subscriptionName;
    std::string userId;
    std::string workspaceId;
};

/// An ingested item or an aggregated gateway metric as stored.
struct StoredItem
{
    TelemetryItem item;
    std::string envelope;
    std::string source;
    std::int64_t logger = 0; ///< loggers.id of a gateway metric; 0: ingested
};

/// Turns rows back into exchanges and items. One connection, one thread.
class RowReader
{
public:
    [[nodiscard]] static Result<std::unique_ptr<RowReader>> open(sqlite::Database& database);

    /// NotFound when retention has removed it.
    [[nodiscard]] Result<Exchange> exchange(std::int64_t id);
    /// Null when there is no such item.
    [[nodiscard]] Result<std::optional<StoredItem>> item(std::int64_t id);
    /// The same without reading the envelope's fields.
    [[nodiscard]] Result<std::optional<StoredItem>> rawItem(std::int64_t id);

    [[nodiscard]] Result<std::shared_ptr<const Route>> route(std::int64_t id);
    [[nodiscard]] Result<std::shared_ptr<const GatewayIdentity>> gateway(std::int64_t id);

private:
    RowReader() = default;
    [[nodiscard]] Result<void> fill(Exchange& exchange);

    sqlite::Statement m_exchange;
    sqlite::Statement m_item;
    sqlite::Statement m_route;
    sqlite::Statement m_gateway;
    // Rows of these tables never change, so what was read once stays right.
    std::unordered_map<std::int64_t, std::shared_ptr<const Route>> m_routes;
    std::unordered_map<std::int64_t, std::shared_ptr<const GatewayIdentity>> m_gateways;
};

} // namespace gatelens::store
