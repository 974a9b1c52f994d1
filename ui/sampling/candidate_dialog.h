#pragma once

#include "ui/sampling/candidate_setting.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;

namespace gatelens::ui {

/// Edits one candidate of the comparison.
class CandidateDialog : public QDialog
{
    Q_OBJECT

public:
    CandidateDialog(const CandidateSetting& setting, const QString& letter,
                    QWidget* parent = nullptr);

    [[nodiscard]] CandidateSetting setting() const;

private:
    void showEnabled();

    QLineEdit* m_name;
    QCheckBox* m_isApplied;
    QDoubleSpinBox* m_percentage;
    QCheckBox* m_keepsErrors;
    QComboBox* m_verbosity;
    QCheckBox* m_limitsBodies;
    QSpinBox* m_bodyBytes;
};

} // namespace gatelens::ui
