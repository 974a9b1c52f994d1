#include "ui/diagnostics/diagnostics_draft.h"

#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QUndoCommand>

#include <algorithm>

namespace gatelens::ui {
namespace {

constexpr int kMergeableCommandId = 1;
constexpr qint64 kMergePauseMs = 1500;

QString tr(const char* text)
{
    return QCoreApplication::translate("gatelens::ui::DiagnosticsDraft", text);
}

std::vector<Diagnostic>* editableDiagnostics(Workspace& workspace, const std::string& apiKey)
{
    if (apiKey.empty())
        return &workspace.diagnostics;
    const auto api = std::find_if(workspace.apis.begin(), workspace.apis.end(),
                                  [&](const Api& one) { return one.key() == apiKey; });
    return api == workspace.apis.end() ? nullptr : &api->diagnostics;
}

const Diagnostic* findIn(const Workspace& workspace, const DiagnosticCell& cell)
{
    const auto* diagnostics = diagnosticsOf(workspace, cell.apiKey);
    if (!diagnostics)
        return nullptr;
    const auto found
        = std::find_if(diagnostics->begin(), diagnostics->end(),
                       [&](const Diagnostic& one) { return one.loggerId == cell.loggerId; });
    return found == diagnostics->end() ? nullptr : &*found;
}

QString percentText(double percentage) { return QStringLiteral("%1 %").arg(percentage, 0, 'g', 4); }

} // namespace

const std::vector<Diagnostic>* diagnosticsOf(const Workspace& workspace, const std::string& apiKey)
{
    if (apiKey.empty())
        return &workspace.diagnostics;
    const auto* api = workspace.findApi(apiKey);
    return api ? &api->diagnostics : nullptr;
}

std::string diagnosticIdFor(const Logger& logger)
{
    return logger.type == LoggerType::AzureMonitor ? "azuremonitor" : "applicationinsights";
}

QString shortText(const Diagnostic& settings)
{
    const auto percentage = percentText(settings.samplingPercentage);
    if (settings.alwaysLogErrors)
        return tr("%1, errors").arg(percentage);
    return settings.samplingPercentage < 100 ? tr("%1, no errors").arg(percentage) : percentage;
}

QString longText(const Diagnostic& settings)
{
    QStringList parts{percentText(settings.samplingPercentage)};
    if (settings.alwaysLogErrors)
        parts << tr("always log errors");
    switch (settings.verbosity) {
    case Verbosity::Verbose:
        parts << tr("verbose");
        break;
    case Verbosity::Information:
        parts << tr("information");
        break;
    case Verbosity::Error:
        parts << tr("error");
        break;
    }
    qsizetype headers = 0;
    int bodyBytes = 0;
    for (const auto* message : {&settings.frontendRequest, &settings.frontendResponse,
                                &settings.backendRequest, &settings.backendResponse}) {
        headers += static_cast<qsizetype>(message->headers.size());
        bodyBytes = std::max(bodyBytes, message->bodyBytes);
    }
    parts << (headers == 0 ? tr("no headers") : tr("%1 headers").arg(headers));
    parts << (bodyBytes == 0 ? tr("no bodies") : tr("bodies up to %1 B").arg(bodyBytes));
    return parts.join(QStringLiteral(", "));
}

/// The diagnostics of one scope before and after an edit.
class DiagnosticsCommand : public QUndoCommand
{
public:
    DiagnosticsCommand(DiagnosticsDraft& draft, std::string apiKey, std::vector<Diagnostic> after,
                       const QString& text, QString mergeKey)
        : QUndoCommand(text)
        , m_draft(draft)
        , m_apiKey(std::move(apiKey))
        , m_before(*diagnosticsOf(draft.workspace(), m_apiKey))
        , m_after(std::move(after))
        , m_mergeKey(std::move(mergeKey))
    {
        m_sinceEdit.start();
    }

    void redo() override { m_draft.replace(m_apiKey, m_after); }
    void undo() override { m_draft.replace(m_apiKey, m_before); }

    [[nodiscard]] int id() const override
    {
        return m_mergeKey.isEmpty() ? -1 : kMergeableCommandId;
    }

    bool mergeWith(const QUndoCommand* command) override
    {
        const auto* later = static_cast<const DiagnosticsCommand*>(command);
        if (later->m_mergeKey != m_mergeKey || m_sinceEdit.elapsed() > kMergePauseMs)
            return false;
        m_after = later->m_after;
        m_sinceEdit.restart();
        setObsolete(m_before == m_after);
        return true;
    }

private:
    DiagnosticsDraft& m_draft;
    std::string m_apiKey;
    std::vector<Diagnostic> m_before;
    std::vector<Diagnostic> m_after;
    QString m_mergeKey;
    QElapsedTimer m_sinceEdit;
};

DiagnosticsDraft::DiagnosticsDraft(QObject* parent)
    : QObject(parent)
    , m_applied(std::make_shared<const Workspace>())
    , m_draft(std::make_shared<Workspace>())
{
}

// A stack clears itself when it goes and says so: by then nobody may look at it.
DiagnosticsDraft::~DiagnosticsDraft() { m_undoStack.disconnect(); }

void DiagnosticsDraft::setWorkspace(std::shared_ptr<const Workspace> workspace)
{
    m_applied = std::move(workspace);
    m_draft = std::make_shared<Workspace>(*m_applied);
    m_undoStack.clear();
    Q_EMIT changed();
}

std::shared_ptr<const Workspace> DiagnosticsDraft::snapshot() const
{
    return std::make_shared<const Workspace>(*m_draft);
}

const Diagnostic* DiagnosticsDraft::find(const DiagnosticCell& cell) const
{
    return findIn(*m_draft, cell);
}

const Diagnostic* DiagnosticsDraft::findApplied(const DiagnosticCell& cell) const
{
    return findIn(*m_applied, cell);
}

CellState DiagnosticsDraft::state(const DiagnosticCell& cell) const
{
    const auto* logger = m_draft->findLogger(cell.loggerId);
    if (logger && logger->type == LoggerType::AzureEventHub)
        return CellState::PolicyOnly;
    const bool isOwn = find(cell) != nullptr;
    if (cell.apiKey.empty())
        return isOwn ? CellState::On : CellState::Off;
    const bool isGlobal = find({{}, cell.loggerId}) != nullptr;
    if (isOwn)
        return isGlobal ? CellState::Overrides : CellState::Added;
    return isGlobal ? CellState::Inherits : CellState::Off;
}

std::vector<DiagnosticCell> DiagnosticsDraft::changes() const
{
    std::vector<std::string> scopes{{}};
    for (const auto& api : m_draft->apis)
        scopes.push_back(api.key());
    std::vector<DiagnosticCell> cells;
    for (const auto& scope : scopes) {
        for (const auto& logger : m_draft->loggers) {
            const DiagnosticCell cell{scope, logger.id};
            const auto* now = find(cell);
            const auto* before = findApplied(cell);
            const bool isSame = now && before ? *now == *before : now == before;
            if (!isSame)
                cells.push_back(cell);
        }
    }
    return cells;
}

void DiagnosticsDraft::push(const std::string& apiKey, std::vector<Diagnostic> diagnostics,
                            const QString& text, const QString& mergeKey)
{
    const auto* present = diagnosticsOf(*m_draft, apiKey);
    if (!present || *present == diagnostics)
        return;
    m_undoStack.push(new DiagnosticsCommand(*this, apiKey, std::move(diagnostics), text, mergeKey));
}

void DiagnosticsDraft::set(const DiagnosticCell& cell, const Diagnostic& settings,
                           const QString& what)
{
    const auto* present = diagnosticsOf(*m_draft, cell.apiKey);
    if (!present)
        return;
    auto diagnostics = *present;
    for (auto& one : diagnostics) {
        if (one.loggerId == cell.loggerId)
            one = settings;
    }
    push(cell.apiKey, std::move(diagnostics),
         tr("Set %1 of %2").arg(what, toQString(cell.loggerId)),
         QStringLiteral("%1/%2/%3").arg(toQString(cell.apiKey), toQString(cell.loggerId), what));
}

void DiagnosticsDraft::enable(const DiagnosticCell& cell)
{
    const auto* present = diagnosticsOf(*m_draft, cell.apiKey);
    const auto* logger = m_draft->findLogger(cell.loggerId);
    if (!present || !logger || logger->type == LoggerType::AzureEventHub || find(cell))
        return;
    Diagnostic added;
    if (const auto* global = find({{}, cell.loggerId}))
        added = *global;
    added.id = diagnosticIdFor(*logger);
    added.loggerId = cell.loggerId;
    auto diagnostics = *present;
    std::erase_if(diagnostics, [&](const Diagnostic& one) { return one.id == added.id; });
    diagnostics.push_back(std::move(added));
    push(cell.apiKey, std::move(diagnostics), tr("Enable %1").arg(toQString(cell.loggerId)), {});
}

void DiagnosticsDraft::remove(const DiagnosticCell& cell)
{
    const auto* present = diagnosticsOf(*m_draft, cell.apiKey);
    if (!present)
        return;
    auto diagnostics = *present;
    std::erase_if(diagnostics,
                  [&](const Diagnostic& one) { return one.loggerId == cell.loggerId; });
    push(cell.apiKey, std::move(diagnostics), tr("Remove %1").arg(toQString(cell.loggerId)), {});
}

void DiagnosticsDraft::discard() { setWorkspace(m_applied); }

void DiagnosticsDraft::replace(const std::string& apiKey,
                               const std::vector<Diagnostic>& diagnostics)
{
    if (auto* own = editableDiagnostics(*m_draft, apiKey))
        *own = diagnostics;
    Q_EMIT changed();
}

} // namespace gatelens::ui
