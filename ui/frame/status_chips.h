#pragma once

#include "proxy/api/engine.h"
#include "ui/session/rate_meter.h"
#include "ui/theme/icons.h"

#include <QAbstractButton>
#include <QWidget>

class QMenu;

namespace gatelens::ui {

class CommandRegistry;
class Session;

/// One part of the status bar: an icon, a name and figures; a click opens its menu.
class StatusChip : public QAbstractButton
{
    Q_OBJECT

public:
    StatusChip(const QString& objectName, QWidget* parent);

    /// `strong` is in the text colour, `weak` behind it in the secondary one.
    void setState(IconId icon, Tone tone, const QString& name, const QString& strong,
                  const QString& weak);
    void setMenu(QMenu* menu);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    IconId m_icon = IconId::StatusNone;
    Tone m_tone = Tone::Secondary;
    QString m_name;
    QString m_strong;
    QString m_weak;
};

/// The chips of the status bar: gateway, intake, forwarding, bind address, store, selection.
class StatusChips : public QWidget
{
    Q_OBJECT

public:
    StatusChips(Session& session, CommandRegistry& commands, QWidget* parent = nullptr);

    void setSelectionText(const QString& text);

private:
    void showStatus(const EngineStatus& status);
    void showGateway(const EngineStatus& status);
    void showForwarding(const EngineStatus& status);
    void showBinding();
    void showStore(const EngineStatus& status);
    void askForP95();
    void buildMenus(CommandRegistry& commands);

    Session& m_session;
    StatusChip* m_gateway;
    StatusChip* m_intake;
    StatusChip* m_forward;
    StatusChip* m_bind;
    StatusChip* m_store;
    StatusChip* m_selected;
    RateMeter m_requests{std::chrono::seconds(5)};
    RateMeter m_items{std::chrono::seconds(5)};
    Micros m_p95{0};
};

} // namespace gatelens::ui
