#include "ui/theme/icons.h"
#include "ui/theme/style.h"

#include <QImage>

#include <gtest/gtest.h>

namespace gatelens::ui {

class EveryTheme : public testing::TestWithParam<ThemeKind>
{
};

TEST_P(EveryTheme, KeepsTextReadableOnEverySurface)
{
    const Theme& theme = themeOf(GetParam());
    for (const QColor& surface : {theme.base, theme.alternate, theme.panel, theme.selection}) {
        EXPECT_GE(contrast(theme.text, surface), 4.5);
        EXPECT_GE(contrast(theme.secondary, surface), 4.5);
        EXPECT_GE(contrast(theme.accent, surface), 4.5);
    }
}

TEST_P(EveryTheme, KeepsStatusTextReadableOnItsTint)
{
    const Theme& theme = themeOf(GetParam());
    for (const Status status :
         {Status::Success, Status::Information, Status::Warning, Status::Error, Status::Neutral}) {
        EXPECT_GE(contrast(theme.status(status).text, theme.status(status).tint), 4.5);
        EXPECT_GE(contrast(theme.status(status).text, theme.base), 4.5);
        EXPECT_GE(contrast(theme.status(status).text, theme.selection), 4.5);
    }
}

TEST_P(EveryTheme, KeepsChartLinesVisible)
{
    const Theme& theme = themeOf(GetParam());
    for (const QColor& color : theme.series)
        EXPECT_GE(contrast(color, theme.base), 2.9) << color.name().toStdString();
}

INSTANTIATE_TEST_SUITE_P(Themes, EveryTheme,
                         testing::Values(ThemeKind::Light, ThemeKind::Dark,
                                         ThemeKind::HighContrast));

TEST(Icons, EveryIconIsDrawnInTheColourOfItsTone)
{
    for (int id = 0; id <= static_cast<int>(IconId::Variable); ++id) {
        const QImage image = iconPixmap(static_cast<IconId>(id), Tone::Accent, 16, 2).toImage();
        int painted = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                painted += qAlpha(image.pixel(x, y)) > 0 ? 1 : 0;
        }
        EXPECT_GT(painted, 8) << "icon " << id;
    }
}

TEST(Icons, SwitchingTheThemeSwitchesTheirColour)
{
    const QImage light = icon(IconId::Live, Tone::Text).pixmap(16, 16).toImage();
    switchTheme(ThemeKind::Dark);
    const QImage dark = icon(IconId::Live, Tone::Text).pixmap(16, 16).toImage();
    switchTheme(ThemeKind::Light);
    EXPECT_NE(light, dark);
}

} // namespace gatelens::ui
