#pragma once

#include "proxy/api/engine.h"

#include <QWidget>

#include <vector>

namespace gatelens::ui {

/// What became of the items of one destination, as an equation over a bar: accepted, queued,
/// rejected, uncertain.
class Ledger : public QWidget
{
    Q_OBJECT

public:
    explicit Ledger(QWidget* parent = nullptr);

    void setStatus(const ForwardStatus& status);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Part
    {
        QString caption;
        std::uint64_t count = 0;
        QString note;
        QColor color;
    };

    [[nodiscard]] std::vector<Part> parts() const;
    void paintBar(QPainter& painter, const std::vector<Part>& parts) const;

    ForwardStatus m_status;
};

} // namespace gatelens::ui
