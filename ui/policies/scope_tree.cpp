#include "ui/policies/scope_tree.h"

#include "core/policy/document.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/scaling.h"
#include "ui/widgets/icon_label.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace gatelens::ui {
namespace {

constexpr int kScopeRowHeight = 24;
constexpr int kScopeIconSize = 16;

enum Role
{
    TargetRole = Qt::UserRole + 1, ///< index into m_targets, absent without a document
    PatternRole, ///< what refers to it in a policy's text
    HasDocumentRole,
    UsesRole,
    ModifiedRole,
    IconRole
};

class ScopeDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {100, scaledToText(kScopeRowHeight)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const auto& theme = currentTheme();
        const auto area = option.rect;
        const auto ratio = option.widget ? option.widget->devicePixelRatioF() : 1.0;
        const int top = area.top() + (area.height() - kScopeIconSize) / 2;
        const bool isSelected = option.state & QStyle::State_Selected;
        if (isSelected)
            painter->fillRect(area, theme.selection);
        else if (option.state & QStyle::State_MouseOver)
            painter->fillRect(area, theme.hover);
        painter->drawPixmap(area.left() + 2, top,
                            iconPixmap(static_cast<IconId>(index.data(IconRole).toInt()),
                                       isSelected ? Tone::Accent : Tone::Secondary, kScopeIconSize,
                                       ratio));
        int right = area.right() - 8;
        if (index.data(HasDocumentRole).toBool()) {
            right -= kScopeIconSize;
            painter->drawPixmap(right, top, iconPixmap(IconId::Logger, Tone::Secondary, 14, ratio));
            right -= 4;
        } else if (const auto uses = index.data(UsesRole); uses.isValid()) {
            const auto text = uses.toString();
            painter->setFont(smallFont());
            painter->setPen(theme.secondary);
            const int width = QFontMetrics(smallFont()).horizontalAdvance(text);
            right -= width;
            painter->drawText(QRect(right, area.top(), width, area.height()), Qt::AlignVCenter,
                              text);
            right -= 6;
        }
        auto font = option.font;
        if (isSelected || index.data(ModifiedRole).toBool())
            font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(isSelected ? theme.selectionText : theme.text);
        auto text = index.data(Qt::DisplayRole).toString();
        if (index.data(ModifiedRole).toBool())
            text += QStringLiteral(" *");
        const QRect textArea(area.left() + 24, area.top(), right - area.left() - 24, area.height());
        painter->drawText(textArea, Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(text, Qt::ElideRight, textArea.width()));
    }
};

/// Every policy text of the workspace, to count uses in.
std::vector<std::string> policyTexts(const Workspace& workspace)
{
    std::vector<std::string> texts;
    const auto add = [&](const std::optional<PolicySource>& source) {
        if (source)
            texts.push_back(source->text);
    };
    add(workspace.policy);
    for (const auto& product : workspace.products)
        add(product.policy);
    for (const auto& api : workspace.apis) {
        add(api.policy);
        for (const auto& operation : api.operations)
            add(operation.policy);
    }
    for (const auto& fragment : workspace.fragments)
        texts.push_back(fragment.policy.text);
    return texts;
}

int countUses(const std::vector<std::string>& texts, const std::string& pattern)
{
    int count = 0;
    for (const auto& text : texts) {
        for (auto at = text.find(pattern); at != std::string::npos;
             at = text.find(pattern, at + pattern.size()))
            ++count;
    }
    return count;
}

} // namespace

ScopeTree::ScopeTree(QWidget* parent)
    : QWidget(parent)
    , m_filter(new QLineEdit)
    , m_view(new QTreeView)
    , m_model(new QStandardItemModel(this))
    , m_proxy(new QSortFilterProxyModel(this))
{
    m_filter->setObjectName(QStringLiteral("policy.scopeFilter"));
    m_filter->setAccessibleName(tr("Filter scopes"));
    m_filter->setPlaceholderText(tr("Filter scopes"));
    m_filter->setToolTip(tr("Part of the name of an API, operation, product, fragment or value"));
    m_filter->addAction(icon(IconId::Search), QLineEdit::LeadingPosition);
    m_filter->setClearButtonEnabled(true);
    m_proxy->setSourceModel(m_model);
    m_proxy->setRecursiveFilteringEnabled(true);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_view->setObjectName(QStringLiteral("policy.scopeTree"));
    m_view->setAccessibleName(tr("Scopes with policies"));
    m_view->setModel(m_proxy);
    m_view->setItemDelegate(new ScopeDelegate(m_view));
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setIndentation(16);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(8, 8, 8, 8);
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_view, 1);
    layout->addWidget(makeLegend());
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_proxy->setFilterFixedString(text);
        if (!text.isEmpty())
            m_view->expandAll();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { choose(current); });
}

/// Says what the signs at the rows' right edge mean.
QWidget* ScopeTree::makeLegend()
{
    auto* legend = new QWidget;
    auto* sign = new IconLabel(IconId::Logger, Tone::Secondary, 14);
    auto* text = new QLabel(tr("own document    number: uses"));
    text->setFont(smallFont());
    text->setForegroundRole(kSecondaryText);
    auto* row = new QHBoxLayout(legend);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(6);
    row->addWidget(sign);
    row->addWidget(text, 1);
    return legend;
}

QStandardItem* ScopeTree::addBranch(const QString& text, int icon, const QString& toolTip)
{
    auto* item = new QStandardItem(text);
    item->setData(icon, IconRole);
    item->setToolTip(toolTip);
    m_model->appendRow(item);
    return item;
}

QStandardItem* ScopeTree::addTarget(QStandardItem* parent, const Workspace& workspace,
                                    const PolicyTarget& target, int icon)
{
    auto* item = new QStandardItem(titleOf(workspace, target));
    item->setData(static_cast<int>(m_targets.size()), TargetRole);
    item->setData(icon, IconRole);
    const bool hasDocument = policyOf(workspace, target).has_value();
    item->setData(hasDocument, HasDocumentRole);
    item->setToolTip(hasDocument ? toQString(fileOf(workspace, target))
                                 : tr("No document of its own: inherits everything"));
    item->setData(tr("%1, %2").arg(item->text(), item->toolTip()), Qt::AccessibleTextRole);
    m_targets.emplace_back(target, item);
    if (parent)
        parent->appendRow(item);
    else
        m_model->appendRow(item);
    return item;
}

void ScopeTree::addReference(QStandardItem* parent, const QString& name, const QString& pattern,
                             int icon, const std::vector<std::string>& texts)
{
    auto* item = new QStandardItem(name);
    item->setData(icon, IconRole);
    item->setData(pattern, PatternRole);
    const int uses = countUses(texts, toUtf8(pattern));
    item->setData(uses, UsesRole);
    item->setToolTip(tr("Used %n time(s) in policies", nullptr, uses));
    parent->appendRow(item);
}

void ScopeTree::addApis(const Workspace& workspace)
{
    for (const auto& api : workspace.apis) {
        const auto key = api.key();
        auto* item = addTarget(nullptr, workspace, {PolicyTarget::Kind::Api, key, {}},
                               static_cast<int>(IconId::Apis));
        for (const auto& operation : api.operations)
            addTarget(item, workspace, {PolicyTarget::Kind::Operation, key, operation.id},
                      static_cast<int>(IconId::Operation));
    }
}

void ScopeTree::addReferences(const Workspace& workspace)
{
    const auto texts = policyTexts(workspace);
    auto* fragments = addBranch(tr("Fragments"), static_cast<int>(IconId::Fragment),
                                tr("Shared pieces, included with include-fragment"));
    for (const auto& fragment : workspace.fragments) {
        auto* item
            = addTarget(fragments, workspace, {PolicyTarget::Kind::Fragment, fragment.id, {}},
                        static_cast<int>(IconId::Fragment));
        item->setData(false, HasDocumentRole);
        item->setData(countUses(texts, "fragment-id=\"" + fragment.id + "\""), UsesRole);
    }
    auto* values = addBranch(tr("Named values"), static_cast<int>(IconId::NamedValue),
                             tr("Written {{name}} in a policy"));
    for (const auto& value : workspace.namedValues)
        addReference(values, toQString(value.displayName),
                     QStringLiteral("{{%1}}").arg(toQString(value.displayName)),
                     static_cast<int>(value.isSecret ? IconId::Lock : IconId::NamedValue), texts);
    auto* backends = addBranch(tr("Backends"), static_cast<int>(IconId::Backend),
                               tr("Used by set-backend-service"));
    for (const auto& backend : workspace.backends)
        addReference(backends, toQString(backend.id),
                     QStringLiteral("backend-id=\"%1\"").arg(toQString(backend.id)),
                     static_cast<int>(IconId::Backend), texts);
    auto* loggers = addBranch(tr("Loggers"), static_cast<int>(IconId::Logger),
                              tr("Used by diagnostics and log-to-eventhub"));
    for (const auto& logger : workspace.loggers)
        addReference(loggers, toQString(logger.id),
                     QStringLiteral("logger-id=\"%1\"").arg(toQString(logger.id)),
                     static_cast<int>(IconId::Logger), texts);
    for (auto* branch : {values, backends, loggers})
        branch->setData(branch->rowCount(), UsesRole);
}

void ScopeTree::setWorkspace(const Workspace& workspace)
{
    std::optional<PolicyTarget> current;
    if (const auto index = m_view->currentIndex().data(TargetRole); index.isValid())
        current = m_targets[static_cast<std::size_t>(index.toInt())].first;
    const bool wasBlocked = m_view->selectionModel()->blockSignals(true);
    m_model->clear();
    m_targets.clear();
    addTarget(nullptr, workspace, {}, static_cast<int>(IconId::ScopeGlobal));
    auto* products = addBranch(tr("Products"), static_cast<int>(IconId::Product), {});
    for (const auto& product : workspace.products)
        addTarget(products, workspace, {PolicyTarget::Kind::Product, product.id, {}},
                  static_cast<int>(IconId::Product));
    addApis(workspace);
    addReferences(workspace);
    m_view->selectionModel()->blockSignals(wasBlocked);
    m_view->expand(m_proxy->mapFromSource(products->index()));
    for (const auto& [target, item] : m_targets) {
        const bool isFirstApi = target.kind == PolicyTarget::Kind::Api;
        if (isFirstApi) {
            m_view->expand(m_proxy->mapFromSource(item->index()));
            break;
        }
    }
    if (current)
        setCurrent(*current);
}

void ScopeTree::setModified(const std::vector<PolicyTarget>& targets)
{
    for (const auto& [target, item] : m_targets)
        item->setData(std::find(targets.begin(), targets.end(), target) != targets.end(),
                      ModifiedRole);
}

QStandardItem* ScopeTree::itemOf(const PolicyTarget& target) const
{
    const auto found = std::find_if(m_targets.begin(), m_targets.end(),
                                    [&](const auto& entry) { return entry.first == target; });
    return found == m_targets.end() ? nullptr : found->second;
}

void ScopeTree::setCurrent(const PolicyTarget& target)
{
    auto* item = itemOf(target);
    if (!item)
        return;
    if (item->parent())
        m_view->expand(m_proxy->mapFromSource(item->parent()->index()));
    m_view->setCurrentIndex(m_proxy->mapFromSource(item->index()));
}

void ScopeTree::choose(const QModelIndex& index)
{
    if (const auto target = index.data(TargetRole); target.isValid())
        Q_EMIT targetChosen(m_targets[static_cast<std::size_t>(target.toInt())].first);
    else if (const auto pattern = index.data(PatternRole); pattern.isValid())
        Q_EMIT referenceChosen(pattern.toString());
}

} // namespace gatelens::ui
