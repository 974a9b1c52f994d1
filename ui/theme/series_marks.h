#pragma once

#include "ui/theme/theme.h"

#include <QImage>
#include <QPointF>

class QPainter;

namespace gatelens::ui {

/// Line and marker that tell series apart without their colour; they repeat after eight.
[[nodiscard]] Qt::PenStyle seriesPenStyle(std::size_t slot);

/// The marker of a series: circle, square, triangle, diamond, cross, plus, triangle down, star.
void paintSeriesMark(QPainter* painter, const QPointF& center, double size, std::size_t slot,
                     const Theme& theme);

/// The same as a picture of `size` dips, for charts that take pictures as markers.
[[nodiscard]] QImage seriesMarkImage(int size, std::size_t slot, const Theme& theme);

} // namespace gatelens::ui
