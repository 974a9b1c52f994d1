#pragma once

#include <QDockWidget>

namespace gatelens::ui {

/// Gives a dock our own title line (name, float, close) instead of the style's.
void useOwnTitle(QDockWidget* dock);

} // namespace gatelens::ui
