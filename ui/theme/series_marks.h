#pragma once

#include "ui/theme/theme.h"

#include <QImage>
#include <QPointF>

class QPainter;

namespace gatelens::ui {

/// The marker of a series, which tells it apart without its colour; repeats after eight: circle,
/// square, triangle, diamond, cross, plus, triangle down, star.
void paintSeriesMark(QPainter* painter, const QPointF& center, double size, std::size_t slot,
                     const Theme& theme);

/// The same as a picture of `size` dips, for charts that take pictures as markers.
[[nodiscard]] QImage seriesMarkImage(int size, std::size_t slot, const Theme& theme);

} // namespace gatelens::ui
