#pragma once

#include "app/gui/page_list.h"
#include "core/workspace/demo_workspace.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/support/filled_store.h"
#include "tests/ui/support/recording_engine.h"
#include "ui/frame/command_registry.h"
#include "ui/frame/main_window.h"
#include "ui/frame/page_pictures.h"
#include "ui/session/session.h"

#include <QSettings>
#include <QTest>

#include <gtest/gtest.h>

namespace gatelens::ui::test {

/// The whole window with every page, over the demo workspace, a filled store and an engine that
/// only remembers.
class WalkFixture : public testing::Test
{
protected:
    void SetUp() override
    {
        QSettings().clear();
        const auto folder = m_folder / "workspace";
        ASSERT_TRUE(writeDemoWorkspace(folder));
        auto loaded = loadWorkspace(folder);
        ASSERT_TRUE(loaded);
        m_workspace = std::make_shared<const Workspace>(std::move(loaded->workspace));
        fillStore(m_folder / "store.db", 200);
        m_engine = std::make_unique<RecordingEngine>(m_folder / "store.db", m_workspace);
        m_engine->m_status.isGatewayRunning = true;
        m_engine->m_endpoints.gateway = "http://127.0.0.1:8080";
        m_engine->m_endpoints.ingest = "http://127.0.0.1:4318";
        ForwardStatus destination;
        destination.name = "production";
        destination.target = "in.example, key ends in 0001";
        m_engine->m_status.forward.push_back(destination);
        m_session = std::make_unique<Session>(m_engine.get(), m_engine->storePath(), m_workspace);
        m_window = std::make_unique<MainWindow>(*m_session, app::pageList());
        m_window->resize(1440, 900);
        m_window->show();
        m_window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(m_window.get()));
    }

    Page* open(const QString& id)
    {
        m_window->go({id, {}});
        EXPECT_TRUE(settle(*m_session)) << id.toStdString();
        return m_window->page(id);
    }

    gatelens::test::TemporaryFolder m_folder;
    std::shared_ptr<const Workspace> m_workspace;
    std::unique_ptr<RecordingEngine> m_engine;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace gatelens::ui::test
