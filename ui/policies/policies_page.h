#pragma once

#include "proxy/api/engine.h"
#include "ui/frame/command_registry.h"
#include "ui/frame/page.h"
#include "ui/policies/designer.h"
#include "ui/policies/document_check.h"
#include "ui/policies/open_documents.h"
#include "ui/policies/policy_tool_bar.h"

#include <QTimer>

class QSplitter;
class QStackedWidget;

namespace gatelens::ui {

class Banner;
class Canvas;
class CodeView;
class EffectiveView;
class EmptyState;
class ScopeTree;
class Session;
class StatementForm;
class StatementPicker;

/// The policy designer: scope tree, canvas and code of one document, form of the selected
/// statement. Save writes the document, Apply swaps the gateway's plan.
class PoliciesPage : public Page
{
    Q_OBJECT

public:
    PoliciesPage(Session& session, CommandRegistry& commands, QWidget* parent = nullptr);
    ~PoliciesPage() override;

    void openTarget(const PolicyTarget& target);

    void activate() override;
    [[nodiscard]] QVariantMap state() const override;
    void restore(const QVariantMap& state) override;
    [[nodiscard]] QString subtitle() const override;
    [[nodiscard]] QList<QAction*> pageActions() const override { return m_actions; }
    [[nodiscard]] QWidget* filterField() override;
    bool mayClose() override;
    bool openFinding(const Finding& finding) override;

private:
    void makeActions(CommandRegistry& commands);
    void makeCardActions(CommandRegistry& commands);
    void makeLayout();
    void connectParts();
    void connectDocument(DocumentModel& model);

    void takeWorkspace();
    void showDocument();
    void showState();
    void setMode(int mode);
    void showEffective(bool isShown);
    void createDocument();

    void scheduleCheck();
    void runCheck();
    void takeCheck(const DocumentCheckResult& result);
    void goToNextProblem(int step);

    void save();
    void saveAndApply();
    void writeDocuments(bool thenApply);
    void apply(std::shared_ptr<const Workspace> workspace);
    void showReport(const ApplyReport& report);
    /// The workspace with the present text of every open document.
    [[nodiscard]] std::shared_ptr<const Workspace> editedWorkspace() const;
    void openCardMenu(const QPoint& globalPosition);
    void openInherited(const InheritedStatement& statement);

    Session& m_session;
    OpenDocuments m_documents;
    Designer m_designer;
    PolicyTarget m_target;
    DocumentModel* m_model = nullptr;
    Findings m_findings;
    QTimer m_checkTimer;
    std::uint64_t m_checkNumber = 0;
    QList<QAction*> m_actions;
    QList<QAction*> m_cardActions;
    PolicyToolBar::Actions m_toolActions{};

    PolicyToolBar* m_toolBar = nullptr;
    Banner* m_banner = nullptr;
    Banner* m_refusal = nullptr;
    ScopeTree* m_tree = nullptr;
    QStackedWidget* m_pages = nullptr;
    EmptyState* m_empty = nullptr;
    QSplitter* m_views = nullptr;
    Canvas* m_canvas = nullptr;
    CodeView* m_code = nullptr;
    EffectiveView* m_effective = nullptr;
    StatementForm* m_form = nullptr;
    StatementPicker* m_picker = nullptr;
};

/// The entry of the navigation rail.
[[nodiscard]] PageEntry policiesPageEntry();

} // namespace gatelens::ui
