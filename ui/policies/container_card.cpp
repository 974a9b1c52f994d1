#include "ui/policies/container_card.h"

#include "ui/policies/canvas_host.h"
#include "ui/policies/card_widget.h"
#include "ui/policies/placement.h"
#include "ui/policies/statement_list.h"
#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatelens::ui {
namespace {

constexpr int kInset = 8;

bool holdsStatementsAt(const policy::Document& document, const CardPath& path)
{
    const auto nodePath = toNodePath(document, path);
    return nodePath && holdsStatements(document, *nodePath);
}

std::vector<CardPath> shownChildren(const policy::Node& node, const CardPath& path)
{
    const auto count = std::count_if(node.children.begin(), node.children.end(), isShown);
    std::vector<CardPath> children;
    for (std::size_t index = 0; index < static_cast<std::size_t>(count); ++index) {
        children.push_back(path);
        children.back().push_back(index);
    }
    return children;
}

} // namespace

bool isContainer(const policy::Document& document, const CardPath& path)
{
    if (holdsStatementsAt(document, path))
        return true;
    const auto* node = nodeAt(document, path);
    if (!node)
        return false;
    const auto children = shownChildren(*node, path);
    return std::any_of(children.begin(), children.end(),
                       [&](const CardPath& child) { return holdsStatementsAt(document, child); });
}

ContainerCard::ContainerCard(CanvasHost& host, const CardPath& path, const policy::Node& node,
                             QWidget* parent)
    : QWidget(parent)
    , m_host(host)
    , m_path(path)
{
    const auto& document = host.designer().model()->lastValid();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 4, 1, kInset);
    layout->setSpacing(4);

    auto* heading = new QHBoxLayout;
    heading->setContentsMargins(4, 0, 4, 0);
    heading->setSpacing(0);
    auto* fold = new QToolButton;
    fold->setAutoRaise(true);
    fold->setIcon(icon(IconId::ChevDown));
    fold->setFixedSize(24, 24);
    fold->setToolTip(tr("Fold or unfold"));
    fold->setAccessibleName(tr("Fold or unfold %1").arg(QString::fromStdString(node.name)));
    fold->setObjectName(QStringLiteral("policy.fold.") + nodeIdOf(document, path));
    heading->addWidget(fold);
    heading->addWidget(
        new CardWidget(host, path, faceOf(node, document, false, true, host.findings())), 1);
    layout->addLayout(heading);

    auto* body = new QWidget;
    auto* bodyLayout = new QVBoxLayout(body);
    bodyLayout->setContentsMargins(kInset + 4, 0, kInset, 0);
    bodyLayout->setSpacing(4);
    if (holdsStatementsAt(document, path))
        bodyLayout->addWidget(new StatementList(host, path, {}, Qt::Vertical));
    else
        addBranches(host, path, node, body);
    layout->addWidget(body);

    connect(fold, &QToolButton::clicked, this, [fold, body] {
        body->setHidden(!body->isHidden());
        fold->setIcon(icon(body->isHidden() ? IconId::ChevRight : IconId::ChevDown));
    });
    connect(&host.designer(), &Designer::selectionChanged, this, qOverload<>(&QWidget::update));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ContainerCard::addBranches(CanvasHost& host, const CardPath& path, const policy::Node& node,
                                QWidget* body)
{
    const auto& document = host.designer().model()->lastValid();
    for (const auto& child : shownChildren(node, path)) {
        const auto* branch = nodeAt(document, child);
        const bool isBranch = holdsStatementsAt(document, child);
        if (!isBranch && branch->kind != policy::NodeKind::Comment)
            continue;
        body->layout()->addWidget(new CardWidget(
            host, child, faceOf(*branch, document, isBranch, false, host.findings())));
        if (isBranch)
            body->layout()->addWidget(new StatementList(host, child, {}, Qt::Vertical));
    }
}

void ContainerCard::paintEvent(QPaintEvent*)
{
    const auto& theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isSelected
        = m_host.designer().hasSelection() && m_host.designer().selection() == m_path;
    const auto frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(QPen(isSelected ? theme.accent : theme.outline, isSelected ? 2 : 1));
    painter.drawRoundedRect(isSelected ? frame : frame.translated(-0.5, -0.5), 4, 4);
}

} // namespace gatelens::ui
