#pragma once

#include "ui/live/paged_model.h"

#include <QTableView>

class QPushButton;

namespace gatelens::ui {

class RowDelegate;
class Session;

/// The big table: fixed rows, own delegate, follows its end while the end is in sight. A chip says
/// how many rows came while it does not.
class ItemTable : public QTableView
{
    Q_OBJECT

public:
    ItemTable(Session& session, PagedModel* model, QWidget* parent = nullptr);

    [[nodiscard]] PagedModel& rows() { return *m_model; }
    [[nodiscard]] RowDelegate& delegate() { return *m_delegate; }
    [[nodiscard]] const TableRow* currentRow() const;

    [[nodiscard]] bool isFollowing() const { return m_isFollowing; }
    void setFollowing(bool isFollowing);
    /// The chip's number; 0 hides it.
    void showWaiting(int count);

    void selectId(std::int64_t id);
    /// Goes to the next row (in direction +1 or -1) that failed, loading pages on the way; another
    /// key ends the search.
    void goToFailure(int direction);
    void copySelection(bool isJson) const;

Q_SIGNALS:
    void rowSelected(std::int64_t id);
    void rowOpened(std::int64_t id);
    void detailToggled(); ///< Space
    void followingChanged(bool isFollowing);
    void sortWanted(gatelens::ExchangeSort sort, bool isDescending);
    void waitingClicked();
    void menuWanted(const QPoint& globalPosition, int row, int column);
    void tipWanted(const QPoint& globalPosition, int row, int column);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    void setUpHeader();
    void fitColumns();
    void headerMenu(const QPoint& position);
    void placeChip();
    void step(int rows);
    void keepPlace();
    void searchFailure();

    struct FailureSearch
    {
        int row = 0;
        int direction = 1;
    };

    Session& m_session;
    PagedModel* m_model;
    RowDelegate* m_delegate;
    QPushButton* m_chip;
    bool m_isFollowing = true;
    bool m_isMovingItself = false; ///< scrolling done by us says nothing about the user's wish
    std::int64_t m_selectedId = 0;
    bool m_isSelectionBare = false; ///< the row's page was not there when it was selected
    std::optional<FailureSearch> m_search;
};

} // namespace gatelens::ui
