#pragma once

#include "core/store/store_reader.h"
#include "ui/frame/page.h"

#include <optional>

class QComboBox;
class QHBoxLayout;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace gatelens::ui {

class Banner;
class DetailPane;
class EmptyState;
class FilterBar;
class GroupedView;
class ItemTable;
class LiveTiles;
class SegmentedControl;
class Session;
class TimelineStrip;

/// Traffic and telemetry as they happen: tiles, filter, timeline, the list in three views, and the
/// details of what is selected.
class LivePage : public Page
{
    Q_OBJECT

public:
    LivePage(Session& session, CommandRegistry& commands, QWidget* parent = nullptr);

    enum View
    {
        Exchanges,
        AllItems,
        Grouped
    };

    void activate() override;
    void deactivate() override;
    [[nodiscard]] QVariantMap state() const override;
    void restore(const QVariantMap& state) override;
    [[nodiscard]] QString subtitle() const override;
    [[nodiscard]] QWidget* filterField() override;

    /// Entry for the window's list of pages.
    [[nodiscard]] static PageEntry entry();

private:
    // live_page.cpp
    void buildToolbar(QHBoxLayout* bar);
    void buildLists();
    void buildLayout();
    void connectParts();
    void setView(int view);
    void setPaused(bool isPaused);
    void setCleared(bool isCleared);
    void setDetailVisible(bool isVisible);
    void turnDetail();
    void reload();
    void refresh();
    void askForTimeline();
    void askForTotal();
    void showResult(int rows, qint64 milliseconds);
    void showEmptiness();
    void askForFailureBadge();
    [[nodiscard]] ExchangeQuery query() const;
    [[nodiscard]] ItemTable* table() const; ///< of the present view; null when it is grouped
    void selectExchange(std::int64_t id);
    void selectItem(std::int64_t id);

    // live_page_actions.cpp
    void addCommands(CommandRegistry& commands);
    void showMenu(ItemTable* table, const QPoint& position, int row, int column);
    void showKeptTip(ItemTable* table, const QPoint& position, int row, int column);
    void openTransaction();
    void copyAsCurl();

    Session& m_session;
    View m_view = Exchanges;
    bool m_isPaused = false;
    bool m_isActive = false;
    std::optional<Timestamp> m_clearedAt;
    Timestamp m_seenUntil; ///< failures after this are new
    std::uint64_t m_total = 0;

    QPushButton* m_pause = nullptr;
    QPushButton* m_clear = nullptr;
    SegmentedControl* m_viewMode = nullptr;
    QComboBox* m_groupBy = nullptr;
    LiveTiles* m_tiles = nullptr;
    FilterBar* m_filter = nullptr;
    TimelineStrip* m_timeline = nullptr;
    QStackedWidget* m_lists = nullptr;
    ItemTable* m_exchanges = nullptr;
    ItemTable* m_items = nullptr;
    GroupedView* m_grouped = nullptr;
    EmptyState* m_empty = nullptr;
    QPushButton* m_emptyCopy = nullptr;
    QPushButton* m_emptyDemo = nullptr;
    QPushButton* m_emptyClear = nullptr;
    QSplitter* m_splitter = nullptr;
    DetailPane* m_detail = nullptr;
    QTimer* m_slowTimer = nullptr; ///< for what costs more than fetching new rows
};

} // namespace gatelens::ui
