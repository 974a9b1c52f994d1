#include "ui/policies/statement_list.h"

#include "ui/policies/add_button.h"
#include "ui/policies/base_card.h"
#include "ui/policies/canvas_host.h"
#include "ui/policies/card_widget.h"
#include "ui/policies/container_card.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

#include <QBoxLayout>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QToolTip>

namespace gatelens::ui {
namespace {

constexpr int kCardGap = 4;

std::optional<CardPath> draggedPath(const QMimeData& data)
{
    const auto bytes = data.data(QLatin1String(kStatementMimeType));
    if (bytes.isEmpty())
        return std::nullopt;
    CardPath path;
    for (const auto& part : QString::fromUtf8(bytes).split(u'.'))
        path.push_back(part.toULongLong());
    return path;
}

} // namespace

StatementList::StatementList(CanvasHost& host, CardPath list,
                             std::optional<policy::Section> missingSection,
                             Qt::Orientation orientation, QWidget* parent)
    : QWidget(parent)
    , m_host(host)
    , m_list(std::move(list))
    , m_missingSection(missingSection)
    , m_orientation(orientation)
    , m_layout(new QBoxLayout(
          orientation == Qt::Vertical ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, this))
{
    setAcceptDrops(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(kCardGap);
    const auto* node
        = m_missingSection ? nullptr : nodeAt(host.designer().model()->lastValid(), m_list);
    if (node)
        addCards(*node);
    addButton();
}

void StatementList::addCards(const policy::Node& list)
{
    std::size_t index = 0;
    for (const auto& child : list.children) {
        if (!isShown(child))
            continue;
        auto path = m_list;
        path.push_back(index++);
        auto* card = makeCard(child, path);
        m_cards.push_back(card);
        m_layout->addWidget(card, 0, Qt::AlignTop);
    }
}

QWidget* StatementList::makeCard(const policy::Node& node, const CardPath& path)
{
    const auto& document = m_host.designer().model()->lastValid();
    if (node.kind == policy::NodeKind::Element) {
        const auto section = m_host.designer().surroundings({m_list, 0, {}}).section;
        if (node.name == "base" && section)
            return new BaseCard(m_host, path, *section);
        if (isContainer(document, path))
            return new ContainerCard(m_host, path, node);
    }
    return new CardWidget(m_host, path, faceOf(node, document, false, false, m_host.findings()));
}

void StatementList::addButton()
{
    m_addButton = new AddButton(tr("Add statement"));
    m_addButton->setToolTip(tr("Add a statement here (Insert or /)"));
    const auto& document = m_host.designer().model()->lastValid();
    m_addButton->setObjectName(QStringLiteral("policy.add.")
                               + (m_missingSection ? toQString(policy::toString(*m_missingSection))
                                                   : nodeIdOf(document, m_list)));
    m_addButton->setEnabled(m_host.designer().canEdit());
    connect(m_addButton, &QAbstractButton::clicked, this, &StatementList::openPicker);
    m_layout->addWidget(m_addButton, 0, Qt::AlignTop);
}

void StatementList::openPicker()
{
    m_host.openPicker(placeAtEnd(), m_addButton->mapToGlobal(QPoint(0, m_addButton->height())));
}

DropPlace StatementList::placeAtEnd() const { return {m_list, m_cards.size(), m_missingSection}; }

DropPlace StatementList::placeAt(const QPoint& position) const
{
    for (std::size_t index = 0; index < m_cards.size(); ++index) {
        const auto area = m_cards[index]->geometry();
        const bool isBefore = m_orientation == Qt::Vertical ? position.y() < area.center().y()
                                                            : position.x() < area.center().x();
        if (isBefore)
            return {m_list, index, m_missingSection};
    }
    return placeAtEnd();
}

std::optional<QString> StatementList::refusal(const QDropEvent& event, const DropPlace& place) const
{
    if (!m_host.designer().canEdit())
        return tr("The code is not well-formed: mend it first.");
    const auto name = elementNameOf(toUtf8(event.mimeData()->text()));
    if (name.empty())
        return tr("Only policy statements can be dropped here.");
    return m_host.designer().refusal(toQString(name), place);
}

void StatementList::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasText())
        event->acceptProposedAction();
}

void StatementList::dragMoveEvent(QDragMoveEvent* event)
{
    const auto position = event->position().toPoint();
    const auto place = placeAt(position);
    const auto reason = refusal(*event, place);
    m_dropIndex = reason ? std::nullopt : std::optional(place.index);
    if (reason) {
        QToolTip::showText(mapToGlobal(position), *reason, this);
        event->ignore();
    } else {
        QToolTip::hideText();
        event->setDropAction(event->modifiers() & Qt::ControlModifier ? Qt::CopyAction
                                                                      : Qt::MoveAction);
        event->accept();
    }
    update();
}

void StatementList::dragLeaveEvent(QDragLeaveEvent*)
{
    m_dropIndex.reset();
    update();
}

void StatementList::dropEvent(QDropEvent* event)
{
    m_dropIndex.reset();
    const auto place = placeAt(event->position().toPoint());
    event->accept();
    const auto from = draggedPath(*event->mimeData());
    const auto source = toUtf8(event->mimeData()->text().trimmed());
    auto& designer = m_host.designer();
    if (!from)
        designer.add(place, source);
    else if (event->modifiers() & Qt::ControlModifier)
        designer.copyTo(*from, place);
    else
        designer.move(*from, place);
}

void StatementList::paintEvent(QPaintEvent*)
{
    if (!m_dropIndex)
        return;
    QPainter painter(this);
    painter.setPen(QPen(currentTheme().accent, 2));
    const QWidget* before = m_addButton;
    if (*m_dropIndex < m_cards.size())
        before = m_cards[*m_dropIndex];
    const auto area = before->geometry();
    if (m_orientation == Qt::Vertical)
        painter.drawLine(0, std::max(1, area.top() - kCardGap / 2), width(),
                         std::max(1, area.top() - kCardGap / 2));
    else
        painter.drawLine(std::max(1, area.left() - kCardGap / 2), 0,
                         std::max(1, area.left() - kCardGap / 2), height());
}

} // namespace gatelens::ui
