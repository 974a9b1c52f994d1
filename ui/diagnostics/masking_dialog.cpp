#include "ui/diagnostics/masking_dialog.h"

#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

enum Column
{
    Kind,
    Name,
    Mode,
    ColumnCount
};

QComboBox* makeChoice(const QString& first, const QString& second, bool isSecond,
                      const QString& spoken)
{
    auto* box = new QComboBox;
    box->addItems({first, second});
    box->setCurrentIndex(isSecond ? 1 : 0);
    box->setAccessibleName(spoken);
    return box;
}

} // namespace

QString maskingText(const MessageDiagnostic& settings)
{
    QStringList parts;
    const auto add = [&](const QString& kind, const std::vector<MaskingRule>& rules) {
        for (const auto& rule : rules)
            parts << MaskingDialog::tr("%1 %2, %3")
                         .arg(kind, toQString(rule.value),
                              rule.mode == MaskingMode::Mask ? MaskingDialog::tr("mask")
                                                             : MaskingDialog::tr("hide"));
    };
    add(MaskingDialog::tr("header"), settings.maskedHeaders);
    add(MaskingDialog::tr("query"), settings.maskedQueryParameters);
    return parts.isEmpty() ? MaskingDialog::tr("none") : parts.join(QStringLiteral("; "));
}

MaskingDialog::MaskingDialog(const MessageDiagnostic& settings, const QString& title,
                             QWidget* parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_table(new QTableWidget(0, ColumnCount))
{
    setObjectName(QStringLiteral("diag.masking"));
    setWindowTitle(title);
    resize(520, 320);
    m_table->setObjectName(QStringLiteral("diag.masking.table"));
    m_table->setAccessibleName(tr("Masking rules"));
    m_table->setHorizontalHeaderLabels({tr("What"), tr("Name"), tr("How")});
    m_table->horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    for (const auto& rule : settings.maskedHeaders)
        addRow(true, rule);
    for (const auto& rule : settings.maskedQueryParameters)
        addRow(false, rule);
    auto* note
        = new QLabel(tr("Mask keeps the name and replaces the value; hide leaves it out. Both "
                        "happen before anything is written to the store."));
    note->setWordWrap(true);
    auto* add = new QPushButton(icon(IconId::Plus), tr("Add rule"));
    add->setObjectName(QStringLiteral("diag.masking.add"));
    connect(add, &QPushButton::clicked, this, [this] {
        addRow(true, {});
        m_table->editItem(m_table->item(m_table->rowCount() - 1, Name));
    });
    auto* remove = new QPushButton(icon(IconId::Minus), tr("Remove rule"));
    remove->setObjectName(QStringLiteral("diag.masking.remove"));
    connect(remove, &QPushButton::clicked, this,
            [this] { m_table->removeRow(m_table->currentRow()); });
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->addButton(add, QDialogButtonBox::ActionRole);
    buttons->addButton(remove, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(note);
    layout->addWidget(m_table, 1);
    layout->addWidget(buttons);
}

void MaskingDialog::addRow(bool isHeader, const MaskingRule& rule)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setCellWidget(
        row, Kind,
        makeChoice(tr("header"), tr("query parameter"), !isHeader, tr("What is masked")));
    m_table->setItem(row, Name, new QTableWidgetItem(toQString(rule.value)));
    m_table->setCellWidget(
        row, Mode,
        makeChoice(tr("mask"), tr("hide"), rule.mode == MaskingMode::Hide, tr("How it is masked")));
}

MessageDiagnostic MaskingDialog::settings() const
{
    auto settings = m_settings;
    settings.maskedHeaders.clear();
    settings.maskedQueryParameters.clear();
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const auto name = toUtf8(m_table->item(row, Name)->text().trimmed());
        if (name.empty())
            continue;
        const auto chosen = [&](Column column) {
            return static_cast<QComboBox*>(m_table->cellWidget(row, column))->currentIndex();
        };
        const MaskingRule rule{name, chosen(Mode) == 0 ? MaskingMode::Mask : MaskingMode::Hide};
        (chosen(Kind) == 0 ? settings.maskedHeaders : settings.maskedQueryParameters)
            .push_back(rule);
    }
    return settings;
}

} // namespace gatelens::ui
