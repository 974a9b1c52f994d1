#pragma once

#include <QDialog>

namespace gatelens::ui {

class CommandRegistry;

/// Every shortcut by scope, with a search; written from the command registry.
class ShortcutSheet : public QDialog
{
    Q_OBJECT

public:
    ShortcutSheet(const CommandRegistry& commands, QWidget* parent);
};

} // namespace gatelens::ui
