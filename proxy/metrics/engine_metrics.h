#pragma once

#include "proxy/api/engine.h"
#include "proxy/ingest/intake.h"
#include "proxy/metrics/exposition.h"

namespace gatelens::proxy {

/// Queue, store and forwarding, as the engine's status tells them.
void writeEngineMetrics(Exposition& page, const EngineStatus& status);

/// What came in through the Application Insights endpoint.
void writeIntakeMetrics(Exposition& page, const IntakeCounters& counters);

} // namespace gatelens::proxy
