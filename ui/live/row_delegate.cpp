#include "ui/live/row_delegate.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/bars.h"

#include <QApplication>
#include <QPainter>

#include <cmath>

namespace gatelens::ui {

namespace {
constexpr int kPadding = 8;
constexpr int kIcon = 14;
constexpr int kBarWidth = 56;
} // namespace

/// What all drawing of one cell needs.
struct RowDelegate::Cell
{
    QPainter* painter;
    QRect box; ///< without padding
    const Theme& theme;
    bool isSelected;
    double ratio;
};

RowDelegate::RowDelegate(QObject* parent)
    : QStyledItemDelegate(parent)
{
    refresh();
}

void RowDelegate::refresh()
{
    m_body = QApplication::font();
    m_data = dataFont();
    m_small = smallFont();
    m_digitWidth = QFontMetrics(m_data).horizontalAdvance(QLatin1Char('0'));
    // Names are lower case with few wide letters: no text of them is wider than this a letter.
    m_widestLetter
        = std::max(m_digitWidth, QFontMetrics(m_body).horizontalAdvance(QLatin1Char('w')));
}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const
{
    const Theme& theme = currentTheme();
    const auto* model = static_cast<const PagedModel*>(index.model());
    const bool isSelected = option.state & QStyle::State_Selected;
    painter->fillRect(option.rect,
                      isSelected                 ? theme.selection
                          : index.row() % 2 == 1 ? theme.alternate
                                                 : theme.base);
    if (!isSelected && (option.state & QStyle::State_MouseOver))
        painter->fillRect(option.rect, theme.hover);
    const Cell cell{painter, option.rect.adjusted(kPadding, 0, -kPadding, 0), theme, isSelected,
                    painter->device()->devicePixelRatioF()};
    const TableColumn& column = model->columns()[static_cast<std::size_t>(index.column())];
    const TableRow* row = model->rowAt(index.row());
    if (!row) {
        // The page is on its way: a bar where the text will be.
        painter->fillRect(
            QRect(cell.box.left(), cell.box.center().y() - 2, std::min(cell.box.width(), 60), 5),
            theme.barTrack);
        return;
    }
    if (index.column() == 0 && row->status == Status::Error)
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                          theme.error.text);
    drawRow(cell, *row, column.kind);
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {80, 26};
}

void RowDelegate::drawRow(const Cell& cell, const TableRow& row, ColumnKind kind) const
{
    const Theme& theme = cell.theme;
    const QColor text = row.isSampledOut && !row.isExchange ? theme.secondary : theme.text;
    switch (kind) {
    case ColumnKind::Time:
        return drawText(cell, cell.box, row.timeText, m_data, text);
    case ColumnKind::Status:
        return drawStatus(cell, row);
    case ColumnKind::Operation:
        return drawOperation(cell, row);
    case ColumnKind::Path:
        return drawPath(cell, row);
    case ColumnKind::Duration:
        return drawDuration(cell, row);
    case ColumnKind::Policy:
        return drawPolicy(cell, row);
    case ColumnKind::Kept:
        return drawKept(cell, row);
    case ColumnKind::Size:
        return drawText(cell, cell.box, row.size, m_data, text, Qt::AlignRight);
    case ColumnKind::Kind:
        return drawKind(cell, row);
    case ColumnKind::Name:
        return drawText(cell, cell.box, row.name, m_body, text);
    case ColumnKind::Result: {
        const QColor color
            = row.status == Status::Neutral ? theme.secondary : theme.status(row.status).text;
        return drawText(cell, cell.box, row.code.isEmpty() ? row.reason : row.code, m_data, color);
    }
    case ColumnKind::Role:
        return drawText(cell, cell.box, row.role, m_small, theme.secondary);
    case ColumnKind::Source:
        return drawText(cell, cell.box, row.source, m_small, theme.secondary);
    case ColumnKind::OperationId:
        return drawText(cell, cell.box, row.shortOperationId, m_data, theme.secondary);
    }
}

void RowDelegate::drawStatus(const Cell& cell, const TableRow& row) const
{
    drawIcon(cell, cell.box.left(), row.icon, toneOf(row.status));
    const int codeLeft = cell.box.left() + kIcon + 6;
    drawText(cell, QRect(codeLeft, cell.box.top(), 30, cell.box.height()), row.code, m_data,
             cell.theme.status(row.status).text);
    const int reasonLeft = codeLeft + 28;
    if (cell.box.right() - reasonLeft > 20) {
        drawText(
            cell,
            QRect(reasonLeft, cell.box.top(), cell.box.right() - reasonLeft, cell.box.height()),
            row.reason, m_small, cell.theme.secondary);
    }
}

void RowDelegate::drawOperation(const Cell& cell, const TableRow& row) const
{
    drawText(cell, QRect(cell.box.left(), cell.box.top(), 46, cell.box.height()), row.method,
             m_data, cell.theme.secondary);
    QRect name = cell.box.adjusted(46, 0, 0, 0);
    if (!row.retries.isEmpty()) {
        const int width = badgeWidth(row.retries, true);
        const int text = QFontMetrics(m_body).horizontalAdvance(row.name);
        const int left = std::min(name.left() + text + 8, name.right() - width);
        paintBadge(cell.painter, QPoint(left, cell.box.center().y() - 8), row.retries,
                   Status::Information, IconId::Retry, cell.theme);
        name.setRight(left - 6);
    }
    drawText(cell, name, row.name, m_body, cell.theme.text);
}

void RowDelegate::drawPath(const Cell& cell, const TableRow& row) const
{
    drawText(cell, cell.box, row.path, m_data, cell.theme.text);
}

void RowDelegate::drawDuration(const Cell& cell, const TableRow& row) const
{
    if (!row.duration)
        return;
    if (cell.box.width() < 2 * kBarWidth) // a narrow column: the figure alone
        return drawText(cell, cell.box, row.durationText, m_data, cell.theme.text, Qt::AlignRight);
    const QRectF track(cell.box.right() - kBarWidth + 1, cell.box.center().y() - 2, kBarWidth, 6);
    drawText(cell, cell.box.adjusted(0, 0, -kBarWidth - 8, 0), row.durationText, m_data,
             cell.theme.text, Qt::AlignRight);
    const double share = static_cast<double>(row.duration->count())
        / static_cast<double>(std::max<qint64>(1, m_longest.count()));
    paintBar(cell.painter, track, share,
             row.status == Status::Error ? cell.theme.error.text : cell.theme.accent, cell.theme);
}

void RowDelegate::drawPolicy(const Cell& cell, const TableRow& row) const
{
    drawText(cell, cell.box, row.policy, m_data, cell.theme.text, Qt::AlignRight);
    if (row.isAnsweredByGateway) {
        const int width = m_digitWidth * static_cast<int>(row.policy.size());
        drawIcon(cell, cell.box.right() - width - kIcon - 6, IconId::StatusShield,
                 row.isFailed ? toneOf(row.status) : Tone::Secondary);
    }
}

void RowDelegate::drawKept(const Cell& cell, const TableRow& row) const
{
    const auto draw = [&](IconId id, Tone tone, const QColor& color) {
        drawIcon(cell, cell.box.left(), id, tone);
        drawText(cell, cell.box.adjusted(kIcon + 6, 0, 0, 0), row.keptText, m_body, color);
    };
    switch (row.kept) {
    case Kept::Yes:
    case Kept::Some:
        return draw(IconId::Check, Tone::Success, cell.theme.text);
    case Kept::OnlyAsError:
        return draw(IconId::Failures, Tone::Warning, cell.theme.warning.text);
    case Kept::No:
        return draw(IconId::Minus, Tone::Secondary, cell.theme.secondary);
    case Kept::NoLogger:
        return drawText(cell, cell.box, row.keptText, m_body, cell.theme.secondary);
    }
}

void RowDelegate::drawKind(const Cell& cell, const TableRow& row) const
{
    drawIcon(cell, cell.box.left(), row.icon,
             row.isFailed           ? Tone::Error
                 : row.isSampledOut ? Tone::Secondary
                                    : Tone::Accent);
    drawText(cell, cell.box.adjusted(kIcon + 8, 0, 0, 0), row.kind, m_body,
             row.isSampledOut ? cell.theme.secondary : cell.theme.text);
}

void RowDelegate::drawText(const Cell& cell, const QRect& box, const QString& text,
                           const QFont& font, const QColor& color, Qt::Alignment alignment) const
{
    if (text.isEmpty() || box.width() <= 4)
        return;
    QString shown = text;
    // Shaping a text to measure it costs as much as drawing it: most cells are known to fit.
    if (text.size() * m_widestLetter > box.width()) {
        const QFontMetrics metrics(font);
        if (metrics.horizontalAdvance(text) > box.width())
            shown = metrics.elidedText(text, Qt::ElideRight, box.width());
    }
    if (!m_highlights.empty())
        markMatches(cell, box, shown, QFontMetrics(font));
    cell.painter->setFont(font);
    cell.painter->setPen(cell.isSelected && color == cell.theme.text ? cell.theme.selectionText
                                                                     : color);
    cell.painter->drawText(box, static_cast<int>(alignment | Qt::AlignVCenter), shown);
}

void RowDelegate::drawIcon(const Cell& cell, int x, IconId id, Tone tone) const
{
    cell.painter->drawPixmap(x, cell.box.center().y() - kIcon / 2 + 1,
                             iconPixmap(id, tone, kIcon, cell.ratio));
}

void RowDelegate::markMatches(const Cell& cell, const QRect& box, const QString& text,
                              const QFontMetrics& metrics) const
{
    for (const QString& wanted : m_highlights) {
        const qsizetype at = text.indexOf(wanted, 0, Qt::CaseInsensitive);
        if (at < 0)
            continue;
        const int left = box.left() + metrics.horizontalAdvance(text.left(at));
        const int width = metrics.horizontalAdvance(text.mid(at, wanted.size()));
        cell.painter->fillRect(
            QRect(left, box.center().y() - metrics.height() / 2, width, metrics.height()),
            cell.theme.warning.tint);
    }
}

} // namespace gatelens::ui
