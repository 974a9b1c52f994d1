#include "core/store/row_writer.h"

#include "core/base/overloaded.h"
#include "core/store/exchange_codec.h"
#include "core/store/item_summary.h"
#include "core/store/outgoing.h"
#include "core/telemetry/envelope.h"

#include <algorithm>
#include <array>

namespace gatelens::store {

namespace {

/// Ids of one block are handed out for at most this long, so that retention by age, which works by
/// blocks, stays precise under little traffic.
constexpr std::int64_t kBlockMicros = std::chrono::microseconds(std::chrono::minutes(5)).count();

/// Beyond this many different routes the cache starts again; the table keeps them all.
constexpr std::size_t kRouteCacheSize = 20000;

constexpr char kKeySeparator = '\x1f';

std::int64_t microsOf(Timestamp time) { return time.time_since_epoch().count(); }

std::int64_t flagsOf(const Exchange& exchange)
{
    const auto& loggers = exchange.loggers;
    const bool isKept = std::any_of(loggers.begin(), loggers.end(),
                                    [](const LoggerOutcome& logger) { return logger.isKept; });
    const bool isDrawn
        = std::any_of(loggers.begin(), loggers.end(), [](const LoggerOutcome& logger) {
              return logger.isKept && logger.reason != KeepReason::AlwaysLogErrors;
          });
    return (isFailed(exchange) ? kFailed : 0) | (exchange.isSentInFull ? kSentInFull : 0)
        | (exchange.isAnsweredByGateway ? kAnsweredByGateway : 0)
        | (isKept && !isDrawn ? kKeptOnlyAsError : 0)
        | (exchange.isLegacyCorrelation ? kLegacyCorrelation : 0);
}

/// The backend that answered: of the last forward-request attempt.
std::string_view backendOf(const Exchange& exchange)
{
    for (auto call = exchange.backendCalls.rbegin(); call != exchange.backendCalls.rend(); ++call) {
        if (call->kind == CallKind::ForwardRequest)
            return call->backendId.empty() ? call->target : call->backendId;
    }
    return {};
}

/// Number of exceptions that allItemsOf derives.
std::int64_t exceptionCount(const Exchange& exchange)
{
    const auto& errors = exchange.errors;
    if (errors.empty())
        return isFailed(exchange) ? 1 : 0;
    std::int64_t distinct = 0;
    for (auto error = errors.begin(); error != errors.end(); ++error) {
        distinct += std::none_of(errors.begin(), error, [&](const ExchangeError& other) {
            return other.source == error->source && other.reason == error->reason
                && other.message == error->message;
        });
    }
    return distinct;
}

std::array<const std::string*, 12> routeColumns(const Exchange& exchange)
{
    return {&exchange.apiId,           &exchange.apiName,
            &exchange.apiType,         &exchange.apiRevision,
            &exchange.apimOperationId, &exchange.apimOperationName,
            &exchange.productId,       &exchange.productName,
            &exchange.subscriptionId,  &exchange.subscriptionName,
            &exchange.userId,          &exchange.workspaceId};
}

std::array<const std::string*, 7> gatewayColumns(const GatewayIdentity& gateway)
{
    return {&gateway.serviceId, &gateway.serviceName,   &gateway.region,
            &gateway.gatewayId, &gateway.cloudRoleName, &gateway.cloudRoleInstance,
            &gateway.sdkVersion};
}

/// The id of a row that is inserted when it is not there yet.
template<class Columns>
Result<std::int64_t> findOrInsert(sqlite::Statement& select, sqlite::Statement& insert,
                                  const Columns& columns)
{
    for (sqlite::Statement* statement : {&select, &insert, &select}) {
        const sqlite::StatementUse use(*statement);
        for (std::size_t index = 0; index < columns.size(); ++index)
            statement->bindText(static_cast<int>(index) + 1, *columns[index]);
        const Result<bool> row = statement->step();
        if (!row)
            return row.error();
        if (*row)
            return statement->integer(0);
    }
    return Error{ErrorCode::Internal, "a row of the store is gone right after its insert", {}};
}

} // namespace

Result<std::unique_ptr<RowWriter>> RowWriter::open(sqlite::Database& database)
{
    std::unique_ptr<RowWriter> writer(new RowWriter(database));
    if (Result<void> prepared = writer->prepare(); !prepared)
        return prepared.error();
    return writer;
}

Result<void> RowWriter::prepare()
{
    struct Wanted
    {
        sqlite::Statement* statement;
        std::string_view sql;
    };
    const std::array<Wanted, 11> wanted{{
        {&m_insertExchange,
         "INSERT INTO exchanges(id, started_at, duration, status, flags, route, gateway, "
         "response_bytes, request_bytes, calls, exceptions, traces, steps_run, steps_total, "
         "loggers_kept, loggers_total, backend_time, operation_key, method, path, backend, "
         "operation_id, outgoing) "
         "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"},
        {&m_insertItem,
         "INSERT INTO items(id, time, kind, success, duration, severity, logger, operation_key, "
         "source, name, result_code, role, operation_id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"},
        {&m_insertPayload, "INSERT INTO payloads(id, data) VALUES (?, ?)"},
        {&m_insertGateway,
         "INSERT INTO gateways(service_id, service_name, region, gateway_id, cloud_role_name, "
         "cloud_role_instance, sdk_version) VALUES (?,?,?,?,?,?,?)"},
        {&m_selectGateway,
         "SELECT id FROM gateways WHERE service_id = ? AND service_name = ? AND region = ? AND "
         "gateway_id = ? AND cloud_role_name = ? AND cloud_role_instance = ? AND sdk_version = ?"},
        {&m_insertRoute,
         "INSERT INTO routes(api_id, api_name, api_type, api_revision, operation_id, "
         "operation_name, product_id, product_name, subscription_id, subscription_name, user_id, "
         "workspace_id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"},
        {&m_selectRoute,
         "SELECT id FROM routes WHERE api_id = ? AND api_name = ? AND api_type = ? AND "
         "api_revision = ? AND operation_id = ? AND operation_name = ? AND product_id = ? AND "
         "product_name = ? AND subscription_id = ? AND subscription_name = ? AND user_id = ? AND "
         "workspace_id = ?"},
        {&m_insertLogger, "INSERT INTO loggers(logger_id, instrumentation_key) VALUES (?, ?)"},
        {&m_selectLogger, "SELECT id FROM loggers WHERE logger_id = ? AND instrumentation_key = ?"},
        {&m_saveBlock,
         "INSERT INTO blocks(id, first_commit, last_commit, min_time, max_time, exchanges, items) "
         "VALUES (?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET last_commit = excluded.last_commit, "
         "min_time = excluded.min_time, max_time = excluded.max_time, "
         "exchanges = excluded.exchanges, items = excluded.items"},
        {&m_saveSequence, "UPDATE sequence SET next_id = ?"},
    }};
    for (const Wanted& want : wanted) {
        Result<sqlite::Statement> statement = m_database.prepare(want.sql);
        if (!statement)
            return statement.error();
        *want.statement = std::move(*statement);
    }
    return {};
}

void RowWriter::forget()
{
    m_nextId = 0;
    m_block = Block();
    m_routes.clear();
    m_loggers.clear();
    m_gateways.clear();
}

Result<void> RowWriter::loadSequence()
{
    const Result<std::int64_t> next = m_database.integer("SELECT next_id FROM sequence");
    if (!next)
        return next.error();
    m_nextId = *next;
    m_block = Block();
    Result<sqlite::Statement> blocks = m_database.prepare(
        "SELECT id, first_commit, min_time, max_time, exchanges, items FROM blocks "
        "ORDER BY id DESC LIMIT 1");
    if (!blocks)
        return blocks.error();
    const Result<bool> row = blocks->step();
    if (!row)
        return row.error();
    if (*row)
        m_block = {blocks->integer(0), blocks->integer(1), blocks->integer(2),
                   blocks->integer(3), blocks->integer(4), blocks->integer(5)};
    return {};
}

Result<void> RowWriter::beginBatch(Timestamp commitTime)
{
    m_commitTime = microsOf(commitTime);
    if (m_nextId == 0) {
        if (Result<void> loaded = loadSequence(); !loaded)
            return loaded;
    }
    const bool isNew = m_block.id != blockOf(m_nextId);
    if (!isNew && m_commitTime - m_block.firstCommit < kBlockMicros
        && m_commitTime >= m_block.firstCommit)
        return {};
    moveToBlock(isNew ? blockOf(m_nextId) : m_block.id + 1);
    return {};
}

void RowWriter::moveToBlock(std::int64_t block)
{
    m_nextId = std::max(m_nextId, block << kBlockBits);
    m_block = Block();
    m_block.id = block;
    m_block.firstCommit = m_commitTime;
}

Result<void> RowWriter::saveBlock()
{
    if (m_block.exchanges + m_block.items == 0)
        return {};
    m_saveBlock.bind(1, m_block.id);
    m_saveBlock.bind(2, m_block.firstCommit);
    m_saveBlock.bind(3, m_commitTime);
    m_saveBlock.bind(4, m_block.minTime);
    m_saveBlock.bind(5, m_block.maxTime);
    m_saveBlock.bind(6, m_block.exchanges);
    m_saveBlock.bind(7, m_block.items);
    return m_saveBlock.run();
}

Result<void> RowWriter::endBatch()
{
    if (Result<void> saved = saveBlock(); !saved)
        return saved;
    m_saveSequence.bind(1, m_nextId);
    return m_saveSequence.run();
}

Result<std::int64_t> RowWriter::nextId(Timestamp time)
{
    if (blockOf(m_nextId) != m_block.id) {
        if (Result<void> saved = saveBlock(); !saved)
            return saved.error();
        moveToBlock(blockOf(m_nextId));
    }
    const std::int64_t micros = microsOf(time);
    const bool isFirst = m_block.exchanges + m_block.items == 0;
    m_block.minTime = isFirst ? micros : std::min(m_block.minTime, micros);
    m_block.maxTime = isFirst ? micros : std::max(m_block.maxTime, micros);
    return m_nextId++;
}

Result<void> RowWriter::writePayload(std::int64_t id, std::string_view data)
{
    m_insertPayload.bind(1, id);
    m_insertPayload.bindBlob(2, data);
    return m_insertPayload.run();
}

Result<std::int64_t> RowWriter::gatewayRef(const std::shared_ptr<const GatewayIdentity>& gateway)
{
    if (const auto known = m_gateways.find(gateway); known != m_gateways.end())
        return known->second;
    static const GatewayIdentity kDefault;
    const Result<std::int64_t> ref = findOrInsert(m_selectGateway, m_insertGateway,
                                                  gatewayColumns(gateway ? *gateway : kDefault));
    constexpr std::size_t kGatewayCacheSize = 64;
    if (ref) {
        if (m_gateways.size() >= kGatewayCacheSize)
            m_gateways.clear();
        m_gateways.emplace(gateway, *ref);
    }
    return ref;
}

Result<std::int64_t> RowWriter::routeRef(const Exchange& exchange)
{
    const auto columns = routeColumns(exchange);
    m_key.clear();
    for (const std::string* column : columns) {
        m_key += *column;
        m_key += kKeySeparator;
    }
    if (const auto known = m_routes.find(m_key); known != m_routes.end())
        return known->second;
    const Result<std::int64_t> ref = findOrInsert(m_selectRoute, m_insertRoute, columns);
    if (ref) {
        if (m_routes.size() >= kRouteCacheSize)
            m_routes.clear();
        m_routes.emplace(m_key, *ref);
    }
    return ref;
}

Result<std::int64_t> RowWriter::loggerRef(const std::string& loggerId,
                                          const std::string& instrumentationKey)
{
    m_key = loggerId;
    m_key += kKeySeparator;
    m_key += instrumentationKey;
    if (const auto known = m_loggers.find(m_key); known != m_loggers.end())
        return known->second;
    const std::array<const std::string*, 2> columns{&loggerId, &instrumentationKey};
    const Result<std::int64_t> ref = findOrInsert(m_selectLogger, m_insertLogger, columns);
    if (ref)
        m_loggers.emplace(m_key, *ref);
    return ref;
}

Result<std::string> RowWriter::outgoingOf(const Exchange& exchange)
{
    std::vector<OutgoingCount> counts;
    const std::int64_t exceptions = exceptionCount(exchange);
    for (const LoggerOutcome& logger : exchange.loggers) {
        const Result<std::int64_t> ref = loggerRef(logger.loggerId, logger.instrumentationKey);
        if (!ref)
            return ref.error();
        const auto traces = std::count_if(
            exchange.messages.begin(), exchange.messages.end(),
            [&](const PolicyMessage& message) { return message.severity >= logger.verbosity; });
        const std::int64_t kept = logger.isKept
            ? 1 + static_cast<std::int64_t>(exchange.backendCalls.size()) + exceptions
            : 0;
        counts.push_back({*ref, kept + traces});
    }
    return encodeOutgoing(counts);
}

Result<void> RowWriter::write(const Exchange& exchange)
{
    const Result<std::int64_t> route = routeRef(exchange);
    const Result<std::int64_t> gateway = gatewayRef(exchange.gateway);
    const Result<std::string> outgoing = outgoingOf(exchange);
    const Result<std::int64_t> id = nextId(exchange.startedAt);
    if (!route)
        return route.error();
    if (!gateway)
        return gateway.error();
    if (!outgoing)
        return outgoing.error();
    if (!id)
        return id.error();
    const auto kept = std::count_if(exchange.loggers.begin(), exchange.loggers.end(),
                                    [](const LoggerOutcome& logger) { return logger.isKept; });

    sqlite::Statement& insert = m_insertExchange;
    int position = 0;
    const auto add = [&](auto value) { insert.bind(++position, static_cast<std::int64_t>(value)); };
    add(*id);
    add(microsOf(exchange.startedAt));
    add(exchange.duration.count());
    add(exchange.statusCode);
    add(flagsOf(exchange));
    add(*route);
    add(*gateway);
    add(exchange.responseBytes);
    add(exchange.requestBytes);
    add(exchange.backendCalls.size());
    add(exceptionCount(exchange));
    add(exchange.messages.size());
    add(exchange.stepsRun);
    add(exchange.stepsTotal);
    add(kept);
    add(exchange.loggers.size());
    add(exchange.backendTime.count());
    if (exchange.operationId.empty())
        insert.bindNull(++position);
    else
        add(operationKey(blockOf(*id), exchange.operationId));
    insert.bindText(++position, exchange.method);
    insert.bindText(++position, exchange.path);
    insert.bindText(++position, backendOf(exchange));
    insert.bindText(++position, exchange.operationId);
    insert.bindBlob(++position, *outgoing);
    if (Result<void> inserted = insert.run(); !inserted)
        return inserted;
    ++m_block.exchanges;

    m_payload.clear();
    encodePayload(exchange, m_payload);
    return writePayload(*id, m_payload);
}

Result<void> RowWriter::write(const IngestedItem& item)
{
    return writeItem(item.item, item.envelope, item.source, std::nullopt);
}

Result<void> RowWriter::write(const MetricItem& metric, const std::string& loggerId)
{
    const Result<std::int64_t> logger = loggerRef(loggerId, metric.context.instrumentationKey);
    if (!logger)
        return logger.error();
    const TelemetryItem item = metric;
    return writeItem(item, {}, "gateway", *logger);
}

Result<void> RowWriter::writeItem(const TelemetryItem& item, std::string_view envelope,
                                  std::string_view source, std::optional<std::int64_t> logger)
{
    const ItemContext& context = contextOf(item);
    const Result<std::int64_t> id = nextId(context.time);
    if (!id)
        return id.error();
    const ItemSummary summary = summaryOf(item);
    sqlite::Statement& insert = m_insertItem;
    int position = 0;
    const auto addIfSet = [&](const std::optional<std::int64_t>& value) {
        if (value)
            insert.bind(++position, *value);
        else
            insert.bindNull(++position);
    };
    insert.bind(++position, *id);
    insert.bind(++position, microsOf(context.time));
    insert.bind(++position, static_cast<std::int64_t>(summary.kind));
    addIfSet(summary.success);
    addIfSet(summary.duration);
    addIfSet(summary.severity);
    addIfSet(logger);
    if (context.operationId.empty())
        insert.bindNull(++position);
    else
        insert.bind(++position, operationKey(blockOf(*id), context.operationId));
    insert.bindText(++position, source);
    insert.bindText(++position, summary.name);
    insert.bindText(++position, summary.resultCode);
    insert.bindText(++position, context.cloudRoleName);
    insert.bindText(++position, context.operationId);
    if (Result<void> inserted = insert.run(); !inserted)
        return inserted;
    ++m_block.items;
    if (!envelope.empty())
        return writePayload(*id, envelope);
    m_payload = printEnvelope(item);
    return writePayload(*id, m_payload);
}

} // namespace gatelens::store
