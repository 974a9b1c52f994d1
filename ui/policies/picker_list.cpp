#include "ui/policies/picker_list.h"

#include <QDrag>
#include <QMimeData>
#include <QPainter>
#include <QStyleOptionViewItem>

namespace gatelens::ui {

PickerList::PickerList(QWidget* parent)
    : QListView(parent)
{
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
}

QMimeData* PickerList::mimeDataOf(const QModelIndex& index) const
{
    const auto source = index.data(m_sourceRole).toString();
    if (source.isEmpty() || !(index.flags() & Qt::ItemIsDragEnabled))
        return nullptr;
    auto* carried = new QMimeData;
    carried->setText(source);
    return carried;
}

void PickerList::startDrag(Qt::DropActions)
{
    const auto index = currentIndex();
    auto* carried = mimeDataOf(index);
    if (!carried)
        return;
    const auto area = visualRect(index);
    const auto picture = viewport()->grab(area);
    // The window outlives the list's popup, and with it the drag.
    auto* drag = new QDrag(window()->parentWidget() ? window()->parentWidget() : window());
    drag->setMimeData(carried);
    drag->setPixmap(picture);
    drag->setHotSpot({20, area.height() / 2});
    Q_EMIT dragStarted();
    drag->exec(Qt::CopyAction);
}

} // namespace gatelens::ui
