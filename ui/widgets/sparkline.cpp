#include "ui/widgets/sparkline.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace gatelens::ui {

void paintSparkline(QPainter* painter, const QRectF& rect, std::span<const double> values,
                    const QColor& color, bool hasEndDot)
{
    if (values.size() < 2)
        return;
    double largest = 0;
    for (const double value : values)
        largest = std::isnan(value) ? largest : std::max(largest, value);
    const double scale = largest > 0 ? rect.height() / largest : 0;
    const double step = rect.width() / static_cast<double>(values.size() - 1);

    QPainterPath path;
    QPointF last;
    bool isDown = false;
    for (std::size_t index = 0; index < values.size(); ++index) {
        if (std::isnan(values[index])) {
            isDown = false;
            continue;
        }
        last = QPointF(rect.left() + step * static_cast<double>(index),
                       rect.bottom() - values[index] * scale);
        if (isDown)
            path.lineTo(last);
        else
            path.moveTo(last);
        isDown = true;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(color, 1.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPath(path);
    if (hasEndDot && isDown) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawEllipse(last, 2, 2);
    }
    painter->restore();
}

} // namespace gatelens::ui
