#include "ui/frame/command_palette.h"

#include "core/store/filter.h"
#include "ui/frame/command_registry.h"
#include "ui/frame/fuzzy_match.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/badge.h"

#include <QAbstractListModel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSettings>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

constexpr int kRowHeight = 30;
constexpr int kShownRows = 12;
constexpr std::size_t kMostOffers = 60;
constexpr std::size_t kMostRecent = 20;
const QString kRecentKey = QStringLiteral("palette/recent");

enum Role
{
    DetailRole = Qt::UserRole,
    ShortcutRole,
    IconRole
};

/// `field:value` as the filter grammar wants it.
QString filterTerm(std::string_view field, std::string_view value)
{
    return toQString(filter::printPredicate(field, value));
}

class OfferDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Theme& theme = currentTheme();
        painter->save();
        const QRect box = option.rect;
        if (option.state & QStyle::State_Selected)
            painter->fillRect(box, theme.selection);
        if (const QVariant drawing = index.data(IconRole); drawing.isValid()) {
            painter->drawPixmap(box.left() + 10, box.center().y() - 7,
                                iconPixmap(static_cast<IconId>(drawing.toInt()), Tone::Secondary,
                                           16, painter->device()->devicePixelRatioF()));
        }
        int right = box.right() - 10;
        if (const QString keys = index.data(ShortcutRole).toString(); !keys.isEmpty())
            right -= paintKeyHint(painter, right, box.center().y() + 1, keys, theme) + 10;
        painter->setPen(theme.text);
        painter->setFont(option.font);
        const int left = box.left() + 36;
        const QString text = painter->fontMetrics().elidedText(index.data().toString(),
                                                               Qt::ElideRight, right - left);
        painter->drawText(QRect(left, box.top(), right - left, box.height()), Qt::AlignVCenter,
                          text);
        const int detailLeft = left + painter->fontMetrics().horizontalAdvance(text) + 10;
        painter->setFont(smallFont());
        painter->setPen(theme.secondary);
        painter->drawText(QRect(detailLeft, box.top(), right - detailLeft, box.height()),
                          Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data(DetailRole).toString(),
                                                            Qt::ElideRight, right - detailLeft));
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {100, kRowHeight};
    }
};

} // namespace

class PaletteModel : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    void show(std::vector<PaletteItem> items)
    {
        beginResetModel();
        m_items = std::move(items);
        endResetModel();
    }
    [[nodiscard]] const PaletteItem* at(const QModelIndex& index) const
    {
        return index.isValid() ? &m_items.at(static_cast<std::size_t>(index.row())) : nullptr;
    }
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_items.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        const PaletteItem* item = at(index);
        if (!item)
            return {};
        switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole:
            return item->text;
        case DetailRole:
            return item->detail;
        case ShortcutRole:
            return item->shortcut;
        case IconRole:
            return item->icon ? QVariant(static_cast<int>(*item->icon)) : QVariant();
        default:
            return {};
        }
    }

private:
    std::vector<PaletteItem> m_items;
};

CommandPalette::CommandPalette(Session& session, CommandRegistry& commands, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_session(session)
    , m_commands(commands)
    , m_input(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_model(new PaletteModel(this))
{
    setObjectName(QStringLiteral("palette"));
    setFrameShape(QFrame::StyledPanel);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    m_input->setObjectName(QStringLiteral("palette.input"));
    m_input->setAccessibleName(tr("Search or command"));
    m_input->setPlaceholderText(tr("> commands   @ APIs and operations   # transaction id"));
    m_input->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("palette.results"));
    m_list->setAccessibleName(tr("Results"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new OfferDelegate(this));
    layout->addWidget(m_input);
    layout->addWidget(m_list);
    connect(m_input, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->show(offers(text));
        m_list->setCurrentIndex(m_model->index(0));
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) {
        m_list->setCurrentIndex(index);
        runCurrent();
    });
    for (const QString& id : QSettings().value(kRecentKey).toStringList())
        m_recent.push_back(id);
}

void CommandPalette::open(QWidget* anchor, const QString& text)
{
    const int width = std::max(620, anchor->width());
    const QPoint below = anchor->mapToGlobal(QPoint((anchor->width() - width) / 2, -8));
    setGeometry(below.x(), below.y(), width, 54 + kShownRows * kRowHeight);
    m_input->setText(text);
    m_model->show(offers(text));
    m_list->setCurrentIndex(m_model->index(0));
    show();
    m_input->setFocus();
}

std::vector<PaletteItem> CommandPalette::offers(const QString& text) const
{
    const QChar prefix = text.isEmpty() ? QChar() : text[0];
    const bool hasPrefix = QStringLiteral(">@#?").contains(prefix) && !prefix.isNull();
    const QString wanted = (hasPrefix ? text.mid(1) : text).trimmed();

    std::vector<PaletteItem> items;
    if (!hasPrefix || prefix == QLatin1Char('>') || prefix == QLatin1Char('?'))
        items = commandItems();
    if (!hasPrefix || prefix == QLatin1Char('@')) {
        auto entities = entityItems();
        std::move(entities.begin(), entities.end(), std::back_inserter(items));
    }
    std::vector<std::pair<int, PaletteItem>> scored;
    for (PaletteItem& item : items) {
        int score = fuzzyScore(wanted, item.text);
        if (!wanted.isEmpty())
            score = std::max(score, fuzzyScore(wanted, item.detail) / 2);
        if (score == 0)
            continue;
        const auto recent = std::find(m_recent.begin(), m_recent.end(), item.id);
        if (recent != m_recent.end())
            score += static_cast<int>(kMostRecent - std::size_t(recent - m_recent.begin()));
        scored.emplace_back(score, std::move(item));
    }
    std::stable_sort(scored.begin(), scored.end(),
                     [](const auto& left, const auto& right) { return left.first > right.first; });
    std::vector<PaletteItem> best;
    for (auto& [score, item] : scored) {
        if (best.size() < kMostOffers)
            best.push_back(std::move(item));
    }
    if (!wanted.isEmpty() && (!hasPrefix || prefix == QLatin1Char('#'))) {
        auto searches = searchItems(prefix == QLatin1Char('#') ? text : wanted);
        std::move(searches.begin(), searches.end(), std::back_inserter(best));
    }
    return best;
}

std::vector<PaletteItem> CommandPalette::commandItems() const
{
    std::vector<PaletteItem> items;
    for (QAction* action : m_commands.actions()) {
        if (!action->isEnabled() || action->objectName() == QStringLiteral("act.edit.palette"))
            continue;
        PaletteItem item;
        item.id = action->objectName();
        item.text = action->text().remove(QLatin1Char('&'));
        item.detail = CommandRegistry::helpOf(action);
        item.shortcut = action->shortcut().toString(QKeySequence::NativeText);
        item.run = [action] { action->trigger(); };
        items.push_back(std::move(item));
    }
    return items;
}

std::vector<PaletteItem> CommandPalette::entityItems() const
{
    std::vector<PaletteItem> items;
    const auto show = [this](const QString& filter) {
        m_session.go({QStringLiteral("live"), {{QStringLiteral("filter"), filter}}});
    };
    for (const Api& api : m_session.workspace()->apis) {
        const QString apiId = toQString(api.id);
        const QString apiFilter = filterTerm("api", api.id);
        items.push_back({QStringLiteral("api/") + apiId,
                         toQString(api.displayName),
                         tr("API %1").arg(apiId),
                         {},
                         IconId::Apis,
                         [show, apiFilter] { show(apiFilter); }});
        for (const Operation& operation : api.operations) {
            const QString id = toQString(operation.id);
            const QString filter = apiFilter + QLatin1Char(' ') + filterTerm("op", operation.id);
            items.push_back({QStringLiteral("op/%1/%2").arg(apiId, id),
                             id,
                             toQString(operation.method + " " + operation.urlTemplate),
                             {},
                             IconId::Operation,
                             [show, filter] { show(filter); }});
        }
    }
    for (const Product& product : m_session.workspace()->products) {
        const QString filter = filterTerm("product", product.id);
        items.push_back({QStringLiteral("product/") + toQString(product.id),
                         toQString(product.displayName),
                         tr("Product %1").arg(toQString(product.id)),
                         {},
                         IconId::Product,
                         [show, filter] { show(filter); }});
    }
    return items;
}

std::vector<PaletteItem> CommandPalette::searchItems(const QString& text) const
{
    if (text.startsWith(QLatin1Char('#'))) {
        const QString id = text.mid(1).trimmed();
        return {{QStringLiteral("transaction"),
                 tr("Transaction %1").arg(id),
                 tr("all items with this operation id"),
                 {},
                 IconId::Transaction,
                 [this, id] {
                     m_session.go({QStringLiteral("live"),
                                   {{QStringLiteral("filter"), filterTerm("opid", toUtf8(id))},
                                    {QStringLiteral("view"), QStringLiteral("items")}}});
                 }}};
    }
    QString quoted = text;
    quoted.replace(QLatin1Char('"'), QStringLiteral("\\\""));
    const QString filter = QLatin1Char('"') + quoted + QLatin1Char('"');
    return {{QStringLiteral("search"),
             tr("Search all items for \"%1\"").arg(text),
             tr("names, messages, headers and bodies"),
             {},
             IconId::Search,
             [this, filter] {
                 m_session.go({QStringLiteral("live"),
                               {{QStringLiteral("filter"), filter},
                                {QStringLiteral("view"), QStringLiteral("items")}}});
             }}};
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int row = m_list->currentIndex().row();
        const int rows = m_model->rowCount({});
        switch (key->key()) {
        case Qt::Key_Down:
        case Qt::Key_Up: {
            const int next
                = std::clamp(row + (key->key() == Qt::Key_Down ? 1 : -1), 0, std::max(0, rows - 1));
            m_list->setCurrentIndex(m_model->index(next));
            return true;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter:
            runCurrent();
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::runCurrent()
{
    const PaletteItem* item = m_model->at(m_list->currentIndex());
    if (!item)
        return;
    const PaletteItem chosen = *item;
    remember(chosen.id);
    close();
    chosen.run();
}

void CommandPalette::remember(const QString& id)
{
    std::erase(m_recent, id);
    m_recent.insert(m_recent.begin(), id);
    if (m_recent.size() > kMostRecent)
        m_recent.resize(kMostRecent);
    QSettings().setValue(kRecentKey, QStringList(m_recent.begin(), m_recent.end()));
}

} // namespace gatelens::ui
