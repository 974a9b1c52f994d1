#pragma once

#include "core/policy/catalog.h"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace gatelens::ui {

class ExpressionEdit;

/// One field of the form: label above, editor by type, fx switch between literal and expression,
/// problem or hint beneath. A value that is not written shows its default in grey.
class ValueEditor : public QWidget
{
    Q_OBJECT

public:
    /// `suggestions`: names to pick from (fragments, backends, loggers); may be empty.
    ValueEditor(policy::AttributeDescriptor attribute, const QStringList& suggestions,
                QWidget* parent = nullptr);

    /// Shows what the document says; nullopt: the attribute is not written. Emits nothing.
    void setValue(const std::optional<QString>& value);
    [[nodiscard]] std::optional<QString> value() const { return m_value; }

    /// Findings of the check, shown when the field itself finds nothing wrong.
    void setFinding(const QString& text, bool isError);

    /// Name for tests: policy.form.<attribute>.
    void setFieldName(const QString& name);
    [[nodiscard]] const policy::AttributeDescriptor& attribute() const { return m_attribute; }

Q_SIGNALS:
    /// The user typed or chose a value.
    void edited(const QString& value);
    /// The user took the attribute away: its default applies.
    void removed();

private:
    void makeLiteral(const QStringList& suggestions);
    [[nodiscard]] QWidget* makeLabelRow();
    void take(const QString& value);
    void setExpressionMode(bool isExpression);
    void switchMode(bool isExpression);
    void showLiteral();
    void showProblem();

    policy::AttributeDescriptor m_attribute;
    std::optional<QString> m_value;
    QString m_finding;
    bool m_isFindingError = false;
    QStackedWidget* m_pages = nullptr;
    QLineEdit* m_line = nullptr;
    QComboBox* m_combo = nullptr;
    QCheckBox* m_check = nullptr;
    ExpressionEdit* m_expression = nullptr;
    QToolButton* m_fx = nullptr;
    QToolButton* m_reset = nullptr;
    QLabel* m_label = nullptr;
    QLabel* m_hint = nullptr;
};

} // namespace gatelens::ui
