#pragma once

#include "core/telemetry/exchange.h"
#include "core/workspace/entities.h"

#include <map>
#include <string>
#include <string_view>

namespace gatelens {

/// Which headers and how much of the bodies a logger records, by API: decides the size of its
/// items.
class LoggedSelection
{
public:
    /// Settings for one API ("" for requests that no API matched); only their message parts count.
    void set(std::string apiId, Diagnostic settings);

    /// Learns from what `loggerId` was given of a captured exchange: names of headers, and the
    /// longest body seen. For stores whose workspace is not at hand.
    void learn(const Exchange& exchange, std::string_view loggerId);

    /// Nothing is recorded for an API that is not known.
    [[nodiscard]] const Diagnostic& settingsFor(std::string_view apiId) const;

    /// The same with every body limit lowered to `bytes`.
    [[nodiscard]] LoggedSelection withBodiesAtMost(int bytes) const;

private:
    std::map<std::string, Diagnostic, std::less<>> m_byApi;
    Diagnostic m_nothing;
};

} // namespace gatelens
