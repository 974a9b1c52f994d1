#include "ui/policies/designer.h"

#include "core/base/whitespace.h"
#include "ui/theme/format.h"

#include <QApplication>
#include <QClipboard>

#include <algorithm>
#include <array>

namespace gatelens::ui {
namespace {

/// Begins a comment that holds a switched-off statement.
constexpr std::string_view kDisabledMark = "gatelens:disabled ";

std::string sourceOf(const policy::Document& document, const policy::Node& node)
{
    return document.text().substr(node.range.begin, node.range.size());
}

QString nameOf(const policy::Node& node)
{
    return node.kind == policy::NodeKind::Comment ? QObject::tr("comment") : toQString(node.name);
}

} // namespace

std::optional<std::string> disabledStatement(const policy::Node& comment)
{
    if (comment.kind != policy::NodeKind::Comment)
        return std::nullopt;
    const auto text = trimmed(comment.text);
    if (!text.starts_with(kDisabledMark))
        return std::nullopt;
    return std::string(trimmed(text.substr(kDisabledMark.size())));
}

std::string elementNameOf(std::string_view source)
{
    source = trimmed(source);
    if (!source.starts_with('<'))
        return {};
    source.remove_prefix(1);
    return std::string(source.substr(0, source.find_first_of(" \t\r\n/>")));
}

Designer::Designer(QObject* parent)
    : QObject(parent)
{
}

void Designer::setModel(DocumentModel* model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    m_selection.clear();
    m_hasSelection = false;
    if (m_model) {
        connect(m_model, &DocumentModel::parsed, this, &Designer::selectNearest);
        connect(m_model, &QObject::destroyed, this, [this] { m_model = nullptr; });
    }
    Q_EMIT modelChanged();
    Q_EMIT selectionChanged();
}

bool Designer::canEdit() const { return m_model && m_model->exists() && !m_model->isFrozen(); }

const policy::Node* Designer::selectedNode() const
{
    if (!m_model || !m_hasSelection)
        return nullptr;
    return nodeAt(m_model->lastValid(), m_selection);
}

void Designer::select(const CardPath& path)
{
    if (m_hasSelection && m_selection == path)
        return;
    m_selection = path;
    m_hasSelection = true;
    Q_EMIT selectionChanged();
}

void Designer::clearSelection()
{
    if (!m_hasSelection)
        return;
    m_hasSelection = false;
    m_selection.clear();
    Q_EMIT selectionChanged();
}

/// After an edit the selected path may be past the end; its neighbour or its list takes over.
void Designer::selectNearest()
{
    if (!m_hasSelection)
        return;
    auto path = m_selection;
    while (!path.empty() && !nodeAt(m_model->lastValid(), path)) {
        if (path.back() > 0)
            --path.back();
        else
            path.pop_back();
    }
    m_selection = path;
    m_hasSelection = !path.empty();
    Q_EMIT selectionChanged();
}

Surroundings Designer::surroundings(const DropPlace& place) const
{
    const auto scope = scopeOf(m_model->target());
    if (place.missingSection)
        return {scope, place.missingSection, false, {}};
    const auto& document = m_model->lastValid();
    const auto list = toNodePath(document, place.list);
    return surroundingsOf(document, list.value_or(policy::NodePath{}), scope);
}

std::optional<QString> Designer::refusal(const QString& element, const DropPlace& place) const
{
    const auto* descriptor = policy::Catalog::builtIn().find(toUtf8(element));
    // What the catalog does not know may go anywhere: it is kept as text and the check names it.
    if (!descriptor)
        return std::nullopt;
    return refusalOf(*descriptor, surroundings(place), m_model->lastValid());
}

CardPath Designer::parentOfSelection() const
{
    auto parent = m_selection;
    if (!parent.empty())
        parent.pop_back();
    return parent;
}

std::optional<DropPlace> Designer::placeAfterSelection() const
{
    if (!m_model || !m_hasSelection)
        return std::nullopt;
    const auto& document = m_model->lastValid();
    const auto path = toNodePath(document, m_selection);
    if (!path)
        return std::nullopt;
    if (holdsStatements(document, *path)) {
        const auto* node = document.nodeAt(*path);
        const auto shown = std::count_if(node->children.begin(), node->children.end(), isShown);
        return DropPlace{m_selection, static_cast<std::size_t>(shown), {}};
    }
    if (m_selection.empty())
        return std::nullopt;
    return DropPlace{parentOfSelection(), m_selection.back() + 1, {}};
}

void Designer::apply(const policy::TextEdit& edit, const QString& label)
{
    m_model->edit(edit, label);
}

void Designer::add(const DropPlace& place, const std::string& source)
{
    if (!canEdit())
        return;
    if (const auto reason = refusal(toQString(elementNameOf(source)), place)) {
        Q_EMIT refused(
            tr("%1 cannot stand here: %2.").arg(toQString(elementNameOf(source)), *reason));
        return;
    }
    if (place.missingSection) {
        insertIntoMissingSection(*place.missingSection, source);
        return;
    }
    const auto& document = m_model->document();
    const auto list = toNodePath(document, place.list);
    const auto* parent = list ? document.nodeAt(*list) : nullptr;
    if (!parent)
        return;
    const auto index = elementIndex(*parent, place.index);
    apply(document.insertElement(*list, index, source),
          tr("Add %1").arg(toQString(elementNameOf(source))));
    if (const auto* changed = nodeAt(m_model->lastValid(), place.list)) {
        auto added = place.list;
        added.push_back(shownIndex(*changed, index));
        select(added);
    }
}

/// A missing section inherits as if it held <base/>; the new one keeps it so.
void Designer::insertIntoMissingSection(policy::Section section, const std::string& source)
{
    const auto& document = m_model->document();
    const auto* root = document.root();
    if (!root)
        return;
    const std::string name(policy::toString(section));
    const bool inherits = m_model->target().kind != PolicyTarget::Kind::AllApis;
    const auto text = "<" + name + ">\n"
        + (inherits && elementNameOf(source) != "base" ? "    <base />\n" : "") + "    " + source
        + "\n</" + name + ">";
    std::size_t index = 0;
    for (const auto* child : root->childElements()) {
        const auto existing = sectionNamed(child->name);
        if (!existing || *existing > section)
            break;
        ++index;
    }
    apply(document.insertElement(document.rootPath(), index, text),
          tr("Add %1").arg(toQString(elementNameOf(source))));
    if (const auto* changed = m_model->lastValid().root()) {
        const auto sectionIndex = shownIndex(*changed, index);
        const auto* added = nodeAt(m_model->lastValid(), {sectionIndex});
        if (added)
            select(
                {sectionIndex,
                 static_cast<std::size_t>(
                     std::count_if(added->children.begin(), added->children.end(), isShown) - 1)});
    }
}

void Designer::move(const CardPath& from, const DropPlace& place)
{
    if (!canEdit())
        return;
    const auto& document = m_model->document();
    const auto source = toNodePath(document, from);
    const auto* node = source ? document.nodeAt(*source) : nullptr;
    if (!node || node->kind != policy::NodeKind::Element || from.empty())
        return;
    const auto name = toQString(node->name);
    auto sourceList = from;
    sourceList.pop_back();
    const bool isSameList = !place.missingSection && sourceList == place.list;
    if (isSameList && (place.index == from.back() || place.index == from.back() + 1))
        return;
    const bool isInsideItself = !place.missingSection && place.list.size() >= from.size()
        && std::equal(from.begin(), from.end(), place.list.begin());
    if (isInsideItself) {
        Q_EMIT refused(tr("%1 cannot be moved into itself.").arg(name));
        return;
    }
    if (!isSameList) {
        if (const auto reason = refusal(name, place)) {
            Q_EMIT refused(tr("%1 cannot stand there: %2.").arg(name, *reason));
            return;
        }
    }
    if (place.missingSection) {
        const auto text = sourceOf(document, *node);
        m_model->undoStack().beginMacro(tr("Move %1").arg(name));
        apply(document.removeNode(*source), tr("Move %1").arg(name));
        insertIntoMissingSection(*place.missingSection, text);
        m_model->undoStack().endMacro();
        return;
    }
    const auto list = toNodePath(document, place.list);
    const auto* parent = list ? document.nodeAt(*list) : nullptr;
    if (!parent)
        return;
    auto index = elementIndex(*parent, place.index);
    // The edit counts places in the list without the moved element.
    if (isSameList && place.index > from.back())
        --index;
    const auto neighbours = parent->childElements();
    const auto label = isSameList && index < neighbours.size() && place.index < from.back()
        ? tr("Move %1 above %2").arg(name, toQString(neighbours[index]->name))
        : tr("Move %1").arg(name);
    const auto edit = document.moveElement(*source, *list, index);
    // The source's list may stand before the target's in the same parent: find the place anew.
    auto newList = place.list;
    if (place.list.size() >= from.size()
        && std::equal(sourceList.begin(), sourceList.end(), place.list.begin())
        && place.list[from.size() - 1] > from.back())
        --newList[from.size() - 1];
    apply(edit, label);
    if (const auto* changed = nodeAt(m_model->lastValid(), newList)) {
        newList.push_back(shownIndex(*changed, index));
        select(newList);
    }
}

void Designer::copyTo(const CardPath& from, const DropPlace& place)
{
    if (!canEdit())
        return;
    const auto& document = m_model->document();
    if (const auto* node = nodeAt(document, from); node && node->kind == policy::NodeKind::Element)
        add(place, sourceOf(document, *node));
}

void Designer::moveBy(int step)
{
    if (!canEdit() || !m_hasSelection || m_selection.empty())
        return;
    const auto* parent = nodeAt(m_model->document(), parentOfSelection());
    if (!parent)
        return;
    const auto count = static_cast<std::size_t>(
        std::count_if(parent->children.begin(), parent->children.end(), isShown));
    auto target = m_selection.back();
    // Comments are passed over: they stay where their author put them.
    do {
        if ((step < 0 && target == 0) || (step > 0 && target + 1 >= count))
            return;
        target = step < 0 ? target - 1 : target + 1;
        auto neighbour = m_selection;
        neighbour.back() = target;
        const auto* node = nodeAt(m_model->document(), neighbour);
        if (node && node->kind == policy::NodeKind::Element)
            break;
    } while (true);
    move(m_selection, {parentOfSelection(), step < 0 ? target : target + 1, {}});
}

void Designer::moveUp() { moveBy(-1); }

void Designer::moveDown() { moveBy(1); }

/// At the top level: to the end of the section before or after, existing or not.
void Designer::moveToSection(int step)
{
    const auto& document = m_model->document();
    const auto* sectionNode = nodeAt(document, {m_selection.front()});
    const auto section = sectionNode ? sectionNamed(sectionNode->name) : std::nullopt;
    if (!section)
        return;
    const auto at
        = std::find(kSections.begin(), kSections.end(), *section) - kSections.begin() + step;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(kSections.size()))
        return;
    const auto target = kSections[static_cast<std::size_t>(at)];
    std::size_t shown = 0;
    for (const auto& child : document.root()->children) {
        if (!isShown(child))
            continue;
        if (child.name == policy::toString(target)) {
            const auto end = std::count_if(child.children.begin(), child.children.end(), isShown);
            move(m_selection, {{shown}, static_cast<std::size_t>(end), {}});
            return;
        }
        ++shown;
    }
    move(m_selection, {{}, 0, target});
}

void Designer::moveOut()
{
    if (!canEdit() || !m_hasSelection || m_selection.size() < 2)
        return;
    // The nearest list further out that is not the one the statement stands in: out of <when> and
    // its <choose> at once.
    auto container = parentOfSelection();
    while (container.size() > 1) {
        auto list = container;
        list.pop_back();
        const auto path = toNodePath(m_model->document(), list);
        if (path && holdsStatements(m_model->document(), *path)) {
            move(m_selection, {list, container.back() + 1, {}});
            return;
        }
        container = list;
    }
    moveToSection(-1);
}

void Designer::moveIn()
{
    if (!canEdit() || !m_hasSelection || m_selection.size() < 2)
        return;
    if (m_selection.back() > 0) {
        auto list = m_selection;
        --list.back();
        const auto& document = m_model->document();
        const auto* node = nodeAt(document, list);
        // The last branch of a choose is the one nearest above.
        const auto path = toNodePath(document, list);
        if (node && path && !holdsStatements(document, *path)) {
            const auto shown = static_cast<std::size_t>(
                std::count_if(node->children.begin(), node->children.end(), isShown));
            if (shown > 0)
                list.push_back(shown - 1);
        }
        const auto listPath = toNodePath(document, list);
        if (listPath && holdsStatements(document, *listPath)) {
            const auto* holder = document.nodeAt(*listPath);
            const auto end
                = std::count_if(holder->children.begin(), holder->children.end(), isShown);
            move(m_selection, {list, static_cast<std::size_t>(end), {}});
            return;
        }
    }
    moveToSection(1);
}

void Designer::remove()
{
    const auto* node = selectedNode();
    if (!canEdit() || !node || m_selection.size() < 1)
        return;
    const auto& document = m_model->document();
    if (const auto path = toNodePath(document, m_selection))
        apply(document.removeNode(*path), tr("Delete %1").arg(nameOf(*node)));
}

void Designer::duplicate()
{
    if (!m_selection.empty())
        copyTo(m_selection, {parentOfSelection(), m_selection.back() + 1, {}});
}

void Designer::copy()
{
    if (const auto* node = selectedNode())
        QApplication::clipboard()->setText(toQString(sourceOf(m_model->lastValid(), *node)));
}

void Designer::cut()
{
    copy();
    remove();
}

void Designer::paste()
{
    const auto source = toUtf8(QApplication::clipboard()->text().trimmed());
    const auto parsed = policy::Document::parse(source);
    if (elementNameOf(source).empty() || !parsed.isWellFormed()) {
        Q_EMIT refused(tr("The clipboard does not hold a policy statement."));
        return;
    }
    if (const auto place = placeAfterSelection())
        add(*place, source);
    else
        Q_EMIT refused(tr("Select a statement or a section first: the paste goes behind it."));
}

void Designer::toggleDisabled()
{
    const auto* node = selectedNode();
    if (!canEdit() || !node || m_selection.size() < 2)
        return;
    if (const auto statement = disabledStatement(*node)) {
        apply({node->range, *statement}, tr("Enable %1").arg(toQString(elementNameOf(*statement))));
        return;
    }
    if (node->kind != policy::NodeKind::Element)
        return;
    const auto source = sourceOf(m_model->document(), *node);
    if (source.find("--") != std::string::npos) {
        Q_EMIT refused(
            tr("%1 holds \"--\", which a comment cannot hold, so it cannot be switched off. "
               "Delete it or wrap it in choose.")
                .arg(toQString(node->name)));
        return;
    }
    apply({node->range, "<!-- " + std::string(kDisabledMark) + source + " -->"},
          tr("Disable %1").arg(toQString(node->name)));
}

} // namespace gatelens::ui
