#pragma once

#include "ui/live/table_row.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>

#include <functional>
#include <map>
#include <set>
#include <span>
#include <vector>

class QTimer;

namespace gatelens::ui {

class Session;

/// What a column shows; the delegate draws each kind in its own way.
enum class ColumnKind
{
    Time,
    Status,
    Operation,
    Path,
    Duration,
    Policy,
    Kept,
    Size,
    Kind,
    Name,
    Result,
    Role,
    Source,
    OperationId
};

struct TableColumn
{
    ColumnKind kind;
    QString title;
    int width = 100;
    bool isRightAligned = false;
    std::optional<ExchangeSort> sort; ///< a click on the heading sorts by it

    /// The column that says what a row is: it takes the room that the others leave.
    [[nodiscard]] bool isName() const
    {
        return kind == ColumnKind::Operation || kind == ColumnKind::Name
            || kind == ColumnKind::Path;
    }
};

/// How a list is read; both run on a query thread.
struct RowReading
{
    std::function<Result<std::vector<std::int64_t>>(StoreReader&, const ExchangeQuery&,
                                                    std::int64_t after, std::size_t limit)>
        ids;
    std::function<Result<std::vector<TableRow>>(StoreReader&, std::span<const std::int64_t>)> rows;
};

[[nodiscard]] RowReading readExchanges();
[[nodiscard]] RowReading readItems();

/// A list of any length: it holds the ids of all rows and the formatted rows of the pages in
/// sight. A page that is missing is asked for and shows dashes until it comes.
class PagedModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kPageRows = 256;
    static constexpr std::size_t kMostPages = 64;

    PagedModel(Session& session, RowReading reading, std::vector<TableColumn> columns,
               QObject* parent = nullptr);

    /// Reads the list anew; the rows stay as they are until the new ones are there.
    void setQuery(const ExchangeQuery& query);
    [[nodiscard]] const ExchangeQuery& query() const { return m_query; }

    /// Newest row first; only for the order by time. Reads nothing.
    void setNewestFirst(bool isNewestFirst);
    [[nodiscard]] bool isNewestFirst() const { return m_isNewestFirst; }

    /// Appends what has come since. In another order than by time nothing is appended, only
    /// counted: `newRowsWaiting` tells.
    void fetchNew();
    /// Counts what has come since without taking it in; `newRowsWaiting` tells.
    void countNew();
    /// Drops rows before the query's range has moved to; ids ascend with time.
    void trimTo(const TimeRange& range);

    [[nodiscard]] const TableRow* rowAt(int row) const; ///< null while its page is on the way
    [[nodiscard]] std::int64_t idAt(int row) const;
    [[nodiscard]] int rowOf(std::int64_t id) const; ///< -1 when it is not in the list
    [[nodiscard]] const std::vector<TableColumn>& columns() const { return m_columns; }
    [[nodiscard]] bool isLoading() const { return m_isLoading; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

    /// The row's text in a column, as it is copied.
    [[nodiscard]] QString textOf(const TableRow& row, ColumnKind kind) const;

Q_SIGNALS:
    void loaded(int rows, qint64 milliseconds);
    void failed(const QString& message);
    void newRowsWaiting(int count);
    void rowsAppended(int count);

private:
    enum Slot
    {
        IdsSlot,
        NewSlot,
        PageSlot,
        TrimSlot
    };
    struct CachedPage
    {
        std::vector<TableRow> rows;
        std::uint64_t usedAt = 0;
    };
    struct NewRows
    {
        std::vector<std::int64_t> ids;
        std::vector<TableRow> rows; ///< of the ids from `firstRow` on
        std::size_t firstRow = 0;
    };

    [[nodiscard]] std::size_t positionOf(int row) const; ///< in m_ids
    void replaceIds(std::vector<std::int64_t> ids);
    void append(NewRows added);
    void want(int page) const;
    void askForPages();
    void takePage(int page, std::vector<TableRow> rows);
    void evict();

    Session& m_session;
    RowReading m_reading;
    std::vector<TableColumn> m_columns;
    ExchangeQuery m_query;
    std::vector<std::int64_t> m_ids; ///< in the query's order
    bool m_isNewestFirst = false;
    bool m_isLoading = false;
    bool m_isFetching = false;
    bool m_isFetchWanted = false;
    QElapsedTimer m_loadTime;

    mutable std::map<int, CachedPage> m_pages;
    mutable std::uint64_t m_uses = 0;
    mutable std::vector<int> m_wanted; ///< newest last
    QTimer* m_askTimer; ///< gathers the wishes of one paint
    std::set<int> m_asked; ///< on their way
};

} // namespace gatelens::ui
