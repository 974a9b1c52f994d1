#include "ui/policies/canvas.h"

#include "ui/policies/card_widget.h"
#include "ui/policies/section_column.h"
#include "ui/policies/statement_list.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QScrollBar>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

/// Columns below this width would be too narrow to read a card: the sections are stacked then.
constexpr int kColumnsFrom = 620;
constexpr int kMargin = 10;

} // namespace

Canvas::Canvas(Designer& designer, QWidget* parent)
    : QScrollArea(parent)
    , m_designer(designer)
{
    setObjectName(QStringLiteral("policy.canvas"));
    setAccessibleName(tr("Policy design"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setBackgroundRole(QPalette::Window);
    connect(&m_designer, &Designer::modelChanged, this, [this] {
        disconnect(m_parses);
        if (auto* model = m_designer.model())
            m_parses = connect(model, &DocumentModel::parsed, this, &Canvas::rebuild);
        rebuild();
    });
    connect(&m_designer, &Designer::selectionChanged, this, &Canvas::showSelection);
}

void Canvas::setFindings(const Findings& findings)
{
    if (m_findings == findings)
        return;
    m_findings = findings;
    rebuild();
}

void Canvas::setInherited(InheritedSections inherited, const QString& inheritedFor)
{
    if (m_inherited == inherited && m_inheritedFor == inheritedFor)
        return;
    m_inherited = std::move(inherited);
    m_inheritedFor = inheritedFor;
    rebuild();
}

bool Canvas::isWide() const { return viewport()->width() >= kColumnsFrom; }

QWidget* Canvas::makeContent()
{
    auto* content = new QWidget;
    content->setBackgroundRole(QPalette::Window);
    auto* outer = new QVBoxLayout(content);
    outer->setContentsMargins(kMargin, 6, kMargin, kMargin);
    outer->setSpacing(kMargin);
    auto* model = m_designer.model();
    if (!model || !model->lastValid().root())
        return content;
    if (model->lastValid().root()->name != "policies") {
        outer->addWidget(new StatementList(*this, {}, {}, Qt::Vertical));
        outer->addStretch(1);
        return content;
    }
    constexpr std::array kColumns{policy::Section::Inbound, policy::Section::Backend,
                                  policy::Section::Outbound};
    auto* grid = new QGridLayout;
    grid->setSpacing(kMargin);
    int position = 0;
    for (const auto section : kColumns) {
        auto* column = new SectionColumn(*this, section, Qt::Vertical);
        grid->addWidget(column, isWide() ? 0 : position, isWide() ? position : 0, Qt::AlignTop);
        if (isWide())
            grid->setColumnStretch(position, 1);
        ++position;
    }
    outer->addLayout(grid);
    outer->addWidget(new SectionColumn(*this, policy::Section::OnError,
                                       isWide() ? Qt::Horizontal : Qt::Vertical));
    outer->addStretch(1);
    return content;
}

void Canvas::rebuild()
{
    const auto* focused = window()->focusWidget();
    const bool hadFocus
        = focused && QScrollArea::widget() && QScrollArea::widget()->isAncestorOf(focused);
    const QPoint scrolled(horizontalScrollBar()->value(), verticalScrollBar()->value());
    setUpdatesEnabled(false);
    // A card may be in the middle of its own event: it goes when control is back in the loop.
    if (auto* old = takeWidget()) {
        old->hide();
        old->deleteLater();
    }
    m_wasWide = isWide();
    setWidget(makeContent());
    QScrollArea::widget()->show();
    horizontalScrollBar()->setValue(scrolled.x());
    verticalScrollBar()->setValue(scrolled.y());
    setUpdatesEnabled(true);
    if (hadFocus) {
        setFocus();
        showSelection();
    }
}

QWidget* Canvas::cardAt(const CardPath& path) const
{
    if (!QScrollArea::widget())
        return nullptr;
    const auto cards = QScrollArea::widget()->findChildren<CardWidget*>();
    const auto found = std::find_if(cards.begin(), cards.end(),
                                    [&](const CardWidget* card) { return card->path() == path; });
    return found == cards.end() ? nullptr : *found;
}

void Canvas::showSelection()
{
    auto* card = m_designer.hasSelection() ? cardAt(m_designer.selection()) : nullptr;
    if (!card)
        return;
    ensureWidgetVisible(card, kMargin, kMargin);
    const auto* focused = window()->focusWidget();
    if (focused && (focused == this || isAncestorOf(focused)) && focused != card)
        card->setFocus(Qt::OtherFocusReason);
}

void Canvas::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    if (isWide() != m_wasWide)
        rebuild();
}

/// Icons of headings are pictures in the theme's colours: a new theme needs new ones.
void Canvas::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        rebuild();
}

void Canvas::selectNeighbour(int step)
{
    const auto cards = QScrollArea::widget()->findChildren<CardWidget*>();
    if (cards.isEmpty())
        return;
    const auto current = std::find_if(cards.begin(), cards.end(), [&](const CardWidget* card) {
        return m_designer.hasSelection() && card->path() == m_designer.selection();
    });
    auto index = current == cards.end() ? (step > 0 ? -1 : cards.size()) : current - cards.begin();
    index = std::clamp<qsizetype>(index + step, 0, cards.size() - 1);
    m_designer.select(cards[index]->path());
}

void Canvas::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_J:
        selectNeighbour(1);
        break;
    case Qt::Key_Up:
    case Qt::Key_K:
        selectNeighbour(-1);
        break;
    case Qt::Key_Insert:
    case Qt::Key_Slash:
        openPickerAtSelection();
        break;
    default:
        QScrollArea::keyPressEvent(event);
    }
}

void Canvas::openPickerAtSelection()
{
    const auto place = m_designer.placeAfterSelection();
    if (!place)
        return;
    auto* card = cardAt(m_designer.selection());
    const auto at = card ? card->mapToGlobal(QPoint(0, card->height()))
                         : mapToGlobal(QPoint(kMargin, kMargin));
    openPicker(*place, at);
}

void Canvas::openPicker(const DropPlace& place, const QPoint& globalPosition)
{
    Q_EMIT pickerWanted(place, globalPosition);
}

void Canvas::openForm(const CardPath& path)
{
    m_designer.select(path);
    Q_EMIT formWanted();
}

void Canvas::openContextMenu(const CardPath& path, const QPoint& globalPosition)
{
    m_designer.select(path);
    Q_EMIT contextMenuWanted(globalPosition);
}

void Canvas::openInherited(const InheritedStatement& statement)
{
    Q_EMIT inheritedWanted(statement);
}

} // namespace gatelens::ui
