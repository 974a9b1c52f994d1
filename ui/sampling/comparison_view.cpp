#include "ui/sampling/comparison_view.h"

#include "ui/sampling/comparison_model.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/series_marks.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace gatelens::ui {
namespace {

constexpr int kHeadingHeight = 46;
constexpr int kRowHeight = 25;
constexpr int kLabelWidth = 250;
constexpr int kMinimumColumn = 150;
constexpr int kPadding = 10;
constexpr int kBarWidth = 64;
constexpr int kBarHeight = 6;
constexpr double kMarkSize = 10;

QColor statusText(int status, const Theme& theme)
{
    const auto meaning = static_cast<Status>(status);
    return meaning == Status::Neutral ? theme.text : theme.status(meaning).text;
}

QColor seriesColor(int candidate, const Theme& theme)
{
    return theme.series[static_cast<std::size_t>(candidate) % theme.series.size()];
}

class ComparisonDelegate : public QStyledItemDelegate
{
public:
    explicit ComparisonDelegate(ComparisonView& view)
        : QStyledItemDelegate(&view)
        , m_view(view)
    {
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const auto& theme = currentTheme();
        const auto area = option.rect;
        const bool isHeading = index.data(ComparisonModel::HeadingRole).toBool();
        const bool isSelected
            = index.column() > 0 && index.column() - 1 == m_view.currentCandidate();
        painter->fillRect(area,
                          isHeading        ? theme.alternate
                              : isSelected ? theme.information.tint
                                           : theme.base);
        if (index.column() == 0)
            paintMeasure(*painter, option.font, area, index, isHeading);
        else
            paintValue(*painter, area, index);
        painter->setPen(theme.divider);
        painter->drawLine(area.topRight(), area.bottomRight());
        if (isSelected) {
            painter->fillRect(area.left(), area.top(), 2, area.height(), theme.accent);
            painter->fillRect(area.right() - 1, area.top(), 2, area.height(), theme.accent);
        }
    }

private:
    static void paintMeasure(QPainter& painter, const QFont& viewFont, const QRect& area,
                             const QModelIndex& index, bool isHeading)
    {
        const auto& theme = currentTheme();
        auto font = viewFont;
        if (isHeading) {
            font = smallFont();
            font.setWeight(QFont::DemiBold);
        }
        painter.setFont(font);
        painter.setPen(isHeading ? theme.secondary : theme.text);
        const auto text = index.data(Qt::DisplayRole).toString();
        const auto inner = area.adjusted(kPadding, 0, -kPadding, 0);
        painter.drawText(inner, Qt::AlignVCenter, text);
        const auto note = index.data(ComparisonModel::NoteRole).toString();
        if (note.isEmpty())
            return;
        const int used = QFontMetrics(font).horizontalAdvance(text) + 8;
        painter.setFont(smallFont());
        painter.setPen(theme.secondary);
        const auto rest = inner.adjusted(used, 0, 0, 0);
        painter.drawText(rest, Qt::AlignVCenter,
                         QFontMetrics(smallFont()).elidedText(note, Qt::ElideRight, rest.width()));
    }

    static void paintValue(QPainter& painter, const QRect& area, const QModelIndex& index)
    {
        const auto& theme = currentTheme();
        const int status = index.data(ComparisonModel::StatusRole).toInt();
        const auto text = index.data(Qt::DisplayRole).toString();
        painter.setFont(dataFont());
        painter.setPen(statusText(status, theme));
        const auto inner = area.adjusted(kPadding, 0, -kPadding, 0);
        painter.drawText(inner, Qt::AlignVCenter | Qt::AlignRight, text);
        const auto fraction = index.data(ComparisonModel::FractionRole);
        if (!fraction.isValid())
            return;
        const int textLeft
            = inner.right() - QFontMetrics(dataFont()).horizontalAdvance(text) - kPadding;
        const QRect track(textLeft - kBarWidth, area.center().y() - kBarHeight / 2, kBarWidth,
                          kBarHeight);
        if (track.left() < inner.left())
            return;
        painter.fillRect(track, theme.barTrack);
        auto filled = track;
        filled.setWidth(std::max(1, static_cast<int>(kBarWidth * fraction.toDouble())));
        const bool isError = static_cast<Status>(status) == Status::Error;
        painter.fillRect(filled,
                         isError ? theme.error.text : seriesColor(index.column() - 1, theme));
    }

    ComparisonView& m_view;
};

/// Marker, letter, name, and what to think of the candidate.
class CandidateHeader : public QHeaderView
{
public:
    explicit CandidateHeader(ComparisonView& view)
        : QHeaderView(Qt::Horizontal, &view)
        , m_view(view)
    {
        setSectionsClickable(true);
        setHighlightSections(false);
        setFixedHeight(kHeadingHeight);
    }

protected:
    void paintSection(QPainter* painter, const QRect& area, int section) const override
    {
        const auto& theme = currentTheme();
        const bool isSelected = section > 0 && section - 1 == m_view.currentCandidate();
        painter->fillRect(area, isSelected ? theme.information.tint : theme.base);
        const auto text = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
        painter->setPen(theme.divider);
        painter->drawLine(area.topRight(), area.bottomRight());
        painter->drawLine(area.bottomLeft(), area.bottomRight());
        if (section == 0) {
            painter->setFont(smallFont());
            painter->setPen(theme.secondary);
            painter->drawText(area.adjusted(kPadding, 0, 0, 0), Qt::AlignVCenter, text);
            return;
        }
        paintCandidate(*painter, area, section, text);
        if (isSelected) {
            painter->fillRect(area.left(), area.top(), 2, area.height(), theme.accent);
            painter->fillRect(area.right() - 1, area.top(), 2, area.height(), theme.accent);
            painter->fillRect(area.left(), area.top(), area.width(), 2, theme.accent);
        }
    }

private:
    void paintCandidate(QPainter& painter, const QRect& area, int section,
                        const QString& text) const
    {
        const auto& theme = currentTheme();
        paintSeriesMark(&painter, QPointF(area.left() + kPadding + 5, area.top() + 13), kMarkSize,
                        static_cast<std::size_t>(section - 1), theme);
        const int width = area.width() - 2 * kPadding - 16;
        painter.setFont(strongFont());
        painter.setPen(theme.text);
        painter.drawText(QRect(area.left() + kPadding + 16, area.top() + 4, width, 18),
                         Qt::AlignVCenter,
                         QFontMetrics(strongFont()).elidedText(text, Qt::ElideRight, width));
        const auto verdict
            = model()->headerData(section, Qt::Horizontal, ComparisonModel::VerdictRole).toString();
        const auto status = static_cast<Status>(
            model()
                ->headerData(section, Qt::Horizontal, ComparisonModel::VerdictStatusRole)
                .toInt());
        int left = area.left() + kPadding;
        if (status != Status::Neutral) {
            painter.drawPixmap(
                left, area.top() + 26,
                iconPixmap(statusIcon(status), toneOf(status), 12, m_view.devicePixelRatioF()));
            left += 16;
        }
        const int verdictWidth = area.right() - kPadding - left;
        painter.setFont(smallFont());
        painter.setPen(status == Status::Neutral ? theme.secondary : theme.status(status).text);
        painter.drawText(
            QRect(left, area.top() + 23, verdictWidth, 18), Qt::AlignVCenter,
            QFontMetrics(smallFont()).elidedText(verdict, Qt::ElideRight, verdictWidth));
    }

    ComparisonView& m_view;
};

} // namespace

ComparisonView::ComparisonView(ComparisonModel& model, QWidget* parent)
    : QTableView(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("lab.table"));
    setAccessibleName(tr("Sampling candidates"));
    auto* header = new CandidateHeader(*this);
    setHorizontalHeader(header);
    setModel(&model);
    setItemDelegate(new ComparisonDelegate(*this));
    setShowGrid(false);
    setTabKeyNavigation(false); // Tab leads on, arrows move
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(kRowHeight);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    setMinimumHeight(kHeadingHeight + 8 * kRowHeight);
    connect(header, &QHeaderView::sectionClicked, this,
            [this](int section) { selectCandidate(section - 1); });
    connect(header, &QHeaderView::sectionDoubleClicked, this, [this](int section) {
        if (section > 0)
            Q_EMIT editWanted(section - 1);
    });
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint& at) {
        const int section = header->logicalIndexAt(at);
        if (section > 0)
            Q_EMIT menuWanted(section - 1, header->mapToGlobal(at));
    });
    connect(this, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        const auto index = indexAt(at);
        if (index.column() > 0)
            Q_EMIT menuWanted(index.column() - 1, viewport()->mapToGlobal(at));
    });
    connect(this, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex& index) {
        if (index.column() > 0)
            Q_EMIT editWanted(index.column() - 1);
    });
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        viewport()->update();
        horizontalHeader()->viewport()->update();
        Q_EMIT candidateSelected(currentCandidate());
    });
    connect(&model, &QAbstractItemModel::columnsInserted, this, &ComparisonView::spreadColumns);
    connect(&model, &QAbstractItemModel::columnsRemoved, this, &ComparisonView::spreadColumns);
}

int ComparisonView::currentCandidate() const
{
    return currentIndex().isValid() ? currentIndex().column() - 1 : -1;
}

void ComparisonView::selectCandidate(int candidate)
{
    const int row = std::max(currentIndex().row(), 1);
    setCurrentIndex(m_model.index(row, std::clamp(candidate + 1, 0, m_model.columnCount() - 1)));
}

void ComparisonView::spreadColumns()
{
    const int candidates = m_model.columnCount() - 1;
    setColumnWidth(0, kLabelWidth);
    const int width
        = std::max(kMinimumColumn, (viewport()->width() - kLabelWidth) / std::max(1, candidates));
    for (int column = 1; column <= candidates; ++column)
        setColumnWidth(column, width);
}

void ComparisonView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    spreadColumns();
}

void ComparisonView::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers() == Qt::NoModifier && currentCandidate() >= 0)
        Q_EMIT editWanted(currentCandidate());
    else if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_PageUp)
        selectCandidate(currentCandidate() - 1);
    else if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_PageDown)
        selectCandidate(currentCandidate() + 1);
    else
        QTableView::keyPressEvent(event);
}

} // namespace gatelens::ui
