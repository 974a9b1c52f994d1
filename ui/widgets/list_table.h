#pragma once

#include <QTableView>

namespace gatelens::ui {

/// A list of whole rows to read: no grid, no frame, no editing, one line a row. Tab leads on to the
/// next widget while the arrows move; Ctrl+A selects all rows and Ctrl+C copies the selected ones.
class ListTable : public QTableView
{
    Q_OBJECT

public:
    /// Rows are `rowHeight` device-independent pixels high.
    explicit ListTable(int rowHeight, QWidget* parent = nullptr);

    /// One row for the clipboard; by default its visible columns with a tab between, as
    /// spreadsheets take them.
    [[nodiscard]] virtual QString rowText(const QModelIndex& row) const;

    /// Puts the selected rows on the clipboard in the order shown, one a line.
    void copySelection() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace gatelens::ui
