#pragma once

#include "proxy/api/engine.h"

#include <QAbstractTableModel>

#include <vector>

namespace gatelens::ui {

/// Destinations with their state, one a row.
class DestinationModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        State,
        Queued,
        Oldest,
        Accepted,
        Rejected,
        Uncertain,
        LastStatus,
        RetryIn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setDestinations(const std::vector<ForwardStatus>& destinations);
    [[nodiscard]] const ForwardStatus* at(int row) const;
    [[nodiscard]] int rowOf(const std::string& name) const; ///< -1 when there is none

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const ForwardStatus& destination, int column) const;

    std::vector<ForwardStatus> m_destinations;
};

/// Batches that were sent, newest first.
class AttemptModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Time,
        Destination,
        Items,
        Size,
        StatusColumn,
        Answer,
        Duration,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Shows the attempts of one destination; "" for all.
    void setAttempts(std::vector<ForwardAttempt> attempts, const std::string& destination);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const ForwardAttempt& attempt, int column) const;

    std::vector<ForwardAttempt> m_attempts;
};

/// What a destination is doing, in a word and a status.
struct DestinationState
{
    QString word;
    int status = 0; ///< Status
};
[[nodiscard]] DestinationState stateOf(const ForwardStatus& destination);

} // namespace gatelens::ui
