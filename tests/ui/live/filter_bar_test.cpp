#include "tests/support/temporary_folder.h"
#include "tests/ui/support/demo_traffic.h"
#include "tests/ui/support/waiting.h"
#include "ui/live/filter_bar.h"
#include "ui/session/session.h"
#include "ui/widgets/chip.h"

#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

namespace gatelens::ui {

namespace {

class FilterBarTest : public testing::Test
{
protected:
    void SetUp() override
    {
        QSettings().clear();
        const auto path = m_folder / "capture.gatelens";
        test::writeTraffic(path, 80, now(), std::chrono::seconds(1));
        m_session = std::make_unique<Session>(nullptr, path, nullptr);
        m_bar = std::make_unique<FilterBar>(*m_session);
        m_bar->resize(900, 80);
        m_bar->show();
    }

    [[nodiscard]] QList<Chip*> chips() const
    {
        QList<Chip*> shown;
        for (Chip* chip : m_bar->findChildren<Chip*>()) {
            if (chip->isVisibleTo(m_bar.get()))
                shown.append(chip);
        }
        return shown;
    }

    test::TemporaryFolder m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<FilterBar> m_bar;
};

} // namespace

TEST_F(FilterBarTest, TypingAppliesTheFilterAndMakesChips)
{
    const QSignalSpy changed(m_bar.get(), &FilterBar::filterChanged);
    QTest::keyClicks(m_bar->field(), QStringLiteral("status:5xx api:orders"));
    QTest::keyClick(m_bar->field(), Qt::Key_Return);
    EXPECT_EQ(m_bar->text(), QStringLiteral("status:5xx api:orders"));
    EXPECT_GE(changed.size(), 1);
    EXPECT_EQ(chips().size(), 2);
}

TEST_F(FilterBarTest, AFaultIsSaidWithItsPlaceAndTheLastValidFilterStays)
{
    m_bar->setText(QStringLiteral("status:5xx"));
    const auto before = m_bar->filter();
    m_bar->setText(QStringLiteral("status:5xx stauts:404"));
    const auto* error = m_bar->findChild<QLabel*>(QStringLiteral("live.filter.error"));
    EXPECT_TRUE(error->isVisible());
    EXPECT_TRUE(error->text().contains(QStringLiteral("stauts"))) << error->text().toStdString();
    EXPECT_TRUE(error->text().contains(QStringLiteral("status")));
    EXPECT_EQ(m_bar->filter(), before);
    m_bar->setText(QStringLiteral("status:4xx"));
    EXPECT_FALSE(error->isVisible());
}

TEST_F(FilterBarTest, AChipIsSwitchedOffKeptAndSwitchedOnAgain)
{
    m_bar->setText(QStringLiteral("status:5xx not op:preview-schedule"));
    ASSERT_EQ(chips().size(), 2);
    QTest::mouseClick(chips().at(1), Qt::LeftButton, Qt::NoModifier, QPoint(6, 12));
    EXPECT_EQ(m_bar->text(), QStringLiteral("status:5xx"));
    ASSERT_EQ(chips().size(), 2);
    EXPECT_FALSE(chips().at(1)->isChecked());
    QTest::mouseClick(chips().at(1), Qt::LeftButton, Qt::NoModifier, QPoint(6, 12));
    EXPECT_EQ(m_bar->text(), QStringLiteral("status:5xx not op:preview-schedule"));
}

TEST_F(FilterBarTest, TheCrossOfAChipRemovesItsTerm)
{
    m_bar->setText(QStringLiteral("status:5xx api:orders"));
    Chip* chip = chips().at(0);
    QTest::mouseClick(chip, Qt::LeftButton, Qt::NoModifier, QPoint(chip->width() - 10, 12));
    EXPECT_EQ(m_bar->text(), QStringLiteral("api:orders"));
    EXPECT_EQ(chips().size(), 1);
}

TEST_F(FilterBarTest, FilterForAndFilterOutAddTermsOnce)
{
    m_bar->addTerm(QStringLiteral("op"), QStringLiteral("get topic"), false);
    m_bar->addTerm(QStringLiteral("op"), QStringLiteral("get topic"), false);
    m_bar->addTerm(QStringLiteral("status"), QStringLiteral("404"), true);
    EXPECT_EQ(m_bar->filter()->terms().size(), 2U);
    EXPECT_TRUE(m_bar->text().contains(QStringLiteral("not status:404")))
        << m_bar->text().toStdString();
}

TEST_F(FilterBarTest, ClearingTwiceBringsTheFilterBack)
{
    m_bar->setText(QStringLiteral("status:5xx"));
    m_bar->clearOrRestore();
    EXPECT_TRUE(m_bar->filter()->isEmpty());
    m_bar->clearOrRestore();
    EXPECT_EQ(m_bar->text(), QStringLiteral("status:5xx"));
}

TEST_F(FilterBarTest, AQuickFilterIsATermThatCanBeTakenAwayAgain)
{
    auto* failed
        = m_bar->findChild<QToolButton*>(QStringLiteral("live.filter.quick.success:false"));
    ASSERT_NE(failed, nullptr);
    QTest::mouseClick(failed, Qt::LeftButton);
    EXPECT_EQ(m_bar->text(), QStringLiteral("success:false"));
    QTest::mouseClick(failed, Qt::LeftButton);
    EXPECT_EQ(m_bar->text(), QString());
}

TEST_F(FilterBarTest, OffersTheValuesOfAFieldWithTheirCounts)
{
    m_bar->activateWindow();
    m_bar->field()->setFocus();
    QTest::keyClicks(m_bar->field(), QStringLiteral("op:"));
    auto* completer = m_bar->findChild<QCompleter*>();
    ASSERT_NE(completer, nullptr);
    const auto offers = [&] {
        QStringList texts;
        for (int row = 0; row < completer->model()->rowCount(); ++row)
            texts += completer->model()->index(row, 0).data().toString();
        return texts;
    };
    ASSERT_TRUE(test::waitFor([&] {
        const QStringList texts = offers();
        return !texts.isEmpty() && texts.first().contains(QStringLiteral("get-session"));
    })) << offers().join(QLatin1Char('|')).toStdString();
    EXPECT_TRUE(offers().first().endsWith(QStringLiteral("20"))) << offers().first().toStdString();
}

} // namespace gatelens::ui
