#pragma once

#include "proxy/gateway/policies/step.h"

#include <vector>

namespace gatelens::proxy {

/// Statements that run one after another: a section, or the children of a container.
class Sequence
{
public:
    void add(CompiledStep step);

    [[nodiscard]] bool empty() const { return m_steps.empty(); }
    [[nodiscard]] const std::vector<CompiledStep>& steps() const { return m_steps; }

    /// No step waits and none needs a body: `runImmediate` runs all of it.
    [[nodiscard]] bool isImmediate() const { return m_isImmediate; }

    /// Runs to the end. Only when `isImmediate`.
    [[nodiscard]] StepResult runImmediate(Execution& execution) const;

    /// Runs to the end, or to a step that ends the pipeline or fails. Statements that do not wait
    /// run without a coroutine of their own.
    boost::asio::awaitable<StepResult> run(Execution& execution) const;

private:
    std::vector<CompiledStep> m_steps;
    bool m_isImmediate = true;
};

/// Buffers the bodies in `needs` that are still on the wire. A body that cannot be read is a
/// failure.
boost::asio::awaitable<PolicyResult<void>> bufferBodies(Execution& execution, BodyNeeds needs);

/// True when one of the bodies in `needs` is still on the wire.
[[nodiscard]] bool mustBuffer(const ExchangeContext& context, BodyNeeds needs);

} // namespace gatelens::proxy
