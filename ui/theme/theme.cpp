#include "ui/theme/theme.h"

#include "ui/theme/style.h"

#include <QApplication>

#include <cmath>

namespace gatelens::ui {

namespace {

Theme makeLight()
{
    return {
        .kind = ThemeKind::Light,
        .base = QColor(0xFFFFFF),
        .alternate = QColor(0xF4F6F9),
        .panel = QColor(0xE9EDF2),
        .text = QColor(0x1B1F24),
        .secondary = QColor(0x57606A),
        .disabled = QColor(0x767F89),
        .outline = QColor(0x767F89),
        .divider = QColor(0xC9D1D9),
        .accent = QColor(0x0B62C4),
        .onAccent = QColor(0xFFFFFF),
        .selection = QColor(0xCFE3FB),
        .selectionText = QColor(0x1B1F24),
        .hover = withAlpha(QColor(0x1B1F24), 0.06),
        .barTrack = withAlpha(QColor(0xC9D1D9), 0.55),
        .success = {QColor(0x00694D), QColor(0xE3F3EC)},
        .information = {QColor(0x0B62C4), QColor(0xE6F0FC)},
        .warning = {QColor(0x7A5200), QColor(0xFFF3D6)},
        .error = {QColor(0xB3261E), QColor(0xFCE9E7)},
        .neutral = {QColor(0x57606A), QColor(0xF4F6F9)},
        .series = {QColor(0x2117B9), QColor(0xBA823C), QColor(0x1F7265), QColor(0xED3CA2),
                   QColor(0x5A8EE4), QColor(0x9B1207), QColor(0x9D39D6), QColor(0x55335D)},
        .otherSeries = QColor(0x767F89),
        .code = {.element = QColor(0x0550AE),
                 .attribute = QColor(0x6F3FA8),
                 .string = QColor(0x0A5C36),
                 .expression = QColor(0x8A3B00),
                 .keyword = QColor(0x9A1B5B),
                 .comment = QColor(0x5E6873)},
    };
}

Theme makeDark()
{
    return {
        .kind = ThemeKind::Dark,
        .base = QColor(0x14181D),
        .alternate = QColor(0x1A1F26),
        .panel = QColor(0x20262E),
        .text = QColor(0xE6EAF0),
        .secondary = QColor(0xA3AEBA),
        .disabled = QColor(0x8892A0),
        .outline = QColor(0x6B7683),
        .divider = QColor(0x333C46),
        .accent = QColor(0x6CB2FF),
        .onAccent = QColor(0x0E1216),
        .selection = QColor(0x173A61),
        .selectionText = QColor(0xFFFFFF),
        .hover = withAlpha(QColor(0xE6EAF0), 0.08),
        .barTrack = withAlpha(QColor(0x333C46), 0.55),
        .success = {QColor(0x3FCF9F), QColor(0x12352B)},
        .information = {QColor(0x6CB2FF), QColor(0x12304F)},
        .warning = {QColor(0xF2B84B), QColor(0x3A2A08)},
        .error = {QColor(0xFF8A7A), QColor(0x3D1A17)},
        .neutral = {QColor(0xA3AEBA), QColor(0x1A1F26)},
        .series = {QColor(0x68E4EA), QColor(0xD58D25), QColor(0xB298E3), QColor(0x3FAB8B),
                   QColor(0xB5494E), QColor(0xD5D637), QColor(0xAD4BE7), QColor(0x4D6997)},
        .otherSeries = QColor(0x8892A0),
        .code = {.element = QColor(0x7CC0FF),
                 .attribute = QColor(0xC9A7FF),
                 .string = QColor(0x7EE0B0),
                 .expression = QColor(0xFFB36B),
                 .keyword = QColor(0xFF9AC8),
                 .comment = QColor(0x94A0AD)},
    };
}

/// Black ground, pure white text, no tinted backgrounds; outlines are as strong as text.
Theme makeHighContrast()
{
    Theme theme = makeDark();
    const QColor black(Qt::black);
    const QColor white(Qt::white);
    theme.kind = ThemeKind::HighContrast;
    theme.base = black;
    theme.alternate = black;
    theme.panel = black;
    theme.text = white;
    theme.secondary = white;
    theme.disabled = QColor(0xB0B0B0);
    theme.outline = white;
    theme.divider = white;
    theme.accent = QColor(0x8FD0FF);
    theme.onAccent = black;
    theme.selection = QColor(0x082E6E);
    theme.selectionText = white;
    theme.hover = withAlpha(white, 0.2);
    theme.barTrack = QColor(0x404040);
    for (StatusColors* colors :
         {&theme.success, &theme.information, &theme.warning, &theme.error, &theme.neutral})
        colors->tint = black;
    theme.neutral.text = white;
    return theme;
}

double luminance(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

} // namespace

const StatusColors& Theme::status(Status status) const
{
    switch (status) {
    case Status::Success:
        return success;
    case Status::Information:
        return information;
    case Status::Warning:
        return warning;
    case Status::Error:
        return error;
    case Status::Neutral:
        break;
    }
    return neutral;
}

const Theme& lightTheme()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme& darkTheme()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme& highContrastTheme()
{
    static const Theme theme = makeHighContrast();
    return theme;
}

const Theme& themeOf(ThemeKind kind)
{
    switch (kind) {
    case ThemeKind::Dark:
        return darkTheme();
    case ThemeKind::HighContrast:
        return highContrastTheme();
    case ThemeKind::Light:
        break;
    }
    return lightTheme();
}

const Theme& currentTheme()
{
    const auto* style = qobject_cast<const GatelensStyle*>(QApplication::style());
    return style ? style->theme() : lightTheme();
}

QPalette paletteOf(const Theme& theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme.panel);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.base);
    palette.setColor(QPalette::AlternateBase, theme.alternate);
    palette.setColor(QPalette::ToolTipBase, theme.panel);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.disabled);
    palette.setColor(QPalette::Button, theme.base);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.error.text);
    palette.setColor(QPalette::Highlight, theme.selection);
    palette.setColor(QPalette::HighlightedText, theme.selectionText);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(kSecondaryText, theme.secondary);
    palette.setColor(QPalette::Light, theme.base);
    palette.setColor(QPalette::Midlight, theme.alternate);
    palette.setColor(QPalette::Mid, theme.divider);
    palette.setColor(QPalette::Dark, theme.outline);
    palette.setColor(QPalette::Shadow, theme.outline);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.disabled);
    return palette;
}

ThemeKind desktopThemeKind(const QPalette& desktopPalette)
{
    return desktopPalette.color(QPalette::WindowText).lightness()
            > desktopPalette.color(QPalette::Window).lightness()
        ? ThemeKind::Dark
        : ThemeKind::Light;
}

QString nameOf(ThemeKind kind)
{
    switch (kind) {
    case ThemeKind::Dark:
        return QStringLiteral("dark");
    case ThemeKind::HighContrast:
        return QStringLiteral("high-contrast");
    case ThemeKind::Light:
        break;
    }
    return QStringLiteral("light");
}

ThemeKind themeKindFrom(const QString& name, ThemeKind otherwise)
{
    for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::HighContrast}) {
        if (name == nameOf(kind))
            return kind;
    }
    return otherwise;
}

double contrast(const QColor& first, const QColor& second)
{
    const double one = luminance(first);
    const double two = luminance(second);
    return (std::max(one, two) + 0.05) / (std::min(one, two) + 0.05);
}

QColor withAlpha(QColor color, double opacity)
{
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

} // namespace gatelens::ui
