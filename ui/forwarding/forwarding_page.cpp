#include "ui/forwarding/forwarding_page.h"

#include "ui/forwarding/destination_dialog.h"
#include "ui/forwarding/destination_saving.h"
#include "ui/forwarding/ledger.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/list_table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatelens::ui {

ForwardingPage::ForwardingPage(Session& session, CommandRegistry& commands, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_saved(session.workspace()->local.forward)
    , m_pages(new QStackedWidget)
{
    setObjectName(QStringLiteral("forwarding"));
    makeActions(commands);
    m_banner = new Banner(Status::Information, {});
    m_banner->setObjectName(QStringLiteral("fwd.banner"));
    m_banner->setDismissible(true);
    m_banner->hide();
    connect(m_banner, &Banner::dismissed, m_banner, &QWidget::hide);

    auto* empty = new EmptyState(IconId::Forwarding, tr("Nothing leaves this machine."));
    empty->setObjectName(QStringLiteral("fwd.empty"));
    empty->setDetail(tr("Add a destination to send the captured telemetry to Application Insights. "
                        "It waits in the store until the destination has accepted it."));
    auto* add = empty->addPrimary(tr("Add destination"));
    add->setObjectName(QStringLiteral("fwd.empty.add"));
    connect(add, &QPushButton::clicked, this, &ForwardingPage::addDestination);

    auto* halves = new QSplitter(Qt::Vertical);
    halves->addWidget(makeDestinations());
    halves->addWidget(makeDetails());
    halves->setStretchFactor(1, 1);
    halves->setChildrenCollapsible(false);
    m_pages->addWidget(empty);
    m_pages->addWidget(halves);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeToolBar());
    layout->addWidget(m_banner);
    layout->addWidget(m_pages, 1);
    connect(&m_session, &Session::statusChanged, this, &ForwardingPage::takeStatus);
    connect(&m_session, &Session::workspaceChanged, this,
            [this] { m_saved = m_session.workspace()->local.forward; });
    takeStatus(m_session.status());
}

ForwardingPage::~ForwardingPage()
{
    // The views look at the models as long as they live.
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

void ForwardingPage::makeActions(CommandRegistry& commands)
{
    const auto add = [&](const QString& id, const QString& text, IconId icon, const QString& help,
                         std::function<void()> run) {
        auto* action = commands.addFor(
            this, {id, text, icon, {}, MenuId::Telemetry, help, tr("Forwarding")}, std::move(run));
        m_actions << action;
        return action;
    };
    add(QStringLiteral("act.fwd.add"), tr("Add destination"), IconId::Plus,
        tr("Send telemetry to an Application Insights resource"), [this] { addDestination(); });
    m_pause
        = add(QStringLiteral("act.fwd.pause"), tr("Pause"), IconId::Pause,
              tr("Stop or go on sending; items wait in the store"), [this] { pauseOrResume(); });
    m_remove = add(QStringLiteral("act.fwd.remove"), tr("Remove"), IconId::Minus,
                   tr("Take the destination and its secret away"), [this] { removeDestination(); });
}

QWidget* ForwardingPage::makeToolBar()
{
    auto* bar = new QWidget;
    bar->setFixedHeight(44);
    bar->setBackgroundRole(QPalette::Base);
    bar->setAutoFillBackground(true);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    auto* add = new QPushButton(icon(IconId::Plus), tr("Add destination"));
    add->setObjectName(QStringLiteral("fwd.addButton"));
    add->setToolTip(tr("Send what is captured to Application Insights"));
    add->setEnabled(m_session.engine() != nullptr);
    connect(add, &QPushButton::clicked, this, &ForwardingPage::addDestination);
    row->addWidget(add);
    for (auto* action : {m_pause, m_remove}) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAccessibleName(action->text());
        button->setObjectName(action == m_pause ? QStringLiteral("fwd.pause")
                                                : QStringLiteral("fwd.remove"));
        row->addWidget(button);
    }
    row->addStretch(1);
    auto* lock = new IconLabel(IconId::Lock);
    m_leaving = new QLabel;
    m_leaving->setForegroundRole(kSecondaryText);
    row->addWidget(lock);
    row->addWidget(m_leaving);
    return bar;
}

ListTable* ForwardingPage::makeTable(QAbstractItemModel* model, const QString& name,
                                     const QString& spoken, int rowHeight)
{
    auto* table = new ListTable(rowHeight);
    table->setObjectName(name);
    table->setAccessibleName(spoken);
    table->setModel(model);
    table->setAlternatingRowColors(true);
    return table;
}

QWidget* ForwardingPage::makeDestinations()
{
    m_table = makeTable(&m_destinations, QStringLiteral("fwd.table"), tr("Destinations"), 32);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection); // the details are of one
    m_table->horizontalHeader()->setSectionResizeMode(DestinationModel::Name, QHeaderView::Stretch);
    m_table->horizontalHeader()->resizeSection(DestinationModel::State, 130);
    m_table->horizontalHeader()->resizeSection(DestinationModel::LastStatus, 220);
    m_table->setMinimumHeight(130);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ForwardingPage::showSelected);
    return m_table;
}

QWidget* ForwardingPage::makeDetails()
{
    auto* details = new QWidget;
    m_ledger = new Ledger;
    auto* table = makeTable(&m_attempts, QStringLiteral("fwd.batches"), tr("Batches sent"), 24);
    table->horizontalHeader()->setSectionResizeMode(AttemptModel::Answer, QHeaderView::Stretch);
    table->horizontalHeader()->resizeSection(AttemptModel::StatusColumn, 120);
    auto* title = new QLabel(tr("Recent batches"));
    title->setFont(strongFont());
    m_lastError = new QLabel;
    m_lastError->setObjectName(QStringLiteral("fwd.lastError"));
    m_lastError->setWordWrap(true);
    m_lastError->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* heading = new QHBoxLayout;
    heading->setContentsMargins(16, 8, 16, 6);
    heading->addWidget(title);
    heading->addWidget(m_lastError, 1);
    auto* layout = new QVBoxLayout(details);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_ledger);
    layout->addLayout(heading);
    layout->addWidget(table, 1);
    return details;
}

void ForwardingPage::takeStatus(const EngineStatus& status)
{
    m_destinations.setDestinations(status.forward);
    m_pages->setCurrentIndex(status.forward.empty() ? 0 : 1);
    if (!status.forward.empty() && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
    std::uint64_t rejected = 0;
    int sending = 0;
    for (const auto& one : status.forward) {
        rejected += one.rejected;
        sending += one.isEnabled && !one.isPaused ? 1 : 0;
    }
    m_leaving->setText(sending == 0
                           ? tr("Nothing leaves this machine")
                           : tr("Data leaves this machine to %n destination(s)", nullptr, sending));
    Q_EMIT badgeChanged(static_cast<int>(std::min<std::uint64_t>(rejected, 9999)), true);
    showSelected();
    if (isVisible())
        showAttempts();
}

const ForwardStatus* ForwardingPage::selected() const
{
    return m_destinations.at(m_table->currentIndex().row());
}

void ForwardingPage::showSelected()
{
    const auto* destination = selected();
    m_pause->setEnabled(destination != nullptr);
    m_remove->setEnabled(destination != nullptr);
    m_ledger->setVisible(destination != nullptr);
    m_lastError->clear();
    if (!destination)
        return;
    m_pause->setText(destination->isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(icon(destination->isPaused ? IconId::Play : IconId::Pause, Tone::Text));
    m_ledger->setStatus(*destination);
    if (!destination->lastError.empty()) {
        auto palette = m_lastError->palette();
        palette.setColor(QPalette::WindowText, currentTheme().error.text);
        m_lastError->setPalette(palette);
        m_lastError->setText(tr("Last error: %1").arg(toQString(destination->lastError)));
    }
}

void ForwardingPage::showAttempts()
{
    if (m_session.engine())
        m_attempts.setAttempts(m_session.engine()->recentAttempts(), {});
}

void ForwardingPage::activate() { showAttempts(); }

void ForwardingPage::pauseOrResume()
{
    const auto* destination = selected();
    if (!destination || !m_session.engine())
        return;
    m_session.engine()->pauseDestination(destination->name, !destination->isPaused);
    m_session.refreshStatus();
}

void ForwardingPage::addDestination()
{
    if (!m_session.engine()) {
        showMessage(static_cast<int>(Status::Information),
                    tr("Only a store file is open: there is no engine that could send."));
        return;
    }
    QStringList loggers;
    for (const auto& logger : m_session.workspace()->loggers) {
        if (logger.type == LoggerType::ApplicationInsights)
            loggers << toQString(logger.id);
    }
    QStringList taken;
    for (const auto& one : m_session.status().forward)
        taken << toQString(one.name);
    DestinationDialog dialog(loggers, taken, this);
    if (dialog.exec() == QDialog::Accepted)
        keepSecret(dialog.settings(), dialog.connectionString());
}

void ForwardingPage::keepSecret(ForwardSettings settings, const QString& connectionString)
{
    const auto name = QStringLiteral("forward/") + toQString(settings.name);
    m_secrets.store(
        name, connectionString,
        [this, settings, connectionString, name](const Result<SecretSource>& source) mutable {
            if (source) {
                settings.connectionString = *source;
                addToEngine(std::move(settings), connectionString);
                return;
            }
            QMessageBox box(QMessageBox::Warning, tr("No keychain"),
                            tr("The system's keychain did not take the connection string."),
                            QMessageBox::Cancel, this);
            box.setObjectName(QStringLiteral("fwd.noKeychain"));
            box.setInformativeText(
                tr("Keep it in memory until Gatelens ends, or write it to a file "
                   "that only you can read? The file is not encrypted."));
            box.setDetailedText(toQString(source.error().message));
            auto* memory = box.addButton(tr("Keep for this session"), QMessageBox::AcceptRole);
            auto* file = box.addButton(tr("Write the file"), QMessageBox::DestructiveRole);
            box.setDefaultButton(memory);
            box.exec();
            if (box.clickedButton() == file) {
                const auto stored = SecretKeeper::storeInFile(name, connectionString);
                if (!stored) {
                    showMessage(static_cast<int>(Status::Error), toQString(stored.error().message));
                    return;
                }
                settings.connectionString = *stored;
            }
            if (box.clickedButton() == file || box.clickedButton() == memory)
                addToEngine(std::move(settings), connectionString);
        });
}

void ForwardingPage::addToEngine(ForwardSettings settings, const QString& connectionString)
{
    const auto added = m_session.engine()->setDestination(settings, toUtf8(connectionString));
    if (!added) {
        showMessage(static_cast<int>(Status::Error), toQString(added.error().message));
        return;
    }
    m_session.refreshStatus();
    // Without a place for its secret the destination ends with the program.
    if (!settings.connectionString) {
        showMessage(static_cast<int>(Status::Warning),
                    tr("%1 is known until Gatelens ends: its connection string is only in memory.")
                        .arg(toQString(settings.name)));
        return;
    }
    if (std::holds_alternative<FileSecret>(*settings.connectionString))
        showMessage(static_cast<int>(Status::Warning),
                    tr("The connection string of %1 stands in a file that only you can read; it is "
                       "not encrypted.")
                        .arg(toQString(settings.name)));
    auto destinations = m_saved;
    std::erase_if(destinations,
                  [&](const ForwardSettings& one) { return one.name == settings.name; });
    destinations.push_back(std::move(settings));
    save(std::move(destinations));
}

void ForwardingPage::removeDestination()
{
    const auto* destination = selected();
    if (!destination || !m_session.engine())
        return;
    const auto name = destination->name;
    const auto queued = destination->queued;
    const auto answer
        = QMessageBox::question(this, tr("Remove destination"),
                                tr("Remove %1? %2 items wait for it; they stay in the store.")
                                    .arg(toQString(name), formatCount(queued)),
                                QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel);
    if (answer != QMessageBox::Yes)
        return;
    m_session.engine()->removeDestination(name);
    m_secrets.remove(QStringLiteral("forward/") + toQString(name));
    m_session.refreshStatus();
    auto destinations = m_saved;
    std::erase_if(destinations, [&](const ForwardSettings& one) { return one.name == name; });
    save(std::move(destinations));
}

void ForwardingPage::save(std::vector<ForwardSettings> destinations)
{
    m_saved = destinations;
    m_session.runInBackground(
        this,
        [workspace = m_session.workspace(), destinations = std::move(destinations)] {
            return saveDestinations(*workspace, destinations);
        },
        [this](const Result<void>& saved) {
            if (!saved)
                showMessage(static_cast<int>(Status::Error),
                            tr("gatelens.json was not changed: %1")
                                .arg(toQString(toString(saved.error()))));
        });
}

void ForwardingPage::showMessage(int status, const QString& text)
{
    m_banner->setMessage(static_cast<Status>(status), text.toHtmlEscaped());
    m_banner->show();
}

PageEntry forwardingPageEntry()
{
    return {QStringLiteral("forwarding"),
            ForwardingPage::tr("Forwarding"),
            IconId::Forwarding,
            PageGroup::Deliver,
            QStringLiteral("Ctrl+Alt+3"),
            ForwardingPage::tr("Send telemetry to Application Insights and prove that it arrived"),
            [](Session& session, CommandRegistry& commands, QWidget* parent) -> Page* {
                return new ForwardingPage(session, commands, parent);
            }};
}

} // namespace gatelens::ui
