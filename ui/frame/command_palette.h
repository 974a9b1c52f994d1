#pragma once

#include "ui/theme/icon_id.h"

#include <QFrame>

#include <functional>
#include <optional>
#include <vector>

class QLineEdit;
class QListView;

namespace gatelens::ui {

class CommandRegistry;
class PaletteModel;
class Session;

/// One thing that can be chosen in the palette.
struct PaletteItem
{
    QString id; ///< remembers what was chosen lately
    QString text;
    QString detail;
    QString shortcut;
    std::optional<IconId> icon;
    std::function<void()> run;
};

/// One field over everything that has a name: `>` commands, `@` APIs, operations and policies,
/// `#` transactions, `?` help; without a prefix all of it.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    CommandPalette(Session& session, CommandRegistry& commands, QWidget* parent);

    /// Opens under `anchor`, its field holding `text`.
    void open(QWidget* anchor, const QString& text = {});

    /// What the text offers, best first.
    [[nodiscard]] std::vector<PaletteItem> offers(const QString& text) const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] std::vector<PaletteItem> commandItems() const;
    [[nodiscard]] std::vector<PaletteItem> entityItems() const;
    [[nodiscard]] std::vector<PaletteItem> searchItems(const QString& text) const;
    void runCurrent();
    void remember(const QString& id);

    Session& m_session;
    CommandRegistry& m_commands;
    QLineEdit* m_input;
    QListView* m_list;
    PaletteModel* m_model;
    std::vector<QString> m_recent; ///< ids, newest first
};

} // namespace gatelens::ui
