#pragma once

#include "core/store/store_reader.h"

#include <QObject>
#include <QString>

#include <optional>
#include <variant>
#include <vector>

namespace gatelens::ui {

/// The window's time range: the last so much, everything, or from one moment to another; and
/// whether it moves on with the clock.
class TimeModel : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    struct Preset
    {
        Micros width{0}; ///< 0: all
        QString text;
    };
    [[nodiscard]] static std::vector<Preset> presets();

    /// The range at this moment. A range that follows the clock has no end.
    [[nodiscard]] TimeRange range() const;
    [[nodiscard]] QString text() const; ///< "Last 15 min", "14:02:10 to 14:03:00"

    /// Nullopt when the range is everything.
    [[nodiscard]] std::optional<Micros> width() const;
    [[nodiscard]] bool isLive() const { return m_isLive; }
    [[nodiscard]] bool isRelative() const { return !m_absolute; }

    void showLast(Micros width);
    void showAll();
    void showBetween(Timestamp from, Timestamp until);
    /// On: the range moves on with the clock. Off: it stands where it is now.
    void setLive(bool isLive);

    void stepBack(); ///< by its own width
    void stepForward();
    void zoomOut(); ///< twice as wide, around its middle
    void undoZoom();

    /// "-20m to -5m", "last 30 min", "14:00 to 14:10", "2026-11-20T14:00Z to …"; false when it is
    /// none of these.
    bool setFromText(const QString& text);

Q_SIGNALS:
    void rangeChanged();
    void liveChanged(bool isLive);

private:
    struct Span
    {
        Timestamp from;
        Timestamp until;
    };
    struct State
    {
        std::optional<Micros> last = std::chrono::minutes(15);
        std::optional<Span> absolute;
    };

    void change(std::optional<Micros> last, std::optional<Span> absolute);
    [[nodiscard]] std::optional<Span> span() const;

    std::optional<Micros> m_last = std::chrono::minutes(15); ///< nullopt: everything
    std::optional<Span> m_absolute;
    bool m_isLive = true;
    std::vector<State> m_before; ///< for undoZoom
};

} // namespace gatelens::ui
