#pragma once

#include <QWidget>

namespace gatelens::ui {

/// One line that is cut where the width ends, with the full text as its tooltip.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr, Qt::TextElideMode mode = Qt::ElideRight);

    void setText(const QString& text);
    [[nodiscard]] const QString& text() const { return m_text; }
    void setSecondary(bool isSecondary);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Qt::TextElideMode m_mode;
    bool m_isSecondary = false;
};

} // namespace gatelens::ui
