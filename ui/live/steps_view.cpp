#include "ui/live/steps_view.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/code_highlighter.h"
#include "ui/widgets/empty_state.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

constexpr int kRowHeight = 24;

enum Role
{
    StepRole = Qt::UserRole, ///< index into the steps; -1 for a section
    OutcomeRole,
    SummaryRole,
    ScopeRole,
    DurationRole,
    ShareRole,
    DepthRole
};

IconId iconOfSection(const QString& section)
{
    if (section == QStringLiteral("backend"))
        return IconId::Backend;
    if (section == QStringLiteral("outbound"))
        return IconId::Outbound;
    return section == QStringLiteral("on-error") ? IconId::OnError : IconId::Inbound;
}

QString titleOfSection(const QString& section)
{
    if (section == QStringLiteral("backend"))
        return StepsView::tr("Backend");
    if (section == QStringLiteral("outbound"))
        return StepsView::tr("Outbound");
    return section == QStringLiteral("on-error") ? StepsView::tr("On error")
                                                 : StepsView::tr("Inbound");
}

Status statusOf(StepOutcome outcome)
{
    switch (outcome) {
    case StepOutcome::Ran:
        return Status::Success;
    case StepOutcome::Skipped:
        return Status::Neutral;
    case StepOutcome::Ended:
        return Status::Warning;
    case StepOutcome::Failed:
        break;
    }
    return Status::Error;
}

QString scopeText(const PolicyStep& step)
{
    if (!step.scopeName.empty())
        return toQString(step.scopeName);
    return step.scope == "global" ? StepsView::tr("All APIs") : toQString(step.scope);
}

class StepDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Theme& theme = currentTheme();
        painter->save();
        const bool isSection = index.data(StepRole).toInt() < 0;
        painter->fillRect(option.rect,
                          option.state & QStyle::State_Selected ? theme.selection
                              : isSection                       ? theme.alternate
                                                                : theme.base);
        const QRect box = option.rect.adjusted(4, 0, -10, 0);
        painter->setFont(dataFont());
        painter->setPen(isSection ? theme.secondary : theme.text);
        painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight,
                          index.data(DurationRole).toString());
        if (isSection)
            paintSection(painter, box, index, theme);
        else
            paintStep(painter, box, index, theme);
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {200, kRowHeight};
    }

private:
    static void paintSection(QPainter* painter, const QRect& box, const QModelIndex& index,
                             const Theme& theme)
    {
        painter->drawPixmap(box.left(), box.center().y() - 7,
                            iconPixmap(iconOfSection(index.data(ScopeRole).toString()),
                                       Tone::Accent, 16, painter->device()->devicePixelRatioF()));
        painter->setFont(strongFont());
        painter->setPen(theme.text);
        const QString title = index.data().toString();
        painter->drawText(box.adjusted(22, 0, 0, 0), Qt::AlignVCenter, title);
        const int left = 22 + painter->fontMetrics().horizontalAdvance(title) + 10;
        painter->setFont(smallFont());
        painter->setPen(theme.secondary);
        painter->drawText(box.adjusted(left, 0, -80, 0), Qt::AlignVCenter,
                          index.data(SummaryRole).toString());
        painter->fillRect(QRect(0, box.bottom(), box.right() + 10, 1), theme.divider);
    }

    static void paintStep(QPainter* painter, const QRect& box, const QModelIndex& index,
                          const Theme& theme)
    {
        const auto outcome = static_cast<StepOutcome>(index.data(OutcomeRole).toInt());
        const bool isSkipped = outcome == StepOutcome::Skipped;
        const int indent = index.data(DepthRole).toInt() * 16;
        const QRectF track(box.right() - 68 - 48, box.center().y() - 2, 44, 5);
        paintBar(painter, track, index.data(ShareRole).toDouble(),
                 outcome == StepOutcome::Failed ? theme.error.text : theme.accent, theme);
        const bool isWide = box.width() > 430;
        const int scopeLeft
            = isWide ? static_cast<int>(track.left()) - 136 : static_cast<int>(track.left());
        painter->setFont(smallFont());
        painter->setPen(theme.secondary);
        if (isWide) {
            const QRect scope(scopeLeft, box.top(), 124, box.height());
            painter->drawText(scope, Qt::AlignVCenter,
                              painter->fontMetrics().elidedText(index.data(ScopeRole).toString(),
                                                                Qt::ElideRight, scope.width()));
        }
        const Status status = statusOf(outcome);
        painter->drawPixmap(box.left() + indent, box.center().y() - 6,
                            iconPixmap(statusIcon(status), toneOf(status), 14,
                                       painter->device()->devicePixelRatioF()));
        int left = box.left() + indent + 22;
        painter->setFont(QApplication::font());
        painter->setPen(isSkipped ? theme.secondary : theme.text);
        const QString name = painter->fontMetrics().elidedText(
            index.data().toString(), Qt::ElideRight, std::max(0, scopeLeft - left - 8));
        painter->drawText(QRect(left, box.top(), box.width(), box.height()), Qt::AlignVCenter,
                          name);
        left += painter->fontMetrics().horizontalAdvance(name) + 8;
        painter->setFont(smallFont());
        painter->setPen(theme.secondary);
        const int room = scopeLeft - left - 8;
        if (room > 20) {
            painter->drawText(QRect(left, box.top(), room, box.height()), Qt::AlignVCenter,
                              painter->fontMetrics().elidedText(index.data(SummaryRole).toString(),
                                                                Qt::ElideRight, room));
        }
    }
};

QStandardItem* stepItem(const PolicyStep& step, int index, Micros slowest)
{
    auto* item = new QStandardItem(toQString(step.policy));
    item->setEditable(false);
    item->setData(index, StepRole);
    item->setData(static_cast<int>(step.outcome), OutcomeRole);
    item->setData(step.outcome == StepOutcome::Skipped ? StepsView::tr("skipped")
                                                       : toQString(step.summary),
                  SummaryRole);
    item->setData(scopeText(step), ScopeRole);
    item->setData(step.outcome == StepOutcome::Skipped ? emDash() : formatDuration(step.duration),
                  DurationRole);
    item->setData(static_cast<double>(step.duration.count())
                      / static_cast<double>(std::max<qint64>(1, slowest.count())),
                  ShareRole);
    item->setData(step.depth, DepthRole);
    item->setToolTip(toQString(step.summary));
    return item;
}

} // namespace

StepsView::StepsView(QWidget* parent)
    : QWidget(parent)
    , m_model(new QStandardItemModel(this))
    , m_tree(new QTreeView(this))
    , m_below(new QWidget(this))
    , m_heading(new QLabel(m_below))
    , m_summary(new QLabel(m_below))
    , m_open(new QPushButton(tr("Open statement"), m_below))
    , m_detail(new QPlainTextEdit(m_below))
    , m_empty(new EmptyState(IconId::Policies, {}, this))
{
    m_tree->setObjectName(QStringLiteral("live.detail.steps"));
    m_tree->setAccessibleName(tr("Policy steps"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new StepDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(16);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_heading->setFont(strongFont());
    m_summary->setFont(smallFont());
    m_summary->setForegroundRole(kSecondaryText);
    m_summary->setWordWrap(true);
    setButtonKind(m_open, ButtonKind::Link);
    m_open->setObjectName(QStringLiteral("live.detail.openStatement"));
    m_detail->setReadOnly(true);
    m_detail->setFont(dataFont());
    m_detail->setFrameShape(QFrame::NoFrame);
    m_detail->setAccessibleName(tr("What the step saw and changed"));
    auto* highlighter = new CodeHighlighter(m_detail->document());
    highlighter->setKind(BodyKind::Json);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 6, 12, 0);
    head->addWidget(m_heading);
    head->addStretch();
    head->addWidget(m_open);
    auto* below = new QVBoxLayout(m_below);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(2);
    below->addLayout(head);
    m_summary->setContentsMargins(12, 0, 12, 4);
    below->addWidget(m_summary);
    below->addWidget(m_detail, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_tree);
    splitter->addWidget(m_below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_empty);
    layout->addWidget(splitter, 1);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { selectStep(current.data(StepRole).toInt()); });
    connect(m_open, &QPushButton::clicked, this, [this] {
        const PolicyStep& step = m_steps.at(static_cast<std::size_t>(m_current));
        Q_EMIT statementWanted(toQString(step.file), static_cast<int>(step.line));
    });
}

void StepsView::showSteps(const Exchange& exchange)
{
    m_steps = exchange.steps;
    m_model->clear();
    m_below->hide();
    m_tree->setVisible(!m_steps.empty());
    m_empty->setVisible(m_steps.empty());
    if (m_steps.empty()) {
        m_empty->setSentence(
            tr("%1 of %2 statements ran.").arg(exchange.stepsRun).arg(exchange.stepsTotal));
        m_empty->setDetail(
            tr("Single steps are recorded while Gateway > Record policy steps is on."));
        return;
    }
    Micros slowest{1};
    for (const PolicyStep& step : m_steps)
        slowest = std::max(slowest, step.duration);
    std::map<std::string, QStandardItem*> sections;
    std::map<std::string, std::pair<int, Micros>> totals;
    for (std::size_t index = 0; index < m_steps.size(); ++index) {
        const PolicyStep& step = m_steps[index];
        QStandardItem*& section = sections[step.section];
        if (!section) {
            const QString name = toQString(step.section);
            section = new QStandardItem(titleOfSection(name));
            section->setEditable(false);
            section->setData(-1, StepRole);
            section->setData(name, ScopeRole);
            m_model->appendRow(section);
        }
        section->appendRow(stepItem(step, static_cast<int>(index), slowest));
        auto& [count, time] = totals[step.section];
        ++count;
        if (step.depth == 0)
            time += step.duration;
    }
    for (const auto& [name, section] : sections) {
        section->setData(tr("%n steps", nullptr, totals.at(name).first), SummaryRole);
        section->setData(formatDuration(totals.at(name).second), DurationRole);
    }
    m_tree->expandAll();
}

void StepsView::selectStep(int row)
{
    m_current = row;
    if (row < 0 || row >= static_cast<int>(m_steps.size()))
        return m_below->hide();
    const PolicyStep& step = m_steps.at(static_cast<std::size_t>(row));
    m_heading->setText(tr("%1, line %2").arg(toQString(step.policy)).arg(step.line));
    m_summary->setText(toQString(step.summary));
    m_summary->setVisible(!step.summary.empty());
    m_open->setVisible(!step.file.empty());
    const QByteArray detail(step.detail.data(), static_cast<qsizetype>(step.detail.size()));
    m_detail->setPlainText(prettyJson(detail).value_or(toQString(step.detail)));
    m_detail->setVisible(!step.detail.empty());
    m_below->show();
}

} // namespace gatelens::ui
