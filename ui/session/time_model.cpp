#include "ui/session/time_model.h"

#include "ui/theme/format.h"

#include <QDateTime>
#include <QRegularExpression>

namespace gatelens::ui {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t kUndoDepth = 50;

std::optional<Micros> widthFrom(const QString& number, const QString& unit)
{
    const qint64 count = number.toLongLong();
    if (unit.startsWith(QLatin1Char('s')))
        return std::chrono::seconds(count);
    if (unit.startsWith(QLatin1Char('m')))
        return minutes(count);
    if (unit.startsWith(QLatin1Char('h')))
        return hours(count);
    if (unit.startsWith(QLatin1Char('d')))
        return hours(24 * count);
    return std::nullopt;
}

/// "-20m", "now", "14:02", "14:02:11" (today), or ISO 8601.
std::optional<Timestamp> momentFrom(const QString& text)
{
    static const QRegularExpression relative(QStringLiteral("^-(\\d+)\\s*(s|sec|m|min|h|d)$"),
                                             QRegularExpression::CaseInsensitiveOption);
    if (text.compare(QStringLiteral("now"), Qt::CaseInsensitive) == 0)
        return now();
    if (const auto match = relative.match(text); match.hasMatch()) {
        if (const auto width = widthFrom(match.captured(1), match.captured(2).toLower()))
            return now() - *width;
    }
    for (const QString& format : {QStringLiteral("H:mm"), QStringLiteral("H:mm:ss")}) {
        if (const QTime time = QTime::fromString(text, format); time.isValid()) {
            const QDateTime moment(QDate::currentDate(), time);
            return Timestamp(std::chrono::milliseconds(moment.toMSecsSinceEpoch()));
        }
    }
    if (text.contains(QLatin1Char('-'))) {
        if (const auto moment = parseIso8601(toUtf8(text)))
            return *moment;
    }
    return std::nullopt;
}

} // namespace

std::vector<TimeModel::Preset> TimeModel::presets()
{
    return {{minutes(5), tr("Last 5 min")},   {minutes(15), tr("Last 15 min")},
            {minutes(30), tr("Last 30 min")}, {hours(1), tr("Last hour")},
            {hours(4), tr("Last 4 h")},       {hours(24), tr("Last 24 h")},
            {Micros(0), tr("All time")}};
}

TimeRange TimeModel::range() const
{
    if (m_absolute)
        return {m_absolute->from, m_absolute->until};
    if (m_last)
        return {now() - *m_last, std::nullopt};
    return {};
}

QString TimeModel::text() const
{
    if (m_absolute) {
        const auto withSeconds = [](Timestamp time) { return formatTime(time).left(8); };
        return tr("%1 to %2").arg(withSeconds(m_absolute->from), withSeconds(m_absolute->until));
    }
    for (const Preset& preset : presets()) {
        if (preset.width == m_last.value_or(Micros(0)))
            return preset.text;
    }
    if (*m_last < minutes(1))
        return tr("Last %1 s").arg(std::chrono::floor<std::chrono::seconds>(*m_last).count());
    if (*m_last < hours(1) && *m_last % minutes(1) == Micros(0))
        return tr("Last %1 min").arg(*m_last / minutes(1));
    return tr("Last %1").arg(formatDuration(*m_last));
}

std::optional<Micros> TimeModel::width() const
{
    if (m_absolute)
        return m_absolute->until - m_absolute->from;
    return m_last;
}

void TimeModel::showLast(Micros width)
{
    change(width, std::nullopt);
    if (!m_isLive) {
        m_isLive = true;
        Q_EMIT liveChanged(true);
    }
}

void TimeModel::showAll() { change(std::nullopt, std::nullopt); }

void TimeModel::showBetween(Timestamp from, Timestamp until)
{
    if (until <= from)
        std::swap(from, until);
    change(m_last, Span{from, until});
    if (m_isLive) {
        m_isLive = false;
        Q_EMIT liveChanged(false);
    }
}

void TimeModel::setLive(bool isLive)
{
    if (isLive == m_isLive)
        return;
    m_isLive = isLive;
    if (isLive)
        change(m_last, std::nullopt);
    else if (m_last && !m_absolute)
        change(m_last, Span{now() - *m_last, now()});
    Q_EMIT liveChanged(isLive);
}

void TimeModel::stepBack()
{
    if (const auto at = span())
        showBetween(at->from - (at->until - at->from), at->from);
}

void TimeModel::stepForward()
{
    if (const auto at = span())
        showBetween(at->until, at->until + (at->until - at->from));
}

void TimeModel::zoomOut()
{
    if (!m_absolute && m_last)
        return showLast(*m_last * 2);
    if (const auto at = span()) {
        const Micros half = (at->until - at->from) / 2;
        showBetween(at->from - half, at->until + half);
    }
}

void TimeModel::undoZoom()
{
    if (m_before.empty())
        return;
    const State state = m_before.back();
    m_before.pop_back();
    m_last = state.last;
    m_absolute = state.absolute;
    const bool isLive = !m_absolute;
    if (isLive != m_isLive) {
        m_isLive = isLive;
        Q_EMIT liveChanged(isLive);
    }
    Q_EMIT rangeChanged();
}

bool TimeModel::setFromText(const QString& text)
{
    static const QRegularExpression last(
        QStringLiteral("^(?:last\\s+)?(\\d+)\\s*(s|sec|m|min|h|d)$"),
        QRegularExpression::CaseInsensitiveOption);
    const QString trimmed = text.trimmed();
    if (const auto match = last.match(trimmed); match.hasMatch()) {
        const auto width = widthFrom(match.captured(1), match.captured(2).toLower());
        if (!width || *width <= Micros(0))
            return false;
        showLast(*width);
        return true;
    }
    const QStringList parts = trimmed.split(QStringLiteral(" to "), Qt::SkipEmptyParts);
    if (parts.size() != 2)
        return false;
    const auto from = momentFrom(parts[0].trimmed());
    const auto until = momentFrom(parts[1].trimmed());
    if (!from || !until || *from == *until)
        return false;
    showBetween(*from, *until);
    return true;
}

void TimeModel::change(std::optional<Micros> last, std::optional<Span> absolute)
{
    m_before.push_back({m_last, m_absolute});
    if (m_before.size() > kUndoDepth)
        m_before.erase(m_before.begin());
    m_last = last;
    m_absolute = absolute;
    Q_EMIT rangeChanged();
}

std::optional<TimeModel::Span> TimeModel::span() const
{
    if (m_absolute)
        return m_absolute;
    if (m_last)
        return Span{now() - *m_last, now()};
    return std::nullopt;
}

} // namespace gatelens::ui
