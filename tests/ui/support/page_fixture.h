#pragma once

#include "tests/support/temporary_folder.h"
#include "tests/ui/support/recording_engine.h"
#include "ui/frame/command_registry.h"
#include "ui/session/session.h"

#include <QMainWindow>
#include <QTest>

#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace gatelens::ui::test {

/// The demo workspace in a folder of its own, a recording engine over it, and a window that holds
/// one page.
class PageFixture : public testing::Test
{
protected:
    PageFixture();
    ~PageFixture() override;

    /// Shows the page as the only one of the window.
    void showPage(QWidget* page);

    /// The widget with that name; fails the test when there is none.
    template<class Widget = QWidget>
    Widget* find(const QString& name)
    {
        auto* found = m_window->findChild<Widget*>(name);
        EXPECT_NE(found, nullptr) << "no widget " << name.toStdString();
        return found;
    }
    void click(const QString& name);
    /// Lets events run until the condition holds; fails the test when it never does.
    static void waitFor(const std::function<bool()>& condition, const char* what);

    [[nodiscard]] std::string readFile(const std::string& relative) const;
    /// Saves a picture of the window when GATELENS_PICTURES names a folder.
    void grab(const QString& name);

    gatelens::test::TemporaryFolder m_folder;
    std::shared_ptr<const Workspace> m_workspace;
    std::unique_ptr<RecordingEngine> m_engine;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<QMainWindow> m_window;
    std::unique_ptr<CommandRegistry> m_commands;
};

} // namespace gatelens::ui::test
