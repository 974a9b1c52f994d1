#pragma once

#include "ui/theme/icons.h"

#include <QWidget>

#include <optional>

class QPainter;

namespace gatelens::ui {

/// A word on the tint of its meaning ("kept at both", "12 rejected"); a neutral one is outlined.
class Badge : public QWidget
{
    Q_OBJECT

public:
    explicit Badge(QWidget* parent = nullptr);
    Badge(const QString& text, Status status, QWidget* parent = nullptr);

    void setBadge(const QString& text, Status status, std::optional<IconId> icon = std::nullopt);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Status m_status = Status::Neutral;
    std::optional<IconId> m_icon;
};

/// Draws a badge into a cell or another painted widget; returns the width it took.
int paintBadge(QPainter* painter, const QPoint& topLeft, const QString& text, Status status,
               std::optional<IconId> icon, const Theme& theme);
[[nodiscard]] int badgeWidth(const QString& text, bool hasIcon);

/// A round count at a rail entry or a tab: filled in the status colour.
void paintCount(QPainter* painter, const QPoint& center, int count, Status status,
                const Theme& theme);

/// A key hint ("Ctrl+K") in its small outlined box, right-aligned to `right`; returns its width.
int paintKeyHint(QPainter* painter, int right, int centerY, const QString& keys,
                 const Theme& theme);

} // namespace gatelens::ui
