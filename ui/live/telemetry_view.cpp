#include "ui/live/telemetry_view.h"

#include "ui/live/table_row.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/code_highlighter.h"

#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

enum TelemetryRole
{
    EnvelopeRole = Qt::UserRole,
    KindRole,
    RightRole,
    BytesRole,
    DimRole
};

class ItemDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Theme& theme = currentTheme();
        painter->save();
        painter->fillRect(option.rect,
                          option.state & QStyle::State_Selected ? theme.selection : theme.base);
        QRect box = option.rect.adjusted(4, 0, -12, 0);
        painter->setFont(dataFont());
        painter->setPen(theme.text);
        painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight, index.data(BytesRole).toString());
        box.setRight(box.right() - 74);
        painter->setFont(smallFont());
        painter->setPen(theme.secondary);
        const QString right = index.data(RightRole).toString();
        painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight, right);
        box.setRight(box.right() - painter->fontMetrics().horizontalAdvance(right) - 10);

        const QString kind = index.data(KindRole).toString();
        const bool isLogger = kind.isEmpty();
        const IconId id = isLogger ? IconId::Logger : iconOfKind(toUtf8(kind));
        painter->drawPixmap(
            box.left(), box.center().y() - 7,
            iconPixmap(id, index.data(DimRole).toBool() ? Tone::Secondary : Tone::Accent, 16,
                       painter->device()->devicePixelRatioF()));
        box.setLeft(box.left() + 24);
        painter->setFont(isLogger ? strongFont() : option.font);
        painter->setPen(theme.text);
        if (!isLogger) {
            painter->drawText(box, Qt::AlignVCenter, kind);
            box.setLeft(box.left() + painter->fontMetrics().horizontalAdvance(kind) + 8);
            painter->setPen(theme.secondary);
        }
        painter->drawText(box, Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                            box.width()));
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {200, 24};
    }
};

} // namespace

TelemetryView::TelemetryView(QWidget* parent)
    : QWidget(parent)
    , m_total(new QLabel(this))
    , m_model(new QStandardItemModel(this))
    , m_tree(new QTreeView(this))
    , m_envelope(new QPlainTextEdit(this))
{
    m_total->setFont(smallFont());
    m_total->setForegroundRole(kSecondaryText);
    m_total->setContentsMargins(12, 8, 12, 6);
    m_tree->setObjectName(QStringLiteral("live.detail.telemetry"));
    m_tree->setAccessibleName(tr("Telemetry items"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new ItemDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(16);
    m_envelope->setReadOnly(true);
    m_envelope->setFont(dataFont());
    m_envelope->setFrameShape(QFrame::NoFrame);
    m_envelope->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_envelope->setPlaceholderText(tr("Select an item to see its envelope"));
    m_envelope->setAccessibleName(tr("Envelope"));
    m_envelope->setObjectName(QStringLiteral("live.detail.envelope"));
    auto* highlighter = new CodeHighlighter(m_envelope->document());
    highlighter->setKind(BodyKind::Json);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_tree);
    splitter->addWidget(m_envelope);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_total);
    layout->addWidget(splitter, 1);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                m_envelope->setPlainText(current.data(EnvelopeRole).toString());
            });
}

void TelemetryView::showDetail(const ExchangeDetail& detail)
{
    m_model->clear();
    m_envelope->clear();
    std::size_t items = 0;
    std::uint64_t bytes = 0;
    for (const LoggerDetail& logger : detail.loggers) {
        addLogger(logger, logger.loggerId.isEmpty() ? tr("Gateway") : logger.loggerId);
        if (!logger.isKept)
            continue;
        items += logger.items.size();
        for (const ItemDetail& item : logger.items)
            bytes += item.bytes;
    }
    if (!detail.correlated.items.empty())
        addLogger(detail.correlated, tr("Sent by others for this operation"));
    m_total->setText(tr("%1 items sent to loggers, %2").arg(items).arg(formatBytes(bytes)));
    m_tree->expandAll();
}

void TelemetryView::addLogger(const LoggerDetail& logger, const QString& name)
{
    auto* parent = new QStandardItem(name);
    parent->setEditable(false);
    parent->setData(logger.verdict, RightRole);
    parent->setData(!logger.isKept, DimRole);
    std::uint64_t bytes = 0;
    for (const ItemDetail& item : logger.items) {
        auto* child = new QStandardItem(item.title);
        child->setEditable(false);
        child->setData(item.envelope, EnvelopeRole);
        child->setData(toQString(item.kind), KindRole);
        child->setData(formatBytes(item.bytes), BytesRole);
        child->setData(!logger.isKept, DimRole);
        child->setToolTip(item.title.left(2000));
        parent->appendRow(child);
        bytes += item.bytes;
    }
    if (!logger.items.empty())
        parent->setData(formatBytes(bytes), BytesRole);
    m_model->appendRow(parent);
}

} // namespace gatelens::ui
