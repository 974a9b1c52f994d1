#pragma once

#include "core/base/finding.h"
#include "core/policy/effective_policy.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace gatelens {

/// Follows whole requests through the documents that they run: where an outer scope ends the
/// pipeline, and which variables the documents before have set, shows only there. What one of the
/// requests does without fault is no finding.
class ComposedFlow
{
public:
    /// The policies of one request.
    void add(const policy::EffectivePolicy& policy);

    /// GL2301 for statements that no request reaches, GL2305 for variables that no request has set
    /// where they are read.
    [[nodiscard]] Findings findings() const;

private:
    friend class FlowWalk;

    struct Noted
    {
        Finding finding;
        bool isFineOnce = false;
    };
    using Place = std::tuple<std::string, std::uint32_t, std::uint32_t, std::string>;

    void note(const SourcePosition& position, const std::string& subject, bool isFine,
              std::string_view code, const std::string& message);

    std::map<Place, Noted> m_noted;
};

} // namespace gatelens
