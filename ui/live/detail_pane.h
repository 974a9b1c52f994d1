#pragma once

#include "ui/live/exchange_detail.h"

#include <QWidget>

#include <optional>

class QLabel;
class QScrollArea;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace gatelens::ui {

class Badge;
class BodyViewer;
class ElidedLabel;
class EmptyState;
class ExplainView;
class IconLabel;
class KeyValueTable;
class MessageView;
class Session;
class StepsView;
class TelemetryView;
class TimingView;

/// Everything known of the selected exchange or item, in tabs; the tab is remembered.
class DetailPane : public QWidget
{
    Q_OBJECT

public:
    explicit DetailPane(Session& session, QWidget* parent = nullptr);

    enum Tab
    {
        Overview,
        Request,
        Response,
        Steps,
        Telemetry,
        Timing,
        Explain,
        Item, ///< the only one of an item
        TabCount
    };

    void showExchange(std::int64_t id);
    void showItem(std::int64_t id);
    void showNothing();
    void setTab(Tab tab);
    [[nodiscard]] const std::optional<ExchangeDetail>& detail() const { return m_detail; }

Q_SIGNALS:
    void filterWanted(const QString& field, const QString& value, bool isExcluded);
    void orientationWanted();
    void closeWanted();

private:
    void buildHeader();
    void buildTabs();
    void fill(ExchangeDetail detail);
    void fillHeader(const Exchange& exchange);
    void fillOverview(const Exchange& exchange);
    void fillTab(int tab);
    void fillItem(const ItemDetail& item, const ItemContext& context);
    void showExchangeTabs(bool areShown);

    Session& m_session;
    std::optional<ExchangeDetail> m_detail;
    std::array<bool, TabCount> m_isFilled{}; ///< tabs are filled when they are first looked at
    QWidget* m_header;
    IconLabel* m_icon;
    QLabel* m_status;
    QLabel* m_name;
    ElidedLabel* m_path;
    QLabel* m_duration;
    std::vector<Badge*> m_badges;
    QToolButton* m_transaction;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    KeyValueTable* m_overview;
    MessageView* m_request;
    MessageView* m_response;
    StepsView* m_steps;
    TelemetryView* m_telemetry;
    TimingView* m_timing;
    ExplainView* m_explain;
    KeyValueTable* m_itemFacts;
    BodyViewer* m_itemEnvelope;
    EmptyState* m_empty;
};

} // namespace gatelens::ui
