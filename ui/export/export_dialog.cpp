#include "ui/export/export_dialog.h"

#include "ui/export/export_panel.h"
#include "ui/frame/command_registry.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kDialogWidth = 620;
constexpr int kDialogHeight = 480;
constexpr int kPageWidth = 720;

/// The export in the rail: the panel in the middle of the page.
class ExportPage : public Page
{
public:
    ExportPage(Session& session, QWidget* parent)
        : Page(parent)
        , m_panel(new ExportPanel(session))
    {
        setObjectName(QStringLiteral("export"));
        setBackgroundRole(QPalette::Base);
        setAutoFillBackground(true);
        m_panel->setMaximumWidth(kPageWidth);
        auto* title = new QLabel(tr("Export"));
        title->setFont(titleFont());
        auto* note = new QLabel(tr("Streams what was captured into a file, in constant memory."));
        note->setForegroundRole(kSecondaryText);
        auto* column = new QVBoxLayout;
        column->addWidget(title);
        column->addWidget(note);
        column->addSpacing(8);
        column->addWidget(m_panel);
        column->addStretch(1);
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(24, 20, 24, 20);
        layout->addLayout(column);
        layout->addStretch(1);
    }

    void restore(const QVariantMap& state) override
    {
        if (state.contains(QStringLiteral("filter")))
            m_panel->setFilter(state.value(QStringLiteral("filter")).toString());
    }

private:
    ExportPanel* m_panel;
};

} // namespace

ExportDialog::ExportDialog(Session& session, const QString& filter, QWidget* parent)
    : QDialog(parent)
    , m_panel(new ExportPanel(session))
{
    setObjectName(QStringLiteral("export.dialog"));
    setWindowTitle(tr("Export"));
    resize(kDialogWidth, kDialogHeight);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_panel);
    if (!filter.isEmpty())
        m_panel->setFilter(filter);
}

/// Closing while an export runs cancels it; the partial file goes.
void ExportDialog::reject()
{
    if (!m_panel->isRunning()) {
        QDialog::reject();
        return;
    }
    connect(m_panel, &ExportPanel::finished, this, [this] { QDialog::reject(); });
    m_panel->cancel();
}

void addExportCommand(CommandRegistry& commands, Session& session, QWidget* window)
{
    commands.add({.id = QStringLiteral("act.file.export"),
                  .text = ExportDialog::tr("Export…"),
                  .icon = IconId::ImportExport,
                  .shortcut = QKeySequence(QStringLiteral("Ctrl+Shift+E")),
                  .menu = MenuId::File,
                  .help = ExportDialog::tr("Write captured telemetry into a file")},
                 window, [&session, window] {
                     ExportDialog dialog(session, {}, window);
                     dialog.exec();
                 });
}

PageEntry exportPageEntry()
{
    return {QStringLiteral("export"),
            ExportDialog::tr("Export"),
            IconId::ImportExport,
            PageGroup::Deliver,
            QStringLiteral("Ctrl+Alt+4"),
            ExportDialog::tr("Write captured telemetry into a file"),
            [](Session& session, CommandRegistry&, QWidget* parent) -> Page* {
                return new ExportPage(session, parent);
            }};
}

} // namespace gatelens::ui
