#pragma once

#include "core/workspace/workspace.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatelens::ui {

/// One place of the matrix: a logger in a scope.
struct DiagnosticCell
{
    std::string apiKey; ///< Api::key(); "" for All APIs
    std::string loggerId;

    friend bool operator==(const DiagnosticCell&, const DiagnosticCell&) = default;
};

/// What a logger does in a scope.
enum class CellState
{
    Off,
    On, ///< set at All APIs
    Inherits, ///< set at All APIs, acts here too
    Overrides, ///< set at both: the API's settings replace the global ones
    Added, ///< set at the API only: acts beside the global ones
    PolicyOnly ///< a logger that only policies write to
};

/// The diagnostics of all scopes as they are being edited, with undo. What is applied is the
/// workspace they were taken from.
class DiagnosticsDraft : public QObject
{
    Q_OBJECT

public:
    explicit DiagnosticsDraft(QObject* parent = nullptr);
    ~DiagnosticsDraft() override;

    /// Begins anew from the applied workspace; keeps nothing of the draft.
    void setWorkspace(std::shared_ptr<const Workspace> workspace);
    /// The workspace with the edited diagnostics.
    [[nodiscard]] const Workspace& workspace() const { return *m_draft; }
    [[nodiscard]] std::shared_ptr<const Workspace> snapshot() const;
    [[nodiscard]] const Workspace& applied() const { return *m_applied; }

    [[nodiscard]] const Diagnostic* find(const DiagnosticCell& cell) const;
    [[nodiscard]] const Diagnostic* findApplied(const DiagnosticCell& cell) const;
    [[nodiscard]] CellState state(const DiagnosticCell& cell) const;
    /// Cells whose settings differ from the applied ones.
    [[nodiscard]] std::vector<DiagnosticCell> changes() const;

    /// Changes the settings of a cell; edits of the same cell and `what` that follow each other are
    /// one step of the history.
    void set(const DiagnosticCell& cell, const Diagnostic& settings, const QString& what);
    /// Lets the logger write in that scope, with the settings of All APIs where it has some. A
    /// scope has one diagnostic of each kind: one of another logger of that kind gives way.
    void enable(const DiagnosticCell& cell);
    /// Takes the scope's own settings away.
    void remove(const DiagnosticCell& cell);
    void discard();

    [[nodiscard]] QUndoStack& undoStack() { return m_undoStack; }

Q_SIGNALS:
    void changed();

private:
    friend class DiagnosticsCommand;

    void replace(const std::string& apiKey, const std::vector<Diagnostic>& diagnostics);
    void push(const std::string& apiKey, std::vector<Diagnostic> diagnostics, const QString& text,
              const QString& mergeKey);

    std::shared_ptr<const Workspace> m_applied;
    std::shared_ptr<Workspace> m_draft;
    QUndoStack m_undoStack;
};

/// The diagnostics of a scope; null when there is no such API.
[[nodiscard]] const std::vector<Diagnostic>* diagnosticsOf(const Workspace& workspace,
                                                           const std::string& apiKey);

/// Resource name of a logger's diagnostic: "applicationinsights", "azuremonitor".
[[nodiscard]] std::string diagnosticIdFor(const Logger& logger);

/// "25 %, errors": the settings in a few words.
[[nodiscard]] QString shortText(const Diagnostic& settings);

/// "25 %, always log errors, information, 7 headers, bodies".
[[nodiscard]] QString longText(const Diagnostic& settings);

} // namespace gatelens::ui
