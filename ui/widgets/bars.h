#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

namespace gatelens::ui {

/// Bar of a share in a cell: a track of 56 x 6 dips with a part filled.
void paintBar(QPainter* painter, const QRectF& track, double share, const QColor& color,
              const Theme& theme);

/// Rows of an icon, a code, a word, a bar and a count: how requests were answered.
class AnswerBars : public QWidget
{
    Q_OBJECT

public:
    struct Row
    {
        Status status = Status::Neutral;
        QString code;
        QString text;
        quint64 count = 0;
    };

    using QWidget::QWidget;

    void setRows(std::vector<Row> rows);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void rowClicked(int row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    std::vector<Row> m_rows;
};

/// Histogram of durations on a logarithmic axis from 0.1 ms to 100 s, with lines at p50 and p95.
class DurationHistogram : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// In microseconds, any order.
    void setDurations(const std::vector<qint64>& micros, qint64 p50, qint64 p95);
    [[nodiscard]] QSize sizeHint() const override { return {240, 120}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 120}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    static constexpr int kBins = 36;

    [[nodiscard]] double placeOf(qint64 micros) const; ///< 0 to 1 along the axis

    std::vector<int> m_bins;
    double m_from = 2; ///< exponents of ten of microseconds at the axis's ends
    double m_to = 8;
    qint64 m_p50 = 0;
    qint64 m_p95 = 0;
};

} // namespace gatelens::ui
