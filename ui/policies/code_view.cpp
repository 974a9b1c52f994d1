#include "ui/policies/code_view.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatelens::ui {

CodeView::CodeView(Designer& designer, QWidget* parent)
    : QWidget(parent)
    , m_designer(designer)
    , m_editor(new CodeEditor(designer))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeading());
    layout->addWidget(m_editor, 1);
    layout->addWidget(makeFindBar());
    connect(m_editor, &CodeEditor::caretMoved, this, &CodeView::showPlace);
    connect(&m_designer, &Designer::selectionChanged, this, &CodeView::showPlace);
    connect(&m_designer, &Designer::modelChanged, this, &CodeView::showPlace);
}

QWidget* CodeView::makeHeading()
{
    auto* heading = new QWidget;
    heading->setFixedHeight(28);
    heading->setBackgroundRole(QPalette::Window);
    heading->setAutoFillBackground(true);
    auto* title = new QLabel(tr("Code"));
    title->setFont(strongFont());
    m_file = new QLabel;
    m_file->setFont(dataFont());
    m_file->setForegroundRole(kSecondaryText);
    m_file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_place = new QLabel;
    m_place->setFont(smallFont());
    m_place->setForegroundRole(kSecondaryText);
    auto* row = new QHBoxLayout(heading);
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(title);
    row->addWidget(m_file, 1);
    row->addWidget(m_place);
    return heading;
}

QWidget* CodeView::makeFindBar()
{
    m_findBar = new QWidget;
    m_findText = new QLineEdit;
    m_findText->setObjectName(QStringLiteral("policy.code.find"));
    m_findText->setAccessibleName(tr("Find in code"));
    m_findText->setPlaceholderText(tr("Find in code"));
    m_findText->setClearButtonEnabled(true);
    m_findResult = new QLabel;
    m_findResult->setFont(smallFont());
    auto* row = new QHBoxLayout(m_findBar);
    row->setContentsMargins(12, 4, 12, 4);
    row->addWidget(m_findText, 1);
    row->addWidget(m_findResult);
    const auto addButton = [&](IconId id, const QString& name, auto&& slot) {
        auto* button = new QToolButton;
        button->setIcon(icon(id));
        button->setToolTip(name);
        button->setAccessibleName(name);
        button->setObjectName(QStringLiteral("policy.code.find.%1").arg(row->count()));
        connect(button, &QToolButton::clicked, this, slot);
        row->addWidget(button);
    };
    addButton(IconId::ChevUp, tr("Previous match (Shift+F3)"), [this] { find(false, false); });
    addButton(IconId::ChevDown, tr("Next match (F3)"), [this] { find(true, false); });
    addButton(IconId::Close, tr("Close (Esc)"), [this] {
        m_findBar->hide();
        m_editor->setFocus();
    });
    connect(m_findText, &QLineEdit::textChanged, this, [this] { find(true, true); });
    connect(m_findText, &QLineEdit::returnPressed, this, [this] { find(true, false); });
    m_findBar->hide();
    return m_findBar;
}

void CodeView::openFind()
{
    m_findBar->show();
    if (m_editor->hasSelectedText())
        m_findText->setText(m_editor->selectedText());
    m_findText->setFocus();
    m_findText->selectAll();
}

void CodeView::find(bool isForward, bool isFromStart)
{
    const auto text = m_findText->text();
    if (text.isEmpty()) {
        m_findResult->clear();
        return;
    }
    int line = -1;
    int column = -1;
    if (isFromStart) {
        line = 0;
        column = 0;
    } else if (!isForward) {
        m_editor->getCursorPosition(&line, &column);
        // Searching back from the end of the present match would find it again.
        column = std::max(0, column - static_cast<int>(m_editor->selectedText().size()));
    }
    const bool isFound
        = m_editor->findFirst(text, false, false, false, true, isForward, line, column);
    m_findResult->setText(isFound ? QString() : tr("Not found"));
}

void CodeView::showPlace()
{
    auto* model = m_designer.model();
    m_file->setText(model ? toQString(model->file()) : QString());
    if (!model) {
        m_place->clear();
        return;
    }
    int line = 0;
    int column = 0;
    m_editor->getCursorPosition(&line, &column);
    const auto* node = m_designer.selectedNode();
    m_place->setText(node && node->kind == policy::NodeKind::Element
                         ? tr("line %1, linked with %2").arg(line + 1).arg(toQString(node->name))
                         : tr("line %1, column %2").arg(line + 1).arg(column + 1));
}

void CodeView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_findBar->isVisible()) {
        m_findBar->hide();
        m_editor->setFocus();
    } else if (event->key() == Qt::Key_F3) {
        find(!(event->modifiers() & Qt::ShiftModifier), false);
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace gatelens::ui
