#pragma once

#include "ui/frame/page.h"
#include "ui/metrics/metrics_reading.h"

class QComboBox;
class QStackedWidget;
class QStandardItemModel;
class QTimer;

namespace gatelens::ui {

class ChartPanel;
class EmptyState;
class FilterBar;
class ListTable;
class SegmentedControl;
class Session;

/// Rates, failures and durations over time, split by API, operation, product …; all panels share
/// one time axis, cursor and brush, and have a table form.
class MetricsPage : public Page
{
    Q_OBJECT

public:
    MetricsPage(Session& session, CommandRegistry& commands, QWidget* parent = nullptr);

    void activate() override;
    void deactivate() override;
    [[nodiscard]] QVariantMap state() const override;
    void restore(const QVariantMap& state) override;
    [[nodiscard]] QString subtitle() const override;
    [[nodiscard]] QWidget* filterField() override;

    [[nodiscard]] static PageEntry entry();

private:
    enum Form
    {
        Charts,
        Table
    };

    void build();
    QWidget* buildToolbar();
    void ask();
    void show(const MetricsPicture& picture);
    void showRequests(const MetricsPicture& picture);
    void showFailures(const MetricsPicture& picture);
    void showDurations(const MetricsPicture& picture);
    void showSplitDurations(const MetricsPicture& picture);
    void fillTable(const MetricsPicture& picture);
    [[nodiscard]] double percentile(const Totals& totals) const; ///< milliseconds

    Session& m_session;
    bool m_isActive = false;
    MetricsPicture m_picture;
    FilterBar* m_filter;
    QComboBox* m_split = nullptr;
    QComboBox* m_aggregation = nullptr;
    QComboBox* m_interval = nullptr;
    SegmentedControl* m_form = nullptr;
    QStackedWidget* m_stack = nullptr;
    ChartPanel* m_requests;
    ChartPanel* m_failures;
    ChartPanel* m_durations;
    ChartPanel* m_bySplit;
    std::vector<ChartPanel*> m_panels;
    QStandardItemModel* m_table;
    ListTable* m_tableView;
    EmptyState* m_empty;
    QTimer* m_timer;
};

} // namespace gatelens::ui
