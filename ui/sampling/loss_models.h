#pragma once

#include "core/sampling/comparison.h"

#include <QAbstractTableModel>

#include <vector>

namespace gatelens::ui {

/// Failed requests that one candidate loses, by name.
class LossModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Operation,
        ApiColumn,
        StatusColumn,
        Reason,
        Count,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setLosses(std::vector<LossKind> losses);
    [[nodiscard]] const LossKind& lossAt(int row) const
    {
        return m_losses[static_cast<std::size_t>(row)];
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<LossKind> m_losses;
};

/// What one candidate keeps of each API and operation.
class GroupModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Requests,
        RequestsKept,
        ItemsKept,
        BytesKept,
        FailedLost,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setGroups(std::vector<GroupResult> groups, std::size_t candidate);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const GroupResult& group, const Kept& kept, int column) const;

    std::vector<GroupResult> m_groups;
    std::size_t m_candidate = 0;
};

} // namespace gatelens::ui
