#pragma once

#include <QFont>

namespace gatelens::ui {

/// Inter where it is installed, else the desktop's own; 10 pt scaled by `zoom`.
[[nodiscard]] QFont interfaceFont(double zoom = 1.0);

/// Fixed-width font for URLs, ids, headers, bodies, durations and numbers in tables; 9 pt scaled.
[[nodiscard]] QFont dataFont();

/// Derived from the application's font: column headings, hints, badges, the status bar.
[[nodiscard]] QFont smallFont();
[[nodiscard]] QFont axisFont(); ///< chart ticks only
[[nodiscard]] QFont titleFont(); ///< name of the object on screen
[[nodiscard]] QFont figureFont(); ///< the number of a tile
[[nodiscard]] QFont strongFont(); ///< body size, weight 600

} // namespace gatelens::ui
