#include "ui/frame/inspector.h"

#include "core/message/message.h"
#include "core/store/filter.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/key_value_table.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

constexpr int kSlot = 0;
/// The shape of a distribution is told by this many requests, the newest ones.
constexpr std::size_t kDurations = 5000;
constexpr std::size_t kLatest = 5;
constexpr std::size_t kMostAnswers = 8;

ExchangeQuery queryOf(const QString& filterText, const TimeRange& range)
{
    ExchangeQuery query;
    query.range = range;
    query.isDescending = true;
    if (auto parsed = filter::Filter::parse(toUtf8(filterText)))
        query.filter = std::make_shared<const filter::Filter>(std::move(*parsed));
    return query;
}

} // namespace

/// What is known of an operation in the window's time range.
struct OperationPicture
{
    Totals totals;
    std::vector<GroupRow> statuses;
    std::vector<qint64> durations;
    std::vector<ExchangeRow> failures;
};

struct ExchangePicture
{
    Exchange exchange;
};

Inspector::Inspector(Session& session, QWidget* parent)
    : QScrollArea(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("main.inspector"));
    setAccessibleName(tr("Inspector"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(240);
    build();
    showNothing(tr("Nothing is selected."));
    connect(&session, &Session::selectionChanged, this, &Inspector::refresh);
    connect(&session, &Session::timeRangeChanged, this, &Inspector::refresh);
}

void Inspector::build()
{
    auto* holder = new QWidget(this);
    holder->setBackgroundRole(QPalette::Base);
    auto* holderLayout = new QVBoxLayout(holder);
    holderLayout->setContentsMargins(0, 0, 0, 0);
    m_empty = new EmptyState(IconId::Info, {}, holder);
    m_content = new QWidget(holder);
    holderLayout->addWidget(m_empty);
    holderLayout->addWidget(m_content);
    m_layout = new QVBoxLayout(m_content);
    m_layout->setContentsMargins(0, 12, 0, 12);
    m_layout->setSpacing(0);

    auto* head = new QWidget(m_content);
    auto* headLayout = new QVBoxLayout(head);
    headLayout->setContentsMargins(16, 0, 16, 12);
    headLayout->setSpacing(6);
    m_title = new QLabel(head);
    m_title->setFont(titleFont());
    m_subtitle = new ElidedLabel(head);
    m_subtitle->setFont(dataFont());
    m_subtitle->setSecondary(true);
    m_failures = new QPushButton(tr("Show failures"), head);
    setButtonKind(m_failures, ButtonKind::Primary);
    m_failures->setObjectName(QStringLiteral("main.inspector.failures"));
    headLayout->addWidget(m_title);
    headLayout->addWidget(m_subtitle);
    headLayout->addWidget(m_failures, 0, Qt::AlignLeft);
    m_layout->addWidget(head);

    const auto table = [this](const QString& name) {
        auto* made = new KeyValueTable(m_content);
        made->setObjectName(name);
        made->setGrowing(true);
        made->setColumnWidth(0, 120);
        return made;
    };
    m_answers = new AnswerBars(m_content);
    m_answersSection = addSection(tr("Answers"), m_answers);
    m_histogram = new DurationHistogram(m_content);
    m_histogramSection = addSection(tr("Duration, log scale"), m_histogram);
    m_facts = table(QStringLiteral("main.inspector.facts"));
    m_factsSection = addSection(tr("Request"), m_facts);
    m_loggers = table(QStringLiteral("main.inspector.loggers"));
    m_loggersSection = addSection(tr("Logged to"), m_loggers);
    m_latest = table(QStringLiteral("main.inspector.latest"));
    m_latestSection = addSection(tr("Latest failures"), m_latest);
    m_layout->addStretch();
    setWidget(holder);

    connect(m_failures, &QPushButton::clicked, this, &Inspector::openFailures);
    connect(m_answers, &AnswerBars::rowClicked, this, [this](int row) {
        m_session.go(
            {QStringLiteral("live"),
             {{QStringLiteral("filter"), m_answerFilters.at(static_cast<std::size_t>(row))},
              {QStringLiteral("view"), QStringLiteral("exchanges")}}});
    });
}

QWidget* Inspector::addSection(const QString& heading, QWidget* content)
{
    auto* section = new QWidget(m_content);
    auto* layout = new QVBoxLayout(section);
    const bool isTable = qobject_cast<KeyValueTable*>(content) != nullptr;
    const int side = isTable ? 4 : 16;
    layout->setContentsMargins(side, 10, side, 10);
    layout->setSpacing(6);
    auto* caption = new QLabel(heading, section);
    caption->setFont(strongFont());
    caption->setContentsMargins(isTable ? 12 : 0, 0, 0, 0);
    auto* line = new QFrame(section);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    m_layout->addWidget(line);
    layout->addWidget(caption);
    layout->addWidget(content);
    m_layout->addWidget(section);
    return section;
}

void Inspector::showEvent(QShowEvent* event)
{
    QScrollArea::showEvent(event);
    refresh();
}

void Inspector::refresh()
{
    if (!isVisible())
        return;
    const Selection& selection = m_session.selection();
    switch (selection.kind) {
    case Selection::Kind::Operation:
        return askForOperation(selection);
    case Selection::Kind::Exchange:
        return askForExchange(selection);
    case Selection::Kind::Item:
    case Selection::Kind::PolicyStatement:
    case Selection::Kind::None:
        break;
    }
    m_session.queries().cancel(this, kSlot);
    showNothing(tr("Nothing is selected."));
}

void Inspector::askForOperation(const Selection& selection)
{
    m_filter.clear();
    if (!selection.apiId.isEmpty())
        m_filter = toQString(filter::printPredicate("api", toUtf8(selection.apiId)));
    if (!selection.apimOperationId.isEmpty()) {
        m_filter += QLatin1Char(' ')
            + toQString(filter::printPredicate("op", toUtf8(selection.apimOperationId)));
    }
    const TimeRange range = m_session.time().range();
    m_session.ask(
        this, kSlot,
        [query = queryOf(m_filter, range),
         failed = queryOf(m_filter + QStringLiteral(" success:false"), range)](
            StoreReader& reader) -> Result<OperationPicture> {
            OperationPicture picture;
            auto totals = reader.totals(query);
            if (!totals)
                return totals.error();
            picture.totals = *totals;
            if (auto statuses = reader.groups(query, GroupBy::Status))
                picture.statuses = std::move(*statuses);
            if (auto ids = reader.exchangeIds(query, 0, kDurations)) {
                if (auto rows = reader.exchangeRows(*ids)) {
                    for (const ExchangeRow& row : *rows)
                        picture.durations.push_back(row.duration.count());
                }
            }
            if (auto ids = reader.exchangeIds(failed, 0, kLatest)) {
                if (auto rows = reader.exchangeRows(*ids))
                    picture.failures = std::move(*rows);
            }
            return picture;
        },
        [this, selection](const Result<OperationPicture>& picture) {
            if (picture)
                showOperation(selection, *picture);
            else
                showNothing(toQString(toString(picture.error())));
        });
}

void Inspector::askForExchange(const Selection& selection)
{
    m_session.ask(
        this, kSlot,
        [id = selection.id](StoreReader& reader) -> Result<ExchangePicture> {
            auto exchange = reader.exchange(id);
            if (!exchange)
                return exchange.error();
            return ExchangePicture{std::move(*exchange)};
        },
        [this](const Result<ExchangePicture>& picture) {
            if (picture)
                showExchange(*picture);
            else
                showNothing(tr("No longer in the capture."));
        });
}

void Inspector::showOperation(const Selection& selection, const OperationPicture& picture)
{
    m_empty->hide();
    m_content->show();
    const Totals& totals = picture.totals;
    m_title->setText(selection.apimOperationId.isEmpty() ? selection.apiId
                                                         : selection.apimOperationId);
    m_subtitle->setText(
        tr("%1 requests, %2").arg(formatCount(totals.count), m_session.time().text().toLower()));
    m_failures->setVisible(totals.failed() > 0);
    m_failures->setText(tr("Show %1 failures").arg(formatCount(totals.failed())));

    std::vector<GroupRow> statuses = picture.statuses;
    std::stable_sort(statuses.begin(), statuses.end(), [](const auto& left, const auto& right) {
        return left.totals.count > right.totals.count;
    });
    if (statuses.size() > kMostAnswers)
        statuses.resize(kMostAnswers);
    std::vector<AnswerBars::Row> rows;
    m_answerFilters.clear();
    for (const GroupRow& group : statuses) {
        const int code = toQString(group.key).toInt();
        rows.push_back({statusOfCode(code), toQString(group.key), toQString(reasonPhrase(code)),
                        group.totals.count});
        m_answerFilters.push_back(m_filter + QStringLiteral(" status:") + toQString(group.key));
    }
    m_answers->setRows(std::move(rows));
    m_histogram->setDurations(picture.durations, totals.p50.count(), totals.p95.count());

    QList<KeyValueTable::Row> latest;
    for (const ExchangeRow& row : picture.failures) {
        latest.append({formatTime(row.startedAt),
                       QStringLiteral("%1 %2")
                           .arg(row.statusCode)
                           .arg(toQString(reasonPhrase(row.statusCode))),
                       {},
                       false});
    }
    m_latest->setRows(latest);
    m_latestSection->setVisible(!latest.isEmpty());
    m_answersSection->show();
    m_histogramSection->show();
    m_factsSection->hide();
    m_loggersSection->hide();
}

void Inspector::showExchange(const ExchangePicture& picture)
{
    const Exchange& exchange = picture.exchange;
    m_empty->hide();
    m_content->show();
    m_filter.clear();
    const QString operation = toQString(exchange.apimOperationId);
    m_title->setText(operation.isEmpty() ? toQString(exchange.path) : operation);
    m_subtitle->setText(toQString(exchange.method + " " + exchange.path));
    m_failures->hide();
    QList<KeyValueTable::Row> facts{
        {tr("Status"),
         QStringLiteral("%1 %2")
             .arg(exchange.statusCode)
             .arg(toQString(reasonPhrase(exchange.statusCode)))},
        {tr("Time"), formatTime(exchange.startedAt)},
        {tr("Duration"), formatDuration(exchange.duration)},
        {tr("API"), toQString(exchange.apiName)},
        {tr("Product"), toQString(exchange.productName)},
        {tr("Subscription"), toQString(exchange.subscriptionName)},
        {tr("Client"), toQString(exchange.clientIp)},
        {tr("Operation id"), toQString(exchange.operationId)},
        {tr("Request body"), formatBytes(exchange.requestBytes)},
        {tr("Response body"), formatBytes(exchange.responseBytes)},
        {tr("Policies"), tr("%1 of %2 ran").arg(exchange.stepsRun).arg(exchange.stepsTotal)},
        {tr("Backend calls"), QString::number(exchange.backendCalls.size())},
    };
    erase_if(facts, [](const KeyValueTable::Row& row) { return row.value.isEmpty(); });
    m_facts->setRows(facts);
    QList<KeyValueTable::Row> loggers;
    for (const LoggerOutcome& outcome : exchange.loggers) {
        loggers.append({toQString(outcome.loggerId),
                        outcome.isKept ? tr("kept, %1 %").arg(outcome.sampleRate)
                                       : tr("not kept, %1 %").arg(outcome.percentage)});
    }
    m_loggers->setRows(loggers);
    m_loggersSection->setVisible(!loggers.isEmpty());
    m_factsSection->show();
    m_answersSection->hide();
    m_histogramSection->hide();
    m_latestSection->hide();
}

void Inspector::showNothing(const QString& sentence)
{
    m_content->hide();
    m_empty->show();
    m_empty->setSentence(sentence);
}

void Inspector::openFailures()
{
    m_session.go({QStringLiteral("live"),
                  {{QStringLiteral("filter"), m_filter + QStringLiteral(" success:false")},
                   {QStringLiteral("view"), QStringLiteral("exchanges")}}});
}

} // namespace gatelens::ui
