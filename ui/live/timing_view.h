#pragma once

#include "core/telemetry/exchange.h"

#include <QWidget>

namespace gatelens::ui {

/// Bars of where the time of an exchange went, on one time axis.
class TimingView : public QWidget
{
    Q_OBJECT

public:
    explicit TimingView(QWidget* parent = nullptr);

    void showTiming(const Exchange& exchange);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 120}; }

    struct Bar
    {
        QString name;
        Micros start{0};
        Micros duration{0};
        int depth = 0;
        int series = 0; ///< colour of the chart palette
        bool isFailed = false;
    };
    [[nodiscard]] static std::vector<Bar> barsOf(const Exchange& exchange);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Bar> m_bars;
    Micros m_total{1};
};

} // namespace gatelens::ui
