#pragma once

#include "core/base/result.h"
#include "core/expression/policy_context.h"
#include "core/expression/value.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// A `context` with everything it points at, built from JSON (reference of policy expressions,
/// chapter 11): what `gatelensctl eval --context` reads and the conformance cases carry.
class OwnedContext
{
public:
    OwnedContext();
    OwnedContext(const OwnedContext&) = delete;
    OwnedContext& operator=(const OwnedContext&) = delete;
    ~OwnedContext();

    /// The JSON object `text`; missing parts take their defaults. Malformed names the member.
    [[nodiscard]] static Result<std::unique_ptr<OwnedContext>> fromJson(std::string_view text);

    [[nodiscard]] PolicyContext& context() noexcept;
    /// What `context.Trace` got, in order.
    [[nodiscard]] const std::vector<std::string>& traces() const noexcept;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace gatelens::expression
