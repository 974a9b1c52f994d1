#include "ui/frame/problems_panel.h"

#include "ui/session/problems_model.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

namespace gatelens::ui {

namespace {

Status statusOf(FindingSeverity severity)
{
    switch (severity) {
    case FindingSeverity::Error:
        return Status::Error;
    case FindingSeverity::Warning:
        return Status::Warning;
    case FindingSeverity::Information:
        break;
    }
    return Status::Information;
}

class ProblemDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Theme& theme = currentTheme();
        painter->save();
        const bool isOdd = index.row() % 2 == 1;
        painter->fillRect(option.rect,
                          option.state & QStyle::State_Selected ? theme.selection
                              : isOdd                           ? theme.alternate
                                                                : theme.base);
        QRect box = option.rect.adjusted(12, 0, -8, 0);
        if (index.column() == ProblemsModel::Message) {
            const Status status = statusOf(
                static_cast<FindingSeverity>(index.data(ProblemsModel::SeverityRole).toInt()));
            painter->drawPixmap(box.left(), box.center().y() - 6,
                                iconPixmap(statusIcon(status), toneOf(status), 14,
                                           painter->device()->devicePixelRatioF()));
            box.setLeft(box.left() + 26);
            painter->setFont(option.font);
            painter->setPen(theme.text);
        } else {
            painter->setFont(dataFont());
            painter->setPen(theme.secondary);
        }
        const auto mode
            = index.column() == ProblemsModel::Message ? Qt::ElideRight : Qt::ElideMiddle;
        painter->drawText(
            box, Qt::AlignVCenter,
            painter->fontMetrics().elidedText(index.data().toString(), mode, box.width()));
        painter->restore();
    }
};

} // namespace

ProblemsPanel::ProblemsPanel(ProblemsModel& problems, QWidget* parent)
    : ListTable(26, parent)
{
    setObjectName(QStringLiteral("main.problems"));
    setAccessibleName(tr("Problems"));
    setModel(&problems);
    setItemDelegate(new ProblemDelegate(this));
    horizontalHeader()->hide();
    horizontalHeader()->setSectionResizeMode(ProblemsModel::Message, QHeaderView::Stretch);
    setColumnWidth(ProblemsModel::Place, 380);
    connect(this, &QAbstractItemView::activated, this, [this, &problems](const QModelIndex& index) {
        Q_EMIT findingActivated(problems.findingAt(index));
    });
}

} // namespace gatelens::ui
