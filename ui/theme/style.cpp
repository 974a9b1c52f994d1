#include "ui/theme/style.h"

#include "ui/theme/english_plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/painting.h"

#include <QAbstractButton>
#include <QApplication>
#include <QPainter>
#include <QPixmapCache>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>

namespace gatelens::ui {

namespace {

constexpr char kKindProperty[] = "gatelensKind";
constexpr char kInvalidProperty[] = "gatelensInvalid";

constexpr int kControlHeight = 28;
constexpr int kTabHeight = 34;
constexpr int kTabPadding = 8;
constexpr int kHeaderHeight = 26;
constexpr int kPixmapCacheKilobytes = 32 * 1024;

template<class Option>
const Option* as(const QStyleOption* option)
{
    return qstyleoption_cast<const Option*>(option);
}

void arrow(QPainter* painter, const QStyleOption& option, IconId id)
{
    const int size = std::min({12, option.rect.width(), option.rect.height()});
    const bool isEnabled = option.state & QStyle::State_Enabled;
    const QPixmap drawing = iconPixmap(id, isEnabled ? Tone::Secondary : Tone::Disabled, size,
                                       painter->device()->devicePixelRatioF());
    painter->drawPixmap(option.rect.center().x() - size / 2 + 1,
                        option.rect.center().y() - size / 2 + 1, drawing);
}

} // namespace

void setButtonKind(QAbstractButton* button, ButtonKind kind)
{
    button->setProperty(kKindProperty, static_cast<int>(kind));
    button->update();
}

ButtonKind buttonKind(const QWidget* widget)
{
    return widget ? static_cast<ButtonKind>(widget->property(kKindProperty).toInt())
                  : ButtonKind::Default;
}

void setInvalid(QWidget* field, bool isInvalid)
{
    field->setProperty(kInvalidProperty, isInvalid);
    field->update();
}

GatelensStyle::GatelensStyle(const Theme& theme)
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
    , m_theme(&theme)
{
}

void GatelensStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                                  QPainter* painter, const QWidget* widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        if (const auto* button = as<QStyleOptionButton>(option))
            return painting::pushButton(painter, *button, widget, *m_theme);
        break;
    case PE_PanelButtonTool:
        return painting::toolButton(painter, *option, widget, *m_theme);
    case PE_PanelLineEdit:
        if (const auto* frame = as<QStyleOptionFrame>(option); frame && frame->lineWidth > 0)
            return painting::field(painter, *option, widget, *m_theme);
        break;
    case PE_FrameLineEdit:
    case PE_FrameDefaultButton:
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
    case PE_FrameFocusRect: // each control draws its own ring
        return;
    case PE_IndicatorCheckBox:
        return painting::checkBox(painter, *option, *m_theme);
    case PE_IndicatorRadioButton:
        return painting::radioButton(painter, *option, *m_theme);
    case PE_IndicatorItemViewItemCheck:
        return painting::checkBox(painter, *option, *m_theme);
    case PE_IndicatorBranch:
        return painting::treeBranch(painter, *option, *m_theme);
    case PE_FrameTabBarBase:
        painter->fillRect(
            QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
            m_theme->divider);
        return;
    case PE_FrameTabWidget:
        return;
    case PE_Frame:
    case PE_FrameGroupBox:
        painter->save();
        painter->setPen(m_theme->divider);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
        return;
    case PE_IndicatorArrowDown:
        return arrow(painter, *option, IconId::ChevDown);
    case PE_IndicatorArrowUp:
        return arrow(painter, *option, IconId::ChevUp);
    case PE_IndicatorArrowLeft:
        return arrow(painter, *option, IconId::ChevLeft);
    case PE_IndicatorArrowRight:
        return arrow(painter, *option, IconId::ChevRight);
    case PE_IndicatorDockWidgetResizeHandle:
        painter->fillRect(option->rect, m_theme->divider);
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void GatelensStyle::drawControl(ControlElement element, const QStyleOption* option,
                                QPainter* painter, const QWidget* widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto* button = as<QStyleOptionButton>(option)) {
            const bool isEnabled = option->state & State_Enabled;
            painting::buttonLabel(painter, button->rect, button->icon, button->iconSize,
                                  button->text, labelColor(buttonKind(widget), isEnabled),
                                  button->features & QStyleOptionButton::HasMenu, isEnabled);
            return;
        }
        break;
    case CE_ToolButtonLabel:
        if (const auto* button = as<QStyleOptionToolButton>(option)) {
            const bool isEnabled = option->state & State_Enabled;
            const bool hasIcon = button->toolButtonStyle != Qt::ToolButtonTextOnly;
            const bool hasText = button->toolButtonStyle != Qt::ToolButtonIconOnly;
            if (hasText || button->arrowType == Qt::NoArrow) {
                painting::buttonLabel(
                    painter, button->rect, hasIcon ? button->icon : QIcon(), button->iconSize,
                    hasText ? button->text : QString(), labelColor(buttonKind(widget), isEnabled),
                    button->features & QStyleOptionToolButton::HasMenu, isEnabled);
                return;
            }
        }
        break;
    case CE_MenuBarItem:
        if (const auto* item = as<QStyleOptionMenuItem>(option))
            return painting::menuBarItem(painter, *item, *m_theme);
        break;
    case CE_TabBarTabShape:
        if (const auto* tab = as<QStyleOptionTab>(option))
            return painting::tabShape(painter, *tab, *m_theme);
        break;
    case CE_TabBarTabLabel:
        if (const auto* tab = as<QStyleOptionTab>(option)) {
            return painting::tabLabel(painter, *tab,
                                      subElementRect(SE_TabBarTabText, option, widget), *m_theme);
        }
        break;
    case CE_HeaderSection:
        if (const auto* header = as<QStyleOptionHeader>(option))
            return painting::headerSection(painter, *header, *m_theme);
        break;
    case CE_Header:
        if (const auto* header = as<QStyleOptionHeader>(option)) {
            painting::headerSection(painter, *header, *m_theme);
            return painting::headerLabel(painter, *header, *m_theme);
        }
        break;
    case CE_HeaderEmptyArea: {
        painter->fillRect(option->rect, m_theme->base);
        painter->fillRect(
            QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
            m_theme->divider);
        return;
    }
    case CE_Splitter:
        painter->fillRect(option->rect, m_theme->divider);
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, m_theme->panel);
        return;
    case CE_ToolBar:
        painter->fillRect(option->rect, m_theme->panel);
        return;
    case CE_ProgressBar:
        if (const auto* bar = as<QStyleOptionProgressBar>(option))
            return painting::progressBar(painter, *bar, *m_theme);
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void GatelensStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                       QPainter* painter, const QWidget* widget) const
{
    switch (control) {
    case CC_ComboBox:
        if (const auto* box = as<QStyleOptionComboBox>(option))
            return painting::comboBox(painter, *box, widget, *m_theme);
        break;
    case CC_SpinBox:
        if (const auto* box = as<QStyleOptionSpinBox>(option); box && box->frame)
            return painting::spinBox(painter, *box, widget, *this, *m_theme);
        break;
    case CC_ScrollBar:
        if (const auto* bar = as<QStyleOptionSlider>(option))
            return painting::scrollBar(painter, *bar, widget, *this, *m_theme);
        break;
    case CC_ToolButton:
        // An instant menu's chevron belongs to the label; Fusion would add one of its own.
        if (const auto* button = as<QStyleOptionToolButton>(option);
            button && !(button->subControls & SC_ToolButtonMenu)) {
            const bool isRaised = button->state & (State_Raised | State_Sunken | State_On);
            if (isRaised || !(button->state & State_AutoRaise) || button->state & State_HasFocus)
                drawPrimitive(PE_PanelButtonTool, button, painter, widget);
            return drawControl(CE_ToolButtonLabel, button, painter, widget);
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QColor GatelensStyle::labelColor(ButtonKind kind, bool isEnabled) const
{
    if (!isEnabled)
        return m_theme->disabled;
    switch (kind) {
    case ButtonKind::Primary:
        return m_theme->onAccent;
    case ButtonKind::Danger:
        return m_theme->error.text;
    case ButtonKind::Link:
        return m_theme->accent;
    case ButtonKind::Default:
    case ButtonKind::Flat:
        break;
    }
    return m_theme->text;
}

QRect GatelensStyle::subElementRect(SubElement element, const QStyleOption* option,
                                    const QWidget* widget) const
{
    if (element == SE_TabBarTabText)
        return option->rect.adjusted(kTabPadding, 0, -kTabPadding, -2);
    if (element == SE_LineEditContents) {
        if (const auto* frame = as<QStyleOptionFrame>(option); frame && frame->lineWidth > 0)
            return option->rect.adjusted(7, 1, -7, -1);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect GatelensStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                                    SubControl part, const QWidget* widget) const
{
    if (control == CC_ScrollBar) {
        const auto* bar = as<QStyleOptionSlider>(option);
        if (!bar)
            return {};
        // No arrow buttons: the groove is the whole bar.
        if (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine)
            return {};
        const bool isVertical = bar->orientation == Qt::Vertical;
        const int length = isVertical ? bar->rect.height() : bar->rect.width();
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        const int handle = range <= 0
            ? length
            : std::max(24,
                       static_cast<int>(qint64(length) * bar->pageStep
                                        / std::max<qint64>(1, range + bar->pageStep)));
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                  length - handle, bar->upsideDown);
        const auto along = [&](int from, int size) {
            return isVertical ? QRect(0, from, bar->rect.width(), size)
                              : QRect(from, 0, size, bar->rect.height());
        };
        switch (part) {
        case SC_ScrollBarSlider:
            return along(start, handle);
        case SC_ScrollBarSubPage:
            return along(0, start);
        case SC_ScrollBarAddPage:
            return along(start + handle, length - start - handle);
        default:
            return along(0, length);
        }
    }
    if (control == CC_SpinBox) {
        const QRect& rect = option->rect;
        const int half = (rect.height() - 2) / 2;
        switch (part) {
        case SC_SpinBoxUp:
            return {rect.right() - 20, rect.top() + 1, 20, half};
        case SC_SpinBoxDown:
            return {rect.right() - 20, rect.top() + 1 + half, 20, half};
        case SC_SpinBoxEditField:
            return rect.adjusted(8, 2, -22, -2);
        default:
            break;
        }
    }
    if (control == CC_ComboBox) {
        const QRect& rect = option->rect;
        if (part == SC_ComboBoxEditField)
            return rect.adjusted(8, 1, -24, -1);
        if (part == SC_ComboBoxArrow)
            return {rect.right() - 24, rect.top(), 24, rect.height()};
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QSize GatelensStyle::sizeFromContents(ContentsType type, const QStyleOption* option,
                                      const QSize& size, const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton: {
        const int padding = buttonKind(widget) == ButtonKind::Link ? 2 : 10;
        const auto* button = as<QStyleOptionButton>(option);
        const int more = (button && !button->icon.isNull() && !button->text.isEmpty() ? 2 : 0)
            + (button && button->features & QStyleOptionButton::HasMenu ? 8 : 0);
        return {size.width() + 2 * padding + more, std::max(kControlHeight, size.height() + 8)};
    }
    case CT_LineEdit:
        result.setHeight(std::max(kControlHeight, size.height() + 6));
        return result;
    case CT_SpinBox: // `size` holds the inner field with margins of its own
        return {size.width() + 30, std::max(kControlHeight, option->fontMetrics.height() + 12)};
    case CT_ItemViewItem:
        result.setHeight(std::max(24, result.height()));
        return result;
    case CT_ComboBox:
        return {size.width() + 36, std::max(kControlHeight, size.height() + 6)};
    case CT_ToolButton: {
        const auto* button = as<QStyleOptionToolButton>(option);
        const bool hasText = button && button->toolButtonStyle != Qt::ToolButtonIconOnly;
        const bool hasMenu = button && button->features & QStyleOptionToolButton::HasMenu;
        return {std::max(kControlHeight, size.width() + (hasText ? 18 : 8) + (hasMenu ? 12 : 0)),
                std::max(kControlHeight, size.height() + 6)};
    }
    case CT_TabBarTab:
        if (const auto* tab = as<QStyleOptionTab>(option)) {
            QFont bold = widget ? widget->font() : QApplication::font();
            bold.setWeight(QFont::DemiBold);
            const int text = QFontMetrics(bold).size(Qt::TextShowMnemonic, tab->text).width();
            return {text + (tab->icon.isNull() ? 0 : 22) + 2 * kTabPadding, kTabHeight};
        }
        break;
    case CT_HeaderSection:
        result.setHeight(kHeaderHeight);
        return result;
    case CT_MenuBarItem:
        return {size.width() + 18, kControlHeight};
    case CT_CheckBox:
    case CT_RadioButton:
        result.setHeight(std::max(24, result.height()));
        return result;
    default:
        break;
    }
    return result;
}

int GatelensStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                               const QWidget* widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 24;
    case PM_SplitterWidth:
    case PM_DockWidgetSeparatorExtent:
    case PM_DefaultFrameWidth:
        return 1;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
        return 16;
    case PM_ToolBarIconSize:
        return 20;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_MenuBarPanelWidth:
    case PM_ToolBarFrameWidth:
        return 0;
    case PM_HeaderMargin:
        return 8;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int GatelensStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                             QStyleHintReturn* result) const
{
    switch (hint) {
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_ComboBox_Popup:
    case SH_ScrollBar_Transient:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_Widget_Animation_Duration:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_UnderlineShortcut:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
    case SH_Menu_SupportsSections:
        return 1;
    case SH_TabBar_Alignment:
        return Qt::AlignLeft;
    case SH_Table_GridLineColor:
        return static_cast<int>(m_theme->divider.rgb());
    default:
        return QProxyStyle::styleHint(hint, option, widget, result);
    }
}

void installTheme(QApplication& application, ThemeKind kind, double zoom)
{
    QPixmapCache::setCacheLimit(kPixmapCacheKilobytes);
    QApplication::setStyle(new GatelensStyle(themeOf(kind)));
    QApplication::setPalette(paletteOf(themeOf(kind)));
    QApplication::setFont(interfaceFont(zoom));
    application.setWindowIcon(applicationIcon());
    QCoreApplication::installTranslator(new EnglishPlurals(&application));
}

void switchTheme(ThemeKind kind)
{
    if (auto* style = qobject_cast<GatelensStyle*>(QApplication::style()))
        style->setTheme(themeOf(kind));
    QApplication::setPalette(paletteOf(themeOf(kind)));
    for (QWidget* widget : QApplication::allWidgets())
        widget->update();
}

} // namespace gatelens::ui
