#include "ui/widgets/key_value_table.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/scaling.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace gatelens::ui {

namespace {

constexpr int kKeyValueRowHeight = 24;
constexpr int kFieldRole = Qt::UserRole;
constexpr int kHeadingRole = Qt::UserRole + 1;

class RowDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Theme& theme = currentTheme();
        painter->save();
        const bool isHeading = index.siblingAtColumn(0).data(kHeadingRole).toBool();
        const bool isSelected = option.state & QStyle::State_Selected;
        painter->fillRect(option.rect,
                          isSelected      ? theme.selection
                              : isHeading ? theme.alternate
                                          : theme.base);
        const bool isName = index.column() == 0;
        painter->setFont(isHeading ? strongFont() : isName ? smallFont() : dataFont());
        painter->setPen(isName && !isHeading ? theme.secondary : theme.text);
        const QRect box = option.rect.adjusted(isName ? 12 : 8, 0, -8, 0);
        painter->drawText(box, Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                            box.width()));
        painter->restore();
    }
};

} // namespace

KeyValueTable::KeyValueTable(QWidget* parent)
    : ListTable(scaledToText(kKeyValueRowHeight), parent)
    , m_model(new QStandardItemModel(0, 2, this))
{
    setModel(m_model);
    setItemDelegate(new RowDelegate(this));
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    horizontalHeader()->hide();
    horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    setColumnWidth(0, 170);
    setAccessibleName(tr("Names and values"));
}

void KeyValueTable::setRows(const QList<Row>& rows)
{
    m_model->setRowCount(0);
    for (const Row& row : rows) {
        auto* name = new QStandardItem(row.name);
        auto* value = new QStandardItem(row.value);
        name->setData(row.isHeading, kHeadingRole);
        name->setData(row.filterField, kFieldRole);
        value->setToolTip(row.value.left(2000));
        m_model->appendRow({name, value});
    }
    if (m_isGrowing)
        setFixedHeight(sizeHint().height());
}

void KeyValueTable::setGrowing(bool isGrowing)
{
    m_isGrowing = isGrowing;
    if (isGrowing)
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

QSize KeyValueTable::sizeHint() const
{
    return m_isGrowing ? QSize(240, m_model->rowCount() * scaledToText(kKeyValueRowHeight))
                       : QTableView::sizeHint();
}

QSize KeyValueTable::minimumSizeHint() const
{
    return m_isGrowing ? sizeHint() : QTableView::minimumSizeHint();
}

void KeyValueTable::contextMenuEvent(QContextMenuEvent* event)
{
    const QModelIndex index = indexAt(event->pos());
    if (!index.isValid())
        return;
    const QString field = index.siblingAtColumn(0).data(kFieldRole).toString();
    const QString value = index.siblingAtColumn(1).data().toString();
    QMenu menu(this);
    if (!field.isEmpty()) {
        menu.addAction(icon(IconId::Filter), tr("Filter for this"), this,
                       [=, this] { Q_EMIT filterWanted(field, value, false); });
        menu.addAction(tr("Filter out"), this,
                       [=, this] { Q_EMIT filterWanted(field, value, true); });
        menu.addSeparator();
    }
    menu.addAction(icon(IconId::Copy), tr("Copy value"), this,
                   [value] { QGuiApplication::clipboard()->setText(value); });
    menu.addAction(tr("Copy name and value"), this, [this] { copySelection(); });
    menu.exec(event->globalPos());
}

QString KeyValueTable::rowText(const QModelIndex& row) const
{
    return row.siblingAtColumn(0).data().toString() + QStringLiteral(": ")
        + row.siblingAtColumn(1).data().toString();
}

} // namespace gatelens::ui
