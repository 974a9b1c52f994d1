#include "ui/frame/jobs_panel.h"

#include "ui/session/jobs.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

Status statusOf(JobState state)
{
    switch (state) {
    case JobState::Done:
        return Status::Success;
    case JobState::Failed:
        return Status::Error;
    case JobState::Cancelled:
        return Status::Neutral;
    case JobState::Running:
        break;
    }
    return Status::Information;
}

class JobDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Theme& theme = currentTheme();
        painter->save();
        const QRect box = option.rect.adjusted(12, 0, -12, 0);
        painter->fillRect(option.rect,
                          option.state & QStyle::State_Selected ? theme.selection : theme.base);
        const auto state = static_cast<JobState>(index.data(Jobs::StateRole).toInt());
        painter->drawPixmap(box.left(), box.center().y() - 7,
                            iconPixmap(statusIcon(statusOf(state)), toneOf(statusOf(state)), 14,
                                       painter->device()->devicePixelRatioF()));
        painter->setPen(theme.text);
        painter->setFont(option.font);
        const QString title = index.data().toString();
        painter->drawText(box.adjusted(26, 0, 0, 0), Qt::AlignVCenter, title);
        const int left = 26 + painter->fontMetrics().horizontalAdvance(title) + 16;
        painter->setPen(theme.secondary);
        painter->setFont(smallFont());
        QString detail = index.data(Jobs::ResultRole).toString();
        const auto done = index.data(Jobs::DoneRole).toULongLong();
        const auto total = index.data(Jobs::TotalRole).toULongLong();
        if (state == JobState::Running) {
            detail = total > 0
                ? JobsPanel::tr("%1 of %2").arg(formatCount(done), formatCount(total))
                : formatCount(done);
            if (total > 0) {
                const QRectF track(box.right() - 180, box.center().y() - 2, 180, 6);
                painter->setRenderHint(QPainter::Antialiasing);
                painter->setPen(Qt::NoPen);
                painter->setBrush(theme.divider);
                painter->drawRoundedRect(track, 3, 3);
                const double share
                    = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
                painter->setBrush(theme.accent);
                painter->drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * share, 6)),
                                         3, 3);
            }
        }
        painter->setPen(state == JobState::Failed ? theme.error.text : theme.secondary);
        painter->drawText(box.adjusted(left, 0, -200, 0), Qt::AlignVCenter, detail);
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {100, 28};
    }
};

} // namespace

JobsPanel::JobsPanel(Jobs& jobs, QWidget* parent)
    : QWidget(parent)
{
    auto* list = new QListView(this);
    list->setObjectName(QStringLiteral("main.jobs"));
    list->setAccessibleName(tr("Jobs"));
    list->setFrameShape(QFrame::NoFrame);
    list->setItemDelegate(new JobDelegate(list));
    list->setModel(&jobs);
    auto* cancelling = new QPushButton(tr("Cancel"), this);
    cancelling->setObjectName(QStringLiteral("main.jobs.cancel"));
    auto* clearing = new QPushButton(tr("Remove finished"), this);
    clearing->setObjectName(QStringLiteral("main.jobs.clear"));
    auto* buttons = new QVBoxLayout;
    buttons->setContentsMargins(8, 8, 12, 8);
    buttons->addWidget(cancelling);
    buttons->addWidget(clearing);
    buttons->addStretch();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(list, 1);
    layout->addLayout(buttons);
    const auto enable = [=, &jobs] {
        const QModelIndex current = list->currentIndex();
        cancelling->setEnabled(current.isValid()
                               && current.data(Jobs::StateRole).toInt()
                                   == static_cast<int>(JobState::Running));
        clearing->setEnabled(jobs.rowCount() > jobs.runningCount());
    };
    enable();
    connect(list->selectionModel(), &QItemSelectionModel::currentChanged, this, enable);
    connect(&jobs, &Jobs::runningCountChanged, this, enable);
    connect(&jobs, &QAbstractItemModel::modelReset, this, enable);
    connect(cancelling, &QPushButton::clicked, this,
            [list, &jobs] { jobs.cancel(list->currentIndex()); });
    connect(clearing, &QPushButton::clicked, &jobs, &Jobs::removeFinished);
}

} // namespace gatelens::ui
