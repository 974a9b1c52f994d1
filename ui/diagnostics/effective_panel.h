#pragma once

#include "ui/diagnostics/diagnostics_draft.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace gatelens {
struct EffectiveDiagnostic;
}

namespace gatelens::ui {

class EnvelopePreview;
class Session;

/// Which destinations receive the data of one API under the edited settings, and why; below, the
/// envelopes that a captured exchange of it would become.
class EffectivePanel : public QWidget
{
    Q_OBJECT

public:
    EffectivePanel(Session& session, DiagnosticsDraft& draft, QWidget* parent = nullptr);

    void setApi(const std::string& apiKey);
    /// Looks for captured exchanges of the API again.
    void fetchExchanges();

Q_SIGNALS:
    /// The user wants to see where a destination's settings come from.
    void originWanted(const gatelens::ui::DiagnosticCell& cell);

private:
    void takeWorkspace();
    void refresh();
    void listDestinations();
    void addDestination(const EffectiveDiagnostic& destination);
    void addNoDestination();

    DiagnosticsDraft& m_draft;
    std::string m_apiKey;
    QComboBox* m_api;
    QLabel* m_count;
    QVBoxLayout* m_destinations;
    EnvelopePreview* m_preview;
};

} // namespace gatelens::ui
