#include "ui/policies/value_editor.h"

#include "ui/policies/expression_edit.h"
#include "ui/policies/value_check.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

/// "@("x")" -> "x" when the expression is one plain string; nullopt otherwise.
std::optional<QString> literalOf(const QString& expression)
{
    const auto text = expression.trimmed();
    if (!text.startsWith(u"@(") || !text.endsWith(u')'))
        return std::nullopt;
    const auto inner = text.mid(2, text.size() - 3).trimmed();
    if (inner.size() < 2 || !inner.startsWith(u'"') || !inner.endsWith(u'"'))
        return std::nullopt;
    const auto content = inner.mid(1, inner.size() - 2);
    if (content.contains(u'"') || content.contains(u'\\'))
        return std::nullopt;
    return content;
}

QString expressionOf(const QString& literal, std::string_view type)
{
    const bool isBare = type == "bool" || type == "int" || type == "number"
        || type == "duration-seconds" || type == "bytes" || type == "status-code";
    if (isBare)
        return QStringLiteral("@(%1)").arg(literal);
    auto escaped = literal;
    escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return QStringLiteral("@(\"%1\")").arg(escaped);
}

} // namespace

ValueEditor::ValueEditor(policy::AttributeDescriptor attribute, const QStringList& suggestions,
                         QWidget* parent)
    : QWidget(parent)
    , m_attribute(std::move(attribute))
    , m_pages(new QStackedWidget)
    , m_hint(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(makeLabelRow());
    makeLiteral(suggestions);
    m_expression = new ExpressionEdit;
    m_pages->addWidget(m_expression);
    m_pages->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_expression, &QPlainTextEdit::textChanged, this,
            [this] { take(m_expression->toPlainText()); });

    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_pages, 1);
    m_fx = new QToolButton;
    m_fx->setText(QStringLiteral("fx"));
    m_fx->setCheckable(true);
    m_fx->setFixedSize(28, 28);
    m_fx->setToolTip(tr("Switch between a fixed value and a C# expression"));
    m_fx->setVisible(m_attribute.isExpressionAllowed);
    connect(m_fx, &QToolButton::clicked, this, &ValueEditor::switchMode);
    row->addWidget(m_fx, 0, Qt::AlignTop);
    layout->addLayout(row);

    m_hint->setFont(smallFont());
    m_hint->setWordWrap(true);
    m_hint->hide();
    layout->addWidget(m_hint);
    setToolTip(toQString(m_attribute.description));
    setFieldName(QStringLiteral("policy.form.") + toQString(m_attribute.name));
    setValue(std::nullopt);
}

QWidget* ValueEditor::makeLabelRow()
{
    auto* row = new QWidget;
    m_label = new QLabel(toQString(m_attribute.name));
    auto font = m_label->font();
    font.setWeight(QFont::Medium);
    m_label->setFont(font);
    auto* required = new QLabel(m_attribute.isRequired ? tr("required") : QString());
    required->setFont(smallFont());
    required->setForegroundRole(kSecondaryText);
    m_reset = new QToolButton;
    m_reset->setAutoRaise(true);
    m_reset->setIcon(icon(IconId::Undo));
    m_reset->setFixedSize(20, 20);
    m_reset->setToolTip(tr("Remove the attribute: its default applies"));
    m_reset->setAccessibleName(tr("Remove %1").arg(m_label->text()));
    connect(m_reset, &QToolButton::clicked, this, &ValueEditor::removed);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_label);
    layout->addWidget(required);
    layout->addStretch(1);
    layout->addWidget(m_reset);
    return row;
}

void ValueEditor::makeLiteral(const QStringList& suggestions)
{
    const auto defaultText = m_attribute.defaultValue
        ? tr("%1, default").arg(toQString(*m_attribute.defaultValue))
        : QString();
    if (m_attribute.type == "bool") {
        m_check = new QCheckBox;
        m_pages->addWidget(m_check);
        connect(m_check, &QCheckBox::clicked, this, [this](bool isOn) {
            take(isOn ? QStringLiteral("true") : QStringLiteral("false"));
        });
        return;
    }
    if (!m_attribute.values.empty()) {
        m_combo = new QComboBox;
        m_combo->setPlaceholderText(defaultText);
        for (const auto& one : m_attribute.values)
            m_combo->addItem(toQString(one));
        m_pages->addWidget(m_combo);
        connect(m_combo, &QComboBox::activated, this,
                [this](int index) { take(m_combo->itemText(index)); });
        return;
    }
    m_line = new QLineEdit;
    m_line->setFont(dataFont());
    m_line->setPlaceholderText(defaultText);
    if (!suggestions.isEmpty()) {
        auto* completer = new QCompleter(suggestions, m_line);
        completer->setFilterMode(Qt::MatchContains);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        m_line->setCompleter(completer);
        auto* pick = m_line->addAction(icon(IconId::ChevDown), QLineEdit::TrailingPosition);
        pick->setToolTip(tr("Choose from this workspace"));
        connect(pick, &QAction::triggered, m_line, [this, completer] {
            completer->setCompletionPrefix({});
            completer->complete();
            m_line->setFocus();
        });
    }
    m_pages->addWidget(m_line);
    connect(m_line, &QLineEdit::textEdited, this, &ValueEditor::take);
    if (m_line->completer())
        connect(m_line->completer(), qOverload<const QString&>(&QCompleter::activated), this,
                &ValueEditor::take);
}

void ValueEditor::setFieldName(const QString& name)
{
    QWidget* literal = m_line ? static_cast<QWidget*>(m_line)
        : m_combo             ? static_cast<QWidget*>(m_combo)
                              : static_cast<QWidget*>(m_check);
    const auto spoken = toQString(m_attribute.name);
    literal->setObjectName(name);
    literal->setAccessibleName(spoken);
    literal->setAccessibleDescription(toQString(m_attribute.description));
    m_expression->setObjectName(name + QStringLiteral(".expression"));
    m_expression->setAccessibleName(tr("%1, expression").arg(spoken));
    m_fx->setObjectName(name + QStringLiteral(".fx"));
    m_fx->setAccessibleName(tr("%1 is an expression").arg(spoken));
    m_reset->setObjectName(name + QStringLiteral(".reset"));
    m_hint->setObjectName(name + QStringLiteral(".hint"));
    m_label->setBuddy(literal);
}

void ValueEditor::setValue(const std::optional<QString>& value)
{
    const bool isSame = m_value == value;
    m_value = value;
    const bool isExpression = value && m_attribute.isExpressionAllowed && isExpressionText(*value);
    // Typing "@(" makes the fixed value an expression: the cursor goes along.
    const bool isTyping = m_line && m_line->hasFocus();
    if (m_fx->isChecked() != isExpression || !isSame)
        setExpressionMode(isExpression);
    showLiteral();
    if (isExpression && isTyping) {
        m_expression->setFocus();
        m_expression->moveCursor(QTextCursor::End);
    }
    m_reset->setVisible(value && !m_attribute.isRequired);
    showProblem();
}

void ValueEditor::showLiteral()
{
    const auto text = m_value.value_or(QString());
    const QSignalBlocker expressionBlocker(m_expression);
    if (m_fx->isChecked()) {
        if (m_expression->toPlainText() != text)
            m_expression->setPlainText(text);
        return;
    }
    if (m_line && m_line->text() != text)
        m_line->setText(text);
    if (m_combo) {
        const int known = m_combo->findText(text, Qt::MatchFixedString);
        if (m_value && known < 0)
            m_combo->addItem(text);
        m_combo->setCurrentIndex(m_value ? m_combo->findText(text, Qt::MatchFixedString) : -1);
    }
    if (m_check) {
        const auto shown = m_value.value_or(toQString(m_attribute.defaultValue.value_or("false")));
        m_check->setChecked(shown.compare(u"true", Qt::CaseInsensitive) == 0);
        m_check->setText(m_value ? tr("written") : tr("%1, default").arg(shown));
    }
}

void ValueEditor::setExpressionMode(bool isExpression)
{
    m_fx->setChecked(isExpression);
    m_pages->setCurrentIndex(isExpression ? 1 : 0);
    m_pages->widget(isExpression ? 0 : 1)
        ->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_pages->currentWidget()->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ValueEditor::switchMode(bool isExpression)
{
    const auto text = m_value.value_or(toQString(m_attribute.defaultValue.value_or("")));
    const auto changed
        = isExpression ? expressionOf(text, m_attribute.type) : literalOf(text).value_or(QString());
    setExpressionMode(isExpression);
    take(changed);
    showLiteral();
    if (isExpression)
        m_expression->setFocus();
    else if (m_line)
        m_line->setFocus();
}

void ValueEditor::take(const QString& value)
{
    if (m_value == value)
        return;
    m_value = value;
    m_finding.clear();
    m_reset->setVisible(!m_attribute.isRequired);
    showProblem();
    Q_EMIT edited(value);
}

void ValueEditor::setFinding(const QString& text, bool isError)
{
    m_finding = text;
    m_isFindingError = isError;
    showProblem();
}

void ValueEditor::showProblem()
{
    const auto& theme = currentTheme();
    const auto own = m_value     ? problemOf(m_attribute, *m_value)
        : m_attribute.isRequired ? std::optional(tr("Required"))
                                 : std::nullopt;
    const bool isError = own || m_isFindingError;
    const auto text = own.value_or(m_finding);
    const auto unit = unitOf(m_attribute);
    for (QWidget* field : {static_cast<QWidget*>(m_line), static_cast<QWidget*>(m_combo),
                           static_cast<QWidget*>(m_expression)}) {
        if (field)
            setInvalid(field, isError && !text.isEmpty());
    }
    m_hint->setVisible(!text.isEmpty() || !unit.isEmpty());
    auto palette = m_hint->palette();
    palette.setColor(QPalette::WindowText,
                     text.isEmpty() ? theme.secondary
                         : isError  ? theme.error.text
                                    : theme.warning.text);
    m_hint->setPalette(palette);
    m_hint->setText(!text.isEmpty()     ? text
                        : unit == u"s"  ? tr("seconds")
                        : unit == u"ms" ? tr("milliseconds")
                                        : tr("bytes"));
    if (text.isEmpty() && unit.isEmpty())
        m_hint->clear();
}

} // namespace gatelens::ui
