#include "ui/theme/fonts.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStringList>

namespace gatelens::ui {

namespace {

constexpr double kBasePoints = 10;

bool isInstalled(const QString& family)
{
    static const QStringList families = QFontDatabase::families();
    return families.contains(family);
}

QFont scaled(QFont font, double points)
{
    font.setPointSizeF(QApplication::font().pointSizeF() * points / kBasePoints);
    return font;
}

} // namespace

QFont interfaceFont(double zoom)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (const auto inter = QStringLiteral("Inter"); isInstalled(inter))
        font = QFont(inter);
    font.setPointSizeF(kBasePoints * zoom);
    return font;
}

QFont dataFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (const auto mono = QStringLiteral("JetBrains Mono"); isInstalled(mono))
        font = QFont(mono);
    font.setStyleHint(QFont::Monospace);
    return scaled(font, 9);
}

QFont smallFont() { return scaled(QApplication::font(), 9); }
QFont axisFont() { return scaled(dataFont(), 8.25); }

QFont titleFont()
{
    QFont font = scaled(QApplication::font(), 11);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont figureFont()
{
    QFont font = scaled(QApplication::font(), 15);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont strongFont()
{
    QFont font = QApplication::font();
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace gatelens::ui
