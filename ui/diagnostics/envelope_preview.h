#pragma once

#include "core/store/store_reader.h"
#include "ui/diagnostics/diagnostics_draft.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QTabBar;

namespace gatelens::ui {

class BodyViewer;
class Session;

/// What a captured exchange of an API would become under the edited settings: the envelopes that
/// one of its destinations receives, with their sizes.
class EnvelopePreview : public QWidget
{
    Q_OBJECT

public:
    EnvelopePreview(Session& session, DiagnosticsDraft& draft, QWidget* parent = nullptr);

    void setApi(const std::string& apiKey);
    /// Looks for the newest captured exchanges of the API again; keeps the chosen one.
    void fetchExchanges();
    /// Takes the edited settings over.
    void refresh();

private:
    struct Item
    {
        QString title; ///< "request"
        std::string envelope;
    };
    struct Captured
    {
        std::vector<ExchangeRow> rows; ///< newest first
        std::optional<Exchange> exchange; ///< the wanted one, or the newest
    };

    static Result<Captured> capturedOf(StoreReader& reader, const std::string& apiId,
                                       std::int64_t wanted);
    void buildLayout();
    void takeCaptured(Captured captured);
    void fetchExchange(std::int64_t id);
    void listDestinations();
    void showItems();
    void showItem(int index);
    void showNothing(const QString& why);

    Session& m_session;
    DiagnosticsDraft& m_draft;
    std::string m_apiKey;
    std::optional<Exchange> m_exchange;
    std::vector<Item> m_items;
    QComboBox* m_captured;
    QComboBox* m_logger;
    QLabel* m_note;
    QTabBar* m_tabs;
    BodyViewer* m_body;
    QLabel* m_total;
};

} // namespace gatelens::ui
