#include "ui/settings/settings_page.h"

#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/switch_button.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gatelens::ui {
namespace {

constexpr int kListWidth = 200;
constexpr int kContentWidth = 640;

QLabel* note(const QString& text)
{
    auto* label = new QLabel(text);
    label->setFont(smallFont());
    label->setForegroundRole(kSecondaryText);
    label->setWordWrap(true);
    return label;
}

QFormLayout* formOf(QWidget* content)
{
    auto* form = new QFormLayout(content);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(10);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    return form;
}

} // namespace

SettingsPage::SettingsPage(Session& session, CommandRegistry&, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_search(new QLineEdit)
    , m_list(new QListWidget)
    , m_pages(new QStackedWidget)
    , m_banner(new Banner(Status::Information, {}))
{
    setObjectName(QStringLiteral("settings"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_search->setObjectName(QStringLiteral("settings.search"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setToolTip(tr("Shows the groups that have such a setting"));
    m_search->addAction(icon(IconId::Search), QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName(QStringLiteral("settings.pages"));
    m_list->setAccessibleName(tr("Groups of settings"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSpacing(2);
    m_list->setToolTip(tr("Groups of settings; Search finds the one you need"));
    m_banner->setObjectName(QStringLiteral("settings.banner"));
    m_banner->setDismissible(true);
    m_banner->hide();
    connect(m_banner, &Banner::dismissed, m_banner, &QWidget::hide);

    addSection(QStringLiteral("appearance"), tr("Appearance"),
               tr("How the window looks, for you on this machine. Takes effect at once."),
               makeAppearance(), tr("theme light dark high contrast density rows font size zoom"));
    addSection(
        QStringLiteral("listeners"), tr("Listeners"),
        tr("Where Gatelens can be reached, for this workspace. Takes effect at the next start."),
        makeListeners(),
        tr("port address gateway ingestion intake metrics prometheus tls https bind"));
    addSection(
        QStringLiteral("store"), tr("Capture and store"),
        tr("What is kept and for how long, for this workspace. Takes effect at the next start."),
        makeStore(), tr("retention size age bodies database file location sqlite"));
    addSection(QStringLiteral("demo"), tr("Demo traffic"),
               tr("The built-in traffic generator, for this workspace."), makeDemo(),
               tr("demo traffic rate profile generator"));
    addSection(QStringLiteral("about"), tr("About this workspace"), {}, makeAbout(),
               tr("folder workspace certificate authority diagnostics rule"));

    auto* side = new QVBoxLayout;
    side->setContentsMargins(12, 12, 0, 12);
    side->addWidget(m_search);
    side->addWidget(m_list, 1);
    m_search->setFixedWidth(kListWidth);
    m_list->setFixedWidth(kListWidth);
    auto* columns = new QHBoxLayout;
    columns->addLayout(side);
    columns->addWidget(m_pages, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addLayout(columns, 1);
    layout->addWidget(makeFooter());
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::search);
    connect(&m_session, &Session::workspaceChanged, this, &SettingsPage::takeWorkspace);
    m_list->setCurrentRow(0);
    takeWorkspace();
}

void SettingsPage::addSection(const QString& id, const QString& title, const QString& text,
                              QWidget* content, const QString& words)
{
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("settings.page.") + id);
    auto* heading = new QLabel(title);
    heading->setFont(titleFont());
    content->setMaximumWidth(kContentWidth);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->addWidget(heading);
    if (!text.isEmpty())
        layout->addWidget(note(text));
    layout->addSpacing(8);
    layout->addWidget(content);
    layout->addStretch(1);
    m_pages->addWidget(page);
    m_list->addItem(title);
    m_words.push_back(title + u' ' + words);
}

QWidget* SettingsPage::makeAppearance()
{
    auto* content = new QWidget;
    auto* form = formOf(content);
    auto& looks = m_session.appearance();
    auto* theme = new QComboBox;
    theme->setObjectName(QStringLiteral("settings.theme"));
    theme->setToolTip(tr("Colours of the window; takes effect at once"));
    theme->addItem(tr("As the desktop"), -1);
    theme->addItem(tr("Light"), static_cast<int>(ThemeKind::Light));
    theme->addItem(tr("Dark"), static_cast<int>(ThemeKind::Dark));
    theme->addItem(tr("High contrast"), static_cast<int>(ThemeKind::HighContrast));
    const auto chosen = looks.chosenTheme();
    theme->setCurrentIndex(theme->findData(chosen ? static_cast<int>(*chosen) : -1));
    connect(theme, &QComboBox::activated, this, [&looks, theme] {
        const int kind = theme->currentData().toInt();
        looks.setTheme(kind < 0 ? std::nullopt : std::optional(static_cast<ThemeKind>(kind)));
    });
    form->addRow(tr("&Theme"), theme);

    auto* density = new SegmentedControl;
    density->setObjectName(QStringLiteral("settings.density"));
    density->addSegment(tr("Compact"), QStringLiteral("settings.density.compact"),
                        tr("More rows on the screen"));
    density->addSegment(tr("Normal"), QStringLiteral("settings.density.normal"),
                        tr("Rows as they were designed"));
    density->addSegment(tr("Comfortable"), QStringLiteral("settings.density.comfortable"),
                        tr("Higher rows, easier to hit"));
    density->setCurrent(static_cast<int>(looks.density()));
    connect(density, &SegmentedControl::currentChanged, this,
            [&looks](int index) { looks.setDensity(static_cast<Density>(index)); });
    form->addRow(tr("Rows"), density);

    constexpr int kSmallest = 80;
    constexpr int kLargest = 200;
    constexpr int kStep = 10;
    auto* zoom = new QSpinBox;
    zoom->setObjectName(QStringLiteral("settings.zoom"));
    zoom->setToolTip(tr("Size of all texts, 80 to 200 %"));
    zoom->setRange(kSmallest, kLargest);
    zoom->setSingleStep(kStep);
    zoom->setSuffix(tr(" %"));
    zoom->setValue(static_cast<int>(looks.zoom() * 100 + 0.5));
    connect(zoom, &QSpinBox::valueChanged, this,
            [&looks](int percent) { looks.setZoom(percent / 100.0); });
    form->addRow(tr("Text &size"), zoom);
    return content;
}

void SettingsPage::addListener(QFormLayout& form, const QString& name, const QString& title,
                               const QString& toolTip,
                               std::optional<ListenAddress> EditableSettings::*member)
{
    auto* field = new QLineEdit;
    field->setObjectName(QStringLiteral("settings.listen.") + name);
    field->setAccessibleName(title);
    field->setFont(dataFont());
    field->setPlaceholderText(tr("off"));
    field->setToolTip(toolTip);
    auto* problem = note({});
    problem->setObjectName(QStringLiteral("settings.listen.%1.problem").arg(name));
    problem->hide();
    auto* box = new QVBoxLayout;
    box->setSpacing(2);
    box->addWidget(field);
    box->addWidget(problem);
    form.addRow(title, box);
    m_listeners.push_back({field, problem, member});
    connect(field, &QLineEdit::textChanged, this, &SettingsPage::check);
}

QWidget* SettingsPage::makeListeners()
{
    auto* content = new QWidget;
    auto* form = formOf(content);
    addListener(*form, QStringLiteral("gateway"), tr("Gateway"), tr("Plain HTTP"),
                &EditableSettings::gateway);
    addListener(*form, QStringLiteral("gatewayTls"), tr("Gateway, TLS"),
                tr("HTTPS with a certificate of the local certificate authority"),
                &EditableSettings::gatewayTls);
    addListener(*form, QStringLiteral("ingest"), tr("Intake"),
                tr("Application Insights endpoint over HTTP"), &EditableSettings::ingest);
    addListener(*form, QStringLiteral("ingestTls"), tr("Intake, TLS"),
                tr("The same over HTTPS, for SDKs that insist on it"),
                &EditableSettings::ingestTls);
    addListener(*form, QStringLiteral("metrics"), tr("Metrics"), tr("Prometheus scrape endpoint"),
                &EditableSettings::metrics);
    form->addRow(QString(),
                 note(tr("host:port; port 0 picks a free one; empty turns a listener off. "
                         "A host other than loopback lets other machines connect.")));
    return content;
}

QWidget* SettingsPage::makeStore()
{
    auto* content = new QWidget;
    auto* form = formOf(content);
    m_path = new QLineEdit;
    m_path->setObjectName(QStringLiteral("settings.store.path"));
    m_path->setToolTip(tr("File of the store; empty: in your data folder"));
    m_path->setPlaceholderText(tr("in your data folder, one file a workspace"));
    connect(m_path, &QLineEdit::textChanged, this, &SettingsPage::check);
    form->addRow(tr("&Location"), m_path);
    const auto spin = [&](const QString& name, const QString& title, int least, int most,
                          const QString& suffix) {
        auto* box = new QSpinBox;
        box->setObjectName(name);
        box->setRange(least, most);
        box->setSuffix(suffix);
        connect(box, &QSpinBox::valueChanged, this, &SettingsPage::check);
        form->addRow(title, box);
        return box;
    };
    m_days = spin(QStringLiteral("settings.store.days"), tr("Keep for"), 1, 3650, tr(" days"));
    m_megabytes
        = spin(QStringLiteral("settings.store.megabytes"), tr("At most"), 16, 1'000'000, tr(" MB"));
    m_captureBodies = new QCheckBox(tr("Keep headers and bodies for the local views"));
    m_captureBodies->setObjectName(QStringLiteral("settings.store.captureBodies"));
    m_captureBodies->setToolTip(tr("Apart from what the diagnostics send to a logger"));
    connect(m_captureBodies, &QCheckBox::toggled, this, &SettingsPage::check);
    form->addRow(QString(), m_captureBodies);
    m_bodyKilobytes
        = spin(QStringLiteral("settings.store.bodyKb"), tr("Cut bodies at"), 0, 16384, tr(" kB"));
    form->addRow(tr("Now open"),
                 note(QString::fromStdString(m_session.queries().storePath().string())));
    return content;
}

QWidget* SettingsPage::makeDemo()
{
    auto* content = new QWidget;
    auto* form = formOf(content);
    auto* now = new SwitchButton(tr("Send demo traffic now"));
    now->setObjectName(QStringLiteral("settings.demo.now"));
    now->setCheckable(true);
    now->setEnabled(m_session.engine() != nullptr);
    now->setChecked(m_session.status().isDemoTrafficOn);
    connect(now, &QAbstractButton::clicked, this, [this](bool isOn) {
        m_session.engine()->setDemoTraffic(isOn);
        m_session.refreshStatus();
    });
    connect(&m_session, &Session::statusChanged, now,
            [now](const EngineStatus& status) { now->setChecked(status.isDemoTrafficOn); });
    form->addRow(QString(), now);
    m_autoStart = new QCheckBox(tr("Start with the workspace"));
    m_autoStart->setObjectName(QStringLiteral("settings.demo.autoStart"));
    connect(m_autoStart, &QCheckBox::toggled, this, &SettingsPage::check);
    form->addRow(QString(), m_autoStart);
    m_rate = new QDoubleSpinBox;
    m_rate->setObjectName(QStringLiteral("settings.demo.rate"));
    m_rate->setRange(0.1, 5000);
    m_rate->setSuffix(tr(" requests/s"));
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, &SettingsPage::check);
    form->addRow(tr("&Rate"), m_rate);
    m_profile = new QComboBox;
    m_profile->setObjectName(QStringLiteral("settings.demo.profile"));
    m_profile->addItem(tr("steady"), QStringLiteral("steady"));
    m_profile->addItem(tr("wave, over two minutes"), QStringLiteral("wave"));
    m_profile->addItem(tr("bursts, every 30 s"), QStringLiteral("burst"));
    connect(m_profile, &QComboBox::currentIndexChanged, this, &SettingsPage::check);
    form->addRow(tr("&Profile"), m_profile);
    return content;
}

QWidget* SettingsPage::makeAbout()
{
    auto* content = new QWidget;
    auto* form = formOf(content);
    const auto add = [&](const QString& title, const QString& text) {
        auto* label = new QLabel(text);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setWordWrap(true);
        label->setFont(dataFont());
        form->addRow(title, label);
    };
    add(tr("Folder"), QString::fromStdString(m_session.workspace()->folder.string()));
    add(tr("Certificate authority"),
        QString::fromStdString(m_session.endpoints().certificateAuthority.string()));
    form->addRow(
        tr("Diagnostics rule"),
        note(tr("Same logger: the API's settings replace the global ones. Different loggers: "
                "both receive the data, as the service does it.")));
    return content;
}

QWidget* SettingsPage::makeFooter()
{
    auto* footer = new QWidget;
    footer->setBackgroundRole(QPalette::Window);
    footer->setAutoFillBackground(true);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(24, 8, 24, 8);
    row->addWidget(note(tr("Settings of this workspace stand in gatelens.json.")), 1);
    m_reset = new QPushButton(tr("Reset"));
    m_reset->setObjectName(QStringLiteral("settings.reset"));
    m_reset->setToolTip(tr("Back to what gatelens.json says"));
    connect(m_reset, &QPushButton::clicked, this, &SettingsPage::resetFields);
    m_save = new QPushButton(tr("Save"));
    m_save->setObjectName(QStringLiteral("settings.save"));
    m_save->setToolTip(tr("Write gatelens.json"));
    setButtonKind(m_save, ButtonKind::Primary);
    connect(m_save, &QPushButton::clicked, this, &SettingsPage::save);
    row->addWidget(m_reset);
    row->addWidget(m_save);
    return footer;
}

QWidget* SettingsPage::filterField() { return m_search; }

void SettingsPage::search(const QString& text)
{
    int firstVisible = -1;
    for (int row = 0; row < m_list->count(); ++row) {
        const bool isMatch
            = m_words[static_cast<std::size_t>(row)].contains(text.trimmed(), Qt::CaseInsensitive);
        m_list->item(row)->setHidden(!isMatch);
        if (isMatch && firstVisible < 0)
            firstVisible = row;
    }
    if (firstVisible >= 0 && (!m_list->currentItem() || m_list->currentItem()->isHidden()))
        m_list->setCurrentRow(firstVisible);
}

void SettingsPage::takeWorkspace()
{
    m_saved = editableOf(m_session.workspace()->local);
    resetFields();
}

void SettingsPage::resetFields()
{
    m_isShowing = true;
    for (const auto& listener : m_listeners)
        listener.field->setText(printAddress(m_saved.*listener.member));
    m_path->setText(toQString(m_saved.store.path));
    m_days->setValue(static_cast<int>(m_saved.store.retention.count() / kSecondsPerDay));
    m_megabytes->setValue(static_cast<int>(m_saved.store.maxBytes / kMegabyte));
    m_captureBodies->setChecked(m_saved.store.captureBodies);
    m_bodyKilobytes->setValue(static_cast<int>(m_saved.store.captureBodyBytes / kKilobyte));
    m_autoStart->setChecked(m_saved.demo.autoStart);
    m_rate->setValue(m_saved.demo.rate);
    m_profile->setCurrentIndex(std::max(0, m_profile->findData(toQString(m_saved.demo.profile))));
    m_isShowing = false;
    check();
}

/// What the fields say; nullopt when one of them is wrong. A unit that the field cannot show
/// exactly (hours of retention) stays as it was while its field is not changed.
std::optional<EditableSettings> SettingsPage::fields() const
{
    auto settings = m_saved;
    for (const auto& listener : m_listeners) {
        const auto address = parseAddress(listener.field->text());
        if (!address)
            return std::nullopt;
        settings.*listener.member = *address;
    }
    settings.store.path = toUtf8(m_path->text().trimmed());
    const auto days = static_cast<std::int64_t>(m_days->value());
    if (days != m_saved.store.retention.count() / kSecondsPerDay)
        settings.store.retention = std::chrono::seconds(days * kSecondsPerDay);
    const auto megabytes = static_cast<std::uint64_t>(m_megabytes->value());
    if (megabytes != m_saved.store.maxBytes / kMegabyte)
        settings.store.maxBytes = megabytes * kMegabyte;
    settings.store.captureBodies = m_captureBodies->isChecked();
    const auto kilobytes = static_cast<std::uint64_t>(m_bodyKilobytes->value());
    if (kilobytes != m_saved.store.captureBodyBytes / kKilobyte)
        settings.store.captureBodyBytes = kilobytes * kKilobyte;
    settings.demo.autoStart = m_autoStart->isChecked();
    settings.demo.rate = m_rate->value();
    settings.demo.profile = toUtf8(m_profile->currentData().toString());
    return settings;
}

void SettingsPage::check()
{
    // Sections are made one after the other: the first signals come before the last field exists.
    if (m_isShowing || !m_save || !m_profile)
        return;
    for (const auto& listener : m_listeners) {
        const auto address = parseAddress(listener.field->text());
        const bool isOpen = address && *address && !isLoopback((*address)->host);
        setInvalid(listener.field, !address);
        listener.problem->setVisible(!address || isOpen);
        if (!address)
            listener.problem->setText(toQString(address.error().message));
        else if (isOpen)
            listener.problem->setText(tr("Other machines will be able to connect."));
    }
    const auto now = fields();
    m_save->setEnabled(now && !(*now == m_saved));
    m_reset->setEnabled(!now || !(*now == m_saved));
}

void SettingsPage::save()
{
    const auto now = fields();
    if (!now)
        return;
    const bool wasOpen = std::any_of(m_listeners.begin(), m_listeners.end(), [&](const auto& one) {
        const auto& before = m_saved.*one.member;
        const auto& after = (*now).*one.member;
        return after && !isLoopback(after->host) && before != after;
    });
    if (wasOpen
        && QMessageBox::question(
               this, tr("Listen beyond this machine"),
               tr("Other machines will be able to send requests to the gateway and "
                  "telemetry to the intake. Save this?"),
               QMessageBox::Save | QMessageBox::Cancel, QMessageBox::Cancel)
            != QMessageBox::Save)
        return;
    const auto edits = editsBetween(m_saved, *now);
    m_save->setEnabled(false);
    m_session.runInBackground(
        this,
        [workspace = m_session.workspace(), edits] { return saveSettings(*workspace, edits); },
        [this, now](const Result<void>& saved) {
            if (saved)
                m_saved = *now;
            m_banner->setMessage(
                saved ? Status::Success : Status::Error,
                saved
                    ? tr("Saved to gatelens.json. Listeners and store take it at the next start.")
                    : tr("Not saved: %1").arg(toQString(toString(saved.error())).toHtmlEscaped()));
            m_banner->show();
            check();
        });
}

PageEntry settingsPageEntry()
{
    return {QStringLiteral("settings"),
            SettingsPage::tr("Settings"),
            IconId::Settings,
            PageGroup::Bottom,
            QStringLiteral("Ctrl+,"),
            SettingsPage::tr("Appearance, listeners, store, demo traffic"),
            [](Session& session, CommandRegistry& commands, QWidget* parent) -> Page* {
                return new SettingsPage(session, commands, parent);
            }};
}

} // namespace gatelens::ui
