#pragma once

#include "ui/frame/page.h"

namespace gatelens::app {

/// Every page of the desktop application, in the navigation rail's order.
[[nodiscard]] ui::PageList pageList();

} // namespace gatelens::app
