#include "ui/live/item_table.h"

#include "ui/live/row_delegate.h"
#include "ui/session/session.h"
#include "ui/theme/format.h"
#include "ui/theme/scaling.h"
#include "ui/theme/style.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>

namespace gatelens::ui {

namespace {

/// A copy of more rows than this is an export.
constexpr int kMostCopied = 5000;
constexpr int kRoomForReasons = 860;
constexpr int kCodeWidth = 72;
constexpr int kRoomForBars = 640;
constexpr int kFigureWidth = 80;
constexpr int kLeastNameWidth = 140;

} // namespace

ItemTable::ItemTable(Session& session, PagedModel* model, QWidget* parent)
    : QTableView(parent)
    , m_session(session)
    , m_model(model)
    , m_delegate(new RowDelegate(this))
    , m_chip(new QPushButton(this))
{
    model->setParent(this);
    setModel(model);
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setUpHeader();
    setButtonKind(m_chip, ButtonKind::Primary);
    m_chip->setObjectName(QStringLiteral("live.followChip"));
    m_chip->hide();

    connect(m_chip, &QPushButton::clicked, this, [this] {
        setFollowing(true);
        Q_EMIT waitingClicked();
    });
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!current.isValid())
                    return;
                m_selectedId = m_model->idAt(current.row());
                m_isSelectionBare = m_model->rowAt(current.row()) == nullptr;
                Q_EMIT rowSelected(m_selectedId);
            });
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex& index) { Q_EMIT rowOpened(m_model->idAt(index.row())); });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &ItemTable::keepPlace);
    connect(m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) {
                // A row chosen before its page was there is told again with what it holds.
                const int row = currentIndex().row();
                if (m_isSelectionBare && row >= first.row() && row <= last.row()) {
                    m_isSelectionBare = false;
                    Q_EMIT rowSelected(m_selectedId);
                }
                searchFailure();
            });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_search.reset();
        if (m_selectedId != 0)
            selectId(m_selectedId);
        keepPlace();
    });
    const auto density
        = [this] { verticalHeader()->setDefaultSectionSize(m_session.appearance().rowHeight()); };
    density();
    connect(&session.appearance(), &Appearance::densityChanged, this, density);
    connect(&session.appearance(), &Appearance::themeChanged, this, [this, density] {
        density(); // the text size may be another
        m_delegate->refresh();
        viewport()->update();
    });
}

void ItemTable::setUpHeader()
{
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setHighlightSections(false);
    verticalHeader()->setMinimumSectionSize(20);
    QHeaderView* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setSectionsClickable(true);
    header->setMinimumSectionSize(36);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    const auto& columns = m_model->columns();
    for (int section = 0; section < m_model->columnCount(); ++section) {
        const TableColumn& column = columns[static_cast<std::size_t>(section)];
        setColumnWidth(section, scaledToText(column.width));
        header->setSectionResizeMode(
            section, column.isName() ? QHeaderView::Stretch : QHeaderView::Interactive);
    }
    connect(header, &QHeaderView::customContextMenuRequested, this, &ItemTable::headerMenu);
    connect(header, &QHeaderView::sectionClicked, this, [this, header](int section) {
        const auto sort = m_model->columns()[static_cast<std::size_t>(section)].sort;
        if (!sort)
            return;
        const bool isSame
            = header->isSortIndicatorShown() && header->sortIndicatorSection() == section;
        const bool isDescending = isSame ? header->sortIndicatorOrder() == Qt::AscendingOrder
                                         : *sort != ExchangeSort::Time;
        header->setSortIndicatorShown(true);
        header->setSortIndicator(section, isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
        Q_EMIT sortWanted(*sort, isDescending);
    });
}

void ItemTable::headerMenu(const QPoint& position)
{
    QMenu menu(this);
    for (int section = 0; section < m_model->columnCount(); ++section) {
        const TableColumn& column = m_model->columns()[static_cast<std::size_t>(section)];
        QAction* choice = menu.addAction(column.title);
        choice->setCheckable(true);
        choice->setChecked(!isColumnHidden(section));
        // A list without its name would say nothing.
        choice->setEnabled(column.kind != ColumnKind::Operation && column.kind != ColumnKind::Name);
        connect(choice, &QAction::toggled, this, [this, section](bool isOn) {
            setColumnHidden(section, !isOn);
            fitColumns();
        });
    }
    menu.exec(horizontalHeader()->mapToGlobal(position));
}

const TableRow* ItemTable::currentRow() const
{
    return currentIndex().isValid() ? m_model->rowAt(currentIndex().row()) : nullptr;
}

void ItemTable::setFollowing(bool isFollowing)
{
    if (isFollowing) {
        m_isMovingItself = true;
        if (m_model->isNewestFirst())
            scrollToTop();
        else
            scrollToBottom();
        m_isMovingItself = false;
        showWaiting(0);
    }
    if (isFollowing == m_isFollowing)
        return;
    m_isFollowing = isFollowing;
    Q_EMIT followingChanged(isFollowing);
}

void ItemTable::showWaiting(int count)
{
    m_chip->setVisible(count > 0);
    if (count > 0) {
        m_chip->setText(tr("%1 new").arg(formatCount(static_cast<std::uint64_t>(count))));
        m_chip->setAccessibleName(tr("%1 new rows. Show the newest").arg(count));
        placeChip();
    }
}

void ItemTable::selectId(std::int64_t id)
{
    m_selectedId = id;
    const int row = m_model->rowOf(id);
    if (row < 0)
        return;
    m_isMovingItself = true;
    setCurrentIndex(m_model->index(row, 0));
    m_isMovingItself = false;
}

void ItemTable::goToFailure(int direction)
{
    m_search = FailureSearch{currentIndex().row() + direction, direction};
    searchFailure();
}

void ItemTable::searchFailure()
{
    if (!m_search)
        return;
    const auto [from, direction] = *m_search;
    const int rows = m_model->rowCount();
    for (int row = from; row >= 0 && row < rows; row += direction) {
        const TableRow* candidate = m_model->rowAt(row);
        if (!candidate) {
            // Goes on when the page is there.
            m_search->row = row;
            return;
        }
        if (candidate->isFailed) {
            m_search.reset();
            setCurrentIndex(m_model->index(row, 0));
            return;
        }
    }
    m_search.reset();
}

void ItemTable::copySelection(bool isJson) const
{
    QStringList lines;
    QJsonArray objects;
    QStringList titles;
    for (const TableColumn& column : m_model->columns())
        titles += column.title;
    lines += titles.join(QLatin1Char('\t'));
    int copied = 0;
    for (const QModelIndex& index : selectionModel()->selectedRows()) {
        const TableRow* row = m_model->rowAt(index.row());
        if (!row || ++copied > kMostCopied)
            continue;
        QStringList cells;
        QJsonObject object;
        for (const TableColumn& column : m_model->columns()) {
            cells += m_model->textOf(*row, column.kind);
            object.insert(column.title, cells.back());
        }
        object.insert(QStringLiteral("operationId"), row->operationId);
        lines += cells.join(QLatin1Char('\t'));
        objects.append(object);
    }
    QGuiApplication::clipboard()->setText(isJson
                                              ? QString::fromUtf8(QJsonDocument(objects).toJson())
                                              : lines.join(QLatin1Char('\n')));
}

void ItemTable::keyPressEvent(QKeyEvent* event)
{
    m_search.reset();
    if (event->matches(QKeySequence::Copy))
        return copySelection(false);
    switch (event->key()) {
    case Qt::Key_J:
        return step(1);
    case Qt::Key_K:
        return step(-1);
    case Qt::Key_Space:
        Q_EMIT detailToggled();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (currentIndex().isValid())
            Q_EMIT rowOpened(m_model->idAt(currentIndex().row()));
        return;
    case Qt::Key_End:
        QTableView::keyPressEvent(event);
        setFollowing(true);
        return;
    default:
        break;
    }
    // Letters do not jump: in a list that grows they would jump anywhere.
    if (!event->text().isEmpty() && event->text()[0].isPrint()
        && event->modifiers() == Qt::NoModifier)
        return event->ignore();
    QTableView::keyPressEvent(event);
}

void ItemTable::step(int rows)
{
    const int row
        = std::clamp(currentIndex().row() + rows, 0, std::max(0, m_model->rowCount() - 1));
    setCurrentIndex(m_model->index(row, 0));
}

void ItemTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    if (event->oldSize().width() != width())
        fitColumns();
    placeChip();
    keepPlace();
}

/// The name has room: in a narrow table the code alone says the status, in a very narrow one the
/// figure alone the duration; below that the table scrolls sideways.
void ItemTable::fitColumns()
{
    int stretched = -1;
    int others = 0;
    for (int section = 0; section < m_model->columnCount(); ++section) {
        const TableColumn& column = m_model->columns()[static_cast<std::size_t>(section)];
        if (column.kind == ColumnKind::Status)
            setColumnWidth(
                section,
                scaledToText(width() < scaledToText(kRoomForReasons) ? kCodeWidth : column.width));
        if (column.kind == ColumnKind::Duration)
            setColumnWidth(
                section,
                scaledToText(width() < scaledToText(kRoomForBars) ? kFigureWidth : column.width));
        if (column.isName())
            stretched = section;
        else if (!isColumnHidden(section))
            others += columnWidth(section);
    }
    if (stretched < 0)
        return;
    const int least = scaledToText(kLeastNameWidth);
    const bool hasRoom = viewport()->width() - others >= least;
    horizontalHeader()->setSectionResizeMode(
        stretched, hasRoom ? QHeaderView::Stretch : QHeaderView::Interactive);
    if (!hasRoom)
        setColumnWidth(stretched, least);
}

void ItemTable::contextMenuEvent(QContextMenuEvent* event)
{
    const QModelIndex index = event->reason() == QContextMenuEvent::Mouse
        ? indexAt(viewport()->mapFrom(this, event->pos()))
        : currentIndex();
    if (!index.isValid())
        return;
    const QPoint at = event->reason() == QContextMenuEvent::Mouse
        ? event->globalPos()
        : viewport()->mapToGlobal(visualRect(index).bottomLeft());
    Q_EMIT menuWanted(at, index.row(), index.column());
}

bool ItemTable::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QModelIndex index = indexAt(help->pos());
        if (index.isValid())
            Q_EMIT tipWanted(help->globalPos(), index.row(), index.column());
        return true;
    }
    return QTableView::viewportEvent(event);
}

void ItemTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    if (dy == 0 || m_isMovingItself)
        return;
    const QScrollBar* bar = verticalScrollBar();
    const bool isAtEnd = m_model->isNewestFirst() ? bar->value() <= bar->minimum()
                                                  : bar->value() >= bar->maximum();
    if (isAtEnd != m_isFollowing) {
        m_isFollowing = isAtEnd;
        if (isAtEnd)
            showWaiting(0);
        Q_EMIT followingChanged(isAtEnd);
    }
}

void ItemTable::keepPlace()
{
    if (!m_isFollowing)
        return;
    m_isMovingItself = true;
    if (m_model->isNewestFirst())
        scrollToTop();
    else
        scrollToBottom();
    m_isMovingItself = false;
}

void ItemTable::placeChip()
{
    m_chip->adjustSize();
    const int y = m_model->isNewestFirst() ? horizontalHeader()->height() + 8
                                           : height() - m_chip->height() - 12;
    m_chip->move((width() - m_chip->width()) / 2, y);
    m_chip->raise();
}

} // namespace gatelens::ui
