#include "ui/sampling/candidate_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

namespace gatelens::ui {
namespace {

constexpr int kMaximumBodyBytes = 8192; ///< limit of a diagnostic

} // namespace

CandidateDialog::CandidateDialog(const CandidateSetting& setting, const QString& letter,
                                 QWidget* parent)
    : QDialog(parent)
    , m_name(new QLineEdit(setting.name))
    , m_isApplied(new QCheckBox(tr("What runs now")))
    , m_percentage(new QDoubleSpinBox)
    , m_keepsErrors(new QCheckBox(tr("Always log errors")))
    , m_verbosity(new QComboBox)
    , m_limitsBodies(new QCheckBox(tr("Log at most")))
    , m_bodyBytes(new QSpinBox)
{
    setObjectName(QStringLiteral("lab.candidate"));
    setWindowTitle(tr("Candidate %1").arg(letter));
    m_name->setObjectName(QStringLiteral("lab.candidate.name"));
    m_name->setPlaceholderText(describe(setting));
    m_isApplied->setObjectName(QStringLiteral("lab.candidate.applied"));
    m_isApplied->setChecked(setting.isApplied);
    m_isApplied->setToolTip(tr("Uses the decisions that were really taken when the traffic came."));
    m_percentage->setObjectName(QStringLiteral("lab.candidate.sampling"));
    m_percentage->setRange(0, 100);
    m_percentage->setDecimals(2);
    m_percentage->setSuffix(tr(" %"));
    m_percentage->setValue(setting.percentage);
    m_keepsErrors->setObjectName(QStringLiteral("lab.candidate.alwaysLog"));
    m_keepsErrors->setChecked(setting.keepsErrors);
    m_keepsErrors->setToolTip(tr("Failed requests are kept whatever the percentage says."));
    m_verbosity->setObjectName(QStringLiteral("lab.candidate.verbosity"));
    m_verbosity->addItem(tr("verbose"), static_cast<int>(Verbosity::Verbose));
    m_verbosity->addItem(tr("information"), static_cast<int>(Verbosity::Information));
    m_verbosity->addItem(tr("error"), static_cast<int>(Verbosity::Error));
    m_verbosity->setCurrentIndex(m_verbosity->findData(static_cast<int>(setting.verbosity)));
    m_limitsBodies->setObjectName(QStringLiteral("lab.candidate.limitsBodies"));
    m_limitsBodies->setChecked(setting.bodyBytes.has_value());
    m_bodyBytes->setObjectName(QStringLiteral("lab.candidate.bodyBytes"));
    m_bodyBytes->setRange(0, kMaximumBodyBytes);
    m_bodyBytes->setSuffix(tr(" B of each body"));
    m_bodyBytes->setValue(setting.bodyBytes.value_or(0));

    auto* form = new QFormLayout(this);
    form->addRow(tr("&Name"), m_name);
    form->addRow(QString(), m_isApplied);
    form->addRow(tr("&Sampling"), m_percentage);
    form->addRow(QString(), m_keepsErrors);
    form->addRow(tr("&Verbosity"), m_verbosity);
    form->addRow(m_limitsBodies, m_bodyBytes);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    form->addRow(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_isApplied, &QCheckBox::toggled, this, &CandidateDialog::showEnabled);
    connect(m_limitsBodies, &QCheckBox::toggled, this, &CandidateDialog::showEnabled);
    showEnabled();
}

void CandidateDialog::showEnabled()
{
    const bool isFree = !m_isApplied->isChecked();
    m_percentage->setEnabled(isFree);
    m_keepsErrors->setEnabled(isFree);
    m_verbosity->setEnabled(isFree);
    m_bodyBytes->setEnabled(m_limitsBodies->isChecked());
}

CandidateSetting CandidateDialog::setting() const
{
    CandidateSetting setting;
    setting.name = m_name->text().trimmed();
    setting.isApplied = m_isApplied->isChecked();
    setting.percentage = m_percentage->value();
    setting.keepsErrors = m_keepsErrors->isChecked();
    setting.verbosity = static_cast<Verbosity>(m_verbosity->currentData().toInt());
    if (m_limitsBodies->isChecked())
        setting.bodyBytes = m_bodyBytes->value();
    return setting;
}

} // namespace gatelens::ui
