#pragma once

#include "proxy/metrics/exposition.h"

namespace gatelens::proxy {

/// The standard process_… metrics, from /proc, and gatelens_build_info.
void writeProcessMetrics(Exposition& page);

} // namespace gatelens::proxy
