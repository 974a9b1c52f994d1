#include "ui/policies/section_column.h"

#include "ui/policies/canvas_host.h"
#include "ui/policies/statement_list.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/icon_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kHeadingHeight = 28;

struct SectionLook
{
    IconId icon;
    QString title;
    QString toolTip;
};

SectionLook lookOf(policy::Section section)
{
    switch (section) {
    case policy::Section::Inbound:
        return {IconId::Inbound, SectionColumn::tr("Inbound"),
                SectionColumn::tr("Runs on the request, before it is forwarded.")};
    case policy::Section::Backend:
        return {IconId::Backend, SectionColumn::tr("Backend"),
                SectionColumn::tr("Forwards the request to the backend.")};
    case policy::Section::Outbound:
        return {IconId::Outbound, SectionColumn::tr("Outbound"),
                SectionColumn::tr("Runs on the response.")};
    case policy::Section::OnError:
        return {IconId::OnError, SectionColumn::tr("On error"),
                SectionColumn::tr("Runs when a statement of another section failed.")};
    }
    return {};
}

std::optional<std::size_t> indexOfSection(const policy::Document& document, policy::Section section)
{
    const auto* root = document.root();
    if (!root)
        return std::nullopt;
    std::size_t shown = 0;
    for (const auto& child : root->children) {
        if (!isShown(child))
            continue;
        if (child.name == policy::toString(section))
            return shown;
        ++shown;
    }
    return std::nullopt;
}

} // namespace

SectionColumn::SectionColumn(CanvasHost& host, policy::Section section, Qt::Orientation orientation,
                             QWidget* parent)
    : QWidget(parent)
{
    const auto look = lookOf(section);
    const auto index = indexOfSection(host.designer().model()->lastValid(), section);
    auto name = toQString(policy::toString(section));
    if (section == policy::Section::OnError)
        name = QStringLiteral("onError");
    setObjectName(QStringLiteral("policy.section.") + name);
    setAccessibleName(look.title);
    setToolTip(look.toolTip);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* heading = new QHBoxLayout;
    heading->setSpacing(6);
    auto* drawing = new IconLabel(look.icon, Tone::Accent);
    auto* title = new QLabel(look.title);
    title->setFont(strongFont());
    title->setMinimumHeight(kHeadingHeight);
    heading->addWidget(drawing);
    heading->addWidget(title);
    auto* note
        = new QLabel(index ? host.inheritedFor() : tr("not in this document: inherits everything"));
    note->setFont(smallFont());
    note->setForegroundRole(kSecondaryText);
    heading->addWidget(note, 1);
    layout->addLayout(heading);
    layout->addWidget(new StatementList(host, index ? CardPath{*index} : CardPath{},
                                        index ? std::nullopt : std::optional(section),
                                        orientation));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

} // namespace gatelens::ui
