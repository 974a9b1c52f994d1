#include "ui/policies/element_form.h"

#include "core/policy/templates.h"
#include "ui/policies/value_check.h"
#include "ui/policies/value_editor.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatelens::ui {
namespace {

/// The field of an element's text is described like an attribute.
policy::AttributeDescriptor textDescriptor(const policy::ElementDescriptor& element)
{
    policy::AttributeDescriptor text;
    text.name = element.name;
    text.type = "string";
    text.isExpressionAllowed = element.isTextExpressionAllowed;
    text.description = element.description;
    return text;
}

policy::AttributeDescriptor unknownAttribute(const std::string& name)
{
    policy::AttributeDescriptor attribute;
    attribute.name = name;
    attribute.type = "string";
    attribute.isExpressionAllowed = true;
    attribute.description
        = "The catalog does not know this attribute here; it is kept as it is written.";
    return attribute;
}

/// Only text, no attributes, no children: a row in a list is enough.
bool isPlainValue(const policy::ElementDescriptor& element)
{
    return element.hasText && element.attributes.empty() && element.children.empty();
}

QStringList suggestionsFor(const policy::AttributeDescriptor& attribute, const FormNames& names)
{
    if (attribute.name == "fragment-id")
        return names.fragments;
    if (attribute.name == "backend-id")
        return names.backends;
    if (attribute.name == "logger-id")
        return names.loggers;
    return {};
}

std::vector<CardPath> childrenNamed(const policy::Node& node, const CardPath& path,
                                    const std::string& name)
{
    std::vector<CardPath> result;
    std::size_t shown = 0;
    for (const auto& child : node.children) {
        if (!isShown(child))
            continue;
        if (child.name == name) {
            result.push_back(path);
            result.back().push_back(shown);
        }
        ++shown;
    }
    return result;
}

QString trimmedText(const policy::Node& node) { return toQString(node.innerText()).trimmed(); }

} // namespace

FormNames formNamesOf(const Workspace& workspace)
{
    FormNames names;
    for (const auto& fragment : workspace.fragments)
        names.fragments << toQString(fragment.id);
    for (const auto& backend : workspace.backends)
        names.backends << toQString(backend.id);
    for (const auto& logger : workspace.loggers)
        names.loggers << toQString(logger.id);
    return names;
}

ElementForm::ElementForm(Designer& designer, CardPath path,
                         const policy::ElementDescriptor& descriptor, const FormNames& names,
                         const QString& prefix, QWidget* parent)
    : QWidget(parent)
    , m_designer(designer)
    , m_path(std::move(path))
    , m_descriptor(descriptor)
    , m_names(names)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(10);
    const auto* node = nodeAt(m_designer.model()->lastValid(), m_path);
    if (!node)
        return;
    addAttributes(*node);
    for (const auto& field : m_fields)
        field->editor->setFieldName(prefix + u'.' + toQString(field->attribute));
    addText(*node);
    if (!m_descriptor.holdsPolicies)
        addChildren(*node, names, prefix);
}

ElementForm::Field& ElementForm::bind(ValueEditor* editor, const CardPath& element,
                                      std::string attribute)
{
    m_fields.push_back(std::make_unique<Field>(Field{editor, element, std::move(attribute)}));
    auto& field = *m_fields.back();
    connect(editor, &ValueEditor::edited, this,
            [this, &field](const QString& value) { write(field, value); });
    connect(editor, &ValueEditor::removed, this, [this, &field] { remove(field); });
    return field;
}

void ElementForm::addAttributes(const policy::Node& node)
{
    auto attributes = m_descriptor.attributes;
    for (const auto& written : node.attributes) {
        const bool isKnown = std::any_of(
            attributes.begin(), attributes.end(),
            [&](const policy::AttributeDescriptor& one) { return one.name == written.name; });
        if (!isKnown)
            attributes.push_back(unknownAttribute(written.name));
    }
    // What is required and what is written comes first; the rest follows as the catalog orders it.
    std::stable_partition(attributes.begin(), attributes.end(), [&](const auto& attribute) {
        return attribute.isRequired || node.attribute(attribute.name) != nullptr;
    });
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    int row = 0;
    int column = 0;
    for (const auto& attribute : attributes) {
        auto* editor = new ValueEditor(attribute, suggestionsFor(attribute, m_names));
        bind(editor, m_path, attribute.name);
        const bool isShort = isShortValue(attribute);
        if (!isShort && column == 1) {
            ++row;
            column = 0;
        }
        grid->addWidget(editor, row, column, 1, isShort ? 1 : 2, Qt::AlignTop);
        column += isShort ? 1 : 2;
        if (column >= 2) {
            ++row;
            column = 0;
        }
    }
    m_layout->addLayout(grid);
}

void ElementForm::addText(const policy::Node& node)
{
    // Markup inside (Liquid in set-body, a stylesheet) is edited in the code view.
    const bool hasElements = !node.childElements().empty();
    if (!m_descriptor.hasText || hasElements || m_descriptor.holdsPolicies)
        return;
    auto* editor = new ValueEditor(textDescriptor(m_descriptor), {});
    bind(editor, m_path, {});
    editor->setFieldName(QStringLiteral("policy.form.text"));
    m_layout->addWidget(editor);
}

void ElementForm::addChildren(const policy::Node& node, const FormNames& names,
                              const QString& prefix)
{
    for (const auto& child : m_descriptor.children) {
        if (!child.holdsPolicies)
            addChildList(child, node, names, prefix);
    }
}

void ElementForm::addChildList(const policy::ElementDescriptor& child, const policy::Node& node,
                               const FormNames& names, const QString& prefix)
{
    const auto written = childrenNamed(node, m_path, child.name);
    const auto name = prefix + u'.' + toQString(child.name);
    if (!written.empty()) {
        auto* heading = new QLabel(toQString(child.name));
        heading->setFont(strongFont());
        heading->setToolTip(toQString(child.description));
        m_layout->addWidget(heading);
    }
    int number = 0;
    for (const auto& path : written) {
        const auto itemName = QStringLiteral("%1.%2").arg(name).arg(number++);
        if (isPlainValue(child))
            addValueRow(child, path, itemName);
        else
            addChildForm(child, path, names, itemName);
    }
    if (written.empty() || child.isRepeatable)
        addChildButton(child, prefix);
}

void ElementForm::addValueRow(const policy::ElementDescriptor& child, const CardPath& path,
                              const QString& name)
{
    auto* editor = new ValueEditor(textDescriptor(child), {});
    editor->setFieldName(name);
    bind(editor, path, {});
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(editor, 1);
    row->addWidget(makeRemoveButton(path, name), 0, Qt::AlignBottom);
    m_layout->addLayout(row);
}

void ElementForm::addChildForm(const policy::ElementDescriptor& child, const CardPath& path,
                               const FormNames& names, const QString& prefix)
{
    auto* form = new ElementForm(m_designer, path, child, names, prefix);
    form->m_layout->setContentsMargins(10, 0, 0, 0);
    m_children.push_back(form);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(form, 1);
    row->addWidget(makeRemoveButton(path, prefix), 0, Qt::AlignTop);
    m_layout->addLayout(row);
}

QWidget* ElementForm::makeRemoveButton(const CardPath& path, const QString& name)
{
    auto* button = new QToolButton;
    button->setAutoRaise(true);
    button->setIcon(icon(IconId::Close));
    button->setFixedSize(28, 28);
    button->setToolTip(tr("Remove this element"));
    button->setAccessibleName(tr("Remove this element"));
    button->setObjectName(name + QStringLiteral(".remove"));
    connect(button, &QToolButton::clicked, this, [this, path] {
        auto* model = m_designer.model();
        if (!m_designer.canEdit())
            return;
        const auto nodePath = toNodePath(model->document(), path);
        const auto* node = nodePath ? model->document().nodeAt(*nodePath) : nullptr;
        if (node)
            model->edit(
                model->document().removeNode(*nodePath),
                tr("Remove %1 of %2").arg(toQString(node->name), toQString(m_descriptor.name)));
    });
    return button;
}

void ElementForm::addChildButton(const policy::ElementDescriptor& child, const QString& prefix)
{
    auto* button = new QPushButton(icon(IconId::Plus), tr("Add %1").arg(toQString(child.name)));
    button->setFlat(true);
    button->setToolTip(toQString(child.description));
    button->setObjectName(prefix + QStringLiteral(".add.") + toQString(child.name));
    connect(button, &QPushButton::clicked, this, [this, &child] {
        auto* model = m_designer.model();
        if (!m_designer.canEdit())
            return;
        const auto path = toNodePath(model->document(), m_path);
        const auto* node = path ? model->document().nodeAt(*path) : nullptr;
        if (!node)
            return;
        // Behind the last of its kind; the catalog's order decides where the first one goes.
        std::size_t index = 0;
        const auto elements = node->childElements();
        const auto rank = [this](const std::string& name) {
            const auto& known = m_descriptor.children;
            return std::find_if(known.begin(), known.end(),
                                [&](const auto& one) { return one.name == name; })
                - known.begin();
        };
        for (std::size_t at = 0; at < elements.size(); ++at) {
            if (rank(elements[at]->name) <= rank(child.name))
                index = at + 1;
        }
        model->edit(model->document().insertElement(*path, index, policy::templateFor(child)),
                    tr("Add %1 to %2").arg(toQString(child.name), toQString(m_descriptor.name)));
    });
    m_layout->addWidget(button, 0, Qt::AlignLeft);
}

void ElementForm::write(const Field& field, const QString& value)
{
    auto* model = m_designer.model();
    if (!m_designer.canEdit())
        return;
    const auto& document = model->document();
    const auto path = toNodePath(document, field.element);
    const auto* node = path ? document.nodeAt(*path) : nullptr;
    if (!node)
        return;
    const bool isText = field.attribute.empty();
    const auto edit = isText ? document.setText(*path, toUtf8(value))
                             : document.setAttribute(*path, field.attribute, toUtf8(value));
    const auto what = isText ? tr("text") : toQString(field.attribute);
    QStringList key;
    for (const auto index : field.element)
        key << QString::number(index);
    model->edit(edit, tr("Set %1 of %2").arg(what, toQString(node->name)),
                {QStringLiteral("form %1 %2").arg(key.join(u'.'), what), ParseTiming::AtOnce});
}

void ElementForm::remove(const Field& field)
{
    auto* model = m_designer.model();
    if (!m_designer.canEdit() || field.attribute.empty())
        return;
    const auto& document = model->document();
    if (const auto path = toNodePath(document, field.element))
        model->edit(
            document.removeAttribute(*path, field.attribute),
            tr("Remove %1 of %2").arg(toQString(field.attribute), toQString(m_descriptor.name)));
}

void ElementForm::refreshField(Field& field, const Findings& findings) const
{
    const auto& document = m_designer.model()->lastValid();
    const auto* node = nodeAt(document, field.element);
    if (!node)
        return;
    policy::TextRange range = node->range;
    if (field.attribute.empty()) {
        field.editor->setValue(trimmedText(*node));
    } else if (const auto* attribute = node->attribute(field.attribute)) {
        field.editor->setValue(toQString(attribute->value));
        range = attribute->range;
    } else {
        field.editor->setValue(std::nullopt);
        field.editor->setFinding({}, false);
        return;
    }
    QString text;
    bool isError = false;
    for (const auto& finding : findings) {
        const auto offset = document.offsetOf(finding.position.line, finding.position.column);
        if (finding.position.line == 0 || !range.contains(offset))
            continue;
        text = toQString(finding.message);
        isError = finding.severity == FindingSeverity::Error;
        break;
    }
    field.editor->setFinding(text, isError);
}

void ElementForm::refresh(const Findings& findings)
{
    for (const auto& field : m_fields)
        refreshField(*field, findings);
    for (auto* child : m_children)
        child->refresh(findings);
}

} // namespace gatelens::ui
