#pragma once

#include <QColor>
#include <QRectF>

#include <span>

class QPainter;

namespace gatelens::ui {

/// Draws `values` as a small line with a dot at its end; scaled from zero to the largest one.
/// NaN is a gap.
void paintSparkline(QPainter* painter, const QRectF& rect, std::span<const double> values,
                    const QColor& color, bool hasEndDot = true);

} // namespace gatelens::ui
