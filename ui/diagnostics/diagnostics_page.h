#pragma once

#include "proxy/api/engine.h"
#include "ui/diagnostics/diagnostics_draft.h"
#include "ui/frame/command_registry.h"
#include "ui/frame/page.h"

class QLabel;
class QPushButton;

namespace gatelens::ui {

class Banner;
class DiagnosticForm;
class DiagnosticsMatrix;
class DiagnosticsMatrixModel;
class EffectivePanel;
class Session;

/// Decides which data leave the gateway: matrix of scopes and loggers, form of one cell, effective
/// result and preview. Apply writes the settings and swaps the gateway's plan.
class DiagnosticsPage : public Page
{
    Q_OBJECT

public:
    DiagnosticsPage(Session& session, CommandRegistry& commands, QWidget* parent = nullptr);
    ~DiagnosticsPage() override;

    void activate() override;
    [[nodiscard]] QList<QAction*> pageActions() const override { return m_actions; }
    bool mayClose() override;

private:
    void makeActions(CommandRegistry& commands);
    [[nodiscard]] QWidget* makeToolBar();
    [[nodiscard]] QWidget* makeLeft();
    void takeWorkspace();
    void showState();
    void selectFirst();
    void selectCell(const QModelIndex& index);
    void apply();
    void showReport(const ApplyReport& report);
    void showError(const QString& text);

    Session& m_session;
    DiagnosticsDraft m_draft;
    QList<QAction*> m_actions;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    DiagnosticsMatrixModel* m_model = nullptr;
    DiagnosticsMatrix* m_matrix = nullptr;
    DiagnosticForm* m_form = nullptr;
    EffectivePanel* m_effective = nullptr;
    Banner* m_banner = nullptr;
    QPushButton* m_apply = nullptr;
    QPushButton* m_discard = nullptr;
    bool m_isApplying = false;
};

/// The entry of the navigation rail.
[[nodiscard]] PageEntry diagnosticsPageEntry();

} // namespace gatelens::ui
