#include "ui/widgets/segmented_control.h"

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

namespace gatelens::ui {

namespace {

constexpr int kSegmentHeight = 28;
constexpr int kSegmentPadding = 12;
constexpr double kCorner = 4;

/// One part: rounded only at the control's outer ends.
class Segment : public QAbstractButton
{
public:
    using QAbstractButton::QAbstractButton;

    bool isFirst = false;
    bool isLast = true;

    [[nodiscard]] QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(text()) + 2 * kSegmentPadding, kSegmentHeight};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = currentTheme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor outline = isChecked() ? theme.accent
            : isEnabled()                  ? theme.outline
                                           : theme.divider;
        const QPainterPath shape = outlinePath();
        painter.fillPath(shape, isChecked() ? theme.selection : theme.base);
        if (underMouse() && isEnabled() && !isChecked())
            painter.fillPath(shape, theme.hover);
        painter.setPen(QPen(outline, hasFocus() ? 2 : 1));
        painter.drawPath(shape);
        painter.setPen(!isEnabled()      ? theme.disabled
                           : isChecked() ? theme.selectionText
                                         : theme.text);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextShowMnemonic, text());
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    [[nodiscard]] QPainterPath outlinePath() const
    {
        // An end that is joined reaches half a dip further, so that two outlines fall together.
        const QRectF box
            = QRectF(rect()).adjusted(isFirst ? 0.5 : -0.5, 0.5, isLast ? -0.5 : 0.5, -0.5);
        QPainterPath path;
        path.setFillRule(Qt::WindingFill);
        path.addRoundedRect(box, kCorner, kCorner);
        if (!isFirst)
            path.addRect(box.adjusted(0, 0, -box.width() / 2, 0));
        if (!isLast)
            path.addRect(box.adjusted(box.width() / 2, 0, 0, 0));
        return path.simplified();
    }
};

} // namespace

SegmentedControl::SegmentedControl(QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool isOn) {
        // Tab comes to the one that is on; arrows lead to the others.
        m_group->button(id)->setFocusPolicy(isOn ? Qt::TabFocus : Qt::NoFocus);
        if (isOn)
            Q_EMIT currentChanged(id);
    });
}

int SegmentedControl::addSegment(const QString& text, const QString& name, const QString& help)
{
    auto* segment = new Segment(this);
    const int index = static_cast<int>(m_group->buttons().size());
    segment->setText(text);
    segment->setCheckable(true);
    segment->setObjectName(name);
    segment->setAccessibleName(text);
    segment->setToolTip(help);
    segment->setFocusPolicy(index == 0 ? Qt::TabFocus : Qt::NoFocus);
    segment->isFirst = index == 0;
    if (index > 0)
        static_cast<Segment*>(m_group->button(index - 1))->isLast = false;
    m_group->addButton(segment, index);
    layout()->addWidget(segment);
    if (index == 0)
        segment->setChecked(true);
    return index;
}

int SegmentedControl::current() const { return m_group->checkedId(); }

void SegmentedControl::setCurrent(int index)
{
    if (auto* button = m_group->button(index))
        button->setChecked(true);
}

} // namespace gatelens::ui
