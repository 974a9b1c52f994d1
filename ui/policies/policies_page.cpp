#include "ui/policies/policies_page.h"

#include "core/policy/templates.h"
#include "ui/policies/canvas.h"
#include "ui/policies/code_view.h"
#include "ui/policies/effective_view.h"
#include "ui/policies/policy_saving.h"
#include "ui/policies/scope_tree.h"
#include "ui/policies/statement_form.h"
#include "ui/policies/statement_picker.h"
#include "ui/session/session.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/empty_state.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

/// Typing is checked after this pause (ux 7.8: within 300 ms of the last key).
constexpr int kCheckDelayMs = 200;
constexpr int kTreeWidth = 226;
constexpr int kFormWidth = 330;

enum StackPage
{
    DesignerPage,
    EmptyPage,
    EffectivePage
};

IconId iconOf(PolicyTarget::Kind kind)
{
    switch (kind) {
    case PolicyTarget::Kind::AllApis:
        return IconId::ScopeGlobal;
    case PolicyTarget::Kind::Product:
        return IconId::Product;
    case PolicyTarget::Kind::Api:
        return IconId::Apis;
    case PolicyTarget::Kind::Operation:
        return IconId::Operation;
    case PolicyTarget::Kind::Fragment:
        return IconId::Fragment;
    }
    return IconId::Policies;
}

} // namespace

PoliciesPage::PoliciesPage(Session& session, CommandRegistry& commands, QWidget* parent)
    : Page(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("policies"));
    m_checkTimer.setSingleShot(true);
    m_checkTimer.setInterval(kCheckDelayMs);
    makeActions(commands);
    makeLayout();
    makeCardActions(commands);
    connectParts();
    takeWorkspace();
    openTarget({});
}

PoliciesPage::~PoliciesPage()
{
    // The parts look at the designer and the documents as long as they live.
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

void PoliciesPage::makeLayout()
{
    m_toolBar = new PolicyToolBar(m_toolActions);
    m_banner = new Banner(Status::Warning, {});
    m_banner->setObjectName(QStringLiteral("policy.banner"));
    m_banner->hide();
    m_refusal = new Banner(Status::Information, {});
    m_refusal->setObjectName(QStringLiteral("policy.refusal"));
    m_refusal->setDismissible(true);
    m_refusal->hide();

    m_tree = new ScopeTree;
    m_canvas = new Canvas(m_designer);
    m_code = new CodeView(m_designer);
    m_form = new StatementForm(m_designer);
    m_picker = new StatementPicker(m_designer, this);
    m_effective = new EffectiveView(m_session);
    m_empty = new EmptyState(IconId::Policies, {});
    m_empty->setObjectName(QStringLiteral("policy.empty"));
    auto* create = m_empty->addPrimary(tr("Create policy"));
    create->setObjectName(QStringLiteral("policy.create"));
    connect(create, &QPushButton::clicked, this, &PoliciesPage::createDocument);
    auto* showInherited = m_empty->addLink(tr("Show what it inherits"));
    showInherited->setObjectName(QStringLiteral("policy.showInherited"));
    connect(showInherited, &QPushButton::clicked, m_toolActions.effective, &QAction::trigger);

    m_views = new QSplitter(Qt::Vertical);
    m_views->addWidget(m_canvas);
    m_views->addWidget(m_code);
    m_views->setStretchFactor(0, 3);
    m_views->setStretchFactor(1, 2);
    m_views->setChildrenCollapsible(false);
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_views);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_effective);

    auto* columns = new QSplitter(Qt::Horizontal);
    columns->addWidget(m_tree);
    columns->addWidget(m_pages);
    columns->addWidget(m_form);
    columns->setStretchFactor(1, 1);
    columns->setSizes({kTreeWidth, 800, kFormWidth});
    columns->setChildrenCollapsible(false);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_toolBar);
    layout->addWidget(m_banner);
    layout->addWidget(m_refusal);
    layout->addWidget(columns, 1);
}

void PoliciesPage::connectParts()
{
    connect(m_tree, &ScopeTree::targetChosen, this, &PoliciesPage::openTarget);
    connect(m_tree, &ScopeTree::referenceChosen, this, [this](const QString& text) {
        m_refusal->setMessage(Status::Information,
                              tr("Policies refer to it as <b>%1</b>.").arg(text.toHtmlEscaped()));
        m_refusal->show();
    });
    connect(m_toolBar, &PolicyToolBar::modeChanged, this, &PoliciesPage::setMode);
    connect(m_toolBar, &PolicyToolBar::problemsWanted, this, [this] { goToNextProblem(1); });
    connect(m_canvas, &Canvas::pickerWanted, m_picker, &StatementPicker::openAt);
    connect(m_canvas, &Canvas::formWanted, m_form, &StatementForm::focusFirstField);
    connect(m_canvas, &Canvas::contextMenuWanted, this, &PoliciesPage::openCardMenu);
    connect(m_canvas, &Canvas::inheritedWanted, this, &PoliciesPage::openInherited);
    connect(m_picker, &StatementPicker::chosen, this,
            [this](const DropPlace& place, const QString& element) {
                if (const auto* descriptor = policy::Catalog::builtIn().find(toUtf8(element)))
                    m_designer.add(place, policy::templateFor(*descriptor));
            });
    connect(&m_designer, &Designer::refused, this, [this](const QString& reason) {
        m_refusal->setMessage(Status::Warning, reason.toHtmlEscaped());
        m_refusal->show();
    });
    connect(m_refusal, &Banner::dismissed, m_refusal, &QWidget::hide);
    connect(&m_documents, &OpenDocuments::modifiedChanged, this, [this] {
        m_tree->setModified(m_documents.modifiedTargets());
        Q_EMIT badgeChanged(static_cast<int>(m_documents.modified().size()), false);
        showState();
    });
    connect(&m_session, &Session::workspaceChanged, this, &PoliciesPage::takeWorkspace);
    connect(&m_checkTimer, &QTimer::timeout, this, &PoliciesPage::runCheck);
}

void PoliciesPage::takeWorkspace()
{
    const auto& workspace = *m_session.workspace();
    m_tree->setWorkspace(workspace);
    m_tree->setModified(m_documents.modifiedTargets());
    m_form->setWorkspace(workspace);
    m_code->editor().setWorkspace(m_session.workspace());
    scheduleCheck();
}

void PoliciesPage::connectDocument(DocumentModel& model)
{
    // The same document may be opened again and again: its connections are made once.
    if (model.property("isConnected").toBool())
        return;
    model.setProperty("isConnected", true);
    connect(&model, &DocumentModel::parsed, this, [this, document = &model] {
        if (document == m_model)
            showState();
        scheduleCheck();
    });
    connect(&model.undoStack(), &QUndoStack::indexChanged, this, &PoliciesPage::showState);
}

void PoliciesPage::openTarget(const PolicyTarget& target)
{
    const bool isOther = !m_model || !(m_target == target);
    m_target = target;
    m_model = &m_documents.open(*m_session.workspace(), target);
    connectDocument(*m_model);
    if (isOther) {
        m_findings.clear();
        m_designer.setModel(m_model);
        m_refusal->hide();
    }
    m_tree->setCurrent(target);
    showDocument();
    scheduleCheck();
    if (isOther) {
        Q_EMIT subtitleChanged();
        Q_EMIT placeChanged();
    }
}

void PoliciesPage::showDocument()
{
    const auto& workspace = *m_session.workspace();
    m_toolBar->setTitle(titleOf(workspace, m_target), static_cast<int>(iconOf(m_target.kind)));
    if (m_toolActions.effective->isChecked()) {
        m_pages->setCurrentIndex(EffectivePage);
        m_effective->show(editedWorkspace(), m_target);
    } else if (!m_model->exists()) {
        m_empty->setSentence(tr("%1 has no policy of its own.").arg(titleOf(workspace, m_target)));
        m_empty->setDetail(m_target.kind == PolicyTarget::Kind::AllApis
                               ? tr("Without one, requests are only forwarded.")
                               : tr("It inherits everything from the broader scopes."));
        m_pages->setCurrentIndex(EmptyPage);
    } else {
        m_pages->setCurrentIndex(DesignerPage);
    }
    showState();
}

/// Title, undo, banner and buttons as the document is now.
void PoliciesPage::showState()
{
    if (!m_model)
        return;
    auto& stack = m_model->undoStack();
    m_toolActions.undo->setEnabled(stack.canUndo());
    m_toolActions.undo->setToolTip(stack.canUndo() ? tr("Undo: %1 (Ctrl+Z)").arg(stack.undoText())
                                                   : tr("Nothing to undo"));
    m_toolActions.redo->setEnabled(stack.canRedo());
    m_toolActions.redo->setToolTip(stack.canRedo()
                                       ? tr("Redo: %1 (Ctrl+Shift+Z)").arg(stack.redoText())
                                       : tr("Nothing to redo"));
    m_toolActions.save->setEnabled(!m_documents.modified().empty());
    m_toolBar->setModified(m_model->isModified());

    const bool isFrozen = m_model->isFrozen();
    m_banner->setVisible(isFrozen);
    if (isFrozen && !m_model->document().findings().empty()) {
        const auto& fault = m_model->document().findings().front();
        m_banner->setMessage(Status::Warning,
                             tr("Design view shows the last valid version (line %1: %2).")
                                 .arg(fault.position.line)
                                 .arg(toQString(fault.message).toHtmlEscaped()));
    }
    const bool isShowingEmpty = m_pages->currentIndex() == EmptyPage;
    if (m_pages->currentIndex() != EffectivePage && isShowingEmpty == m_model->exists())
        showDocument();
}

void PoliciesPage::setMode(int mode)
{
    m_canvas->setVisible(mode != PolicyToolBar::Code);
    m_code->setVisible(mode != PolicyToolBar::Design);
    m_toolActions.effective->setChecked(false);
}

void PoliciesPage::showEffective(bool)
{
    if (m_model)
        showDocument();
}

void PoliciesPage::createDocument()
{
    const bool isFragment = m_target.kind == PolicyTarget::Kind::Fragment;
    const auto text
        = isFragment ? policy::fragmentTemplate() : policy::documentTemplate(scopeOf(m_target));
    m_model->edit({{0, 0}, text},
                  tr("Create policy of %1").arg(titleOf(*m_session.workspace(), m_target)));
    m_designer.setModel(m_model);
    showDocument();
}

void PoliciesPage::scheduleCheck() { m_checkTimer.start(); }

void PoliciesPage::runCheck()
{
    if (!m_model)
        return;
    const auto number = ++m_checkNumber;
    DocumentCheck request{editedWorkspace(), m_target, m_model->text(), m_model->file()};
    m_session.runInBackground(
        this, [request = std::move(request)] { return check(request); },
        [this, number](const DocumentCheckResult& result) {
            if (number == m_checkNumber)
                takeCheck(result);
        });
}

void PoliciesPage::takeCheck(const DocumentCheckResult& result)
{
    m_findings = m_model->exists() ? result.findings : Findings{};
    m_canvas->setInherited(result.inherited, result.inheritedFor);
    m_canvas->setFindings(m_findings);
    m_code->editor().setFindings(m_findings);
    m_form->setFindings(m_findings);
    m_toolBar->setFindings(m_findings);
    m_session.problems().setFindings(QStringLiteral("policy ") + toQString(m_model->file()),
                                     m_findings);
}

std::shared_ptr<const Workspace> PoliciesPage::editedWorkspace() const
{
    const auto texts = textsOf(m_documents.aheadOf(*m_session.workspace()));
    return texts.empty() ? m_session.workspace() : withPolicies(*m_session.workspace(), texts);
}

void PoliciesPage::openInherited(const InheritedStatement& statement)
{
    if (!statement.target)
        return;
    openTarget(*statement.target);
    m_code->editor().goTo(statement.line, 1);
}

void PoliciesPage::activate() { scheduleCheck(); }

QVariantMap PoliciesPage::state() const
{
    return {{QStringLiteral("kind"), static_cast<int>(m_target.kind)},
            {QStringLiteral("id"), toQString(m_target.id)},
            {QStringLiteral("operation"), toQString(m_target.operationId)}};
}

void PoliciesPage::restore(const QVariantMap& state)
{
    if (const auto file = toUtf8(state.value(QStringLiteral("file")).toString()); !file.empty()) {
        if (const auto target = targetOfFile(*m_session.workspace(), file)) {
            openTarget(*target);
            m_code->editor().goTo(state.value(QStringLiteral("line"), 1).toUInt(), 1);
        }
        return;
    }
    if (!state.contains(QStringLiteral("kind")))
        return;
    openTarget({static_cast<PolicyTarget::Kind>(state.value(QStringLiteral("kind")).toInt()),
                toUtf8(state.value(QStringLiteral("id")).toString()),
                toUtf8(state.value(QStringLiteral("operation")).toString())});
}

QString PoliciesPage::subtitle() const { return titleOf(*m_session.workspace(), m_target); }

QWidget* PoliciesPage::filterField() { return &m_tree->filterField(); }

bool PoliciesPage::openFinding(const Finding& finding)
{
    const auto target = targetOfFile(*m_session.workspace(), finding.position.file);
    if (!target)
        return false;
    openTarget(*target);
    if (m_toolBar->mode() == PolicyToolBar::Design)
        m_toolBar->setMode(PolicyToolBar::Split);
    m_code->editor().goTo(finding.position.line, finding.position.column);
    return true;
}

PageEntry policiesPageEntry()
{
    return {QStringLiteral("policies"),
            PoliciesPage::tr("Policies"),
            IconId::Policies,
            PageGroup::Shape,
            QStringLiteral("Alt+8"),
            PoliciesPage::tr("Design, edit and apply policy documents"),
            [](Session& session, CommandRegistry& commands, QWidget* parent) -> Page* {
                return new PoliciesPage(session, commands, parent);
            }};
}

} // namespace gatelens::ui
