#include "tests/ui/walk/walk_fixture.h"
#include "ui/export/export_dialog.h"
#include "ui/live/item_table.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>

namespace gatelens::ui::test {
namespace {

using WindowWalkTest = WalkFixture;

} // namespace

TEST_F(WindowWalkTest, EveryPageOpensByItsKeyAndBackReturns)
{
    for (const auto& entry : m_window->pages()) {
        if (entry.shortcut.isEmpty())
            continue;
        m_window->setFocus();
        const auto keys = QKeySequence(entry.shortcut)[0];
        QTest::keyClick(m_window.get(), keys.key(), keys.keyboardModifiers());
        EXPECT_EQ(m_window->currentPageId(), entry.id);
    }
    open(QStringLiteral("live"));
    open(QStringLiteral("sampling"));
    m_window->commands().find(QStringLiteral("act.go.back"))->trigger();
    EXPECT_EQ(m_window->currentPageId(), QStringLiteral("live"));
}

TEST_F(WindowWalkTest, ThePaletteOpensAScopeByItsName)
{
    open(QStringLiteral("live"));
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    auto* input = m_window->findChild<QLineEdit*>(QStringLiteral("palette.input"));
    ASSERT_NE(input, nullptr);
    ASSERT_TRUE(input->isVisible());
    QTest::keyClicks(input, QStringLiteral(">Diagnostics"));
    auto* results = m_window->findChild<QListView*>(QStringLiteral("palette.results"));
    ASSERT_NE(results, nullptr);
    ASSERT_GT(results->model()->rowCount(), 0);
    QTest::keyClick(input, Qt::Key_Return);
    EXPECT_FALSE(input->isVisible());
    EXPECT_EQ(m_window->currentPageId(), QStringLiteral("diagnostics"));
}

TEST_F(WindowWalkTest, ArrowsMoveWithinASegmentedControl)
{
    auto* page = open(QStringLiteral("live"));
    auto* first = page->findChild<QAbstractButton*>(QStringLiteral("live.viewMode.exchanges"));
    auto* second = page->findChild<QAbstractButton*>(QStringLiteral("live.viewMode.items"));
    ASSERT_NE(second, nullptr);
    QApplication::setActiveWindow(m_window.get());
    first->setFocus();
    QTest::keyClick(first, Qt::Key_Right);
    EXPECT_TRUE(second->hasFocus());
    EXPECT_TRUE(second->isChecked());
}

TEST_F(WindowWalkTest, ALossInTheComparisonOpensItsRequestsInLive)
{
    auto* page = open(QStringLiteral("sampling"));
    auto* losses = page->findChild<QAbstractItemView*>(QStringLiteral("lab.losses"));
    auto* table = page->findChild<QAbstractItemView*>(QStringLiteral("lab.table"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return table->model()->index(5, 1).isValid(); }));
    // The last candidate keeps errors like the rest: some failures are lost.
    const int last = table->model()->columnCount() - 1;
    ASSERT_TRUE(QTest::qWaitFor(
        [&] {
            table->setCurrentIndex(table->model()->index(1, 1));
            table->setCurrentIndex(table->model()->index(1, last));
            return losses->model()->rowCount() > 0;
        },
        20'000));
    const auto row = losses->model()->index(0, 0);
    QTest::mouseClick(losses->viewport(), Qt::LeftButton, {}, losses->visualRect(row).center());
    QTest::mouseDClick(losses->viewport(), Qt::LeftButton, {}, losses->visualRect(row).center());
    EXPECT_EQ(m_window->currentPageId(), QStringLiteral("live"));
    const auto* filter = m_window->page(QStringLiteral("live"))
                             ->findChild<QLineEdit*>(QStringLiteral("live.filter"));
    EXPECT_TRUE(filter->text().contains(QStringLiteral("status="))) << filter->text().toStdString();
}

TEST_F(WindowWalkTest, LargerTextsGetLargerRowsAndColumns)
{
    auto* page = open(QStringLiteral("live"));
    const auto* table = page->findChild<ItemTable*>(QStringLiteral("live.table"));
    const int before = table->rowHeight(0);
    m_session->appearance().setZoom(1.5);
    EXPECT_GE(table->rowHeight(0), before * 3 / 2);
    page = open(QStringLiteral("policies"));
    const auto* card = page->findChild<QWidget*>(QStringLiteral("policy.card.outbound.0"));
    ASSERT_NE(card, nullptr);
    EXPECT_GE(card->height(), 2 * QFontMetrics(QApplication::font()).height());
    m_session->appearance().setZoom(1.0);
}

TEST_F(WindowWalkTest, EveryThemeDrawsEveryPage)
{
    auto& looks = m_session->appearance();
    for (const auto theme : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::HighContrast}) {
        looks.showTheme(theme);
        for (const auto& entry : m_window->pages()) {
            auto* page = open(entry.id);
            const auto picture = page->grab().toImage();
            // Something is drawn, and not only one colour.
            QSet<QRgb> colors;
            for (int x = 0; x < picture.width(); x += 7) {
                for (int y = 0; y < picture.height(); y += 7)
                    colors.insert(picture.pixel(x, y));
            }
            EXPECT_GT(colors.size(), 4) << entry.id.toStdString();
        }
    }
    looks.showTheme(ThemeKind::Light);
}

} // namespace gatelens::ui::test
