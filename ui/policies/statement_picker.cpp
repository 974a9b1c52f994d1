#include "ui/policies/statement_picker.h"

#include "core/policy/templates.h"
#include "ui/policies/card_face.h"
#include "ui/policies/picker_list.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QAbstractItemView>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QScreen>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace gatelens::ui {
namespace {

constexpr int kWidth = 420;
constexpr int kPickerHeight = 380;
constexpr int kPickerRowHeight = 28;
constexpr int kPickerIconSize = 16;

enum PickerRole
{
    ElementRole = Qt::UserRole + 1,
    DescriptionRole,
    ReasonRole, ///< why it cannot be added; empty when it can
    PickerIconRole,
    SourceRole ///< its text from the catalog's template, for a drag
};

/// Headings have no element.
bool isHeading(const QModelIndex& index) { return index.data(ElementRole).toString().isEmpty(); }

class PickerDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {100, kPickerRowHeight};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const auto& theme = currentTheme();
        if (isHeading(index)) {
            painter->setFont(smallFont());
            painter->setPen(theme.secondary);
            painter->drawText(option.rect.adjusted(10, 4, -8, 0), Qt::AlignVCenter,
                              index.data(Qt::DisplayRole).toString());
            return;
        }
        const auto reason = index.data(ReasonRole).toString();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, theme.selection);
        else if (option.state & QStyle::State_MouseOver && reason.isEmpty())
            painter->fillRect(option.rect, theme.hover);
        const auto icon = static_cast<IconId>(index.data(PickerIconRole).toInt());
        const auto tone = reason.isEmpty() ? Tone::Accent : Tone::Disabled;
        const auto area = option.rect;
        painter->drawPixmap(area.left() + 10, area.top() + (area.height() - kPickerIconSize) / 2,
                            iconPixmap(icon, tone, kPickerIconSize,
                                       option.widget ? option.widget->devicePixelRatioF() : 1));
        auto font = option.font;
        font.setWeight(QFont::Medium);
        painter->setFont(font);
        painter->setPen(reason.isEmpty() ? theme.text : theme.disabled);
        const auto name = index.data(Qt::DisplayRole).toString();
        const int left = area.left() + 34;
        painter->drawText(area.adjusted(34, 0, 0, 0), Qt::AlignVCenter, name);
        const int used = left + QFontMetrics(font).horizontalAdvance(name) + 10;
        painter->setFont(smallFont());
        painter->setPen(reason.isEmpty() ? theme.secondary : theme.disabled);
        const auto note = reason.isEmpty() ? index.data(DescriptionRole).toString() : reason;
        const int width = area.right() - 8 - used;
        painter->drawText(QRect(used, area.top(), width, area.height()), Qt::AlignVCenter,
                          QFontMetrics(smallFont()).elidedText(note, Qt::ElideRight, width));
    }
};

QString localLevel(const policy::PolicyDescriptor& descriptor)
{
    switch (descriptor.local) {
    case policy::LocalLevel::Full:
        return StatementPicker::tr("runs here as in the service");
    case policy::LocalLevel::Emulated:
        return StatementPicker::tr("emulated: %1").arg(toQString(descriptor.localNote));
    case policy::LocalLevel::Recorded:
        return StatementPicker::tr("recorded, not performed: %1")
            .arg(toQString(descriptor.localNote));
    }
    return {};
}

bool matches(const policy::PolicyDescriptor& descriptor, const QString& search)
{
    const auto text = toQString(descriptor.element.name) + u' ' + toQString(descriptor.title) + u' '
        + toQString(descriptor.element.description) + u' ' + toQString(descriptor.group);
    const auto words = search.split(u' ', Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&](const QString& word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace

StatementPicker::StatementPicker(Designer& designer, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_designer(designer)
    , m_search(new QLineEdit)
    , m_section(new QLabel)
    , m_list(new PickerList)
    , m_model(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("policy.addPicker"));
    setAccessibleName(tr("Add a statement"));
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setFixedSize(kWidth, kPickerHeight);
    m_search->setObjectName(QStringLiteral("policy.addPicker.search"));
    m_search->setAccessibleName(tr("Search statements"));
    m_search->setPlaceholderText(tr("Search statements"));
    m_search->addAction(icon(IconId::Search), QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_section->setFont(smallFont());
    m_section->setForegroundRole(kSecondaryText);
    m_list->setObjectName(QStringLiteral("policy.addPicker.list"));
    m_list->setAccessibleName(tr("Statements"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PickerDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setSourceRole(SourceRole);
    auto* keys = new QLabel(tr("Enter or click adds · Ctrl+Enter adds more · drag to a place"));
    keys->setFont(smallFont());
    keys->setForegroundRole(kSecondaryText);

    auto* top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addWidget(m_section);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 6);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
    layout->addWidget(keys);
    connect(m_search, &QLineEdit::textChanged, this, &StatementPicker::fill);
    connect(m_list, &QListView::clicked, this, [this] { choose(false); });
    // The popup would swallow the drag's mouse events.
    connect(m_list, &PickerList::dragStarted, this, &QWidget::hide);
}

void StatementPicker::openAt(const DropPlace& place, const QPoint& globalPosition)
{
    m_place = place;
    const auto surroundings = m_designer.surroundings(place);
    m_section->setText(surroundings.section ? toQString(policy::toString(*surroundings.section))
                                            : tr("fragment"));
    m_search->clear();
    fill({});
    auto position = globalPosition;
    if (const auto* shownOn = parentWidget() ? parentWidget()->screen() : screen()) {
        const auto area = shownOn->availableGeometry();
        position.setX(
            std::clamp(position.x(), area.left(), std::max(area.left(), area.right() - kWidth)));
        position.setY(std::clamp(position.y(), area.top(),
                                 std::max(area.top(), area.bottom() - kPickerHeight)));
    }
    move(position);
    show();
    m_search->setFocus();
}

void StatementPicker::addGroup(const QString& title)
{
    auto* item = new QStandardItem(title);
    item->setFlags(Qt::NoItemFlags);
    m_model->appendRow(item);
}

void StatementPicker::addEntry(const policy::PolicyDescriptor& descriptor,
                               const std::optional<QString>& reason)
{
    auto* item = new QStandardItem(toQString(descriptor.element.name));
    item->setData(item->text(), ElementRole);
    item->setData(toQString(descriptor.element.description), DescriptionRole);
    item->setData(static_cast<int>(iconOfStatement(descriptor.element.name)), PickerIconRole);
    item->setData(reason.value_or(QString()), ReasonRole);
    item->setToolTip(tr("%1\n%2\n\n%3")
                         .arg(toQString(descriptor.element.description), localLevel(descriptor),
                              toQString(descriptor.example)));
    item->setData(toQString(policy::templateFor(descriptor)), SourceRole);
    if (reason) {
        item->setFlags(Qt::ItemIsEnabled);
        item->setToolTip(tr("Cannot be added here: %1.").arg(*reason));
    }
    m_model->appendRow(item);
}

void StatementPicker::fill(const QString& search)
{
    m_model->clear();
    std::map<std::string_view, std::vector<const policy::PolicyDescriptor*>> allowed;
    std::vector<std::pair<const policy::PolicyDescriptor*, QString>> refused;
    for (const auto& descriptor : policy::Catalog::builtIn().policies()) {
        const auto name = toQString(descriptor.element.name);
        const bool isResolverOnly = descriptor.sections.empty();
        if (isResolverOnly || !matches(descriptor, search))
            continue;
        if (const auto reason = m_designer.refusal(name, m_place))
            refused.emplace_back(&descriptor, *reason);
        else
            allowed[descriptor.group].push_back(&descriptor);
    }
    for (const auto group : policy::Catalog::groups()) {
        const auto& descriptors = allowed[group];
        if (!descriptors.empty())
            addGroup(toQString(group));
        for (const auto* descriptor : descriptors)
            addEntry(*descriptor, std::nullopt);
    }
    if (!refused.empty())
        addGroup(tr("Not allowed here"));
    for (const auto& [descriptor, reason] : refused)
        addEntry(*descriptor, reason);
    if (m_model->rowCount() == 0)
        addGroup(tr("No statement matches \"%1\".").arg(search));
    selectFirst();
}

/// A name that begins with the search comes before one that only mentions it.
void StatementPicker::selectFirst()
{
    const auto search = m_search->text();
    QModelIndex best;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const auto index = m_model->index(row, 0);
        if (isHeading(index) || !index.data(ReasonRole).toString().isEmpty())
            continue;
        const bool begins = index.data(ElementRole).toString().startsWith(search);
        if (!best.isValid() || (begins && !best.data(ElementRole).toString().startsWith(search)))
            best = index;
    }
    m_list->setCurrentIndex(best);
}

void StatementPicker::moveCurrent(int step)
{
    auto row = m_list->currentIndex().row();
    do {
        row += step;
        if (row < 0 || row >= m_model->rowCount())
            return;
    } while (isHeading(m_model->index(row, 0))
             || !m_model->index(row, 0).data(ReasonRole).toString().isEmpty());
    m_list->setCurrentIndex(m_model->index(row, 0));
}

void StatementPicker::choose(bool keepOpen)
{
    const auto index = m_list->currentIndex();
    if (!index.isValid() || isHeading(index) || !index.data(ReasonRole).toString().isEmpty())
        return;
    const auto place = m_place;
    const auto element = index.data(ElementRole).toString();
    if (keepOpen)
        ++m_place.index;
    else
        hide();
    Q_EMIT chosen(place, element);
}

bool StatementPicker::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Down:
        moveCurrent(1);
        return true;
    case Qt::Key_Up:
        moveCurrent(-1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(key->modifiers() & Qt::ControlModifier);
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace gatelens::ui
