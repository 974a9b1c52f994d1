#pragma once

#include "ui/metrics/chart_series.h"

#include <QtCharts/QChartView>

#include <optional>

class QCategoryAxis;
class QValueAxis;

namespace gatelens::ui {

/// One chart over time with its title, unit and legend. All panels of a page share axis, plot
/// margins and cursor; dragging chooses a time range.
class ChartPanel : public QChartView
{
    Q_OBJECT

public:
    ChartPanel(const QString& title, const QString& unit, QWidget* parent = nullptr);

    [[nodiscard]] const QString& title() const { return m_title; }
    [[nodiscard]] const QString& unit() const { return m_unit; }
    void setTitle(const QString& title);

    void setLines(std::vector<ChartLine> lines, Timestamp from, Timestamp until);
    [[nodiscard]] const std::vector<ChartLine>& lines() const { return m_lines; }

    /// The cursor of another panel; nullopt takes it away.
    void showCursor(std::optional<double> milliseconds);
    void applyTheme();
    /// A picture of the panel and its data as tab-separated text, for the clipboard.
    void copyImage();
    void copyData() const;

Q_SIGNALS:
    void rangeChosen(gatelens::Timestamp from, gatelens::Timestamp until);
    void cursorMoved(std::optional<double> milliseconds);
    void resetWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void isolate(const QString& name);
    void layOut();
    void showTimes();
    [[nodiscard]] double millisecondsAt(double x) const;
    [[nodiscard]] double xOf(double milliseconds) const;
    void paintHeading(QPainter* painter) const;
    void paintCursor(QPainter* painter) const;

    QString m_title;
    QString m_unit;
    QCategoryAxis* m_timeAxis; ///< milliseconds, labelled at round times
    QValueAxis* m_valueAxis;
    std::vector<ChartLine> m_lines;
    QString m_isolated; ///< name of the only series shown; "" for all
    std::optional<double> m_cursor;
    std::optional<double> m_dragFrom;
    std::optional<double> m_dragTo;
    Timestamp m_from;
    Timestamp m_until;
};

} // namespace gatelens::ui
