#include "ui/theme/format.h"

#include <QDateTime>

#include <array>

namespace gatelens::ui {

namespace {

constexpr QChar kThinSpace(0x2009);

/// `value` with three significant digits: 1.24, 12.4, 124.
QString threeDigits(double value)
{
    if (value >= 99.95)
        return QString::number(value, 'f', 0);
    return QString::number(value, 'f', value >= 9.995 ? 1 : 2);
}

QDateTime dateTime(Timestamp time, TimeZone zone)
{
    const auto milliseconds
        = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
    return QDateTime::fromMSecsSinceEpoch(milliseconds,
                                          zone == TimeZone::Utc ? Qt::UTC : Qt::LocalTime);
}

} // namespace

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string toUtf8(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QString formatDuration(Micros duration)
{
    const double micros = static_cast<double>(duration.count());
    if (micros < 0)
        return emDash();
    if (micros < 1000)
        return QStringLiteral("%1 µs").arg(duration.count());
    if (micros < 999'500)
        return threeDigits(micros / 1e3) + QStringLiteral(" ms");
    if (micros < 59.95e6)
        return threeDigits(micros / 1e6) + QStringLiteral(" s");
    const qint64 seconds = qRound64(micros / 1e6);
    if (seconds < 3600) {
        return QStringLiteral("%1 m %2 s")
            .arg(seconds / 60)
            .arg(seconds % 60, 2, 10, QLatin1Char('0'));
    }
    if (seconds < 48 * 3600) {
        return QStringLiteral("%1 h %2 m")
            .arg(seconds / 3600)
            .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
    }
    return QStringLiteral("%1 d %2 h").arg(seconds / 86400).arg(seconds / 3600 % 24);
}

QString formatDurationExact(Micros duration)
{
    return formatCount(static_cast<std::uint64_t>(std::max<qint64>(0, duration.count())))
        + QStringLiteral(" µs");
}

QString formatBytes(std::uint64_t bytes)
{
    if (bytes < 1000)
        return QStringLiteral("%1 B").arg(bytes);
    static constexpr std::array kUnits{"kB", "MB", "GB", "TB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (value /= 1000; value >= 999.5 && unit + 1 < kUnits.size(); ++unit)
        value /= 1000;
    return threeDigits(value) + QLatin1Char(' ') + QLatin1StringView(kUnits.at(unit));
}

QString formatBytesExact(std::uint64_t bytes) { return formatCount(bytes) + QStringLiteral(" B"); }

QString formatCount(std::uint64_t count)
{
    QString digits = QString::number(count);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, kThinSpace);
    return digits;
}

QString formatCountShort(std::uint64_t count)
{
    if (count <= 99'999)
        return formatCount(count);
    static constexpr std::array kUnits{"k", "M", "G"};
    double value = static_cast<double>(count) / 1000;
    std::size_t unit = 0;
    for (; value >= 999.5 && unit + 1 < kUnits.size(); ++unit)
        value /= 1000;
    return threeDigits(value) + QLatin1Char(' ') + QLatin1StringView(kUnits.at(unit));
}

NumberAndUnit formatRate(double perSecond)
{
    if (perSecond <= 0)
        return {QStringLiteral("0"), QStringLiteral("/s")};
    if (perSecond < 1)
        return {QString::number(perSecond * 60, 'f', perSecond * 60 < 9.95 ? 1 : 0),
                QStringLiteral("/min")};
    return {QString::number(perSecond, 'f', perSecond < 99.95 ? 1 : 0), QStringLiteral("/s")};
}

NumberAndUnit splitUnit(const QString& text)
{
    const qsizetype blank = text.lastIndexOf(QLatin1Char(' '));
    if (blank < 0)
        return {text, {}};
    return {text.left(blank), text.mid(blank + 1)};
}

QString formatPercent(double part, double whole)
{
    if (whole <= 0 || part <= 0)
        return QStringLiteral("0 %");
    if (part >= whole)
        return QStringLiteral("100 %");
    const double percent = 100 * part / whole;
    if (percent < 0.1)
        return QStringLiteral("< 0.1 %");
    if (percent < 9.95)
        return QString::number(percent, 'f', 1) + QStringLiteral(" %");
    return QString::number(std::min(percent, 99.0), 'f', 0) + QStringLiteral(" %");
}

QString formatTime(Timestamp time, TimeZone zone)
{
    return dateTime(time, zone).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString formatTimeShort(Timestamp time, TimeZone zone)
{
    return dateTime(time, zone).toString(QStringLiteral("HH:mm"));
}

QString formatDateTime(Timestamp time, TimeZone zone)
{
    const QDateTime moment = dateTime(time, zone);
    return moment.toOffsetFromUtc(moment.offsetFromUtc()).toString(Qt::ISODateWithMs);
}

QString formatAge(Micros age) { return QStringLiteral("%1 ago").arg(formatDuration(age)); }

QString shortId(std::string_view id)
{
    if (id.size() <= 13)
        return toQString(id);
    return toQString(id.substr(0, 8)) + QChar(0x2026) + toQString(id.substr(id.size() - 4));
}

QString emDash() { return QString(QChar(0x2014)); }

} // namespace gatelens::ui
