#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

#include <array>

namespace gatelens::ui {

enum class ThemeKind
{
    Light,
    Dark,
    HighContrast
};

/// Text (or icon) colour of a meaning and the tint behind it. Always shown with an icon or a word.
struct StatusColors
{
    QColor text;
    QColor tint;
};

/// What a status says; see `statusIcon` in icons.h for the drawing that belongs to it.
enum class Status
{
    Success,
    Information,
    Warning,
    Error,
    Neutral
};

/// Colours of the code editors and of printed XML and JSON.
struct CodeColors
{
    QColor element;
    QColor attribute;
    QColor string;
    QColor expression;
    QColor keyword;
    QColor comment;
};

/// Palette role of the secondary text colour. Qt has no role for it; the colour of visited links
/// is one that no widget of ours draws with.
inline constexpr QPalette::ColorRole kSecondaryText = QPalette::LinkVisited;

/// Every colour of the window. QPalette holds those that Qt knows; the rest is read from here.
struct Theme
{
    ThemeKind kind = ThemeKind::Light;
    QColor base;
    QColor alternate;
    QColor panel;
    QColor text;
    QColor secondary;
    QColor disabled;
    QColor outline;
    QColor divider;
    QColor accent;
    QColor onAccent;
    QColor selection;
    QColor selectionText;
    QColor hover; ///< the text colour at 6 or 8 percent, to be painted over any surface
    QColor barTrack;
    StatusColors success;
    StatusColors information;
    StatusColors warning;
    StatusColors error;
    StatusColors neutral;
    std::array<QColor, 8> series; ///< categorical chart colours in their order of use
    QColor otherSeries;
    CodeColors code;

    [[nodiscard]] bool isDark() const { return base.lightness() < 128; }
    [[nodiscard]] const StatusColors& status(Status status) const;
};

[[nodiscard]] const Theme& lightTheme();
[[nodiscard]] const Theme& darkTheme();
[[nodiscard]] const Theme& highContrastTheme();
[[nodiscard]] const Theme& themeOf(ThemeKind kind);

/// The theme of the running application's style; the light one when the style is not ours.
[[nodiscard]] const Theme& currentTheme();

[[nodiscard]] QPalette paletteOf(const Theme& theme);

/// Light or dark as the desktop's own palette is.
[[nodiscard]] ThemeKind desktopThemeKind(const QPalette& desktopPalette);

/// "light", "dark", "high-contrast".
[[nodiscard]] QString nameOf(ThemeKind kind);
[[nodiscard]] ThemeKind themeKindFrom(const QString& name, ThemeKind otherwise);

/// WCAG contrast ratio of two opaque colours, 1 to 21.
[[nodiscard]] double contrast(const QColor& first, const QColor& second);

/// `color` with its opacity set, for strokes and fills over a surface.
[[nodiscard]] QColor withAlpha(QColor color, double opacity);

} // namespace gatelens::ui
