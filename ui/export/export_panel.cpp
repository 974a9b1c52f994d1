#include "ui/export/export_panel.h"

#include "core/store/filter.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QTimer>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kExportSlot = 1;
constexpr int kCountSlot = 2;
constexpr int kPreviewSlot = 3;
constexpr int kProgressMs = 100;
constexpr int kRefreshDelayMs = 200;
constexpr std::size_t kPreviewBytes = 12'000;
constexpr int kFormWidth = 420;

void setTextColor(QLabel& label, Status status)
{
    const auto& theme = currentTheme();
    auto palette = label.palette();
    palette.setColor(QPalette::WindowText,
                     status == Status::Neutral ? theme.secondary : theme.status(status).text);
    label.setPalette(palette);
}

/// What people call a format; its id is what the command line takes.
QString titleOf(std::string_view id)
{
    if (id == "appinsights")
        return ExportPanel::tr("Application Insights (NDJSON)");
    if (id == "har")
        return ExportPanel::tr("HTTP archive (HAR 1.2)");
    if (id == "csv")
        return ExportPanel::tr("Table (CSV)");
    if (id == "otlp-traces")
        return ExportPanel::tr("OpenTelemetry traces (OTLP JSON)");
    if (id == "otlp-logs")
        return ExportPanel::tr("OpenTelemetry logs (OTLP JSON)");
    if (id == "otlp-metrics")
        return ExportPanel::tr("OpenTelemetry metrics (OTLP JSON)");
    return toQString(id);
}

} // namespace

ExportPanel::ExportPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_progressTimer(new QTimer(this))
    , m_refreshTimer(new QTimer(this))
{
    setObjectName(QStringLiteral("export.panel"));
    m_progressTimer->setInterval(kProgressMs);
    m_refreshTimer->setInterval(kRefreshDelayMs);
    m_refreshTimer->setSingleShot(true);
    connect(m_progressTimer, &QTimer::timeout, this, &ExportPanel::showProgress);
    connect(m_refreshTimer, &QTimer::timeout, this, &ExportPanel::refresh);
    m_form = makeForm();
    auto* column = new QVBoxLayout;
    column->addWidget(m_form);
    column->addSpacing(12);
    column->addWidget(makeFooter());
    column->addStretch(1);
    auto* left = new QWidget;
    left->setLayout(column);
    left->setFixedWidth(kFormWidth);
    column->setContentsMargins(0, 0, 0, 0);
    auto* layout = new QHBoxLayout(this);
    layout->setSpacing(24);
    layout->addWidget(left);
    layout->addWidget(makePreview(), 1);
    followFormat();
    showRunning(false);
    connect(&m_session, &Session::timeRangeChanged, m_refreshTimer, qOverload<>(&QTimer::start));
    refresh();
}

QWidget* ExportPanel::makeForm()
{
    auto* box = new QWidget;
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    m_format = new QComboBox;
    m_format->setObjectName(QStringLiteral("export.format"));
    m_format->setAccessibleName(tr("Format"));
    m_format->setToolTip(tr("What the file is made of"));
    for (const auto& one : exporters())
        m_format->addItem(titleOf(one->id()), toQString(one->id()));
    m_description = new QLabel;
    m_description->setFont(smallFont());
    m_description->setWordWrap(true);
    setTextColor(*m_description, Status::Neutral);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportPanel::followFormat);
    form->addRow(tr("&Format"), m_format);
    form->addRow(QString(), m_description);
    makeScope(*form);
    makeOptions(*form);
    m_path = new QLineEdit;
    m_path->setObjectName(QStringLiteral("export.path"));
    m_path->setAccessibleName(tr("File"));
    m_path->setToolTip(tr("Where the export is written; an existing file is replaced"));
    auto* choose = new QPushButton(tr("Choose"));
    choose->setObjectName(QStringLiteral("export.choose"));
    choose->setToolTip(tr("Choose folder and name"));
    choose->setAccessibleName(tr("Choose the file"));
    connect(choose, &QPushButton::clicked, this, &ExportPanel::choosePath);
    auto* row = new QHBoxLayout;
    row->addWidget(m_path, 1);
    row->addWidget(choose);
    auto* caption = new QLabel(tr("F&ile"));
    caption->setBuddy(m_path);
    form->addRow(caption, row);
    return box;
}

void ExportPanel::makeScope(QFormLayout& form)
{
    m_all = new QRadioButton(tr("Everything in the store"));
    m_all->setObjectName(QStringLiteral("export.scope.all"));
    m_all->setToolTip(tr("All that was captured, whatever the window shows"));
    m_range = new QRadioButton(tr("The window's time range: %1").arg(m_session.time().text()));
    m_range->setObjectName(QStringLiteral("export.scope.range"));
    m_range->setToolTip(tr("Only what the time range at the upper right holds"));
    m_all->setChecked(true);
    connect(&m_session, &Session::timeRangeChanged, m_range, [this] {
        m_range->setText(tr("The window's time range: %1").arg(m_session.time().text()));
    });
    connect(m_all, &QRadioButton::toggled, this, &ExportPanel::refresh);
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("export.filter"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setToolTip(tr("The filter of Live: only what it matches is written"));
    m_filter->setFont(dataFont());
    m_filter->setPlaceholderText(tr("everything, or for example status:5xx api:orders"));
    m_filter->setClearButtonEnabled(true);
    m_filterProblem = new QLabel;
    m_filterProblem->setFont(smallFont());
    m_filterProblem->setObjectName(QStringLiteral("export.filter.problem"));
    setTextColor(*m_filterProblem, Status::Error);
    m_filterProblem->hide();
    m_count = new QLabel;
    m_count->setObjectName(QStringLiteral("export.count"));
    m_count->setFont(smallFont());
    setTextColor(*m_count, Status::Neutral);
    connect(m_filter, &QLineEdit::textChanged, m_refreshTimer, qOverload<>(&QTimer::start));
    form.addRow(tr("What"), m_all);
    form.addRow(QString(), m_range);
    form.addRow(tr("F&ilter"), m_filter);
    form.addRow(QString(), m_filterProblem);
    form.addRow(QString(), m_count);
}

void ExportPanel::makeOptions(QFormLayout& form)
{
    const auto add = [&](const QString& name, const QString& text, const QString& toolTip) {
        auto* box = new QCheckBox(text);
        box->setObjectName(name);
        box->setToolTip(toolTip);
        connect(box, &QCheckBox::toggled, m_refreshTimer, qOverload<>(&QTimer::start));
        form.addRow(QString(), box);
        return box;
    };
    m_masks
        = add(QStringLiteral("export.redaction"), tr("Mask what is usually secret"),
              tr("API keys, tokens and signatures that no diagnostic masked. What the store holds "
                 "masked stays masked either way."));
    m_masks->setChecked(true);
    m_backendCalls = add(QStringLiteral("export.backendCalls"), tr("Include the calls to backends"),
                         tr("As entries of their own beside the requests"));
    m_spreadsheet = add(QStringLiteral("export.spreadsheet"), tr("Make it safe for spreadsheets"),
                        tr("Byte-order mark; cells that would run as a formula are made harmless"));
}

QWidget* ExportPanel::makeFooter()
{
    auto* footer = new QWidget;
    m_progress = new QProgressBar;
    m_progress->setObjectName(QStringLiteral("export.progress"));
    m_progress->setTextVisible(false);
    m_result = new QLabel;
    m_result->setObjectName(QStringLiteral("export.result"));
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* copy = new QPushButton(icon(IconId::Copy), tr("Copy as command line"));
    copy->setObjectName(QStringLiteral("export.commandLine"));
    copy->setToolTip(tr("The gatelensctl command that writes the same file"));
    setButtonKind(copy, ButtonKind::Link);
    connect(copy, &QPushButton::clicked, this, &ExportPanel::copyCommandLine);
    m_cancel = new QPushButton(tr("Cancel export"));
    m_cancel->setObjectName(QStringLiteral("export.cancel"));
    m_cancel->setToolTip(tr("Stop and leave no file"));
    connect(m_cancel, &QPushButton::clicked, this, &ExportPanel::cancel);
    m_run = new QPushButton(tr("Export"));
    m_run->setObjectName(QStringLiteral("export.run"));
    m_run->setToolTip(tr("Write the file; progress stands below and in Jobs"));
    setButtonKind(m_run, ButtonKind::Primary);
    connect(m_run, &QPushButton::clicked, this, &ExportPanel::run);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(copy);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_run);
    auto* layout = new QVBoxLayout(footer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_progress);
    layout->addWidget(m_result);
    layout->addLayout(buttons);
    return footer;
}

QWidget* ExportPanel::makePreview()
{
    auto* title = new QLabel(tr("Preview"));
    title->setFont(strongFont());
    m_previewNote = new QLabel;
    m_previewNote->setObjectName(QStringLiteral("export.preview.note"));
    m_previewNote->setFont(smallFont());
    setTextColor(*m_previewNote, Status::Neutral);
    m_preview = new QPlainTextEdit;
    m_preview->setObjectName(QStringLiteral("export.preview"));
    m_preview->setAccessibleName(tr("Beginning of the file"));
    m_preview->setToolTip(tr("How the file will begin, with this format, filter and masking"));
    m_preview->setReadOnly(true);
    m_preview->setTabChangesFocus(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFont(dataFont());
    auto* heading = new QHBoxLayout;
    heading->addWidget(title);
    heading->addWidget(m_previewNote, 1);
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(heading);
    layout->addWidget(m_preview, 1);
    return box;
}

const Exporter& ExportPanel::exporter() const
{
    return *exporters()[static_cast<std::size_t>(std::max(0, m_format->currentIndex()))];
}

void ExportPanel::setFilter(const QString& filter)
{
    m_filter->setText(filter);
    m_range->setChecked(true);
}

QString ExportPanel::path() const { return m_path->text().trimmed(); }

/// Another format keeps the folder and the name but takes its own suffix.
void ExportPanel::followFormat()
{
    m_description->setText(toQString(exporter().description()));
    const auto suffix = toQString(exporter().suffix());
    const QFileInfo present(path());
    const auto folder = path().isEmpty() ? QDir::homePath() : present.absolutePath();
    const auto name = path().isEmpty() ? QStringLiteral("gatelens-capture") : present.baseName();
    m_path->setText(QDir(folder).filePath(name + suffix));
    m_spreadsheet->setVisible(exporter().id() == "csv");
    m_backendCalls->setVisible(exporter().id() == "har");
    m_refreshTimer->start();
}

void ExportPanel::choosePath()
{
    const auto suffix = toQString(exporter().suffix());
    const auto chosen = QFileDialog::getSaveFileName(
        this, tr("Export to"), path(),
        tr("%1 (*%2);;All files (*)").arg(m_format->currentText(), suffix));
    if (!chosen.isEmpty())
        m_path->setText(chosen);
}

Result<ExchangeQuery> ExportPanel::query() const
{
    ExchangeQuery query;
    if (m_range->isChecked())
        query.range = m_session.time().range();
    if (m_filter->text().trimmed().isEmpty())
        return query;
    auto parsed = filter::Filter::parse(toUtf8(m_filter->text()));
    if (!parsed)
        return parsed.error();
    query.filter = std::make_shared<const filter::Filter>(std::move(*parsed));
    return query;
}

ExportScope ExportPanel::scopeOf(const ExchangeQuery& query) const
{
    ExportScope scope;
    scope.query = query;
    scope.masksUsualSecrets = m_masks->isChecked();
    scope.includesBackendCalls = m_backendCalls->isChecked();
    scope.isForSpreadsheets = m_spreadsheet->isChecked();
    return scope;
}

void ExportPanel::refresh()
{
    const auto asked = query();
    m_filterProblem->setVisible(!asked);
    setInvalid(m_filter, !asked);
    m_run->setEnabled(asked.has_value());
    if (!asked) {
        m_filterProblem->setText(toQString(asked.error().message));
        return;
    }
    refreshCount(*asked);
    refreshPreview(*asked);
}

void ExportPanel::refreshCount(const ExchangeQuery& query)
{
    m_session.ask(
        this, kCountSlot, [query](StoreReader& reader) { return reader.totals(query); },
        [this](const Result<Totals>& totals) {
            m_count->setText(totals ? tr("%1 exchanges, and the items that belong to them")
                                          .arg(formatCount(totals->count))
                                    : toQString(toString(totals.error())));
        });
}

void ExportPanel::refreshPreview(const ExchangeQuery& query)
{
    m_session.ask(
        this, kPreviewSlot,
        [scope = scopeOf(query), &format = exporter()](StoreReader& reader) {
            return previewExport(format, reader, scope, kPreviewBytes);
        },
        [this](const Result<ExportPreview>& preview) { showPreview(preview); });
}

void ExportPanel::showPreview(const Result<ExportPreview>& preview)
{
    if (!preview) {
        m_preview->clear();
        m_previewNote->setText(toQString(toString(preview.error())));
        return;
    }
    m_preview->setPlainText(toQString(preview->text));
    m_previewNote->setText(
        preview->text.empty() ? tr("nothing that was captured matches")
            : preview->isCut ? tr("the first %1 of the file").arg(formatBytes(preview->text.size()))
                             : tr("the whole file"));
}

void ExportPanel::run()
{
    const auto asked = query();
    if (m_job || !asked)
        return;
    if (path().isEmpty()) {
        showResult(static_cast<int>(Status::Error), tr("Choose a file first."));
        return;
    }
    ExportJob job;
    job.exporter = &exporter();
    job.scope = scopeOf(*asked);
    job.path = std::filesystem::path(toUtf8(path()));
    job.progress = m_session.jobs().start(tr("Export to %1").arg(QFileInfo(path()).fileName()));
    m_job = job.progress;
    showRunning(true);
    m_session.ask(
        this, kExportSlot, [job](StoreReader& reader) { return job.run(reader); },
        [this](const Result<ExportSummary>& summary) { takeResult(summary); });
}

void ExportPanel::cancel()
{
    if (m_job)
        m_job->cancel();
}

void ExportPanel::takeResult(const Result<ExportSummary>& summary)
{
    const auto job = std::exchange(m_job, nullptr);
    showRunning(false);
    if (!summary) {
        const bool isCancelled = summary.error().code == ErrorCode::Cancelled;
        const auto text = isCancelled
            ? tr("Cancelled; no file was written.")
            : tr("No file was written: %1").arg(toQString(toString(summary.error())));
        m_session.jobs().finish(job, isCancelled ? JobState::Cancelled : JobState::Failed, text);
        showResult(static_cast<int>(isCancelled ? Status::Neutral : Status::Error), text);
    } else {
        auto text = tr("%1 items, %2, to %3")
                        .arg(formatCount(summary->items), formatBytes(summary->bytes), path());
        if (summary->left > 0)
            text += tr(". %1 items do not fit this format and were left out")
                        .arg(formatCount(summary->left));
        m_session.jobs().finish(job, JobState::Done, text);
        showResult(static_cast<int>(Status::Success), text);
    }
    Q_EMIT finished();
}

void ExportPanel::showResult(int status, const QString& text)
{
    setTextColor(*m_result, static_cast<Status>(status));
    m_result->setText(text);
}

void ExportPanel::showRunning(bool isRunning)
{
    m_form->setEnabled(!isRunning);
    m_run->setVisible(!isRunning);
    m_cancel->setVisible(isRunning);
    m_progress->setVisible(isRunning);
    if (isRunning) {
        m_result->clear();
        m_progress->setRange(0, 0);
        m_progressTimer->start();
    } else {
        m_progressTimer->stop();
    }
}

void ExportPanel::showProgress()
{
    if (!m_job || m_job->total() == 0)
        return;
    setTextColor(*m_result, Status::Neutral);
    m_result->setText(tr("%1 items written").arg(formatCount(m_job->done())));
}

void ExportPanel::copyCommandLine()
{
    const auto range = m_range->isChecked() ? m_session.time().range() : TimeRange{};
    const auto store = QString::fromStdString(m_session.queries().storePath().string());
    QGuiApplication::clipboard()->setText(commandLineFor(
        store, m_format->currentData().toString(), m_filter->text().trimmed(), range, path()));
    m_session.notify(tr("Copied the command line"));
}

} // namespace gatelens::ui
