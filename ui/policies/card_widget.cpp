#include "ui/policies/card_widget.h"

#include "ui/policies/canvas_host.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/scaling.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDrag>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStringList>

namespace gatelens::ui {
namespace {

constexpr int kCardHeight = 40;
constexpr int kSlimHeight = 28;
constexpr int kCardIconSize = 16;
constexpr int kIconLeft = 10;
constexpr int kTextLeft = 34;
constexpr int kPadding = 8;
constexpr qreal kRadius = 4;

QString pathText(const CardPath& path)
{
    QStringList parts;
    for (const auto index : path)
        parts << QString::number(index);
    return parts.join(u'.');
}

QString spoken(const CardFace& face)
{
    QString text = face.title;
    if (!face.detail.isEmpty())
        text += QStringLiteral(", ") + face.detail;
    if (face.problem)
        text += QStringLiteral(", ") + toQString(toString(*face.problem));
    return text;
}

} // namespace

CardWidget::CardWidget(CanvasHost& host, CardPath path, CardFace face, QWidget* parent)
    : QWidget(parent)
    , m_host(host)
    , m_path(std::move(path))
    , m_face(std::move(face))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(m_face.toolTip);
    setAccessibleName(spoken(m_face));
    setObjectName(QStringLiteral("policy.card.")
                  + nodeIdOf(host.designer().model()->lastValid(), m_path));
    connect(&host.designer(), &Designer::selectionChanged, this, qOverload<>(&QWidget::update));
}

bool CardWidget::hasTwoLines() const
{
    return (m_face.style == CardStyle::Statement || m_face.style == CardStyle::Unknown)
        && !m_face.detail.isEmpty();
}

QSize CardWidget::sizeHint() const
{
    return {220, scaledToText(hasTwoLines() ? kCardHeight : kSlimHeight)};
}

QSize CardWidget::minimumSizeHint() const { return {120, sizeHint().height()}; }

bool CardWidget::isSelected() const
{
    return m_host.designer().hasSelection() && m_host.designer().selection() == m_path;
}

bool CardWidget::isFramed() const
{
    return m_face.style != CardStyle::Container && m_face.style != CardStyle::Branch;
}

void CardWidget::paintFrame(QPainter& painter) const
{
    const auto& theme = currentTheme();
    const bool isNote = m_face.style == CardStyle::Note || m_face.style == CardStyle::Disabled;
    const auto frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    QPainterPath shape;
    shape.addRoundedRect(frame, kRadius, kRadius);
    if (isFramed())
        painter.fillPath(shape, isNote ? theme.alternate : theme.base);
    if (underMouse())
        painter.fillPath(shape, theme.hover);
    if (isSelected()) {
        painter.setPen(QPen(theme.accent, 2));
        painter.drawPath(shape);
    } else if (isFramed()) {
        QPen pen(isNote || m_face.style == CardStyle::Unknown ? theme.outline : theme.divider, 1);
        if (isNote || m_face.style == CardStyle::Unknown)
            pen.setStyle(Qt::DashLine);
        painter.setPen(pen);
        painter.drawPath(shape.translated(-0.5, -0.5));
    }
}

void CardWidget::paintTexts(QPainter& painter, QRect area) const
{
    const auto& theme = currentTheme();
    const bool isQuiet = m_face.style == CardStyle::Note || m_face.style == CardStyle::Disabled;
    auto titleFont = font();
    titleFont.setWeight(isQuiet ? QFont::Normal : QFont::Medium);
    titleFont.setItalic(m_face.style == CardStyle::Note);
    titleFont.setStrikeOut(m_face.style == CardStyle::Disabled);
    const auto detailFont = m_face.isDetailCode ? dataFont() : smallFont();
    const QFontMetrics titleMetrics(titleFont);
    const QFontMetrics detailMetrics(detailFont);
    painter.setFont(titleFont);
    painter.setPen(isQuiet ? theme.secondary : theme.text);
    if (hasTwoLines()) {
        const QRect upper(area.left(), area.top() + scaledToText(4), area.width(),
                          scaledToText(17));
        painter.drawText(upper, Qt::AlignVCenter,
                         titleMetrics.elidedText(m_face.title, Qt::ElideRight, area.width()));
        painter.setFont(detailFont);
        painter.setPen(theme.secondary);
        const QRect lower(area.left(), area.top() + scaledToText(20), area.width(),
                          scaledToText(16));
        painter.drawText(lower, Qt::AlignVCenter,
                         detailMetrics.elidedText(m_face.detail, Qt::ElideRight, area.width()));
        return;
    }
    painter.drawText(area, Qt::AlignVCenter,
                     titleMetrics.elidedText(m_face.title, Qt::ElideRight, area.width()));
    const int used = titleMetrics.horizontalAdvance(m_face.title) + kPadding;
    if (m_face.detail.isEmpty() || used >= area.width())
        return;
    painter.setFont(detailFont);
    painter.setPen(m_face.isDetailCode ? theme.code.expression : theme.secondary);
    painter.drawText(area.adjusted(used, 0, 0, 0), Qt::AlignVCenter,
                     detailMetrics.elidedText(m_face.detail, Qt::ElideRight, area.width() - used));
}

void CardWidget::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFrame(painter);
    const bool isBranch = m_face.style == CardStyle::Branch;
    const bool isQuiet = m_face.style == CardStyle::Note || m_face.style == CardStyle::Disabled;
    if (!isBranch) {
        const auto tone = m_face.style == CardStyle::Unknown ? Tone::Warning
            : isQuiet                                        ? Tone::Secondary
                                                             : Tone::Accent;
        painter.drawPixmap(kIconLeft, (height() - kCardIconSize) / 2,
                           iconPixmap(m_face.icon, tone, kCardIconSize, devicePixelRatioF()));
    }
    auto area = rect().adjusted(isBranch ? kPadding : kTextLeft, 0, -kPadding, 0);
    if (m_face.problem) {
        const auto status = *m_face.problem == FindingSeverity::Error ? Status::Error
            : *m_face.problem == FindingSeverity::Warning             ? Status::Warning
                                                                      : Status::Information;
        painter.drawPixmap(
            area.right() - kCardIconSize, (height() - kCardIconSize) / 2,
            iconPixmap(statusIcon(status), toneOf(status), kCardIconSize, devicePixelRatioF()));
        area.adjust(0, 0, -kCardIconSize - kPadding, 0);
    }
    paintTexts(painter, area);
}

void CardWidget::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedAt = event->position().toPoint();
    m_host.designer().select(m_path);
}

void CardWidget::mouseMoveEvent(QMouseEvent* event)
{
    const auto distance = (event->position().toPoint() - m_pressedAt).manhattanLength();
    if ((event->buttons() & Qt::LeftButton) && distance >= QApplication::startDragDistance()
        && m_face.style != CardStyle::Branch)
        startDrag();
}

void CardWidget::startDrag()
{
    const auto& document = m_host.designer().model()->lastValid();
    const auto* node = nodeAt(document, m_path);
    if (!node)
        return;
    auto* mimeData = new QMimeData;
    mimeData->setData(QLatin1String(kStatementMimeType), pathText(m_path).toUtf8());
    mimeData->setText(toQString(document.text().substr(node->range.begin, node->range.size())));
    // The canvas owns the drag: a drop rebuilds the cards, this one included.
    auto* drag = new QDrag(m_host.widget());
    drag->setMimeData(mimeData);
    drag->setPixmap(grab());
    drag->setHotSpot(m_pressedAt);
    drag->exec(Qt::MoveAction | Qt::CopyAction, Qt::MoveAction);
}

void CardWidget::mouseDoubleClickEvent(QMouseEvent*) { m_host.openForm(m_path); }

void CardWidget::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        m_host.openForm(m_path);
    else if (event->key() == Qt::Key_Space)
        m_host.designer().select(m_path);
    else
        QWidget::keyPressEvent(event);
}

void CardWidget::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason)
        m_host.designer().select(m_path);
}

void CardWidget::contextMenuEvent(QContextMenuEvent* event)
{
    m_host.designer().select(m_path);
    m_host.openContextMenu(m_path, event->globalPos());
}

} // namespace gatelens::ui
