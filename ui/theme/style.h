#pragma once

#include "ui/theme/theme.h"

#include <QProxyStyle>

class QAbstractButton;
class QApplication;
class QLineEdit;

namespace gatelens::ui {

/// Weight of a button. One primary button a screen.
enum class ButtonKind
{
    Default,
    Primary,
    Danger,
    Flat,
    Link
};

void setButtonKind(QAbstractButton* button, ButtonKind kind);
[[nodiscard]] ButtonKind buttonKind(const QWidget* widget);

/// Marks a field as wrong: red outline of 2 dips. The reason stands below the field.
void setInvalid(QWidget* field, bool isInvalid);

/// Fusion with Gatelens's measures: flat buttons, outlined fields, underlined tabs, thin scroll
/// bars, a focus ring, all in the colours of one theme.
class GatelensStyle : public QProxyStyle
{
    Q_OBJECT

public:
    explicit GatelensStyle(const Theme& theme);

    [[nodiscard]] const Theme& theme() const { return *m_theme; }

    /// Draws everything in another theme from now on. `theme` must live on (the built-in ones do).
    void setTheme(const Theme& theme) { m_theme = &theme; }

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                            QPainter* painter, const QWidget* widget) const override;
    [[nodiscard]] QRect subElementRect(SubElement element, const QStyleOption* option,
                                       const QWidget* widget) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                                       SubControl part, const QWidget* widget) const override;
    [[nodiscard]] QSize sizeFromContents(ContentsType type, const QStyleOption* option,
                                         const QSize& size, const QWidget* widget) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option,
                                  const QWidget* widget) const override;
    [[nodiscard]] int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                                QStyleHintReturn* result) const override;

private:
    [[nodiscard]] QColor labelColor(ButtonKind kind, bool isEnabled) const;

    const Theme* m_theme;
};

/// Gives the application our style, palette and fonts.
void installTheme(QApplication& application, ThemeKind kind, double zoom = 1.0);

/// Switches the theme of an application that `installTheme` set up; repaints every window.
void switchTheme(ThemeKind kind);

} // namespace gatelens::ui
