#pragma once

#include <QtCharts/QChartView>

class QValueAxis;

namespace gatelens::ui {

class ComparisonModel;

/// Cost a month against failed requests lost: one labelled point a candidate. What is cheap and
/// loses nothing stands at the lower left.
class LossChart : public QChartView
{
    Q_OBJECT

public:
    explicit LossChart(const ComparisonModel& model, QWidget* parent = nullptr);

    /// Draws the model's present results.
    void refresh();

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();

    const ComparisonModel& m_model;
    QValueAxis* m_cost;
    QValueAxis* m_loss;
};

} // namespace gatelens::ui
