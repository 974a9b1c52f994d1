#pragma once

#include <QWidget>

class QButtonGroup;

namespace gatelens::ui {

/// Two or more joined buttons of which exactly one is on.
class SegmentedControl : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentedControl(QWidget* parent = nullptr);

    /// `name` becomes the button's object name, `help` its tooltip.
    int addSegment(const QString& text, const QString& name = {}, const QString& help = {});
    [[nodiscard]] int current() const;
    void setCurrent(int index); ///< emits when it changes

Q_SIGNALS:
    void currentChanged(int index);

private:
    QButtonGroup* m_group;
};

} // namespace gatelens::ui
