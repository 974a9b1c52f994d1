#include "ui/session/appearance.h"

#include "ui/theme/fonts.h"
#include "ui/theme/scaling.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QSettings>

#include <cmath>

namespace gatelens::ui {

namespace {

const QString kTheme = QStringLiteral("theme");
const QString kZoom = QStringLiteral("font/zoom");
const QString kDensity = QStringLiteral("density");
const QString kSystem = QStringLiteral("system");

} // namespace

Appearance::Appearance(QObject* parent)
    : QObject(parent)
{
    const QSettings settings;
    // installTheme has taken the desktop's scheme before our palette hid it.
    m_desktopTheme = currentTheme().kind;
    const QString theme = settings.value(kTheme, kSystem).toString();
    if (theme != kSystem)
        m_theme = themeKindFrom(theme, ThemeKind::Light);
    m_zoom = std::clamp(settings.value(kZoom, 1.0).toDouble(), 0.8, 2.0);
    m_density = static_cast<Density>(
        std::clamp(settings.value(kDensity, static_cast<int>(Density::Normal)).toInt(), 0, 2));
    if (theme != kSystem)
        switchTheme(this->theme());
    if (!qFuzzyCompare(m_zoom, 1.0))
        QApplication::setFont(interfaceFont(m_zoom));
}

ThemeKind Appearance::theme() const { return m_theme.value_or(m_desktopTheme); }

void Appearance::setTheme(std::optional<ThemeKind> theme)
{
    m_theme = theme;
    QSettings().setValue(kTheme, theme ? nameOf(*theme) : kSystem);
    switchTheme(this->theme());
    Q_EMIT themeChanged();
}

void Appearance::showTheme(ThemeKind theme)
{
    m_theme = theme;
    switchTheme(theme);
    Q_EMIT themeChanged();
}

void Appearance::setZoom(double zoom)
{
    m_zoom = std::clamp(std::round(zoom * 20) / 20, 0.8, 2.0);
    QSettings().setValue(kZoom, m_zoom);
    QApplication::setFont(interfaceFont(m_zoom));
    // Fonts derived from the application's are asked for anew only when the theme is announced.
    switchTheme(theme());
    Q_EMIT themeChanged();
}

void Appearance::setDensity(Density density)
{
    m_density = density;
    QSettings().setValue(kDensity, static_cast<int>(density));
    Q_EMIT densityChanged();
}

int Appearance::rowHeight() const
{
    switch (m_density) {
    case Density::Compact:
        return scaledToText(22);
    case Density::Comfortable:
        return scaledToText(30);
    case Density::Normal:
        break;
    }
    return scaledToText(26);
}

} // namespace gatelens::ui
