#pragma once

#include "core/workspace/entities.h"

#include <QDialog>

class QTableWidget;

namespace gatelens::ui {

/// Edits the masking rules of one direction: which headers and query parameters are masked or
/// hidden before anything is written.
class MaskingDialog : public QDialog
{
    Q_OBJECT

public:
    MaskingDialog(const MessageDiagnostic& settings, const QString& title,
                  QWidget* parent = nullptr);

    /// The settings with the edited rules.
    [[nodiscard]] MessageDiagnostic settings() const;

private:
    void addRow(bool isHeader, const MaskingRule& rule);

    MessageDiagnostic m_settings;
    QTableWidget* m_table;
};

/// "header authorization, mask; query subscription-key, hide"; "none".
[[nodiscard]] QString maskingText(const MessageDiagnostic& settings);

} // namespace gatelens::ui
