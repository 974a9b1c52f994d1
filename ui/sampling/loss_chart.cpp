#include "ui/sampling/loss_chart.h"

#include "ui/sampling/comparison_model.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/series_marks.h"

#include <QEvent>
#include <QtCharts/QLegend>
#include <QtCharts/QScatterSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>

namespace gatelens::ui {
namespace {

constexpr double kHeadRoom = 1.15; ///< so that no point lies on the edge
constexpr int kMarkerSize = 16;

} // namespace

LossChart::LossChart(const ComparisonModel& model, QWidget* parent)
    : QChartView(parent)
    , m_model(model)
    , m_cost(new QValueAxis)
    , m_loss(new QValueAxis)
{
    setObjectName(QStringLiteral("lab.chart"));
    setAccessibleName(tr("Cost a month against failed requests lost"));
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    chart()->legend()->hide();
    chart()->setMargins(QMargins(8, 4, 12, 4));
    chart()->setBackgroundRoundness(0);
    chart()->addAxis(m_cost, Qt::AlignBottom);
    chart()->addAxis(m_loss, Qt::AlignLeft);
    m_loss->setTitleText(tr("failed requests lost, %"));
    applyTheme();
    refresh();
}

void LossChart::refresh()
{
    chart()->removeAllSeries();
    const auto& theme = currentTheme();
    double highestCost = 0;
    double highestLoss = 0;
    for (std::size_t index = 0; index < m_model.candidates().size(); ++index) {
        const auto* result = m_model.resultOf(index);
        if (!result)
            continue;
        const auto failed = static_cast<double>(m_model.comparison()->failed);
        const double lost
            = failed > 0 ? 100.0 * static_cast<double>(result->kept.failedLost) / failed : 0;
        highestCost = std::max(highestCost, result->costPerMonth);
        highestLoss = std::max(highestLoss, lost);
        auto* series = new QScatterSeries;
        series->setName(letterOf(index));
        series->append(result->costPerMonth, lost);
        // A picture as the brush is QtCharts' way to markers of one's own.
        series->setMarkerShape(QScatterSeries::MarkerShapeRectangle);
        series->setMarkerSize(kMarkerSize);
        series->setBrush(seriesMarkImage(kMarkerSize, index, theme));
        series->setPen(Qt::NoPen);
        series->setPointLabelsFormat(letterOf(index));
        series->setPointLabelsColor(theme.text);
        series->setPointLabelsFont(strongFont());
        series->setPointLabelsClipping(false);
        series->setPointLabelsVisible(true);
        chart()->addSeries(series);
        series->attachAxis(m_cost);
        series->attachAxis(m_loss);
    }
    m_cost->setRange(0, highestCost > 0 ? highestCost * kHeadRoom : 1);
    m_cost->applyNiceNumbers();
    m_loss->setRange(0, std::clamp(highestLoss * kHeadRoom, 1.0, 100.0));
    const auto currency
        = m_model.comparison() ? toQString(m_model.comparison()->cost.currency) : QString();
    m_cost->setTitleText(currency.isEmpty() ? tr("a month, estimate")
                                            : tr("%1 a month, estimate").arg(currency));
}

void LossChart::applyTheme()
{
    const auto& theme = currentTheme();
    setBackgroundBrush(theme.base);
    chart()->setBackgroundBrush(theme.base);
    for (auto* axis : {m_cost, m_loss}) {
        axis->setLabelsFont(axisFont());
        axis->setLabelsColor(theme.secondary);
        axis->setTitleFont(axisFont());
        axis->setTitleBrush(theme.secondary);
        axis->setGridLineColor(theme.divider);
        axis->setLinePenColor(theme.outline);
        axis->setLabelFormat(QStringLiteral("%.3g"));
        axis->setTickCount(5);
    }
}

void LossChart::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyTheme();
        refresh();
    }
}

} // namespace gatelens::ui
