#pragma once

#include "ui/theme/icons.h"

#include <QWidget>

namespace gatelens::ui {

/// One drawing beside a text. Painted in the colour of the theme that is shown, so that it follows
/// a change of theme, which a pixmap in a label would not.
class IconLabel : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(IconId icon = IconId::Info, Tone tone = Tone::Secondary, int size = 16,
                       QWidget* parent = nullptr);

    void setIcon(IconId icon, Tone tone);

    [[nodiscard]] QSize sizeHint() const override { return {m_size, m_size}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    IconId m_icon;
    Tone m_tone;
    int m_size;
};

} // namespace gatelens::ui
