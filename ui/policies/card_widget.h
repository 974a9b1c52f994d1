#pragma once

#include "ui/policies/card_face.h"
#include "ui/policies/card_path.h"

#include <QPoint>
#include <QWidget>

namespace gatelens::ui {

class CanvasHost;

/// One painted card of the canvas: selects itself on click and focus, starts a drag, opens the
/// form on Enter or double click.
class CardWidget : public QWidget
{
    Q_OBJECT

public:
    CardWidget(CanvasHost& host, CardPath path, CardFace face, QWidget* parent = nullptr);

    [[nodiscard]] const CardPath& path() const { return m_path; }
    [[nodiscard]] const CardFace& face() const { return m_face; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    [[nodiscard]] bool isSelected() const;
    [[nodiscard]] bool isFramed() const;
    [[nodiscard]] bool hasTwoLines() const;
    void paintFrame(QPainter& painter) const;
    void paintTexts(QPainter& painter, QRect area) const;
    void startDrag();

    CanvasHost& m_host;
    CardPath m_path;
    CardFace m_face;
    QPoint m_pressedAt;
};

/// Data of a statement being dragged: its path ("0.2"), beside its source text as text/plain.
inline constexpr auto kStatementMimeType = "application/x-gatelens-statement";

} // namespace gatelens::ui
