#include "ui/theme/style.h"

#include <QApplication>
#include <QStandardPaths>

#include <gtest/gtest.h>

int main(int argc, char** argv)
{
    // Settings of tests go to a folder of their own; no test may read or write the user's.
    QStandardPaths::setTestModeEnabled(true);
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("gatelens-test"));
    QApplication::setApplicationName(QStringLiteral("gatelens-test"));
    gatelens::ui::installTheme(application, gatelens::ui::ThemeKind::Light);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
