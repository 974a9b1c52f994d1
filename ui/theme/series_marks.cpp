#include "ui/theme/series_marks.h"

#include <QPainter>
#include <QPolygonF>

#include <cmath>
#include <numbers>

namespace gatelens::ui {
namespace {

enum class Mark
{
    Circle,
    Square,
    TriangleUp,
    Diamond,
    Cross,
    Plus,
    TriangleDown,
    Star
};

constexpr std::size_t kMarks = 8;

QPolygonF star(const QPointF& center, double radius)
{
    QPolygonF shape;
    for (int corner = 0; corner < 10; ++corner) {
        const double angle = std::numbers::pi * (corner / 5.0 - 0.5);
        const double reach = corner % 2 == 0 ? radius : radius * 0.45;
        shape << center + QPointF(reach * std::cos(angle), reach * std::sin(angle));
    }
    return shape;
}

void paintStrokes(QPainter* painter, const QPointF& center, double radius, Mark mark,
                  const QColor& color)
{
    painter->setPen(QPen(color, std::max(2.0, radius / 2), Qt::SolidLine, Qt::FlatCap));
    const double reach = mark == Mark::Cross ? radius * 0.8 : radius;
    const QPointF first = mark == Mark::Cross ? QPointF(reach, reach) : QPointF(reach, 0);
    const QPointF second = mark == Mark::Cross ? QPointF(reach, -reach) : QPointF(0, reach);
    painter->drawLine(center - first, center + first);
    painter->drawLine(center - second, center + second);
}

} // namespace

void paintSeriesMark(QPainter* painter, const QPointF& center, double size, std::size_t slot,
                     const Theme& theme)
{
    const auto& color = theme.series[slot % theme.series.size()];
    const double radius = size / 2;
    const auto mark = static_cast<Mark>(slot % kMarks);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    const auto corner = [&](double x, double y) { return center + QPointF(x, y) * radius; };
    switch (mark) {
    case Mark::Circle:
        painter->drawEllipse(center, radius, radius);
        break;
    case Mark::Square:
        painter->drawRect(QRectF(corner(-0.9, -0.9), corner(0.9, 0.9)));
        break;
    case Mark::TriangleUp:
        painter->drawPolygon(QPolygonF{corner(0, -1), corner(1, 0.85), corner(-1, 0.85)});
        break;
    case Mark::Diamond:
        painter->drawPolygon(
            QPolygonF{corner(0, -1.1), corner(1.1, 0), corner(0, 1.1), corner(-1.1, 0)});
        break;
    case Mark::TriangleDown:
        painter->drawPolygon(QPolygonF{corner(0, 1), corner(1, -0.85), corner(-1, -0.85)});
        break;
    case Mark::Star:
        painter->drawPolygon(star(center, radius * 1.15));
        break;
    case Mark::Cross:
    case Mark::Plus:
        paintStrokes(painter, center, radius, mark, color);
        break;
    }
    painter->restore();
}

QImage seriesMarkImage(int size, std::size_t slot, const Theme& theme)
{
    QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintSeriesMark(&painter, QPointF(size, size) / 2.0, size * 0.8, slot, theme);
    return image;
}

} // namespace gatelens::ui
