#include "ui/forwarding/ledger.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace gatelens::ui {
namespace {

constexpr int kMargin = 16;
constexpr int kHeight = 116;
constexpr int kBarHeight = 12;
constexpr int kSmallestPart = 4; ///< so that a part above zero stays visible
constexpr int kOperatorWidth = 34;

} // namespace

Ledger::Ledger(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("fwd.balance"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize Ledger::sizeHint() const { return {600, kHeight}; }

QSize Ledger::minimumSizeHint() const { return {400, kHeight}; }

void Ledger::setStatus(const ForwardStatus& status)
{
    m_status = status;
    setAccessibleName(tr("%1: %2 accepted, %3 queued, %4 rejected, %5 uncertain")
                          .arg(toQString(status.name))
                          .arg(status.accepted)
                          .arg(status.queued)
                          .arg(status.rejected)
                          .arg(status.uncertain));
    update();
}

std::vector<Ledger::Part> Ledger::parts() const
{
    const auto& theme = currentTheme();
    const auto all = static_cast<double>(m_status.accepted + m_status.queued + m_status.rejected
                                         + m_status.uncertain);
    return {
        {tr("Accepted"), m_status.accepted,
         tr("%1, acknowledged").arg(formatPercent(static_cast<double>(m_status.accepted), all)),
         theme.success.text},
        {tr("Queued"), m_status.queued, tr("wait in the store"), theme.warning.text},
        {tr("Rejected"), m_status.rejected, tr("by the destination"), theme.error.text},
        {tr("Uncertain"), m_status.uncertain, tr("sent, answer lost"), theme.secondary},
    };
}

void Ledger::paintEvent(QPaintEvent*)
{
    const auto& theme = currentTheme();
    QPainter painter(this);
    const auto shown = parts();
    std::uint64_t sum = 0;
    for (const auto& part : shown)
        sum += part.count;
    int left = kMargin;
    const auto column = [&](const QString& caption, const QString& value, const QString& note,
                            const QColor& color) {
        painter.setFont(smallFont());
        painter.setPen(theme.secondary);
        painter.drawText(left, 24, caption);
        const int width = std::max(QFontMetrics(smallFont()).horizontalAdvance(note),
                                   QFontMetrics(figureFont()).horizontalAdvance(value));
        painter.drawText(left, 66, note);
        painter.setFont(figureFont());
        painter.setPen(color);
        painter.drawText(left, 48, value);
        left += width;
    };
    const auto sign = [&](const QString& text) {
        painter.setFont(figureFont());
        painter.setPen(theme.secondary);
        painter.drawText(QRect(left, 28, kOperatorWidth, 26), Qt::AlignCenter, text);
        left += kOperatorWidth;
    };
    column(tr("For this destination"), formatCount(sum), tr("items so far"), theme.text);
    bool isFirst = true;
    for (const auto& part : shown) {
        sign(isFirst ? QStringLiteral("=") : QStringLiteral("+"));
        isFirst = false;
        column(part.caption, formatCount(part.count), part.note,
               part.count > 0 ? part.color : theme.text);
    }
    paintBar(painter, shown);
}

void Ledger::paintBar(QPainter& painter, const std::vector<Part>& shown) const
{
    const auto& theme = currentTheme();
    const QRect track(kMargin, 84, width() - 2 * kMargin, kBarHeight);
    painter.fillRect(track, theme.barTrack);
    std::uint64_t sum = 0;
    int reserved = 0;
    for (const auto& part : shown) {
        sum += part.count;
        reserved += part.count > 0 ? kSmallestPart : 0;
    }
    if (sum == 0)
        return;
    int left = track.left();
    for (const auto& part : shown) {
        if (part.count == 0)
            continue;
        const int width = kSmallestPart
            + static_cast<int>((track.width() - reserved) * static_cast<double>(part.count)
                               / static_cast<double>(sum));
        const QRect area(left, track.top(), width, track.height());
        const bool isQueued = part.color == theme.warning.text;
        painter.fillRect(area, isQueued ? theme.warning.tint : part.color);
        // A pattern repeats what the colour says.
        if (isQueued)
            painter.fillRect(area, QBrush(part.color, Qt::BDiagPattern));
        left += width;
    }
}

} // namespace gatelens::ui
