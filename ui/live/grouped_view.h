#pragma once

#include "core/store/store_reader.h"

#include <QTreeView>

class QStandardItemModel;

namespace gatelens::ui {

class Session;

/// Totals by operation, product, subscription, status or backend, as a tree with bars in its
/// cells.
class GroupedView : public QTreeView
{
    Q_OBJECT

public:
    explicit GroupedView(Session& session, QWidget* parent = nullptr);

    void setGroupBy(GroupBy by);
    [[nodiscard]] GroupBy groupBy() const { return m_by; }
    void setQuery(const ExchangeQuery& query);

    enum Column
    {
        Name,
        Requests,
        Failed,
        FailedShare,
        Median,
        P95,
        P99,
        Bytes,
        ColumnCount
    };
    enum Role
    {
        KeyRole = Qt::UserRole,
        ParentRole,
        SortRole,
        ShareRole, ///< 0 to 1, for the bar in the cell
        AlertRole, ///< bool: above the limit of failures
        MethodRole
    };

Q_SIGNALS:
    void loaded(int groups);
    /// The group's rows are wanted: Return or a double click.
    void groupOpened(const QString& filter);

private:
    void read();
    void fill(const std::vector<GroupRow>& operations, const std::vector<GroupRow>& parents);
    [[nodiscard]] QString filterOf(const QModelIndex& index) const;
    void selectCurrent(const QModelIndex& index);

    Session& m_session;
    QStandardItemModel* m_model;
    GroupBy m_by = GroupBy::Operation;
    ExchangeQuery m_query;
    QString m_selectedKey;
    bool m_isFilling = false;
};

} // namespace gatelens::ui
