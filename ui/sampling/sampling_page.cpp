#include "ui/sampling/sampling_page.h"

#include "core/diagnostics/effective_diagnostics.h"
#include "core/store/filter.h"
#include "ui/sampling/candidate_dialog.h"
#include "ui/sampling/comparison_view.h"
#include "ui/sampling/loss_chart.h"
#include "ui/sampling/loss_models.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/list_table.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kComparisonSlot = 1;
constexpr int kPopulationSlot = 2;
constexpr int kProgressMs = 100;
constexpr double kHighestPrice = 1000;
/// Below this the intervals are wide; the page says so (ux 7.13).
constexpr std::uint64_t kSmallPopulation = 1000;

/// Which headers and bodies the logger records for each API: decides the size of its items.
LoggedSelection selectionFor(const Workspace& workspace, const std::string& loggerId)
{
    LoggedSelection selection;
    const auto learn = [&](const Api* api) {
        for (const auto& effective : effectiveDiagnostics(workspace, api)) {
            if (effective.settings.loggerId == loggerId)
                selection.set(api ? api->id : std::string(), effective.settings);
        }
    };
    learn(nullptr);
    for (const auto& api : workspace.apis)
        learn(&api);
    return selection;
}

} // namespace

/// Everything a worker needs for one comparison.
struct SamplingPage::Question
{
    ExchangeQuery query;
    std::vector<Candidate> candidates;
    ComparisonOptions options;
    std::shared_ptr<JobProgress> job;

    Result<Comparison> answer(StoreReader& reader)
    {
        const auto totals = reader.totals(query);
        if (!totals)
            return totals.error();
        job->setTotal(totals->count);
        options.slowerThan = totals->p99;
        options.onProgress = [progress = job](std::uint64_t exchanges) {
            progress->setDone(exchanges);
            return !progress->isCancelled();
        };
        return compareSampling(
            [&](const std::function<bool(const Exchange&)>& each) {
                return reader.forEachExchange(query, each);
            },
            candidates, options);
    }
};

SamplingPage::SamplingPage(Session& session, CommandRegistry& commands, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_progressTimer(new QTimer(this))
{
    setObjectName(QStringLiteral("sampling"));
    m_progressTimer->setInterval(kProgressMs);
    connect(m_progressTimer, &QTimer::timeout, this, &SamplingPage::showProgress);
    makeActions(commands);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeToolBar());
    layout->addWidget(makeStatusLine());
    m_view = new ComparisonView(m_model);
    auto* halves = new QSplitter(Qt::Vertical);
    halves->addWidget(m_view);
    halves->addWidget(makeResults());
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 2);
    halves->setChildrenCollapsible(false);
    layout->addWidget(halves, 1);

    connect(m_view, &ComparisonView::candidateSelected, this, &SamplingPage::showLosses);
    connect(m_view, &ComparisonView::editWanted, this, &SamplingPage::editCandidate);
    connect(m_view, &ComparisonView::menuWanted, this, &SamplingPage::openMenu);
    connect(&m_model, &ComparisonModel::candidatesChanged, this, [this] {
        m_chart->refresh();
        showLosses();
    });
    connect(&m_session, &Session::workspaceChanged, this, &SamplingPage::takeWorkspace);
    connect(&m_session, &Session::timeRangeChanged, this, &SamplingPage::showPopulation);
    takeWorkspace();
    m_view->selectCandidate(0);
    showRunning(false);
}

SamplingPage::~SamplingPage()
{
    // The views look at the model as long as they live.
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

void SamplingPage::makeActions(CommandRegistry& commands)
{
    const auto add = [&](const QString& id, const QString& text, IconId icon,
                         const QKeySequence& keys, const QString& help, std::function<void()> run) {
        m_actions << commands.addFor(
            this, {id, text, icon, keys, MenuId::Telemetry, help, tr("Sampling")}, std::move(run));
    };
    add(QStringLiteral("act.lab.run"), tr("Run comparison"), IconId::Play,
        QKeySequence(Qt::CTRL | Qt::Key_Return), tr("Compare the candidates over the traffic"),
        [this] { run(); });
    add(QStringLiteral("act.lab.add"), tr("Add candidate"), IconId::Plus,
        QKeySequence(Qt::Key_Insert), tr("One more column"), [this] { addCandidate(); });
    add(QStringLiteral("act.lab.losses"), tr("Show losses"), IconId::Failures,
        QKeySequence(Qt::Key_L), tr("Go to what the selected candidate loses"),
        [this] { m_lossTable->setFocus(); });
}

QWidget* SamplingPage::makeToolBar()
{
    auto* bar = new QWidget;
    bar->setFixedHeight(44);
    bar->setBackgroundRole(QPalette::Base);
    bar->setAutoFillBackground(true);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 0, 12, 0);
    const auto label = [&](const QString& text, QWidget* buddy) {
        auto* caption = new QLabel(text);
        caption->setForegroundRole(kSecondaryText);
        caption->setBuddy(buddy);
        row->addWidget(caption);
        row->addWidget(buddy);
    };
    m_api = new QComboBox;
    m_api->setObjectName(QStringLiteral("lab.population"));
    m_api->setAccessibleName(tr("Population"));
    m_api->setToolTip(tr("Whose captured traffic is compared; the time range is the window's."));
    label(tr("Population"), m_api);
    m_logger = new QComboBox;
    m_logger->setObjectName(QStringLiteral("lab.logger"));
    m_logger->setAccessibleName(tr("Logger"));
    m_logger->setToolTip(tr("Its settings are the applied ones, and decide how large items are."));
    label(tr("Logger"), m_logger);
    // Figures of another population beside this one's name would deceive: compare at once.
    connect(m_api, &QComboBox::activated, this, &SamplingPage::comparePopulation);
    connect(m_logger, &QComboBox::activated, this, &SamplingPage::comparePopulation);
    row->addStretch(1);
    m_price = new QDoubleSpinBox;
    m_price->setObjectName(QStringLiteral("lab.costModel"));
    m_price->setAccessibleName(tr("Price per GB"));
    m_price->setRange(0, kHighestPrice);
    m_price->setValue(CostModel{}.pricePerGb);
    m_price->setToolTip(tr("What your contract says a GB of ingested data costs. Every amount is "
                           "an estimate."));
    label(tr("Price per GB"), m_price);
    m_currency = new QLineEdit(toQString(CostModel{}.currency));
    m_currency->setObjectName(QStringLiteral("lab.currency"));
    m_currency->setAccessibleName(tr("Currency"));
    m_currency->setMaxLength(4);
    m_currency->setToolTip(tr("What the price is in; only shown beside the amounts"));
    m_currency->setFixedWidth(56);
    row->addWidget(m_currency);
    auto* add = new QPushButton(icon(IconId::Plus), tr("Add candidate"));
    add->setObjectName(QStringLiteral("lab.add"));
    add->setToolTip(tr("One more column (Insert)"));
    connect(add, &QPushButton::clicked, this, &SamplingPage::addCandidate);
    row->addWidget(add);
    m_run = new QPushButton(icon(IconId::Play, Tone::OnAccent), tr("Run"));
    m_run->setObjectName(QStringLiteral("lab.run"));
    m_run->setToolTip(tr("Compare the candidates over the captured traffic (Ctrl+Enter)"));
    setButtonKind(m_run, ButtonKind::Primary);
    connect(m_run, &QPushButton::clicked, this, &SamplingPage::run);
    row->addWidget(m_run);
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setObjectName(QStringLiteral("lab.cancel"));
    m_cancel->setToolTip(tr("Stop; the columns keep the last finished run"));
    connect(m_cancel, &QPushButton::clicked, this, &SamplingPage::cancel);
    row->addWidget(m_cancel);
    return bar;
}

QWidget* SamplingPage::makeStatusLine()
{
    auto* line = new QWidget;
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(12, 3, 12, 3);
    m_status = new QLabel;
    m_status->setObjectName(QStringLiteral("lab.status"));
    m_status->setFont(smallFont());
    m_progress = new QProgressBar;
    m_progress->setObjectName(QStringLiteral("lab.progress"));
    m_progress->setFixedWidth(220);
    m_progress->setTextVisible(false);
    m_range = new QLabel;
    m_range->setFont(smallFont());
    m_range->setForegroundRole(kSecondaryText);
    row->addWidget(m_status);
    row->addWidget(m_progress);
    row->addStretch(1);
    row->addWidget(m_range);
    return line;
}

ListTable* SamplingPage::makeTable(QAbstractItemModel* model, const QString& name,
                                   const QString& spoken)
{
    auto* table = new ListTable(24);
    table->setObjectName(name);
    table->setAccessibleName(spoken);
    table->setModel(model);
    table->setAlternatingRowColors(true);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    return table;
}

QWidget* SamplingPage::makeResults()
{
    auto* chartPane = new QWidget;
    auto* chartLayout = new QVBoxLayout(chartPane);
    chartLayout->setContentsMargins(12, 8, 0, 0);
    auto* title = new QLabel(tr("Cost against loss"));
    title->setFont(strongFont());
    chartLayout->addWidget(title);
    m_chart = new LossChart(m_model);
    chartLayout->addWidget(m_chart, 1);
    chartPane->setBackgroundRole(QPalette::Base);
    chartPane->setAutoFillBackground(true);

    m_losses = new LossModel(this);
    m_groups = new GroupModel(this);
    auto* tabs = new QTabWidget;
    tabs->setObjectName(QStringLiteral("lab.tabs"));
    tabs->setDocumentMode(true);
    tabs->setAccessibleName(tr("Losses of the selected candidate"));
    m_lossTable = makeTable(m_losses, QStringLiteral("lab.losses"), tr("Failed requests lost"));
    connect(m_lossTable, &ListTable::doubleClicked, this,
            [this](const QModelIndex& index) { showLossInLive(index.row()); });
    m_lossTable->setToolTip(tr("Double-click a row to see these requests in Live"));
    m_lossNote = new EmptyNote(m_lossTable, {});
    tabs->addTab(m_lossTable, tr("Failures lost by name"));
    auto* groups = makeTable(m_groups, QStringLiteral("lab.groups"), tr("By API and operation"));
    new EmptyNote(groups, tr("Run the comparison to see what each API keeps."));
    tabs->addTab(groups, tr("By API"));
    m_selected = new QLabel;
    m_selected->setFont(smallFont());
    m_selected->setContentsMargins(8, 0, 12, 8);
    tabs->setCornerWidget(m_selected);

    auto* panes = new QSplitter(Qt::Horizontal);
    panes->addWidget(chartPane);
    panes->addWidget(tabs);
    panes->setStretchFactor(0, 1);
    panes->setStretchFactor(1, 1);
    panes->setSizes({600, 600});
    panes->setChildrenCollapsible(false);
    return panes;
}

void SamplingPage::takeWorkspace()
{
    const auto& workspace = *m_session.workspace();
    const auto api = m_api->currentData();
    const auto logger = m_logger->currentData();
    m_api->clear();
    m_api->addItem(tr("All APIs"), QString());
    for (const auto& one : workspace.apis) {
        if (one.isCurrent)
            m_api->addItem(toQString(one.displayName.empty() ? one.id : one.displayName),
                           toQString(one.id));
    }
    m_logger->clear();
    for (const auto& one : workspace.loggers) {
        if (one.type == LoggerType::ApplicationInsights)
            m_logger->addItem(toQString(one.id), toQString(one.id));
    }
    m_api->setCurrentIndex(std::max(0, m_api->findData(api)));
    m_logger->setCurrentIndex(std::max(0, m_logger->findData(logger)));
    showPopulation();
}

std::string SamplingPage::loggerId() const { return toUtf8(m_logger->currentData().toString()); }

Result<ExchangeQuery> SamplingPage::population() const
{
    ExchangeQuery query;
    query.range = m_session.time().range();
    const auto api = m_api->currentData().toString();
    if (api.isEmpty())
        return query;
    auto parsed = filter::Filter::parse(toUtf8(QStringLiteral("api=\"%1\"").arg(api)));
    if (!parsed)
        return parsed.error();
    query.filter = std::make_shared<const filter::Filter>(std::move(*parsed));
    return query;
}

void SamplingPage::showPopulation()
{
    m_range->setText(m_session.time().text());
    m_model.setApplied(describeAppliedSetting(*m_session.workspace(), loggerId(),
                                              toUtf8(m_api->currentData().toString())));
    const auto query = population();
    if (m_job || !query)
        return;
    m_session.ask(
        this, kPopulationSlot,
        [query = *query](StoreReader& reader) { return reader.totals(query); },
        [this](const Result<Totals>& totals) {
            if (m_job)
                return;
            if (!totals)
                m_status->setText(toQString(toString(totals.error())));
            else if (totals->count == 0)
                m_status->setText(
                    tr("No traffic in this range: choose another range or send some."));
            else if (std::exchange(m_isFirstVisit, false))
                run(); // what the candidates would keep is what the page is opened for
            else if (!m_model.comparison())
                m_status->setText(
                    tr("%1 exchanges, %2 failed. Run compares the candidates over them.")
                        .arg(formatCount(totals->count), formatCount(totals->failed())));
        });
}

void SamplingPage::comparePopulation()
{
    showPopulation();
    m_isAnswerOutdated = m_job != nullptr;
    if (m_isAnswerOutdated)
        cancel();
    else
        run();
}

void SamplingPage::activate()
{
    m_isFirstVisit = !m_wasVisited;
    m_wasVisited = true;
    showPopulation();
}

void SamplingPage::deactivate() { m_session.queries().cancel(this, kPopulationSlot); }

void SamplingPage::run()
{
    if (m_job)
        return;
    const auto query = population();
    if (!query) {
        m_status->setText(toQString(toString(query.error())));
        return;
    }
    Question question;
    question.query = *query;
    for (const auto& setting : m_model.candidates())
        question.candidates.push_back(toCandidate(setting, loggerId()));
    question.options.cost.pricePerGb = m_price->value();
    question.options.cost.currency = toUtf8(m_currency->text());
    question.options.selection = selectionFor(*m_session.workspace(), loggerId());
    m_job = m_session.jobs().start(tr("Sampling comparison"));
    question.job = m_job;
    showRunning(true);
    m_session.ask(
        this, kComparisonSlot,
        [question](StoreReader& reader) mutable { return question.answer(reader); },
        [this](Result<Comparison> answer) { takeAnswer(std::move(answer)); });
}

void SamplingPage::cancel()
{
    if (m_job)
        m_job->cancel();
}

void SamplingPage::takeAnswer(Result<Comparison> answer)
{
    const auto job = std::exchange(m_job, nullptr);
    showRunning(false);
    if (std::exchange(m_isAnswerOutdated, false)) {
        m_session.jobs().finish(job, JobState::Cancelled, tr("Another population was chosen."));
        return run();
    }
    if (!answer) {
        const bool isCancelled = answer.error().code == ErrorCode::Cancelled;
        const auto text = isCancelled ? tr("Cancelled; the columns show the last finished run.")
                                      : toQString(toString(answer.error()));
        m_session.jobs().finish(job, isCancelled ? JobState::Cancelled : JobState::Failed, text);
        m_status->setText(text);
        return;
    }
    const auto count = answer->everything.requests;
    auto text = tr("%1 candidates over %2 exchanges; the same decision function as the gateway")
                    .arg(answer->candidates.size())
                    .arg(formatCount(count));
    if (count < kSmallPopulation)
        text += tr(". Few exchanges: expect wide intervals");
    m_session.jobs().finish(job, JobState::Done, text);
    m_status->setText(text);
    m_model.setComparison(std::move(*answer));
    m_chart->refresh();
    showLosses();
}

void SamplingPage::showRunning(bool isRunning)
{
    m_run->setVisible(!isRunning);
    m_cancel->setVisible(isRunning);
    m_progress->setVisible(isRunning);
    if (isRunning) {
        m_status->setText(tr("Comparing"));
        m_progress->setRange(0, 0);
        m_progressTimer->start();
    } else {
        m_progressTimer->stop();
    }
}

void SamplingPage::showProgress()
{
    if (!m_job || m_job->total() == 0)
        return;
    constexpr int kSteps = 1000;
    m_progress->setRange(0, kSteps);
    m_progress->setValue(static_cast<int>(kSteps * m_job->done() / m_job->total()));
    m_status->setText(tr("Comparing, %1 of %2 exchanges")
                          .arg(formatCount(m_job->done()), formatCount(m_job->total())));
}

void SamplingPage::showLosses()
{
    const int candidate = m_view->currentCandidate();
    const auto* result
        = candidate < 0 ? nullptr : m_model.resultOf(static_cast<std::size_t>(candidate));
    m_lossNote->setText(
        result
            ? tr("%1 loses no failed request.").arg(letterOf(static_cast<std::size_t>(candidate)))
            : tr("Run the comparison to see which failed requests each "
                 "candidate would lose."));
    m_losses->setLosses(result ? result->losses : std::vector<LossKind>{});
    if (!result) {
        m_groups->setGroups({}, 0);
        m_selected->setText({});
        return;
    }
    m_groups->setGroups(m_model.comparison()->groups, static_cast<std::size_t>(candidate));
    m_selected->setText(tr("%1: %2 of %3 failed requests lost")
                            .arg(letterOf(static_cast<std::size_t>(candidate)),
                                 formatCount(result->kept.failedLost),
                                 formatCount(m_model.comparison()->failed)));
}

void SamplingPage::showLossInLive(int row)
{
    const auto& loss = m_losses->lossAt(row);
    auto filter = QStringLiteral("status=%1").arg(loss.statusCode);
    if (!loss.apiId.empty())
        filter += QStringLiteral(" api=\"%1\"").arg(toQString(loss.apiId));
    if (!loss.operationId.empty())
        filter += QStringLiteral(" op=\"%1\"").arg(toQString(loss.operationId));
    m_session.go({QStringLiteral("live"), {{QStringLiteral("filter"), filter}}});
}

void SamplingPage::addCandidate()
{
    if (m_model.candidates().size() >= kMaximumCandidates) {
        m_session.notify(tr("Six candidates fit side by side; remove one first."));
        return;
    }
    const auto letter = letterOf(m_model.candidates().size());
    CandidateDialog dialog({}, letter, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_model.addCandidate(dialog.setting());
    m_view->selectCandidate(static_cast<int>(m_model.candidates().size()) - 1);
}

void SamplingPage::editCandidate(int candidate)
{
    const auto index = static_cast<std::size_t>(candidate);
    CandidateDialog dialog(m_model.candidates()[index], letterOf(index), this);
    if (dialog.exec() == QDialog::Accepted)
        m_model.changeCandidate(index, dialog.setting());
}

void SamplingPage::duplicateCandidate(int candidate)
{
    const auto setting = m_model.candidates()[static_cast<std::size_t>(candidate)];
    m_model.addCandidate(setting);
}

void SamplingPage::removeCandidate(int candidate)
{
    m_model.removeCandidate(static_cast<std::size_t>(candidate));
}

void SamplingPage::openMenu(int candidate, const QPoint& globalPosition)
{
    m_view->selectCandidate(candidate);
    QMenu menu(this);
    menu.addAction(tr("Edit"), this, [this, candidate] { editCandidate(candidate); });
    auto* copy = menu.addAction(tr("Duplicate"), this,
                                [this, candidate] { duplicateCandidate(candidate); });
    copy->setEnabled(m_model.candidates().size() < kMaximumCandidates);
    auto* remove
        = menu.addAction(tr("Remove"), this, [this, candidate] { removeCandidate(candidate); });
    remove->setEnabled(m_model.candidates().size() > 1);
    menu.exec(globalPosition);
}

PageEntry samplingPageEntry()
{
    return {QStringLiteral("sampling"),
            SamplingPage::tr("Sampling"),
            IconId::Sampling,
            PageGroup::Decide,
            QStringLiteral("Ctrl+Alt+1"),
            SamplingPage::tr("Compare sampling settings over the captured traffic"),
            [](Session& session, CommandRegistry& commands, QWidget* parent) -> Page* {
                return new SamplingPage(session, commands, parent);
            }};
}

} // namespace gatelens::ui
