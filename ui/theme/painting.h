#pragma once

#include "ui/theme/theme.h"

#include <QStyleOption>

class QPainter;

// The parts that GatelensStyle draws itself. Internal to ui/theme.
namespace gatelens::ui::painting {

inline constexpr int kCorner = 4;

/// Rounded rectangle whose 1 dip outline lies on whole pixels.
void outlinedBox(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& outline,
                 double width = 1);
void focusRing(QPainter* painter, const QRect& rect, const Theme& theme);

void pushButton(QPainter* painter, const QStyleOptionButton& option, const QWidget* widget,
                const Theme& theme);
void toolButton(QPainter* painter, const QStyleOption& option, const QWidget* widget,
                const Theme& theme);
/// Icon and text side by side, and the chevron of a menu.
void buttonLabel(QPainter* painter, const QRect& rect, const QIcon& icon, const QSize& iconSize,
                 const QString& text, const QColor& color, bool hasMenu, bool isEnabled);
void menuBarItem(QPainter* painter, const QStyleOptionMenuItem& option, const Theme& theme);
void checkBox(QPainter* painter, const QStyleOption& option, const Theme& theme);
void radioButton(QPainter* painter, const QStyleOption& option, const Theme& theme);

void field(QPainter* painter, const QStyleOption& option, const QWidget* widget,
           const Theme& theme);
void comboBox(QPainter* painter, const QStyleOptionComboBox& option, const QWidget* widget,
              const Theme& theme);
void spinBox(QPainter* painter, const QStyleOptionSpinBox& option, const QWidget* widget,
             const QStyle& style, const Theme& theme);
void scrollBar(QPainter* painter, const QStyleOptionSlider& option, const QWidget* widget,
               const QStyle& style, const Theme& theme);
void progressBar(QPainter* painter, const QStyleOptionProgressBar& option, const Theme& theme);

void tabShape(QPainter* painter, const QStyleOptionTab& option, const Theme& theme);
void tabLabel(QPainter* painter, const QStyleOptionTab& option, const QRect& textRect,
              const Theme& theme);
void headerSection(QPainter* painter, const QStyleOptionHeader& option, const Theme& theme);
void headerLabel(QPainter* painter, const QStyleOptionHeader& option, const Theme& theme);
void treeBranch(QPainter* painter, const QStyleOption& option, const Theme& theme);

} // namespace gatelens::ui::painting
