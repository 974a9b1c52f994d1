#include "ui/theme/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <array>

// Outside of any namespace: the macro declares a function that rcc defines there.
static void loadIcons() { Q_INIT_RESOURCE(icons); }

namespace gatelens::ui {

namespace {

constexpr std::array kNames{
    "access",        "alerts",      "apis",       "arrow-left",    "arrow-right", "availability",
    "backend",       "base",        "bell",       "blast",         "bug",         "cache",
    "call",          "check",       "chev-down",  "chev-left",     "chev-right",  "chev-up",
    "clear",         "client",      "clock",      "close",         "cloud",       "compare",
    "console",       "continue",    "control",    "copy",          "dependency",  "diagnostics",
    "drag",          "event",       "exception",  "expression",    "eye",         "failures",
    "filter",        "flask",       "forwarding", "fragment",      "gate",        "help",
    "import-export", "inbound",     "info",       "interop",       "jobs",        "layout",
    "limit",         "link",        "live",       "lock",          "logger",      "logs",
    "map",           "metric",      "metrics",    "minus",         "mocks",       "more",
    "named-value",   "on-error",    "operation",  "outbound",      "pause",       "pin",
    "play",          "plus",        "policies",   "product",       "record",      "redo",
    "replay",        "request",     "retry",      "route",         "sampling",    "save",
    "scope-global",  "search",      "send",       "settings",      "star",        "status-err",
    "status-info",   "status-none", "status-ok",  "status-shield", "status-warn", "step-back",
    "step-into",     "step-out",    "step-over",  "stop",          "store",       "trace",
    "transaction",   "transform",   "undo",       "variable",
};

QByteArray svgOf(IconId id)
{
    static const bool isLoaded = (loadIcons(), true);
    Q_UNUSED(isLoaded)
    QFile file(QStringLiteral(":/gatelens/icons/%1.svg")
                   .arg(QLatin1StringView(kNames.at(static_cast<std::size_t>(id)))));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll();
}

/// QSvgRenderer paints `currentColor` black, so the colours are put into the bytes.
QPixmap render(IconId id, const QColor& color, const QColor& ground, int size, double ratio)
{
    QByteArray svg = svgOf(id);
    svg.replace("currentColor", color.name().toLatin1());
    svg.replace("#ffffff", ground.name().toLatin1());
    QSvgRenderer renderer(svg);
    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, size, size));
    return pixmap;
}

/// Draws in the colour that the theme has at that moment.
class TintedIconEngine : public QIconEngine
{
public:
    TintedIconEngine(IconId id, Tone tone)
        : m_id(id)
        , m_tone(tone)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const int size = std::min(rect.width(), rect.height());
        const QPixmap drawing
            = iconPixmap(m_id, toneFor(mode), size, painter->device()->devicePixelRatioF());
        painter->drawPixmap(rect.x() + (rect.width() - size) / 2,
                            rect.y() + (rect.height() - size) / 2, drawing);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return iconPixmap(m_id, toneFor(mode), std::min(size.width(), size.height()), 1);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        const int extent = qRound(std::min(size.width(), size.height()) / scale);
        return iconPixmap(m_id, toneFor(mode), extent, scale);
    }

    [[nodiscard]] QIconEngine* clone() const override { return new TintedIconEngine(*this); }
    [[nodiscard]] QString key() const override { return QStringLiteral("gatelens"); }
    bool isNull() override { return false; }

private:
    [[nodiscard]] Tone toneFor(QIcon::Mode mode) const
    {
        return mode == QIcon::Disabled ? Tone::Disabled : m_tone;
    }

    IconId m_id;
    Tone m_tone;
};

} // namespace

QIcon icon(IconId id, Tone tone) { return QIcon(new TintedIconEngine(id, tone)); }

QIcon applicationIcon()
{
    loadIcons();
    return QIcon(QStringLiteral(":/gatelens/app/gatelens.svg"));
}

QPixmap iconPixmap(IconId id, Tone tone, int size, double devicePixelRatio)
{
    const Theme& theme = currentTheme();
    const QString key = QStringLiteral("gatelens/%1/%2/%3/%4/%5")
                            .arg(static_cast<int>(id))
                            .arg(static_cast<int>(tone))
                            .arg(static_cast<int>(theme.kind))
                            .arg(size)
                            .arg(devicePixelRatio);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = render(id, colorOf(tone, theme), theme.base, size, devicePixelRatio);
        QPixmapCache::insert(key, pixmap);
    }
    return pixmap;
}

QColor colorOf(Tone tone, const Theme& theme)
{
    switch (tone) {
    case Tone::Text:
        return theme.text;
    case Tone::Accent:
        return theme.accent;
    case Tone::OnAccent:
        return theme.onAccent;
    case Tone::Success:
        return theme.success.text;
    case Tone::Information:
        return theme.information.text;
    case Tone::Warning:
        return theme.warning.text;
    case Tone::Error:
        return theme.error.text;
    case Tone::Disabled:
        return theme.disabled;
    case Tone::Secondary:
        break;
    }
    return theme.secondary;
}

Tone toneOf(Status status)
{
    switch (status) {
    case Status::Success:
        return Tone::Success;
    case Status::Information:
        return Tone::Information;
    case Status::Warning:
        return Tone::Warning;
    case Status::Error:
        return Tone::Error;
    case Status::Neutral:
        break;
    }
    return Tone::Secondary;
}

IconId statusIcon(Status status)
{
    switch (status) {
    case Status::Success:
        return IconId::StatusOk;
    case Status::Information:
        return IconId::StatusInfo;
    case Status::Warning:
        return IconId::StatusWarn;
    case Status::Error:
        return IconId::StatusErr;
    case Status::Neutral:
        break;
    }
    return IconId::StatusNone;
}

Status statusOfCode(int code)
{
    if (code >= 500 || code < 100)
        return Status::Error;
    if (code >= 400)
        return Status::Warning;
    return code >= 200 && code < 300 ? Status::Success : Status::Information;
}

} // namespace gatelens::ui
