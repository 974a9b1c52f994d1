#include "core/store/row_reader.h"

#include "core/store/exchange_codec.h"
#include "core/store/schema.h"
#include "core/telemetry/envelope.h"

#include <boost/json.hpp>

#include <fmt/format.h>

namespace gatelens::store {

namespace {

/// An error in one row must say which.
Error inRow(Error error, std::int64_t id)
{
    return withContext(std::move(error), fmt::format("reading row {} of the store", id));
}

Result<TelemetryItem> parseEnvelope(std::string_view envelope)
{
    boost::system::error_code problem;
    const boost::json::value value
        = boost::json::parse(boost::json::string_view(envelope.data(), envelope.size()), problem);
    if (problem)
        return Error{ErrorCode::Malformed, "the envelope is not JSON: " + problem.message(), {}};
    return readEnvelope(value);
}

} // namespace

Result<std::unique_ptr<RowReader>> RowReader::open(sqlite::Database& database)
{
    std::unique_ptr<RowReader> reader(new RowReader);
    struct Wanted
    {
        sqlite::Statement* statement;
        std::string_view sql;
    };
    const std::array<Wanted, 4> wanted{{
        {&reader->m_exchange,
         "SELECT e.id, e.started_at, e.duration, e.status, e.flags, e.route, e.gateway, "
         "e.response_bytes, e.request_bytes, e.steps_run, e.steps_total, e.backend_time, "
         "e.method, e.path, e.operation_id, p.data "
         "FROM exchanges AS e JOIN payloads AS p ON p.id = e.id WHERE e.id = ?"},
        {&reader->m_item,
         "SELECT i.source, i.logger, p.data FROM items AS i JOIN payloads AS p ON p.id = i.id "
         "WHERE i.id = ?"},
        {&reader->m_route,
         "SELECT api_id, api_name, api_type, api_revision, operation_id, operation_name, "
         "product_id, product_name, subscription_id, subscription_name, user_id, workspace_id "
         "FROM routes WHERE id = ?"},
        {&reader->m_gateway,
         "SELECT service_id, service_name, region, gateway_id, cloud_role_name, "
         "cloud_role_instance, sdk_version FROM gateways WHERE id = ?"},
    }};
    for (const Wanted& want : wanted) {
        Result<sqlite::Statement> statement = database.prepare(want.sql);
        if (!statement)
            return statement.error();
        *want.statement = std::move(*statement);
    }
    return reader;
}

Result<Exchange> RowReader::exchange(std::int64_t id)
{
    const sqlite::StatementUse use(m_exchange);
    m_exchange.bind(1, id);
    const Result<bool> row = m_exchange.step();
    if (!row)
        return row.error();
    if (!*row)
        return Error{
            ErrorCode::NotFound, fmt::format("exchange {} is not in the store (any more)", id), {}};
    Exchange exchange;
    if (Result<void> filled = fill(exchange); !filled)
        return inRow(filled.error(), id);
    return exchange;
}

Result<void> RowReader::fill(Exchange& exchange)
{
    const sqlite::Statement& row = m_exchange;
    exchange.id = row.integer(0);
    exchange.startedAt = Timestamp(Micros(row.integer(1)));
    exchange.duration = Micros(row.integer(2));
    exchange.statusCode = static_cast<int>(row.integer(3));
    const std::int64_t flags = row.integer(4);
    exchange.isSentInFull = (flags & kSentInFull) != 0;
    exchange.isAnsweredByGateway = (flags & kAnsweredByGateway) != 0;
    exchange.isLegacyCorrelation = (flags & kLegacyCorrelation) != 0;
    exchange.responseBytes = static_cast<std::uint64_t>(row.integer(7));
    exchange.requestBytes = static_cast<std::uint64_t>(row.integer(8));
    exchange.stepsRun = static_cast<std::uint32_t>(row.integer(9));
    exchange.stepsTotal = static_cast<std::uint32_t>(row.integer(10));
    exchange.backendTime = Micros(row.integer(11));
    exchange.method = row.text(12);
    exchange.path = row.text(13);
    exchange.operationId = row.text(14);

    const auto route = this->route(row.integer(5));
    if (!route)
        return route.error();
    exchange.apiId = (*route)->apiId;
    exchange.apiName = (*route)->apiName;
    exchange.apiType = (*route)->apiType;
    exchange.apiRevision = (*route)->apiRevision;
    exchange.apimOperationId = (*route)->operationId;
    exchange.apimOperationName = (*route)->operationName;
    exchange.productId = (*route)->productId;
    exchange.productName = (*route)->productName;
    exchange.subscriptionId = (*route)->subscriptionId;
    exchange.subscriptionName = (*route)->subscriptionName;
    exchange.userId = (*route)->userId;
    exchange.workspaceId = (*route)->workspaceId;

    auto gateway = this->gateway(row.integer(6));
    if (!gateway)
        return gateway.error();
    exchange.gateway = std::move(*gateway);
    return decodePayload(row.blob(15), exchange);
}

Result<std::optional<StoredItem>> RowReader::rawItem(std::int64_t id)
{
    const sqlite::StatementUse use(m_item);
    m_item.bind(1, id);
    const Result<bool> row = m_item.step();
    if (!row)
        return row.error();
    if (!*row)
        return std::optional<StoredItem>();
    StoredItem stored;
    stored.source = m_item.text(0);
    stored.logger = m_item.integer(1);
    stored.envelope = m_item.blob(2);
    return std::optional<StoredItem>(std::move(stored));
}

Result<std::optional<StoredItem>> RowReader::item(std::int64_t id)
{
    Result<std::optional<StoredItem>> stored = rawItem(id);
    if (!stored || !*stored)
        return stored;
    Result<TelemetryItem> item = parseEnvelope((*stored)->envelope);
    if (!item)
        return inRow(item.error(), id);
    (*stored)->item = std::move(*item);
    return stored;
}

Result<std::shared_ptr<const Route>> RowReader::route(std::int64_t id)
{
    if (const auto known = m_routes.find(id); known != m_routes.end())
        return known->second;
    const sqlite::StatementUse use(m_route);
    m_route.bind(1, id);
    const Result<bool> row = m_route.step();
    if (!row)
        return row.error();
    if (!*row)
        return Error{ErrorCode::Malformed, fmt::format("the store lacks route {}", id), {}};
    auto route = std::make_shared<Route>();
    int column = 0;
    for (std::string* part :
         {&route->apiId, &route->apiName, &route->apiType, &route->apiRevision, &route->operationId,
          &route->operationName, &route->productId, &route->productName, &route->subscriptionId,
          &route->subscriptionName, &route->userId, &route->workspaceId})
        *part = m_route.text(column++);
    std::shared_ptr<const Route> result = std::move(route);
    m_routes.emplace(id, result);
    return result;
}

Result<std::shared_ptr<const GatewayIdentity>> RowReader::gateway(std::int64_t id)
{
    if (const auto known = m_gateways.find(id); known != m_gateways.end())
        return known->second;
    const sqlite::StatementUse use(m_gateway);
    m_gateway.bind(1, id);
    const Result<bool> row = m_gateway.step();
    if (!row)
        return row.error();
    if (!*row)
        return Error{ErrorCode::Malformed, fmt::format("the store lacks gateway {}", id), {}};
    auto gateway = std::make_shared<GatewayIdentity>();
    int column = 0;
    for (std::string* part :
         {&gateway->serviceId, &gateway->serviceName, &gateway->region, &gateway->gatewayId,
          &gateway->cloudRoleName, &gateway->cloudRoleInstance, &gateway->sdkVersion})
        *part = m_gateway.text(column++);
    std::shared_ptr<const GatewayIdentity> result = std::move(gateway);
    m_gateways.emplace(id, result);
    return result;
}

} // namespace gatelens::store
