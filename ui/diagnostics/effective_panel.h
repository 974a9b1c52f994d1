#pragma once

#include "core/telemetry/exchange.h"
#include "ui/diagnostics/diagnostics_draft.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QTabBar;
class QVBoxLayout;

namespace gatelens::ui {

class BodyViewer;
class Session;

/// Which destinations receive the data of one API under the edited settings, and why; below, the
/// envelopes that a captured exchange of it would become.
class EffectivePanel : public QWidget
{
    Q_OBJECT

public:
    EffectivePanel(Session& session, DiagnosticsDraft& draft, QWidget* parent = nullptr);

    void setApi(const std::string& apiKey);
    /// Looks for the newest captured exchange of the API again.
    void fetchExchange();

private:
    struct PreviewItem
    {
        QString title; ///< "request"
        std::string envelope;
    };

    void takeWorkspace();
    void refresh();
    void listDestinations();
    void refreshPreview();
    void addDestination(const QString& name, const QString& reason, const QString& summary,
                        bool isKept);
    void showItem(int index);
    [[nodiscard]] QWidget* makePreview();

    Session& m_session;
    DiagnosticsDraft& m_draft;
    std::string m_apiKey;
    std::optional<Exchange> m_exchange;
    std::vector<PreviewItem> m_items;
    QComboBox* m_api;
    QLabel* m_count;
    QVBoxLayout* m_destinations;
    QComboBox* m_logger = nullptr;
    QLabel* m_previewNote = nullptr;
    QTabBar* m_tabs = nullptr;
    BodyViewer* m_body = nullptr;
    QLabel* m_total = nullptr;
};

} // namespace gatelens::ui
