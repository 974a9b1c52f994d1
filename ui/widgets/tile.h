#pragma once

#include "ui/theme/format.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>

#include <vector>

namespace gatelens::ui {

/// A figure with its name, unit, course and comparison; a click opens what it counts.
class Tile : public QAbstractButton
{
    Q_OBJECT

public:
    enum class Form
    {
        Card, ///< 78 dips, its own outline
        Strip, ///< 52 dips, one of a row without outlines
    };

    Tile(const QString& name, Form form, QWidget* parent = nullptr);

    void setFigure(const NumberAndUnit& figure, const QString& comparison = {});
    void setCourse(std::vector<double> values, Status status = Status::Information);
    void setForm(Form form);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Form m_form;
    NumberAndUnit m_figure;
    QString m_comparison;
    std::vector<double> m_course;
    Status m_status = Status::Information;
};

} // namespace gatelens::ui
