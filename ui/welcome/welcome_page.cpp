#include "ui/welcome/welcome_page.h"

#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/welcome/checklist.h"
#include "ui/welcome/first_request.h"

#include <QClipboard>
#include <QComboBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kColumnWidth = 560;
constexpr int kSnippetHeight = 112;

} // namespace

WelcomePage::WelcomePage(Session& session, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_itemsAtStart(session.status().ingestedItems)
{
    setObjectName(QStringLiteral("welcome"));
    auto* content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    auto* columns = new QHBoxLayout(content);
    columns->setContentsMargins(24, 20, 24, 20);
    columns->setSpacing(40);
    auto* left = new QVBoxLayout;
    left->setSpacing(12);
    left->addWidget(makeHeading(tr("Getting started")));
    left->addWidget(new Checklist(session));
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(10);
    right->addWidget(makeHeading(tr("Use your own traffic")));
    right->addWidget(makeAddresses());
    right->addSpacing(12);
    right->addWidget(makeHeading(tr("Connect an application")));
    right->addWidget(makeConnect());
    right->addStretch(1);
    columns->addLayout(left, 2);
    columns->addLayout(right, 3);
    auto* scrolled = new QScrollArea;
    scrolled->setWidget(content);
    scrolled->setWidgetResizable(true);
    scrolled->setFrameShape(QFrame::NoFrame);
    scrolled->setFocusPolicy(Qt::NoFocus); // the focused field is scrolled into view
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scrolled);
    connect(&m_session, &Session::statusChanged, this, &WelcomePage::showWaiting);
    connect(&m_session, &Session::workspaceChanged, this, &WelcomePage::fillAddresses);
    activate();
}

QWidget* WelcomePage::makeHeading(const QString& text) const
{
    auto* heading = new QLabel(text);
    heading->setFont(titleFont());
    return heading;
}

QWidget* WelcomePage::makeAddresses()
{
    auto* box = new QWidget;
    box->setMaximumWidth(kColumnWidth);
    m_addresses = new QFormLayout(box);
    m_addresses->setContentsMargins(0, 0, 0, 0);
    m_addresses->setRowWrapPolicy(QFormLayout::WrapAllRows);
    return box;
}

QLineEdit* WelcomePage::addAddress(const QString& name, const QString& title, const QString& text)
{
    if (text.isEmpty())
        return nullptr;
    auto* field = new QLineEdit(text);
    field->setObjectName(QStringLiteral("firstRun.address.") + name);
    field->setAccessibleName(title);
    field->setFont(dataFont());
    field->setReadOnly(true);
    field->setCursorPosition(0);
    field->setToolTip(text);
    auto* copy = field->addAction(icon(IconId::Copy), QLineEdit::TrailingPosition);
    copy->setText(tr("Copy"));
    copy->setToolTip(tr("Copy"));
    copy->setObjectName(QStringLiteral("firstRun.copy.") + name);
    connect(copy, &QAction::triggered, this, [this, field] {
        QGuiApplication::clipboard()->setText(field->text());
        m_session.notify(tr("Copied"));
    });
    auto* label = new QLabel(title);
    label->setFont(smallFont());
    label->setForegroundRole(kSecondaryText);
    label->setBuddy(field);
    m_addresses->addRow(label, field);
    return field;
}

void WelcomePage::addFirstRequest()
{
    const auto request = firstRequest(*m_session.workspace(), m_session.endpoints());
    if (!request)
        return;
    auto* field = addAddress(QStringLiteral("curl"), tr("A request that it answers"),
                             curlLine(*request, {}));
    if (request->subscriptionId.empty() || !m_session.engine())
        return;
    // The keychain may take its time to answer.
    m_session.runInBackground(
        field,
        [engine = m_session.engine(), id = request->subscriptionId] {
            return engine->subscriptionKey(id);
        },
        [field, request = *request](const Result<std::string>& key) {
            if (!key)
                return;
            field->setText(curlLine(request, toQString(*key)));
            field->setToolTip(field->text());
            field->setCursorPosition(0);
        });
}

void WelcomePage::fillAddresses()
{
    while (m_addresses->rowCount() > 0)
        m_addresses->removeRow(0);
    const auto& endpoints = m_session.endpoints();
    const auto orNone
        = [](const std::optional<std::string>& text) { return toQString(text.value_or("")); };
    addAddress(QStringLiteral("gateway"), tr("Base URL of the gateway"), orNone(endpoints.gateway));
    addFirstRequest();
    addAddress(QStringLiteral("ingest"), tr("Application Insights endpoint"),
               orNone(endpoints.ingest));
    addAddress(QStringLiteral("ingestTls"), tr("The same over HTTPS"), orNone(endpoints.ingestTls));
    addAddress(QStringLiteral("authority"), tr("Certificate authority to trust for it"),
               QString::fromStdString(endpoints.certificateAuthority.string()));
    addAddress(QStringLiteral("metrics"), tr("Prometheus metrics"), orNone(endpoints.metrics));
    if (m_addresses->rowCount() > 0)
        return;
    auto* none = new QLabel(tr("Nothing listens: only a store file is open."));
    none->setForegroundRole(kSecondaryText);
    m_addresses->addRow(none);
}

QWidget* WelcomePage::makeConnect()
{
    auto* box = new QWidget;
    box->setMaximumWidth(kColumnWidth);
    m_platform = new QComboBox;
    m_platform->setObjectName(QStringLiteral("firstRun.platform"));
    m_platform->setAccessibleName(tr("Platform of the application"));
    m_platform->setToolTip(tr("What your application is written in, and which SDK it uses"));
    m_snippet = new QPlainTextEdit;
    m_snippet->setObjectName(QStringLiteral("firstRun.snippet"));
    m_snippet->setAccessibleName(tr("Command to start the application with"));
    m_snippet->setFont(dataFont());
    m_snippet->setReadOnly(true);
    m_snippet->setTabChangesFocus(true);
    m_snippet->setFixedHeight(kSnippetHeight);
    m_snippetNote = new QLabel;
    m_snippetNote->setFont(smallFont());
    m_snippetNote->setForegroundRole(kSecondaryText);
    m_snippetNote->setWordWrap(true);
    auto* copy = new QPushButton(icon(IconId::Copy), tr("Copy"));
    copy->setObjectName(QStringLiteral("firstRun.copySnippet"));
    copy->setToolTip(tr("Copy the command"));
    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_snippet->toPlainText());
        m_session.notify(tr("Copied"));
    });
    m_waiting = new QLabel;
    m_waiting->setObjectName(QStringLiteral("firstRun.waiting"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_platform, 1);
    top->addWidget(copy);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_snippet);
    layout->addWidget(m_snippetNote);
    layout->addWidget(m_waiting);
    connect(m_platform, &QComboBox::currentIndexChanged, this, &WelcomePage::showSnippet);
    return box;
}

void WelcomePage::activate()
{
    fillAddresses();
    m_snippets = connectSnippets(m_session.endpoints());
    const int current = m_platform->currentIndex();
    m_platform->clear();
    for (const auto& one : m_snippets)
        m_platform->addItem(one.platform);
    m_platform->setCurrentIndex(current < 0 ? 0 : current);
    showSnippet();
    showWaiting();
}

void WelcomePage::showSnippet()
{
    const int index = m_platform->currentIndex();
    if (index < 0 || static_cast<std::size_t>(index) >= m_snippets.size()) {
        m_snippet->setPlainText(tr("The intake is not listening."));
        m_snippetNote->clear();
        return;
    }
    const auto& one = m_snippets[static_cast<std::size_t>(index)];
    m_snippet->setPlainText(one.text);
    m_snippetNote->setText(one.note);
}

void WelcomePage::showWaiting()
{
    const auto items = m_session.status().ingestedItems;
    // The demo's services send telemetry of their own: only what comes without it is the user's.
    if (m_session.status().isDemoTrafficOn)
        m_itemsAtStart = items;
    const bool hasArrived = items > m_itemsAtStart;
    auto palette = m_waiting->palette();
    palette.setColor(QPalette::WindowText,
                     hasArrived ? currentTheme().success.text : currentTheme().secondary);
    m_waiting->setPalette(palette);
    m_waiting->setText(
        hasArrived
            ? tr("%1 items have arrived; Live shows them.").arg(formatCount(items - m_itemsAtStart))
            : m_session.status().isDemoTrafficOn
            ? tr("Stop the demo traffic to see here when your items arrive.")
            : tr("Waiting for the first item"));
}

PageEntry welcomePageEntry()
{
    return {QStringLiteral("welcome"),
            WelcomePage::tr("Getting started"),
            IconId::Help,
            PageGroup::Bottom,
            QString(),
            WelcomePage::tr("First steps, addresses, and how to connect an application"),
            [](Session& session, CommandRegistry&, QWidget* parent) -> Page* {
                return new WelcomePage(session, parent);
            }};
}

} // namespace gatelens::ui
