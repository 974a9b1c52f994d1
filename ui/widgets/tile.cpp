#include "ui/widgets/tile.h"

#include "ui/theme/fonts.h"
#include "ui/theme/scaling.h"
#include "ui/widgets/sparkline.h"

#include <QPainter>

namespace gatelens::ui {

namespace {
constexpr int kTilePadding = 12;
constexpr int kCourseWidth = 52;
} // namespace

Tile::Tile(const QString& name, Form form, QWidget* parent)
    : QAbstractButton(parent)
    , m_form(form)
{
    setText(name);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Tile::setFigure(const NumberAndUnit& figure, const QString& comparison)
{
    if (figure.number == m_figure.number && figure.unit == m_figure.unit
        && comparison == m_comparison)
        return;
    m_figure = figure;
    m_comparison = comparison;
    setAccessibleName(QStringLiteral("%1: %2, %3").arg(text(), figure.joined(), comparison));
    update();
}

void Tile::setCourse(std::vector<double> values, Status status)
{
    m_course = std::move(values);
    m_status = status;
    update();
}

void Tile::setForm(Form form)
{
    m_form = form;
    updateGeometry();
    update();
}

QSize Tile::sizeHint() const { return {160, scaledToText(m_form == Form::Card ? 78 : 52)}; }
QSize Tile::minimumSizeHint() const { return {96, sizeHint().height()}; }

void Tile::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    const QRect box = rect();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_form == Form::Card) {
        painter.setPen(theme.divider);
        painter.setBrush(theme.base);
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    } else {
        painter.fillRect(box, theme.base);
        painter.fillRect(QRect(box.right(), 0, 1, box.height()), theme.divider);
    }
    if (underMouse())
        painter.fillRect(box.adjusted(1, 1, -1, -1), theme.hover);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 4, 4);
    }

    const int top = m_form == Form::Card ? 8 : 7;
    const bool hasRoom = box.width() >= 150;
    const int textRight = box.width() - kTilePadding - (hasRoom ? kCourseWidth + 6 : 0);
    painter.setFont(smallFont());
    painter.setPen(theme.secondary);
    painter.drawText(
        QRect(kTilePadding, top, textRight - kTilePadding, 18), Qt::AlignVCenter,
        painter.fontMetrics().elidedText(text(), Qt::ElideRight, textRight - kTilePadding));

    const int figureTop = top + (m_form == Form::Card ? 19 : 18);
    const int figureHeight = m_form == Form::Card ? 26 : 20;
    painter.setFont(m_form == Form::Card ? figureFont() : titleFont());
    painter.setPen(theme.text);
    painter.drawText(QRect(kTilePadding, figureTop, box.width(), figureHeight), Qt::AlignVCenter,
                     m_figure.number);
    const int numberWidth = painter.fontMetrics().horizontalAdvance(m_figure.number);
    painter.setFont(smallFont());
    painter.setPen(theme.secondary);
    QString unit = m_figure.unit;
    if (m_form == Form::Strip && !m_comparison.isEmpty())
        unit += (unit.isEmpty() ? QString() : QStringLiteral(" · ")) + m_comparison;
    const int unitX = kTilePadding + numberWidth + 5;
    const int unitRight = m_form == Form::Card ? textRight : box.width() - kTilePadding;
    painter.drawText(QRect(unitX, figureTop + (m_form == Form::Card ? 3 : 1),
                           std::max(0, unitRight - unitX), figureHeight),
                     Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(unit, Qt::ElideRight, unitRight - unitX));
    if (m_form == Form::Card) {
        painter.drawText(
            QRect(kTilePadding, figureTop + figureHeight, box.width() - 2 * kTilePadding, 18),
            Qt::AlignVCenter,
            painter.fontMetrics().elidedText(m_comparison, Qt::ElideRight,
                                             box.width() - 2 * kTilePadding));
    }
    if (hasRoom) {
        // In a strip the course stands beside the name: the line below is all figure and comparison.
        const QRectF course(box.width() - kTilePadding - kCourseWidth,
                            m_form == Form::Card ? 26 : 9, kCourseWidth - 3,
                            m_form == Form::Card ? 22 : 13);
        paintSparkline(&painter, course, m_course, theme.status(m_status).text);
    }
}

} // namespace gatelens::ui
