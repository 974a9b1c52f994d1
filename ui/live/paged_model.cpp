#include "ui/live/paged_model.h"

#include "ui/session/session.h"
#include "ui/theme/format.h"

#include <QTimer>

namespace gatelens::ui {

namespace {

constexpr std::size_t kMostRows = 20'000'000;
constexpr std::size_t kMostNew = 200'000; ///< taken in one go; the rest comes with the next
constexpr std::size_t kPagesWanted = 4; ///< what scrolled by is not fetched

template<class Row>
Result<std::vector<TableRow>> formatted(Result<std::vector<Row>> rows)
{
    if (!rows)
        return rows.error();
    std::vector<TableRow> made;
    made.reserve(rows->size());
    for (const Row& row : *rows)
        made.push_back(tableRow(row));
    return made;
}

/// Rows in the order of `ids`, with an empty one for each that is gone.
std::vector<TableRow> aligned(std::span<const std::int64_t> ids, std::vector<TableRow> rows)
{
    if (rows.size() == ids.size())
        return rows;
    std::vector<TableRow> all(ids.size());
    std::size_t next = 0;
    for (std::size_t at = 0; at < ids.size() && next < rows.size(); ++at) {
        if (rows[next].id == ids[at])
            all[at] = std::move(rows[next++]);
    }
    return all;
}

} // namespace

RowReading readExchanges()
{
    return {[](StoreReader& reader, const ExchangeQuery& query, std::int64_t after,
               std::size_t limit) { return reader.exchangeIds(query, after, limit); },
            [](StoreReader& reader, std::span<const std::int64_t> ids) {
                return formatted(reader.exchangeRows(ids));
            }};
}

RowReading readItems()
{
    return {[](StoreReader& reader, const ExchangeQuery& query, std::int64_t after,
               std::size_t limit) { return reader.itemIds(query, after, limit); },
            [](StoreReader& reader, std::span<const std::int64_t> ids) {
                return formatted(reader.itemRows(ids));
            }};
}

PagedModel::PagedModel(Session& session, RowReading reading, std::vector<TableColumn> columns,
                       QObject* parent)
    : QAbstractTableModel(parent)
    , m_session(session)
    , m_reading(std::move(reading))
    , m_columns(std::move(columns))
    , m_askTimer(new QTimer(this))
{
    m_askTimer->setSingleShot(true);
    connect(m_askTimer, &QTimer::timeout, this, &PagedModel::askForPages);
}

void PagedModel::setQuery(const ExchangeQuery& query)
{
    m_query = query;
    m_isLoading = true;
    m_loadTime.start();
    // What is under way answers the query before.
    m_session.queries().cancel(this, NewSlot);
    m_session.queries().cancel(this, TrimSlot);
    m_isFetching = false;
    m_isFetchWanted = false;
    m_session.ask(
        this, IdsSlot,
        [query, ids = m_reading.ids](StoreReader& reader) {
            return ids(reader, query, 0, kMostRows);
        },
        [this](Result<std::vector<std::int64_t>> ids) {
            m_isLoading = false;
            if (!ids) {
                Q_EMIT failed(toQString(toString(ids.error())));
                return;
            }
            replaceIds(std::move(*ids));
            Q_EMIT loaded(rowCount(), m_loadTime.elapsed());
        });
}

void PagedModel::setNewestFirst(bool isNewestFirst)
{
    if (isNewestFirst == m_isNewestFirst)
        return;
    beginResetModel();
    m_isNewestFirst = isNewestFirst;
    endResetModel();
}

void PagedModel::fetchNew()
{
    if (m_isLoading)
        return;
    if (m_query.sort != ExchangeSort::Time)
        return countNew();
    if (m_isFetching) {
        m_isFetchWanted = true;
        return;
    }
    m_isFetching = true;
    const std::int64_t last = m_ids.empty() ? 0 : m_ids.back();
    m_session.ask(
        this, NewSlot,
        [query = m_query, reading = m_reading, last](StoreReader& reader) -> Result<NewRows> {
            auto ids = reading.ids(reader, query, last, kMostNew);
            if (!ids)
                return ids.error();
            NewRows added{std::move(*ids), {}, 0};
            // The newest page comes along, so that rows do not appear as dashes first.
            added.firstRow = added.ids.size() - std::min<std::size_t>(added.ids.size(), kPageRows);
            const std::span<const std::int64_t> newest(added.ids.data() + added.firstRow,
                                                       added.ids.size() - added.firstRow);
            if (auto rows = reading.rows(reader, newest))
                added.rows = aligned(newest, std::move(*rows));
            return added;
        },
        [this](Result<NewRows> added) {
            m_isFetching = false;
            if (added)
                append(std::move(*added));
            if (std::exchange(m_isFetchWanted, false))
                fetchNew();
        });
}

void PagedModel::countNew()
{
    const std::int64_t last = m_ids.empty() ? 0 : *std::max_element(m_ids.begin(), m_ids.end());
    ExchangeQuery query = m_query;
    query.sort = ExchangeSort::Time;
    query.isDescending = false;
    m_session.ask(
        this, NewSlot,
        [query, ids = m_reading.ids, last](StoreReader& reader) {
            return ids(reader, query, last, kMostNew);
        },
        [this](const Result<std::vector<std::int64_t>>& ids) {
            if (ids)
                Q_EMIT newRowsWaiting(static_cast<int>(ids->size()));
        });
}

void PagedModel::trimTo(const TimeRange& range)
{
    if (m_query.sort != ExchangeSort::Time || m_ids.empty() || !range.from)
        return;
    m_query.range = range;
    m_session.ask(
        this, TrimSlot,
        [query = m_query, ids = m_reading.ids](StoreReader& reader) {
            return ids(reader, query, 0, 1);
        },
        [this](const Result<std::vector<std::int64_t>>& ids) {
            if (!ids || m_ids.empty())
                return;
            const auto keepFrom = ids->empty()
                ? m_ids.end()
                : std::lower_bound(m_ids.begin(), m_ids.end(), ids->front());
            // Whole pages go, so that those that stay keep their places.
            const auto gone = (keepFrom - m_ids.begin()) / kPageRows * kPageRows;
            if (gone == 0)
                return;
            const int count = static_cast<int>(gone);
            const int first = m_isNewestFirst ? rowCount() - count : 0;
            beginRemoveRows({}, first, first + count - 1);
            m_ids.erase(m_ids.begin(), m_ids.begin() + gone);
            std::map<int, CachedPage> kept;
            for (auto& [page, cached] : m_pages) {
                if (page >= count / kPageRows)
                    kept.emplace(page - count / kPageRows, std::move(cached));
            }
            m_pages = std::move(kept);
            m_wanted.clear();
            m_asked.clear();
            m_session.queries().cancel(this, PageSlot);
            endRemoveRows();
        });
}

const TableRow* PagedModel::rowAt(int row) const
{
    const std::size_t position = positionOf(row);
    const int page = static_cast<int>(position / kPageRows);
    const auto cached = m_pages.find(page);
    const std::size_t offset = position % kPageRows;
    if (cached == m_pages.end() || offset >= cached->second.rows.size()) {
        want(page);
        return nullptr;
    }
    cached->second.usedAt = ++m_uses;
    return &cached->second.rows[offset];
}

std::int64_t PagedModel::idAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_ids[positionOf(row)] : 0;
}

int PagedModel::rowOf(std::int64_t id) const
{
    const auto at = m_query.sort == ExchangeSort::Time && !m_query.isDescending
        ? std::lower_bound(m_ids.begin(), m_ids.end(), id)
        : std::find(m_ids.begin(), m_ids.end(), id);
    if (at == m_ids.end() || *at != id)
        return -1;
    const int position = static_cast<int>(at - m_ids.begin());
    return m_isNewestFirst ? rowCount() - 1 - position : position;
}

int PagedModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int PagedModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant PagedModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()
        || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole
            && role != Qt::TextAlignmentRole)) {
        return {};
    }
    const TableColumn& column = m_columns.at(static_cast<std::size_t>(index.column()));
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (column.isRightAligned ? Qt::AlignRight : Qt::AlignLeft));
    }
    const TableRow* row = rowAt(index.row());
    return row ? textOf(*row, column.kind) : emDash();
}

QVariant PagedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const TableColumn& column = m_columns.at(static_cast<std::size_t>(section));
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == Qt::TextAlignmentRole)
        return column.isRightAligned ? Qt::AlignRight : Qt::AlignLeft;
    return {};
}

QString PagedModel::textOf(const TableRow& row, ColumnKind kind) const
{
    switch (kind) {
    case ColumnKind::Time:
        return row.timeText;
    case ColumnKind::Status:
        return row.code + QLatin1Char(' ') + row.reason;
    case ColumnKind::Operation:
        return row.method + QLatin1Char(' ') + row.name;
    case ColumnKind::Path:
        return row.path;
    case ColumnKind::Duration:
        return row.durationText;
    case ColumnKind::Policy:
        return row.policy;
    case ColumnKind::Kept:
        return row.keptText;
    case ColumnKind::Size:
        return row.size;
    case ColumnKind::Kind:
        return row.kind;
    case ColumnKind::Name:
        return row.name;
    case ColumnKind::Result:
        return row.code.isEmpty() ? row.reason : row.code;
    case ColumnKind::Role:
        return row.role;
    case ColumnKind::Source:
        return row.source;
    case ColumnKind::OperationId:
        return row.operationId;
    }
    return {};
}

std::size_t PagedModel::positionOf(int row) const
{
    return static_cast<std::size_t>(m_isNewestFirst ? rowCount() - 1 - row : row);
}

void PagedModel::replaceIds(std::vector<std::int64_t> ids)
{
    beginResetModel();
    m_ids = std::move(ids);
    m_pages.clear();
    m_wanted.clear();
    m_asked.clear();
    m_session.queries().cancel(this, PageSlot);
    endResetModel();
}

void PagedModel::append(NewRows added)
{
    if (added.ids.empty())
        return;
    const int count = static_cast<int>(added.ids.size());
    const std::size_t before = m_ids.size();
    const int first = m_isNewestFirst ? 0 : rowCount();
    beginInsertRows({}, first, first + count - 1);
    m_ids.insert(m_ids.end(), added.ids.begin(), added.ids.end());
    for (std::size_t at = 0; at < added.rows.size(); ++at) {
        const std::size_t position = before + added.firstRow + at;
        CachedPage& page = m_pages[static_cast<int>(position / kPageRows)];
        page.usedAt = ++m_uses;
        // A page is only filled from its start on; the rest of it is asked for when it is seen.
        if (page.rows.size() == position % kPageRows)
            page.rows.push_back(std::move(added.rows[at]));
    }
    evict();
    endInsertRows();
    Q_EMIT rowsAppended(count);
}

void PagedModel::want(int page) const
{
    if (m_asked.contains(page))
        return;
    std::erase(m_wanted, page);
    m_wanted.push_back(page);
    if (m_wanted.size() > kPagesWanted)
        m_wanted.erase(m_wanted.begin());
    m_askTimer->start();
}

void PagedModel::askForPages()
{
    if (m_wanted.empty() || !m_asked.empty())
        return;
    std::map<int, std::vector<std::int64_t>> ids;
    for (const int page : m_wanted) {
        const std::size_t from = static_cast<std::size_t>(page) * kPageRows;
        if (from >= m_ids.size())
            continue;
        const std::size_t until = std::min(m_ids.size(), from + kPageRows);
        ids[page].assign(m_ids.begin() + static_cast<std::ptrdiff_t>(from),
                         m_ids.begin() + static_cast<std::ptrdiff_t>(until));
        m_asked.insert(page);
    }
    m_wanted.clear();
    using Pages = std::map<int, std::vector<TableRow>>;
    m_session.ask(
        this, PageSlot,
        [ids = std::move(ids), read = m_reading.rows](StoreReader& reader) -> Result<Pages> {
            Pages pages;
            for (const auto& [page, ofPage] : ids) {
                auto rows = read(reader, ofPage);
                if (!rows)
                    return rows.error();
                pages[page] = aligned(ofPage, std::move(*rows));
            }
            return pages;
        },
        [this](Result<Pages> pages) {
            m_asked.clear();
            if (pages) {
                for (auto& [page, rows] : *pages)
                    takePage(page, std::move(rows));
            }
            askForPages();
        });
}

void PagedModel::takePage(int page, std::vector<TableRow> rows)
{
    CachedPage& cached = m_pages[page];
    if (rows.size() >= cached.rows.size())
        cached.rows = std::move(rows);
    cached.usedAt = ++m_uses;
    evict();
    const int from = page * kPageRows;
    const int until = std::min(rowCount(), from + kPageRows) - 1;
    if (until < from)
        return;
    const int last = rowCount() - 1;
    const int top = m_isNewestFirst ? last - until : from;
    const int bottom = m_isNewestFirst ? last - from : until;
    Q_EMIT dataChanged(index(top, 0), index(bottom, columnCount() - 1));
}

void PagedModel::evict()
{
    while (m_pages.size() > kMostPages) {
        const auto oldest = std::min_element(m_pages.begin(), m_pages.end(),
                                             [](const auto& left, const auto& right) {
                                                 return left.second.usedAt < right.second.usedAt;
                                             });
        m_pages.erase(oldest);
    }
}

} // namespace gatelens::ui
