#pragma once

#include "ui/frame/page.h"
#include "ui/welcome/connect_snippets.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace gatelens::ui {

class Session;

/// Getting started: what to do first, the addresses to copy, a cURL line that works, and how to
/// point one's own application here.
class WelcomePage : public Page
{
    Q_OBJECT

public:
    explicit WelcomePage(Session& session, QWidget* parent = nullptr);

    void activate() override;

private:
    [[nodiscard]] QWidget* makeAddresses();
    [[nodiscard]] QWidget* makeConnect();
    [[nodiscard]] QWidget* makeHeading(const QString& text) const;
    void fillAddresses();
    /// Completes the request that can be tried with the key of its subscription.
    void addFirstRequest();
    QLineEdit* addAddress(const QString& name, const QString& title, const QString& text);
    void showSnippet();
    void showWaiting();

    Session& m_session;
    QFormLayout* m_addresses = nullptr;
    QComboBox* m_platform = nullptr;
    QPlainTextEdit* m_snippet = nullptr;
    QLabel* m_snippetNote = nullptr;
    QLabel* m_waiting = nullptr;
    std::vector<ConnectSnippet> m_snippets;
    std::uint64_t m_itemsAtStart = 0;
};

/// The entry of the navigation rail.
[[nodiscard]] PageEntry welcomePageEntry();

} // namespace gatelens::ui
