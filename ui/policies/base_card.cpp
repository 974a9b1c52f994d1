#include "ui/policies/base_card.h"

#include "ui/policies/canvas_host.h"
#include "ui/policies/card_widget.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/scaling.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kInheritedRowHeight = 21;
constexpr int kInheritedIconSize = 14;

/// One inherited statement.
class InheritedRow : public QAbstractButton
{
public:
    explicit InheritedRow(const InheritedStatement& statement)
        : m_statement(statement)
    {
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setCursor(Qt::PointingHandCursor);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        const auto name = toQString(statement.name);
        setAccessibleName(QObject::tr("%1, inherited from %2").arg(name, statement.origin));
        setToolTip(QObject::tr("%1 %2\nInherited from %3, line %4. Click to open it there.")
                       .arg(name, statement.summary, statement.origin)
                       .arg(statement.line));
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {200, scaledToText(kInheritedRowHeight)};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const auto& theme = currentTheme();
        QPainter painter(this);
        if (underMouse() || hasFocus())
            painter.fillRect(rect(), theme.hover);
        painter.fillRect(0, 2, 2, height() - 4, theme.divider);
        painter.drawPixmap(8, (height() - kInheritedIconSize) / 2,
                           iconPixmap(iconOfStatement(m_statement.name), Tone::Secondary,
                                      kInheritedIconSize, devicePixelRatioF()));
        painter.setFont(smallFont());
        painter.setPen(theme.secondary);
        const QFontMetrics metrics(smallFont());
        const int originWidth = metrics.horizontalAdvance(m_statement.origin);
        const QRect origin(width() - originWidth - 8, 0, originWidth, height());
        painter.drawText(origin, Qt::AlignVCenter, m_statement.origin);
        const auto text = m_statement.summary.isEmpty()
            ? toQString(m_statement.name)
            : toQString(m_statement.name) + QStringLiteral("  ") + m_statement.summary;
        const int available = origin.left() - 28 - 8;
        painter.drawText(QRect(28, 0, available, height()), Qt::AlignVCenter,
                         metrics.elidedText(text, Qt::ElideRight, available));
    }

private:
    InheritedStatement m_statement;
};

} // namespace

BaseCard::BaseCard(CanvasHost& host, const CardPath& path, policy::Section section, QWidget* parent)
    : QWidget(parent)
    , m_host(host)
    , m_path(path)
{
    const auto& document = host.designer().model()->lastValid();
    const auto& statements = host.inherited()[static_cast<std::size_t>(section)];
    const auto count = static_cast<int>(statements.size());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 2, 1, count > 0 ? 6 : 2);
    layout->setSpacing(0);

    CardFace face;
    face.style = CardStyle::Container;
    face.icon = IconId::Base;
    face.title = QStringLiteral("base");
    face.detail = count > 0 ? tr("%n inherited, read-only", nullptr, count)
                            : tr("nothing is inherited here");
    face.toolTip = tr("Runs the statements of the broader scopes here.");
    auto* heading = new QHBoxLayout;
    heading->setContentsMargins(4, 0, 4, 0);
    heading->setSpacing(0);
    auto* fold = new QToolButton;
    fold->setAutoRaise(true);
    fold->setIcon(icon(IconId::ChevDown));
    fold->setFixedSize(24, 24);
    fold->setEnabled(count > 0);
    fold->setToolTip(tr("Show or hide the inherited statements"));
    fold->setAccessibleName(fold->toolTip());
    fold->setObjectName(QStringLiteral("policy.fold.") + nodeIdOf(document, path));
    heading->addWidget(fold);
    heading->addWidget(new CardWidget(host, path, face), 1);
    layout->addLayout(heading);

    auto* body = new QWidget;
    auto* rows = new QVBoxLayout(body);
    rows->setContentsMargins(12, 0, 8, 0);
    rows->setSpacing(0);
    for (std::size_t index = 0; index < statements.size(); ++index) {
        auto* row = new InheritedRow(statements[index]);
        row->setObjectName(QStringLiteral("policy.inherited.%1.%2")
                               .arg(toQString(policy::toString(section)))
                               .arg(index));
        connect(row, &QAbstractButton::clicked, this,
                [&host, statement = statements[index]] { host.openInherited(statement); });
        rows->addWidget(row);
    }
    body->setVisible(count > 0);
    layout->addWidget(body);
    connect(fold, &QToolButton::clicked, this, [fold, body] {
        body->setHidden(!body->isHidden());
        fold->setIcon(icon(body->isHidden() ? IconId::ChevRight : IconId::ChevDown));
    });
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BaseCard::paintEvent(QPaintEvent*)
{
    const auto& theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.outline, 1, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

} // namespace gatelens::ui
