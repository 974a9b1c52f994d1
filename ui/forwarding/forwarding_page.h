#pragma once

#include "ui/forwarding/forward_models.h"
#include "ui/forwarding/secret_keeper.h"
#include "ui/frame/command_registry.h"
#include "ui/frame/page.h"

class QLabel;
class QPushButton;
class QStackedWidget;

namespace gatelens::ui {

class Banner;
class EmptyState;
class Ledger;
class ListTable;
class Session;

/// Where telemetry is sent: destinations, what became of their items, and the batches sent.
class ForwardingPage : public Page
{
    Q_OBJECT

public:
    ForwardingPage(Session& session, CommandRegistry& commands, QWidget* parent = nullptr);
    ~ForwardingPage() override;

    void activate() override;
    [[nodiscard]] QList<QAction*> pageActions() const override { return m_actions; }

private:
    void makeActions(CommandRegistry& commands);
    [[nodiscard]] QWidget* makeToolBar();
    [[nodiscard]] QWidget* makeDestinations();
    [[nodiscard]] QWidget* makeDetails();
    [[nodiscard]] ListTable* makeTable(QAbstractItemModel* model, const QString& name,
                                       const QString& spoken, int rowHeight);

    void takeStatus(const EngineStatus& status);
    void showSelected();
    void showAttempts();
    void addDestination();
    void removeDestination();
    void pauseOrResume();
    void keepSecret(ForwardSettings settings, const QString& connectionString);
    void addToEngine(ForwardSettings settings, const QString& connectionString);
    void save(std::vector<ForwardSettings> destinations);
    void showMessage(int status, const QString& text);
    [[nodiscard]] const ForwardStatus* selected() const;

    Session& m_session;
    SecretKeeper m_secrets;
    std::vector<ForwardSettings> m_saved; ///< entries of gatelens.json, with ours
    QList<QAction*> m_actions;
    QAction* m_pause = nullptr;
    QAction* m_remove = nullptr;
    DestinationModel m_destinations;
    AttemptModel m_attempts;
    Banner* m_banner = nullptr;
    QStackedWidget* m_pages = nullptr;
    ListTable* m_table = nullptr;
    Ledger* m_ledger = nullptr;
    QLabel* m_leaving = nullptr;
    QLabel* m_lastError = nullptr;
};

/// The entry of the navigation rail.
[[nodiscard]] PageEntry forwardingPageEntry();

} // namespace gatelens::ui
