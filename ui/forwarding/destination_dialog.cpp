#include "ui/forwarding/destination_dialog.h"

#include "core/telemetry/connection_string.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kLoggersHeight = 92;
/// What the intake received, as gatelens.json names it.
constexpr std::string_view kReceived = "(received)";

QLabel* problemLabel(const QString& name)
{
    auto* label = new QLabel;
    label->setObjectName(name);
    label->setFont(smallFont());
    label->setWordWrap(true);
    auto palette = label->palette();
    palette.setColor(QPalette::WindowText, currentTheme().error.text);
    label->setPalette(palette);
    label->hide();
    return label;
}

void showProblem(QLabel& label, QWidget& field, const QString& text)
{
    label.setText(text);
    label.setVisible(!text.isEmpty());
    setInvalid(&field, !text.isEmpty());
}

} // namespace

DestinationDialog::DestinationDialog(const QStringList& loggers, const QStringList& taken,
                                     QWidget* parent)
    : QDialog(parent)
    , m_taken(taken)
    , m_name(new QLineEdit)
    , m_nameProblem(problemLabel(QStringLiteral("fwd.add.name.problem")))
    , m_connection(new QLineEdit)
    , m_connectionProblem(problemLabel(QStringLiteral("fwd.add.connection.problem")))
    , m_loggers(new QListWidget)
    , m_received(new QCheckBox(tr("Also what applications sent to the local endpoint")))
    , m_summary(new QLabel)
{
    setObjectName(QStringLiteral("fwd.add"));
    setWindowTitle(tr("Add destination"));
    setMinimumWidth(560);
    m_name->setObjectName(QStringLiteral("fwd.add.name"));
    m_name->setPlaceholderText(tr("for example appi-prod"));
    m_connection->setObjectName(QStringLiteral("fwd.add.connection"));
    m_connection->setEchoMode(QLineEdit::Password);
    m_connection->setFont(dataFont());
    m_connection->setPlaceholderText(
        QStringLiteral("InstrumentationKey=…;IngestionEndpoint=https://…"));
    m_connection->setToolTip(tr("From the portal: your Application Insights resource, Overview"));
    auto* reveal = m_connection->addAction(icon(IconId::Eye), QLineEdit::TrailingPosition);
    reveal->setToolTip(tr("Show or hide"));
    connect(reveal, &QAction::triggered, this, [this] {
        m_connection->setEchoMode(m_connection->echoMode() == QLineEdit::Password
                                      ? QLineEdit::Normal
                                      : QLineEdit::Password);
    });
    m_loggers->setObjectName(QStringLiteral("fwd.add.loggers"));
    m_loggers->setMaximumHeight(kLoggersHeight);
    m_loggers->setAccessibleName(tr("Loggers whose items are sent"));
    for (const auto& logger : loggers) {
        auto* item = new QListWidgetItem(logger, m_loggers);
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
    }
    m_received->setObjectName(QStringLiteral("fwd.add.received"));
    m_received->setChecked(true);
    m_summary->setWordWrap(true);
    m_summary->setFont(smallFont());
    m_summary->setForegroundRole(kSecondaryText);

    const auto withProblem = [](QWidget* field, QWidget* label) {
        auto* box = new QVBoxLayout;
        box->setSpacing(2);
        box->addWidget(field);
        box->addWidget(label);
        return box;
    };
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), withProblem(m_name, m_nameProblem));
    form->addRow(tr("&Connection string"), withProblem(m_connection, m_connectionProblem));
    form->addRow(tr("Items of &loggers"), m_loggers);
    form->addRow(QString(), m_received);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_add = buttons->addButton(tr("Add destination"), QDialogButtonBox::AcceptRole);
    m_add->setObjectName(QStringLiteral("fwd.add.accept"));
    setButtonKind(m_add, ButtonKind::Primary);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &DestinationDialog::check);
    connect(m_connection, &QLineEdit::textChanged, this, &DestinationDialog::check);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_summary);
    layout->addWidget(buttons);
    check();
}

QString DestinationDialog::problem()
{
    m_summary->setText(
        tr("The connection string goes to the system's keychain, never into a file of "
           "the workspace."));
    if (m_connection->text().isEmpty())
        return {};
    const auto parsed = parseConnectionString(toUtf8(connectionString()));
    if (!parsed)
        return toQString(parsed.error().message);
    m_summary->setText(tr("Telemetry will leave this machine to %1.\n%2")
                           .arg(toQString(describeTarget(*parsed)), m_summary->text()));
    return {};
}

void DestinationDialog::check()
{
    const auto name = m_name->text().trimmed();
    const bool isTaken = m_taken.contains(name);
    showProblem(*m_nameProblem, *m_name,
                isTaken ? tr("There is a destination with this name.") : QString());
    const auto text = problem();
    showProblem(*m_connectionProblem, *m_connection, text);
    m_add->setEnabled(!name.isEmpty() && !isTaken && text.isEmpty()
                      && !m_connection->text().isEmpty());
}

QString DestinationDialog::connectionString() const { return m_connection->text().trimmed(); }

ForwardSettings DestinationDialog::settings() const
{
    ForwardSettings settings;
    settings.name = toUtf8(m_name->text().trimmed());
    int checked = 0;
    for (int row = 0; row < m_loggers->count(); ++row) {
        if (m_loggers->item(row)->checkState() != Qt::Checked)
            continue;
        ++checked;
        settings.loggers.push_back(toUtf8(m_loggers->item(row)->text()));
    }
    // Everything is what an empty list means, also for loggers that come later.
    const bool isEverything = checked == m_loggers->count() && m_received->isChecked();
    if (isEverything)
        settings.loggers.clear();
    else if (m_received->isChecked())
        settings.loggers.emplace_back(kReceived);
    return settings;
}

} // namespace gatelens::ui
