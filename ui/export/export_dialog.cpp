#include "ui/export/export_dialog.h"

#include "ui/export/export_panel.h"
#include "ui/frame/command_registry.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"

#include <QLabel>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kDialogWidth = 940;
constexpr int kDialogHeight = 560;

/// The export in the rail.
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
        auto* title = new QLabel(tr("Export"));
        title->setFont(titleFont());
        auto* note = new QLabel(tr("Streams what was captured into a file, in constant memory."));
        note->setForegroundRole(kSecondaryText);
        auto* layout = new QVBoxLayout(this);
        layout->setContentsMargins(24, 20, 24, 20);
        layout->addWidget(title);
        layout->addWidget(note);
        layout->addSpacing(8);
        layout->addWidget(m_panel, 1);
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
