#include "ui/policies/canvas.h"
#include "ui/policies/code_view.h"
#include "ui/policies/policies_page.h"
#include "ui/policies/policy_saving.h"
#include "ui/session/session.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"

#include <QMenu>
#include <QMessageBox>

#include <algorithm>

namespace gatelens::ui {

void PoliciesPage::makeActions(CommandRegistry& commands)
{
    const auto scope = tr("Policies");
    const auto add = [&](Command command, std::function<void()> run) {
        command.scope = scope;
        command.menu = MenuId::Policy;
        auto* action = commands.addFor(this, command, std::move(run));
        m_actions << action;
        return action;
    };
    m_toolActions.undo = add({QStringLiteral("act.policy.undo"),
                              tr("Undo"),
                              IconId::Undo,
                              QKeySequence(Qt::CTRL | Qt::Key_Z),
                              {},
                              tr("Undo the last edit"),
                              {}},
                             [this] { m_model->undoStack().undo(); });
    m_toolActions.redo = add({QStringLiteral("act.policy.redo"),
                              tr("Redo"),
                              IconId::Redo,
                              QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z),
                              {},
                              tr("Redo the edit"),
                              {}},
                             [this] { m_model->undoStack().redo(); });
    m_toolActions.redo->setShortcuts(
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    m_toolActions.apply = add({QStringLiteral("act.policy.apply"),
                               tr("Save and apply"),
                               IconId::Save,
                               QKeySequence(Qt::CTRL | Qt::Key_Return),
                               {},
                               tr("Write the document and let the gateway use it at once"),
                               {}},
                              [this] { saveAndApply(); });
    m_toolActions.save = add({QStringLiteral("act.policy.save"),
                              tr("Save"),
                              {},
                              QKeySequence(Qt::CTRL | Qt::Key_S),
                              {},
                              tr("Write the documents; the gateway keeps its present policies"),
                              {}},
                             [this] { save(); });
    m_toolActions.validate
        = add({QStringLiteral("act.policy.validate"),
               tr("Validate"),
               IconId::Check,
               {},
               {},
               tr("Check the document now"),
               {}},
              [this] {
                  runCheck();
                  m_session.notify(tr("Checking %1").arg(toQString(m_model->file())));
              });
    m_toolActions.effective
        = add({QStringLiteral("act.policy.effective"),
               tr("Effective"),
               IconId::Base,
               {},
               {},
               tr("What really runs here: all scopes merged, fragments expanded"),
               {}},
              [] {});
    m_toolActions.effective->setCheckable(true);
    connect(m_toolActions.effective, &QAction::toggled, this, &PoliciesPage::showEffective);
    add({QStringLiteral("act.policy.find"),
         tr("Find in code"),
         {},
         QKeySequence(Qt::CTRL | Qt::Key_F),
         {},
         tr("Find in the code view"),
         {}},
        [this] {
            if (m_toolBar->mode() == PolicyToolBar::Design)
                m_toolBar->setMode(PolicyToolBar::Split);
            m_code->openFind();
        });
    add({QStringLiteral("act.policy.nextProblem"),
         tr("Next problem"),
         {},
         QKeySequence(Qt::Key_F8),
         {},
         tr("Go to the next problem of this document"),
         {}},
        [this] { goToNextProblem(1); });
    add({QStringLiteral("act.policy.previousProblem"),
         tr("Previous problem"),
         {},
         QKeySequence(Qt::SHIFT | Qt::Key_F8),
         {},
         tr("Go to the previous problem"),
         {}},
        [this] { goToNextProblem(-1); });
    add({QStringLiteral("act.policy.switchView"),
         tr("Switch design, code, split"),
         {},
         QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_V),
         {},
         tr("Next form of the document"),
         {}},
        [this] {
            m_toolBar->setMode(static_cast<PolicyToolBar::Mode>((m_toolBar->mode() + 1) % 3));
        });
}

/// Keys that mean something else in the code view work only on the canvas.
void PoliciesPage::makeCardActions(CommandRegistry& commands)
{
    const auto add = [&](const char* id, const QString& text, const QKeySequence& keys,
                         const QString& help, auto run) {
        auto* action = commands.addFor(m_canvas,
                                       {QStringLiteral("act.policy.") + QLatin1String(id),
                                        text,
                                        {},
                                        keys,
                                        MenuId::Policy,
                                        help,
                                        tr("Policies")},
                                       run);
        m_actions << action;
        m_cardActions << action;
    };
    const auto call
        = [this](void (Designer::*method)()) { return [this, method] { (m_designer.*method)(); }; };
    add("add", tr("Add statement"), {}, tr("Add behind the selection (Insert or /)"),
        [this] { m_canvas->openPickerAtSelection(); });
    add("moveUp", tr("Move up"), QKeySequence(Qt::ALT | Qt::Key_Up), tr("Earlier in its list"),
        call(&Designer::moveUp));
    add("moveDown", tr("Move down"), QKeySequence(Qt::ALT | Qt::Key_Down), tr("Later in its list"),
        call(&Designer::moveDown));
    add("moveOut", tr("Move out"), QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Left),
        tr("Out of the container, or to the section before"), call(&Designer::moveOut));
    add("moveIn", tr("Move in"), QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Right),
        tr("Into the container above, or to the section after"), call(&Designer::moveIn));
    add("cut", tr("Cut"), QKeySequence(QKeySequence::Cut), tr("Cut the statement"),
        call(&Designer::cut));
    add("copy", tr("Copy"), QKeySequence(QKeySequence::Copy), tr("Copy the statement as XML"),
        call(&Designer::copy));
    add("paste", tr("Paste"), QKeySequence(QKeySequence::Paste), tr("Paste behind the selection"),
        call(&Designer::paste));
    add("duplicate", tr("Duplicate"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D),
        tr("Repeat the statement behind itself"), call(&Designer::duplicate));
    add("disable", tr("Disable or enable"), QKeySequence(Qt::CTRL | Qt::Key_Slash),
        tr("Keep the statement as a comment that APIM ignores"), call(&Designer::toggleDisabled));
    add("delete", tr("Delete"), QKeySequence(QKeySequence::Delete), tr("Delete the statement"),
        call(&Designer::remove));
}

void PoliciesPage::openCardMenu(const QPoint& globalPosition)
{
    QMenu menu(this);
    menu.addActions(m_cardActions);
    menu.exec(globalPosition);
}

void PoliciesPage::goToNextProblem(int step)
{
    if (m_findings.empty())
        return;
    auto ordered = m_findings;
    std::sort(ordered.begin(), ordered.end(), [](const Finding& left, const Finding& right) {
        return std::pair(left.position.line, left.position.column)
            < std::pair(right.position.line, right.position.column);
    });
    const auto caret = m_code->editor().caretOffset();
    const auto& document = m_model->document();
    const auto offsetOf = [&](const Finding& finding) {
        return document.offsetOf(finding.position.line, finding.position.column);
    };
    if (step < 0)
        std::reverse(ordered.begin(), ordered.end());
    const auto next = std::find_if(ordered.begin(), ordered.end(), [&](const Finding& finding) {
        return step > 0 ? offsetOf(finding) > caret : offsetOf(finding) < caret;
    });
    openFinding(next == ordered.end() ? ordered.front() : *next);
}

void PoliciesPage::save() { writeDocuments(false); }

void PoliciesPage::saveAndApply() { writeDocuments(true); }

void PoliciesPage::writeDocuments(bool thenApply)
{
    const auto texts = textsOf(m_documents.modified());
    m_session.runInBackground(
        this,
        [workspace = m_session.workspace(), texts] { return savePolicies(*workspace, texts); },
        [this, thenApply, texts](const Result<void>& saved) {
            if (!saved) {
                m_refusal->setMessage(Status::Error,
                                      tr("Nothing was applied: %1")
                                          .arg(toQString(toString(saved.error())).toHtmlEscaped()));
                m_refusal->show();
                return;
            }
            for (const auto& text : texts) {
                auto* model = m_documents.find(text.target);
                // What was typed while the file was written is not saved yet.
                if (model && model->text() == text.text)
                    model->markSaved();
            }
            if (thenApply)
                apply(editedWorkspace());
            else
                m_session.notify(
                    tr("Saved %n document(s)", nullptr, static_cast<int>(texts.size())));
        });
}

void PoliciesPage::apply(std::shared_ptr<const Workspace> workspace)
{
    m_session.applyWorkspace(std::move(workspace), this,
                             [this](const ApplyReport& report) { showReport(report); });
}

void PoliciesPage::showReport(const ApplyReport& report)
{
    if (report.isApplied) {
        m_refusal->hide();
        auto text = tr("Applied in %1").arg(formatDuration(report.duration));
        if (report.requestsOnOldPlan > 0)
            text += tr(", %n request(s) finish on the old version", nullptr,
                       static_cast<int>(report.requestsOnOldPlan));
        m_session.notify(text);
        return;
    }
    const auto first
        = std::find_if(report.findings.begin(), report.findings.end(), [](const Finding& finding) {
              return finding.severity == FindingSeverity::Error;
          });
    const auto why = first == report.findings.end()
        ? tr("the engine gave no reason")
        : tr("%1: %2").arg(toQString(toString(first->position)), toQString(first->message));
    m_refusal->setMessage(
        Status::Error,
        tr("Saved, but <b>not applied</b>: the gateway keeps the last good version. %1")
            .arg(why.toHtmlEscaped()));
    m_refusal->show();
}

bool PoliciesPage::mayClose()
{
    const auto modified = m_documents.modified();
    if (modified.empty())
        return true;
    const auto answer = QMessageBox::question(
        this, tr("Unsaved policies"),
        tr("%n policy document(s) have changes that are not saved.", nullptr,
           static_cast<int>(modified.size())),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    if (answer == QMessageBox::Cancel)
        return false;
    if (answer == QMessageBox::Discard)
        return true;
    const auto saved = savePolicies(*m_session.workspace(), textsOf(modified));
    if (!saved)
        QMessageBox::warning(this, tr("Not saved"), toQString(toString(saved.error())));
    return saved.has_value();
}

} // namespace gatelens::ui
