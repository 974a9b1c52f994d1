#pragma once

#include "ui/theme/theme.h"

#include <QObject>

#include <optional>

namespace gatelens::ui {

enum class Density
{
    Compact,
    Normal,
    Comfortable
};

/// How the program looks, as the user chose it: kept in QSettings and applied at once.
class Appearance : public QObject
{
    Q_OBJECT

public:
    explicit Appearance(QObject* parent = nullptr);

    /// Nullopt: as the desktop is.
    [[nodiscard]] std::optional<ThemeKind> chosenTheme() const { return m_theme; }
    [[nodiscard]] ThemeKind theme() const;
    void setTheme(std::optional<ThemeKind> theme);
    /// Takes the theme for this run without keeping it, for pictures and tests.
    void showTheme(ThemeKind theme);

    [[nodiscard]] double zoom() const { return m_zoom; } ///< 0.8 to 2.0
    void setZoom(double zoom);

    [[nodiscard]] Density density() const { return m_density; }
    void setDensity(Density density);
    [[nodiscard]] int rowHeight() const; ///< of tables, in dips

Q_SIGNALS:
    void themeChanged();
    void densityChanged();

private:
    std::optional<ThemeKind> m_theme;
    ThemeKind m_desktopTheme = ThemeKind::Light;
    double m_zoom = 1;
    Density m_density = Density::Normal;
};

} // namespace gatelens::ui
