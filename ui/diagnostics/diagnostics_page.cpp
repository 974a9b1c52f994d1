#include "ui/diagnostics/diagnostics_page.h"

#include "ui/diagnostics/diagnostic_form.h"
#include "ui/diagnostics/diagnostic_saving.h"
#include "ui/diagnostics/diagnostics_matrix.h"
#include "ui/diagnostics/effective_panel.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatelens::ui {

DiagnosticsPage::DiagnosticsPage(Session& session, CommandRegistry& commands, QWidget* parent)
    : Page(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("diagnostics"));
    makeActions(commands);
    m_banner = new Banner(Status::Error, {});
    m_banner->setObjectName(QStringLiteral("diag.banner"));
    m_banner->setDismissible(true);
    m_banner->hide();
    connect(m_banner, &Banner::dismissed, m_banner, &QWidget::hide);
    m_effective = new EffectivePanel(m_session, m_draft);
    auto* columns = new QSplitter(Qt::Horizontal);
    columns->addWidget(makeLeft());
    columns->addWidget(m_effective);
    columns->setStretchFactor(0, 5);
    columns->setStretchFactor(1, 3);
    columns->setSizes({900, 340});
    columns->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeToolBar());
    layout->addWidget(m_banner);
    layout->addWidget(columns, 1);

    connect(m_effective, &EffectivePanel::originWanted, this, [this](const DiagnosticCell& cell) {
        m_matrix->setCurrentIndex(m_model->indexOf(cell));
        m_matrix->setFocus();
    });
    connect(&m_draft, &DiagnosticsDraft::changed, this, &DiagnosticsPage::showState);
    // The stack takes a command up only after that has changed the draft.
    connect(&m_draft.undoStack(), &QUndoStack::indexChanged, this, &DiagnosticsPage::showState);
    connect(&m_session, &Session::workspaceChanged, this, &DiagnosticsPage::takeWorkspace);
    takeWorkspace();
    selectFirst();
}

DiagnosticsPage::~DiagnosticsPage()
{
    // The views look at the draft as long as they live.
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

void DiagnosticsPage::makeActions(CommandRegistry& commands)
{
    const auto add = [&](const QString& id, const QString& text, IconId icon,
                         const QKeySequence& keys, const QString& help, std::function<void()> run) {
        auto* action = commands.addFor(
            this, {id, text, icon, keys, MenuId::Telemetry, help, tr("Diagnostics")},
            std::move(run));
        m_actions << action;
        return action;
    };
    m_undo = add(QStringLiteral("act.diag.undo"), tr("Undo"), IconId::Undo,
                 QKeySequence(Qt::CTRL | Qt::Key_Z), tr("Undo the last change"),
                 [this] { m_draft.undoStack().undo(); });
    m_redo = add(QStringLiteral("act.diag.redo"), tr("Redo"), IconId::Redo,
                 QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), tr("Redo the change"),
                 [this] { m_draft.undoStack().redo(); });
    add(QStringLiteral("act.diag.apply"), tr("Apply diagnostics"), IconId::Check,
        QKeySequence(Qt::CTRL | Qt::Key_Return),
        tr("Save the settings and let the gateway use them"), [this] { apply(); });
}

QWidget* DiagnosticsPage::makeToolBar()
{
    auto* bar = new QWidget;
    bar->setFixedHeight(44);
    bar->setBackgroundRole(QPalette::Base);
    bar->setAutoFillBackground(true);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 0, 12, 0);
    auto* title = new QLabel(tr("Diagnostics"));
    title->setFont(titleFont());
    row->addWidget(title);
    row->addStretch(1);
    for (auto* action : {m_undo, m_redo}) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        button->setObjectName(action == m_undo ? QStringLiteral("diag.undo")
                                               : QStringLiteral("diag.redo"));
        row->addWidget(button);
    }
    m_discard = new QPushButton(tr("Discard"));
    m_discard->setObjectName(QStringLiteral("diag.discard"));
    m_discard->setToolTip(tr("Go back to what is applied"));
    connect(m_discard, &QPushButton::clicked, &m_draft, &DiagnosticsDraft::discard);
    auto* lab = new QPushButton(icon(IconId::Sampling), tr("Compare sampling"));
    lab->setObjectName(QStringLiteral("diag.toLab"));
    lab->setToolTip(tr("See what other settings would keep, cost and lose"));
    connect(lab, &QPushButton::clicked, this, [this] {
        m_session.go({QStringLiteral("sampling"), {}});
    });
    m_apply = new QPushButton(icon(IconId::Check, Tone::OnAccent), tr("Apply"));
    m_apply->setObjectName(QStringLiteral("diag.apply"));
    m_apply->setToolTip(tr("Save the settings and let the gateway use them (Ctrl+Enter)"));
    setButtonKind(m_apply, ButtonKind::Primary);
    connect(m_apply, &QPushButton::clicked, this, &DiagnosticsPage::apply);
    row->addWidget(m_discard);
    row->addWidget(lab);
    row->addWidget(m_apply);
    return bar;
}

QWidget* DiagnosticsPage::makeLeft()
{
    auto* left = new QWidget;
    m_model = new DiagnosticsMatrixModel(m_draft, this);
    m_matrix = new DiagnosticsMatrix(*m_model);
    auto* legend = new QLabel(tr("Same logger: the API setting replaces the global one.   "
                                 "Different loggers: both receive the data."));
    legend->setFont(smallFont());
    legend->setForegroundRole(kSecondaryText);
    legend->setContentsMargins(12, 6, 12, 6);
    m_form = new DiagnosticForm(m_draft);
    auto* scrolled = new QScrollArea;
    scrolled->setWidget(m_form);
    scrolled->setWidgetResizable(true);
    scrolled->setFrameShape(QFrame::NoFrame);
    scrolled->setFocusPolicy(Qt::NoFocus); // the focused field is scrolled into view
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_matrix);
    layout->addWidget(legend);
    layout->addWidget(scrolled, 1);
    connect(m_matrix->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { selectCell(current); });
    return left;
}

void DiagnosticsPage::selectCell(const QModelIndex& index)
{
    if (!index.isValid())
        return;
    const auto cell = m_model->cellAt(index);
    m_form->setCell(cell);
    if (!cell.apiKey.empty())
        m_effective->setApi(cell.apiKey);
}

/// The most telling cell: an API's own settings, else the first that are on, else any.
void DiagnosticsPage::selectFirst()
{
    const int rows = m_model->rowCount();
    for (int count = 1; count <= rows; ++count) {
        const int row = count % rows; // All APIs, the first row, comes last
        for (int column = 1; column < m_model->columnCount(); ++column) {
            const auto at = m_model->index(row, column);
            if (m_draft.find(m_model->cellAt(at)))
                return m_matrix->setCurrentIndex(at);
        }
    }
    m_matrix->setCurrentIndex(m_model->index(0, 1));
}

/// A policy that was applied elsewhere must not throw away what is being edited here.
void DiagnosticsPage::takeWorkspace()
{
    if (m_draft.changes().empty() || m_isApplying)
        m_draft.setWorkspace(m_session.workspace());
    showState();
}

void DiagnosticsPage::showState()
{
    const auto changes = m_draft.changes().size();
    m_undo->setEnabled(m_draft.undoStack().canUndo());
    m_redo->setEnabled(m_draft.undoStack().canRedo());
    m_apply->setEnabled(changes > 0 && !m_isApplying);
    m_discard->setEnabled(changes > 0);
    m_apply->setText(changes == 0 ? tr("Apply")
                                  : tr("Apply %n change(s)", nullptr, static_cast<int>(changes)));
    Q_EMIT badgeChanged(static_cast<int>(changes), false);
}

void DiagnosticsPage::apply()
{
    const auto changes = m_draft.changes();
    if (changes.empty() || m_isApplying)
        return;
    std::vector<std::string> scopes;
    for (const auto& cell : changes) {
        if (std::find(scopes.begin(), scopes.end(), cell.apiKey) == scopes.end())
            scopes.push_back(cell.apiKey);
    }
    m_isApplying = true;
    showState();
    m_session.runInBackground(
        this,
        [present = m_session.workspace(), edited = m_draft.snapshot(), scopes] {
            return saveDiagnostics(*present, *edited, scopes);
        },
        [this](const Result<std::shared_ptr<const Workspace>>& saved) {
            if (!saved) {
                m_isApplying = false;
                showState();
                showError(tr("Nothing was applied: %1").arg(toQString(toString(saved.error()))));
                return;
            }
            m_session.applyWorkspace(*saved, this,
                                     [this](const ApplyReport& report) { showReport(report); });
        });
}

void DiagnosticsPage::showReport(const ApplyReport& report)
{
    m_isApplying = false;
    showState();
    if (report.isApplied) {
        m_banner->hide();
        m_session.notify(tr("Applied in %1").arg(formatDuration(report.duration)));
        return;
    }
    const auto why = report.findings.empty() ? tr("the engine gave no reason")
                                             : toQString(report.findings.front().message);
    showError(tr("Saved, but not applied: the gateway keeps its settings. %1").arg(why));
}

void DiagnosticsPage::showError(const QString& text)
{
    m_banner->setMessage(Status::Error, text.toHtmlEscaped());
    m_banner->show();
}

void DiagnosticsPage::activate() { m_effective->fetchExchanges(); }

bool DiagnosticsPage::mayClose()
{
    if (m_draft.changes().empty())
        return true;
    const auto answer
        = QMessageBox::question(this, tr("Diagnostics"),
                                tr("%n change(s) of the diagnostics are not applied.", nullptr,
                                   static_cast<int>(m_draft.changes().size())),
                                QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Cancel);
    return answer == QMessageBox::Discard;
}

PageEntry diagnosticsPageEntry()
{
    return {QStringLiteral("diagnostics"),
            DiagnosticsPage::tr("Diagnostics"),
            IconId::Diagnostics,
            PageGroup::Shape,
            QStringLiteral("Alt+0"),
            DiagnosticsPage::tr("Decide what each logger receives of each API"),
            [](Session& session, CommandRegistry& commands, QWidget* parent) -> Page* {
                return new DiagnosticsPage(session, commands, parent);
            }};
}

} // namespace gatelens::ui
