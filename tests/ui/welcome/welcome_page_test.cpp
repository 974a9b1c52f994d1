#include "tests/ui/support/page_fixture.h"
#include "ui/welcome/checklist.h"
#include "ui/welcome/demo_banner.h"
#include "ui/welcome/first_request.h"
#include "ui/welcome/welcome_page.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QVBoxLayout>

namespace gatelens::ui::test {
namespace {

class WelcomePageTest : public PageFixture
{
protected:
    WelcomePageTest()
    {
        QSettings().remove(QStringLiteral("firstrun"));
        m_engine->m_endpoints.gateway = "http://127.0.0.1:8080";
        m_engine->m_endpoints.ingest = "http://127.0.0.1:4318";
        m_engine->m_endpoints.ingestTls = "https://127.0.0.1:4319";
        m_engine->m_endpoints.certificateAuthority = "/data/ca/ca.pem";
        m_session->refreshStatus();
    }
};

TEST_F(WelcomePageTest, TheCurlLineHasThePathAndTheKeyOfASubscriptionThatOpensIt)
{
    const auto request = firstRequest(*m_workspace, m_engine->m_endpoints);
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->url.startsWith(QStringLiteral("http://127.0.0.1:8080/conference/")))
        << request->url.toStdString();
    EXPECT_EQ(curlLine(*request, QStringLiteral("k")),
              QStringLiteral("curl -H 'Ocp-Apim-Subscription-Key: k' ") + request->url);
    EXPECT_TRUE(curlLine(*request, {}).contains(QStringLiteral("YOUR-KEY")));
    EXPECT_FALSE(firstRequest(*m_workspace, {})) << "nothing listens";

    auto* page = new WelcomePage(*m_session);
    showPage(page);
    const auto wanted = curlLine(
        *request, QStringLiteral("key-of-") + QString::fromStdString(request->subscriptionId));
    waitFor(
        [&] {
            const auto* field
                = m_window->findChild<QLineEdit*>(QStringLiteral("firstRun.address.curl"));
            return field && field->text() == wanted;
        },
        "the key of the subscription in the request");
}

TEST_F(WelcomePageTest, AddressesAndSnippetsShowTheRunningListeners)
{
    auto* page = new WelcomePage(*m_session);
    showPage(page);
    waitFor(
        [this, page] {
            page->activate();
            return m_window->findChild<QLineEdit*>(QStringLiteral("firstRun.address.gateway"))
                != nullptr;
        },
        "the address of the gateway");
    EXPECT_EQ(find<QLineEdit>(QStringLiteral("firstRun.address.gateway"))->text(),
              QStringLiteral("http://127.0.0.1:8080"));
    auto* platform = find<QComboBox>(QStringLiteral("firstRun.platform"));
    platform->setCurrentIndex(1);
    const auto text = find<QPlainTextEdit>(QStringLiteral("firstRun.snippet"))->toPlainText();
    EXPECT_TRUE(text.contains(QStringLiteral("NODE_EXTRA_CA_CERTS='/data/ca/ca.pem'")));
    EXPECT_TRUE(text.contains(QStringLiteral("IngestionEndpoint=https://127.0.0.1:4319/")));
    grab(QStringLiteral("welcome-light"));
}

TEST_F(WelcomePageTest, TheChecklistTicksWhatWasDone)
{
    auto* list = new Checklist(*m_session);
    showPage(list);
    EXPECT_EQ(list->doneCount(), 0);
    m_engine->m_status.requestsTotal = 5;
    m_session->refreshStatus();
    waitFor([&] { return list->doneCount() == 1; }, "the first tick");
    m_session->applyWorkspace(m_workspace, list, [](const ApplyReport&) {});
    waitFor([&] { return list->doneCount() == 2; }, "the second tick");
    const Checklist again(*m_session);
    EXPECT_EQ(again.doneCount(), 2);
}

TEST_F(WelcomePageTest, TelemetryOfTheDemoDoesNotCountAsAConnectedApplication)
{
    auto* list = new Checklist(*m_session);
    showPage(list);
    m_engine->m_status.isDemoTrafficOn = true;
    m_engine->m_status.ingestedItems = 40;
    m_session->refreshStatus();
    EXPECT_EQ(list->doneCount(), 0);
    m_engine->m_status.isDemoTrafficOn = false;
    m_session->refreshStatus();
    EXPECT_EQ(list->doneCount(), 0);
    m_engine->m_status.ingestedItems = 41;
    m_session->refreshStatus();
    EXPECT_EQ(list->doneCount(), 1);
}

TEST_F(WelcomePageTest, TheBannerFollowsTheDemoAndStopsIt)
{
    m_engine->m_status.isDemoTrafficOn = true;
    m_session->refreshStatus();
    auto* holder = new QWidget;
    auto* layout = new QVBoxLayout(holder);
    auto* banner = makeDemoBanner(*m_session);
    layout->addWidget(banner);
    showPage(holder);
    waitFor([&] { return banner->isVisible(); }, "the banner");
    click(QStringLiteral("firstRun.stopDemo"));
    EXPECT_FALSE(m_engine->status().isDemoTrafficOn);
    waitFor([&] { return !banner->isVisible(); }, "the banner to go");
}

} // namespace
} // namespace gatelens::ui::test
