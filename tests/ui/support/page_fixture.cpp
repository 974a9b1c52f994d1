#include "tests/ui/support/page_fixture.h"

#include "core/workspace/demo_workspace.h"

#include <QAbstractButton>
#include <QDir>

#include <fstream>
#include <iterator>

namespace gatelens::ui::test {

PageFixture::PageFixture()
{
    const auto folder = m_folder.path() / "workspace";
    EXPECT_TRUE(writeDemoWorkspace(folder));
    auto loaded = loadWorkspace(folder);
    EXPECT_TRUE(loaded);
    m_workspace = std::make_shared<const Workspace>(std::move(loaded->workspace));
    m_engine = std::make_unique<RecordingEngine>(m_folder.path() / "store.db", m_workspace);
    m_session = std::make_unique<Session>(m_engine.get(), m_engine->storePath(), m_workspace);
    m_window = std::make_unique<QMainWindow>();
    m_commands = std::make_unique<CommandRegistry>(m_window.get());
    m_window->resize(1440, 860);
}

PageFixture::~PageFixture() { delete m_window->takeCentralWidget(); }

void PageFixture::showPage(QWidget* page)
{
    m_window->setCentralWidget(page);
    m_window->show();
    m_window->activateWindow();
    EXPECT_TRUE(QTest::qWaitForWindowExposed(m_window.get()));
}

void PageFixture::click(const QString& name)
{
    if (auto* button = find<QAbstractButton>(name))
        QTest::mouseClick(button, Qt::LeftButton);
}

void PageFixture::waitFor(const std::function<bool()>& condition, const char* what)
{
    EXPECT_TRUE(QTest::qWaitFor(condition, 20000)) << "waited in vain for " << what;
}

std::string PageFixture::readFile(const std::string& relative) const
{
    std::ifstream file(m_workspace->folder / relative, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void PageFixture::grab(const QString& name)
{
    const auto folder = qEnvironmentVariable("GATELENS_PICTURES");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    m_window->grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace gatelens::ui::test
