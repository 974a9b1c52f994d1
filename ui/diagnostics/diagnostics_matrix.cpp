#include "ui/diagnostics/diagnostics_matrix.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/badge.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <cmath>

namespace gatelens::ui {
namespace {

constexpr int kRowHeight = 36;
constexpr int kHeadingHeight = 46;
constexpr int kMinimumScope = 150;
constexpr int kMaximumScope = 200;
constexpr int kMinimumColumn = 110;
constexpr int kIconSize = 14;
constexpr int kPadding = 10;
/// What stands beside a scope's name: indentation, icon and padding.
constexpr int kScopeMargins = 14 + kIconSize + 8 + 2 * kPadding;

QString wordOf(CellState state)
{
    switch (state) {
    case CellState::Inherits:
        return DiagnosticsMatrixModel::tr("inherits");
    case CellState::Overrides:
        return DiagnosticsMatrixModel::tr("overrides");
    case CellState::Added:
        return DiagnosticsMatrixModel::tr("added");
    case CellState::Off:
    case CellState::On:
    case CellState::PolicyOnly:
        break;
    }
    return {};
}

std::pair<IconId, Tone> iconOf(CellState state)
{
    switch (state) {
    case CellState::On:
        return {IconId::StatusOk, Tone::Success};
    case CellState::Inherits:
        return {IconId::Base, Tone::Secondary};
    case CellState::Overrides:
        return {IconId::ArrowRight, Tone::Warning};
    case CellState::Added:
        return {IconId::Plus, Tone::Accent};
    case CellState::Off:
    case CellState::PolicyOnly:
        break;
    }
    return {IconId::StatusNone, Tone::Secondary};
}

QString kindOf(const Logger& logger)
{
    switch (logger.type) {
    case LoggerType::ApplicationInsights:
        return DiagnosticsMatrixModel::tr("Application Insights");
    case LoggerType::AzureEventHub:
        return DiagnosticsMatrixModel::tr("Event Hubs, policy only");
    case LoggerType::AzureMonitor:
        return DiagnosticsMatrixModel::tr("resource logs");
    }
    return {};
}

class MatrixDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const auto& theme = currentTheme();
        const auto area = option.rect;
        const auto ratio = option.widget ? option.widget->devicePixelRatioF() : 1.0;
        const bool isCurrent = option.state & QStyle::State_Selected;
        painter->fillRect(area,
                          isCurrent && index.column() > 0 ? theme.information.tint : theme.base);
        const auto state
            = static_cast<CellState>(index.data(DiagnosticsMatrixModel::StateRole).toInt());
        const bool isScope = index.column() == 0;
        const auto [id, tone] = isScope
            ? std::pair{index.row() == 0 ? IconId::ScopeGlobal : IconId::Apis, Tone::Secondary}
            : iconOf(state);
        int left = area.left() + kPadding + (isScope && index.row() > 0 ? 14 : 0);
        painter->drawPixmap(left, area.center().y() - kIconSize / 2,
                            iconPixmap(id, tone, kIconSize, ratio));
        left += kIconSize + 8;
        int right = area.right() - kPadding;
        if (const auto word = index.data(DiagnosticsMatrixModel::WordRole).toString();
            !word.isEmpty())
            right -= paintWord(*painter, area, right, word, state) + 6;
        const bool isQuiet = state == CellState::Off || state == CellState::Inherits
            || state == CellState::PolicyOnly;
        painter->setFont(option.font);
        painter->setPen(isQuiet && !isScope ? theme.secondary : theme.text);
        const auto text = index.data(Qt::DisplayRole).toString();
        painter->drawText(QRect(left, area.top(), right - left, area.height()), Qt::AlignVCenter,
                          QFontMetrics(option.font).elidedText(text, Qt::ElideRight, right - left));
        painter->setPen(theme.divider);
        painter->drawLine(area.topRight(), area.bottomRight());
        painter->drawLine(area.bottomLeft(), area.bottomRight());
        if (index.data(DiagnosticsMatrixModel::ChangedRole).toBool())
            painter->fillRect(area.left(), area.top() + 1, 3, area.height() - 2,
                              theme.warning.text);
        if (isCurrent && !isScope) {
            painter->setPen(QPen(theme.accent, 2));
            painter->drawRect(area.adjusted(1, 1, -1, -1));
        }
    }

private:
    static int paintWord(QPainter& painter, const QRect& area, int right, const QString& word,
                         CellState state)
    {
        const auto& theme = currentTheme();
        if (state == CellState::Inherits) {
            painter.setFont(smallFont());
            painter.setPen(theme.secondary);
            const int width = QFontMetrics(smallFont()).horizontalAdvance(word);
            painter.drawText(QRect(right - width, area.top(), width, area.height()),
                             Qt::AlignVCenter, word);
            return width;
        }
        const int width = badgeWidth(word, false);
        paintBadge(&painter, {right - width, area.center().y() - 9}, word,
                   state == CellState::Overrides ? Status::Warning : Status::Information, {},
                   theme);
        return width;
    }
};

/// Logger's name over its kind.
class LoggerHeader : public QHeaderView
{
public:
    explicit LoggerHeader(QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent)
    {
        setFixedHeight(kHeadingHeight);
        setHighlightSections(false);
        setSectionsClickable(false);
    }

protected:
    void paintSection(QPainter* painter, const QRect& area, int section) const override
    {
        const auto& theme = currentTheme();
        painter->fillRect(area, theme.base);
        const auto name = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
        const auto note
            = model()
                  ->headerData(section, Qt::Horizontal, DiagnosticsMatrixModel::NoteRole)
                  .toString();
        const auto inner = area.adjusted(kPadding, 4, -kPadding, -4);
        painter->setFont(section == 0 ? smallFont() : strongFont());
        painter->setPen(section == 0 ? theme.secondary : theme.text);
        painter->drawText(
            inner, section == 0 ? Qt::AlignVCenter : Qt::AlignTop | Qt::AlignLeft,
            QFontMetrics(painter->font()).elidedText(name, Qt::ElideRight, inner.width()));
        painter->setFont(smallFont());
        painter->setPen(theme.secondary);
        painter->drawText(inner, Qt::AlignBottom | Qt::AlignLeft, note);
        painter->setPen(theme.divider);
        painter->drawLine(area.topRight(), area.bottomRight());
        painter->drawLine(area.bottomLeft(), area.bottomRight());
    }
};

} // namespace

DiagnosticsMatrixModel::DiagnosticsMatrixModel(DiagnosticsDraft& draft, QObject* parent)
    : QAbstractTableModel(parent)
    , m_draft(draft)
{
    connect(&m_draft, &DiagnosticsDraft::changed, this, &DiagnosticsMatrixModel::refresh);
    refresh();
}

void DiagnosticsMatrixModel::refresh()
{
    const auto rows = static_cast<qsizetype>(m_draft.workspace().apis.size()) + 1;
    const auto columns = static_cast<qsizetype>(m_draft.workspace().loggers.size()) + 1;
    if (rows == m_rows && columns == m_columns) {
        Q_EMIT dataChanged(index(0, 0),
                           index(static_cast<int>(rows) - 1, static_cast<int>(columns) - 1));
        return;
    }
    beginResetModel();
    m_rows = rows;
    m_columns = columns;
    endResetModel();
}

int DiagnosticsMatrixModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows);
}

int DiagnosticsMatrixModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns);
}

DiagnosticCell DiagnosticsMatrixModel::cellAt(const QModelIndex& index) const
{
    DiagnosticCell cell;
    if (index.row() > 0)
        cell.apiKey = m_draft.workspace().apis[static_cast<std::size_t>(index.row()) - 1].key();
    if (index.column() > 0)
        cell.loggerId
            = m_draft.workspace().loggers[static_cast<std::size_t>(index.column()) - 1].id;
    return cell;
}

QModelIndex DiagnosticsMatrixModel::indexOf(const DiagnosticCell& cell) const
{
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 1; column < columnCount(); ++column) {
            const auto at = index(row, column);
            if (cellAt(at) == cell)
                return at;
        }
    }
    return {};
}

QString DiagnosticsMatrixModel::textOf(const DiagnosticCell& cell) const
{
    switch (m_draft.state(cell)) {
    case CellState::Off:
    case CellState::PolicyOnly:
        return tr("off");
    case CellState::Inherits:
        return shortText(*m_draft.find({{}, cell.loggerId}));
    case CellState::On:
    case CellState::Overrides:
    case CellState::Added:
        break;
    }
    return shortText(*m_draft.find(cell));
}

QVariant DiagnosticsMatrixModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto cell = cellAt(index);
    if (index.column() == 0) {
        if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
            return {};
        if (index.row() == 0)
            return tr("All APIs");
        const auto& api = m_draft.workspace().apis[static_cast<std::size_t>(index.row()) - 1];
        const auto name = toQString(api.displayName.empty() ? api.id : api.displayName);
        return api.isCurrent ? name : tr("%1, rev. %2").arg(name, toQString(api.revision));
    }
    const auto state = m_draft.state(cell);
    switch (role) {
    case Qt::DisplayRole:
        return textOf(cell);
    case Qt::AccessibleTextRole:
        return textOf(cell) + u' ' + wordOf(state);
    case StateRole:
        return static_cast<int>(state);
    case WordRole:
        return wordOf(state);
    case ChangedRole: {
        const auto changes = m_draft.changes();
        return std::find(changes.begin(), changes.end(), cell) != changes.end();
    }
    case Qt::ToolTipRole:
        return state == CellState::PolicyOnly
            ? tr("Only policies such as log-to-eventhub write to this logger.")
            : QVariant();
    default:
        return {};
    }
}

QVariant DiagnosticsMatrixModel::headerData(int section, Qt::Orientation orientation,
                                            int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (section == 0)
        return role == Qt::DisplayRole ? QVariant(tr("Scope")) : QVariant();
    const auto& logger = m_draft.workspace().loggers[static_cast<std::size_t>(section) - 1];
    if (role == Qt::DisplayRole)
        return toQString(logger.id);
    if (role == NoteRole)
        return kindOf(logger);
    if (role == Qt::ToolTipRole)
        return toQString(logger.description);
    return {};
}

DiagnosticsMatrix::DiagnosticsMatrix(DiagnosticsMatrixModel& model, QWidget* parent)
    : QTableView(parent)
{
    setObjectName(QStringLiteral("diag.matrix"));
    setAccessibleName(tr("Diagnostics by scope and logger"));
    setHorizontalHeader(new LoggerHeader(this));
    setModel(&model);
    setItemDelegate(new MatrixDelegate(this));
    setShowGrid(false);
    setTabKeyNavigation(false); // Tab leads on, arrows move
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        spreadColumns();
        updateGeometry();
    });
}

QSize DiagnosticsMatrix::sizeHint() const
{
    return {600, kHeadingHeight + kRowHeight * model()->rowCount() + 2};
}

void DiagnosticsMatrix::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    spreadColumns();
}

/// So that the logger's name and every cell are read in full.
int DiagnosticsMatrix::neededWidth(int column) const
{
    const QFontMetrics name(strongFont());
    const QFontMetrics small(smallFont());
    int width = name.horizontalAdvance(model()->headerData(column, Qt::Horizontal).toString());
    const auto note
        = model()->headerData(column, Qt::Horizontal, DiagnosticsMatrixModel::NoteRole).toString();
    width = std::max(width, small.horizontalAdvance(note)) + 2 * kPadding;
    for (int row = 0; row < model()->rowCount(); ++row) {
        const auto cell = model()->index(row, column);
        const auto word = cell.data(DiagnosticsMatrixModel::WordRole).toString();
        const int text = fontMetrics().horizontalAdvance(cell.data().toString());
        width = std::max(width,
                         2 * kPadding + kIconSize + 8 + text
                             + (word.isEmpty() ? 0 : badgeWidth(word, false) + 8));
    }
    return width;
}

void DiagnosticsMatrix::spreadColumns()
{
    const int loggers = model()->columnCount() - 1;
    int scope = kMinimumScope;
    for (int row = 0; row < model()->rowCount(); ++row) {
        const auto text = model()->index(row, 0).data().toString();
        scope = std::max(scope, fontMetrics().horizontalAdvance(text) + kScopeMargins);
    }
    scope = std::min(scope, kMaximumScope);
    setColumnWidth(0, scope);
    std::vector<int> needed;
    int spare = viewport()->width() - scope;
    for (int column = 1; column <= loggers; ++column) {
        needed.push_back(neededWidth(column));
        spare -= needed.back();
    }
    // What is left is shared; what is missing is taken from all, down to what is still legible.
    const int share = static_cast<int>(std::floor(double(spare) / std::max(1, loggers)));
    for (int column = 1; column <= loggers; ++column) {
        const int wanted = needed[static_cast<std::size_t>(column) - 1] + share;
        setColumnWidth(column, std::max(kMinimumColumn, wanted));
    }
}

} // namespace gatelens::ui
