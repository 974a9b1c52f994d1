#include "ui/policies/statement_form.h"

#include "ui/policies/card_face.h"
#include "ui/policies/value_editor.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/icon_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kFormPadding = 14;

std::pair<QString, Status> levelBadge(const policy::PolicyDescriptor& descriptor)
{
    switch (descriptor.local) {
    case policy::LocalLevel::Full:
        return {StatementForm::tr("runs as in the service"), Status::Success};
    case policy::LocalLevel::Emulated:
        return {StatementForm::tr("emulated"), Status::Success};
    case policy::LocalLevel::Recorded:
        return {StatementForm::tr("recorded only"), Status::Warning};
    }
    return {};
}

} // namespace

StatementForm::StatementForm(Designer& designer, QWidget* parent)
    : QWidget(parent)
    , m_designer(designer)
    , m_icon(new IconLabel(IconId::Info, Tone::Accent, 20))
    , m_name(new QLabel)
    , m_level(new Badge)
    , m_description(new QLabel)
    , m_area(new QScrollArea)
{
    setObjectName(QStringLiteral("policy.form"));
    setAccessibleName(tr("Form of the selected statement"));
    m_area->setFocusPolicy(Qt::NoFocus); // the focused field is scrolled into view
    m_name->setFont(titleFont());
    m_name->setObjectName(QStringLiteral("policy.form.title"));
    m_description->setWordWrap(true);
    m_description->setFont(smallFont());
    m_description->setForegroundRole(kSecondaryText);
    auto* heading = new QHBoxLayout;
    heading->addWidget(m_icon);
    heading->addWidget(m_name, 1);
    heading->addWidget(m_level);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->viewport()->setBackgroundRole(QPalette::Base);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMinimumWidth(260);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kFormPadding, 12, 0, 0);
    layout->setSpacing(8);
    heading->setContentsMargins(0, 0, kFormPadding, 0);
    layout->addLayout(heading);
    m_description->setContentsMargins(0, 0, kFormPadding, 0);
    layout->addWidget(m_description);
    layout->addWidget(m_area, 1);
    connect(&m_designer, &Designer::selectionChanged, this, &StatementForm::show);
    connect(&m_designer, &Designer::modelChanged, this, &StatementForm::show);
    show();
}

void StatementForm::setWorkspace(const Workspace& workspace)
{
    m_names = formNamesOf(workspace);
    m_structure.clear();
    show();
}

void StatementForm::setFindings(const Findings& findings)
{
    m_findings = findings;
    if (m_form && m_designer.model() && !m_designer.model()->isFrozen())
        m_form->refresh(m_findings);
}

/// Names of the element and all below it: the form is built anew only when this changes, so that a
/// field keeps its place and its cursor while its value is typed.
QString StatementForm::structureOf(const policy::Node& node) const
{
    auto text = toQString(node.name) + u'(';
    for (const auto& child : node.children) {
        if (child.kind == policy::NodeKind::Element)
            text += structureOf(child);
    }
    return text + u')';
}

QString StatementForm::hintFor(const policy::Node* node) const
{
    auto* model = m_designer.model();
    if (!model)
        return tr("Choose a scope at the left.");
    if (!model->exists())
        return tr("This scope has no policy document yet.");
    if (!node)
        return tr("Select a card to edit it here, or press Insert to add a statement.");
    if (node->kind == policy::NodeKind::Comment)
        return toQString(node->text).trimmed();
    if (node->name == "policies" || sectionNamed(node->name))
        return tr("A whole section. Select a card of it to edit that here, or press Insert to add "
                  "a statement.");
    return tr("The catalog does not know this element. It is kept as it is written; edit it in the "
              "code view.");
}

void StatementForm::showHeading(const policy::Node* node)
{
    const bool isElement = node && node->kind == policy::NodeKind::Element;
    m_name->setText(isElement ? toQString(node->name) : node ? tr("Comment") : tr("Form"));
    m_icon->setIcon(isElement ? iconOfStatement(node->name) : IconId::Info, Tone::Accent);
    const auto* descriptor = isElement ? policy::Catalog::builtIn().find(node->name) : nullptr;
    m_level->setVisible(descriptor != nullptr);
    if (!descriptor)
        return;
    const auto [text, status] = levelBadge(*descriptor);
    m_level->setBadge(text, status);
    m_level->setToolTip(toQString(descriptor->localNote));
}

void StatementForm::show()
{
    const auto* node = m_designer.selectedNode();
    const auto* model = m_designer.model();
    const auto path = node ? toNodePath(model->lastValid(), m_designer.selection()) : std::nullopt;
    const auto* descriptor = path ? describe(model->lastValid(), *path) : nullptr;
    showHeading(node);
    setEnabled(m_designer.canEdit() || !node);
    if (!node || !descriptor || node->kind != policy::NodeKind::Element) {
        m_structure.clear();
        m_form = nullptr;
        setContent(new QWidget);
        m_description->setText(hintFor(node));
        return;
    }
    m_description->setText(toQString(descriptor->description));
    const auto structure = structureOf(*node);
    if (m_form && m_path == m_designer.selection() && m_structure == structure) {
        m_form->refresh(m_findings);
        return;
    }
    rebuild(*descriptor);
    m_structure = structure;
}

void StatementForm::rebuild(const policy::ElementDescriptor& descriptor)
{
    const auto* focused = window()->focusWidget();
    const auto focusedName = focused && isAncestorOf(focused) ? focused->objectName() : QString();
    m_path = m_designer.selection();
    auto* form
        = new ElementForm(m_designer, m_path, descriptor, m_names, QStringLiteral("policy.form"));
    auto* holder = new QWidget;
    holder->setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(holder);
    layout->setContentsMargins(0, 0, kFormPadding, kFormPadding);
    layout->addWidget(form);
    layout->addStretch(1);
    setContent(holder);
    m_form = form;
    m_form->refresh(m_findings);
    if (descriptor.attributes.empty() && !descriptor.hasText && descriptor.children.empty())
        m_description->setText(tr("%1\nIt has nothing to set.").arg(m_description->text()));
    if (!focusedName.isEmpty()) {
        if (auto* again = form->findChild<QWidget*>(focusedName))
            again->setFocus();
    }
}

/// A field may be in the middle of its own signal: the old content goes when control is back in
/// the loop.
void StatementForm::setContent(QWidget* content)
{
    if (auto* old = m_area->takeWidget()) {
        old->hide();
        old->deleteLater();
    }
    m_area->setWidget(content);
}

void StatementForm::focusFirstField()
{
    if (!m_form)
        return;
    for (auto* editor : m_form->findChildren<ValueEditor*>()) {
        for (auto* field : editor->findChildren<QWidget*>()) {
            if (field->isVisible() && field->focusPolicy() & Qt::TabFocus) {
                field->setFocus(Qt::ShortcutFocusReason);
                return;
            }
        }
    }
}

} // namespace gatelens::ui
