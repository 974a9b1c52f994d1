#pragma once

#include "ui/diagnostics/diagnostics_draft.h"

#include <QAbstractTableModel>
#include <QTableView>

namespace gatelens::ui {

/// Scopes as rows, loggers as columns; each cell says in words what the logger does there.
class DiagnosticsMatrixModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role
    {
        StateRole = Qt::UserRole + 1, ///< CellState, as int
        WordRole, ///< "overrides", "added", "inherits"
        NoteRole, ///< header: kind of logger
        ChangedRole ///< differs from what is applied
    };

    explicit DiagnosticsMatrixModel(DiagnosticsDraft& draft, QObject* parent = nullptr);

    [[nodiscard]] DiagnosticCell cellAt(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOf(const DiagnosticCell& cell) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    void refresh();
    [[nodiscard]] QString textOf(const DiagnosticCell& cell) const;

    DiagnosticsDraft& m_draft;
    qsizetype m_rows = 0;
    qsizetype m_columns = 0;
};

/// The matrix on screen.
class DiagnosticsMatrix : public QTableView
{
    Q_OBJECT

public:
    explicit DiagnosticsMatrix(DiagnosticsMatrixModel& model, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] int neededWidth(int column) const;
    void spreadColumns();
};

} // namespace gatelens::ui
