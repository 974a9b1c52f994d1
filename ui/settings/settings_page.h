#pragma once

#include "ui/frame/command_registry.h"
#include "ui/frame/page.h"
#include "ui/settings/settings_model.h"

#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace gatelens::ui {

class Banner;
class Session;

/// Settings: how the window looks (at once, for this user) and what gatelens.json says about
/// listeners, store and demo (with Save, for this workspace).
class SettingsPage : public Page
{
    Q_OBJECT

public:
    SettingsPage(Session& session, CommandRegistry& commands, QWidget* parent = nullptr);

    [[nodiscard]] QWidget* filterField() override;

private:
    struct Listener
    {
        QLineEdit* field;
        QLabel* problem;
        std::optional<ListenAddress> EditableSettings::*member;
    };

    void addSection(const QString& id, const QString& title, const QString& note, QWidget* content,
                    const QString& words);
    [[nodiscard]] QWidget* makeAppearance();
    [[nodiscard]] QWidget* makeListeners();
    [[nodiscard]] QWidget* makeStore();
    [[nodiscard]] QWidget* makeDemo();
    [[nodiscard]] QWidget* makeAbout();
    void addListener(QFormLayout& form, const QString& name, const QString& title,
                     const QString& toolTip,
                     std::optional<ListenAddress> EditableSettings::*member);
    [[nodiscard]] QWidget* makeFooter();

    void takeWorkspace();
    void search(const QString& text);
    void check();
    void save();
    void resetFields();
    [[nodiscard]] std::optional<EditableSettings> fields() const;

    Session& m_session;
    EditableSettings m_saved;
    bool m_isShowing = false; ///< fields change because the workspace did
    QLineEdit* m_search;
    QListWidget* m_list;
    QStackedWidget* m_pages;
    Banner* m_banner;
    std::vector<QString> m_words; ///< what the search looks in, a section
    std::vector<Listener> m_listeners;
    QLineEdit* m_path = nullptr;
    QSpinBox* m_days = nullptr;
    QSpinBox* m_megabytes = nullptr;
    QCheckBox* m_captureBodies = nullptr;
    QSpinBox* m_bodyKilobytes = nullptr;
    QCheckBox* m_autoStart = nullptr;
    QDoubleSpinBox* m_rate = nullptr;
    QComboBox* m_profile = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_reset = nullptr;
};

/// The entry of the navigation rail.
[[nodiscard]] PageEntry settingsPageEntry();

} // namespace gatelens::ui
