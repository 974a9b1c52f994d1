#pragma once

#include "ui/frame/page.h"

#include <QDialog>

namespace gatelens::ui {

class CommandRegistry;
class ExportPanel;
class Session;

/// The export as a dialog, for lists that export what they show.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(Session& session, const QString& filter, QWidget* parent = nullptr);

    void reject() override;

private:
    ExportPanel* m_panel;
};

/// Adds the command "Export" (act.file.export, Ctrl+Shift+E) to the File menu of `window`.
void addExportCommand(CommandRegistry& commands, Session& session, QWidget* window);

/// The entry of the navigation rail: the same export as a page.
[[nodiscard]] PageEntry exportPageEntry();

} // namespace gatelens::ui
