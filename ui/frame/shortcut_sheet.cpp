#include "ui/frame/shortcut_sheet.h"

#include "ui/frame/command_registry.h"
#include "ui/frame/fuzzy_match.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/search_field.h"

#include <QDialogButtonBox>
#include <QVBoxLayout>

#include <map>

namespace gatelens::ui {

namespace {

QList<KeyValueTable::Row> rowsOf(const CommandRegistry& commands, const QString& wanted)
{
    std::map<QString, QList<KeyValueTable::Row>> byScope;
    for (const QAction* action : commands.actions()) {
        if (action->shortcut().isEmpty())
            continue;
        const QString text = action->text().remove(QLatin1Char('&'));
        if (!wanted.isEmpty() && fuzzyScore(wanted, text) == 0)
            continue;
        byScope[CommandRegistry::scopeOf(action)].append(
            {action->shortcut().toString(QKeySequence::NativeText), text, {}, false});
    }
    QList<KeyValueTable::Row> rows;
    for (const auto& [scope, ofScope] : byScope) {
        rows.append({scope.isEmpty() ? ShortcutSheet::tr("Everywhere") : scope, {}, {}, true});
        rows += ofScope;
    }
    return rows;
}

} // namespace

ShortcutSheet::ShortcutSheet(const CommandRegistry& commands, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Shortcuts"));
    setObjectName(QStringLiteral("shortcuts"));
    resize(520, 620);
    auto* search = new SearchField(tr("Find a command"), this);
    search->setObjectName(QStringLiteral("shortcuts.search"));
    auto* table = new KeyValueTable(this);
    table->setObjectName(QStringLiteral("shortcuts.table"));
    table->setRows(rowsOf(commands, {}));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(search);
    layout->addWidget(table, 1);
    layout->addWidget(buttons);
    connect(search, &SearchField::searched, this,
            [table, &commands](const QString& text) { table->setRows(rowsOf(commands, text)); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace gatelens::ui
