#include "ui/frame/dock_title.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace gatelens::ui {

namespace {

class DockTitle : public QWidget
{
public:
    explicit DockTitle(QDockWidget* dock)
        : QWidget(dock)
    {
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(14, 0, 4, 0);
        layout->setSpacing(0);
        auto* name = new QLabel(dock->windowTitle(), this);
        name->setFont(strongFont());
        layout->addWidget(name, 1);
        addButton(layout, IconId::Layout, QDockWidget::tr("Float"),
                  [dock] { dock->setFloating(!dock->isFloating()); });
        addButton(layout, IconId::Close, QDockWidget::tr("Close"), [dock] { dock->close(); });
        setFixedHeight(30);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = currentTheme();
        QPainter painter(this);
        painter.fillRect(rect(), theme.panel);
        painter.fillRect(QRect(0, height() - 1, width(), 1), theme.divider);
    }

private:
    void addButton(QHBoxLayout* layout, IconId id, const QString& text, std::function<void()> run)
    {
        auto* button = new QToolButton(this);
        button->setAutoRaise(true);
        button->setIcon(icon(id));
        button->setToolTip(text);
        button->setAccessibleName(text);
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
        connect(button, &QToolButton::clicked, this, [run = std::move(run)] { run(); });
    }
};

} // namespace

void useOwnTitle(QDockWidget* dock) { dock->setTitleBarWidget(new DockTitle(dock)); }

} // namespace gatelens::ui
