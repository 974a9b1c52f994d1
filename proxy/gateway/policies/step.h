#pragma once

#include "core/policy/effective_policy.h"
#include "proxy/gateway/policies/execution.h"
#include "proxy/gateway/policies/policy_value.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace gatelens::proxy {

/// One compiled statement. Immutable; run by many exchanges at once.
///
/// A step that never waits implements `run` only: the sequence calls it directly, with no coroutine
/// frame. A step that may wait says so and implements `runWaiting`.
class Step
{
public:
    virtual ~Step() = default;

    [[nodiscard]] virtual bool mayWait() const { return false; }

    /// Only called when `mayWait` is false.
    [[nodiscard]] virtual StepResult run(Execution& execution) const = 0;

    /// Only called when `mayWait` is true.
    virtual boost::asio::awaitable<StepResult> runWaiting(Execution& execution) const
    {
        co_return run(execution);
    }
};

/// A step that always waits.
class WaitingStep : public Step
{
public:
    [[nodiscard]] bool mayWait() const final { return true; }
    [[nodiscard]] StepResult run(Execution&) const final { return Next::Continue; }
    boost::asio::awaitable<StepResult> runWaiting(Execution& execution) const override = 0;
};

using StepPtr = std::unique_ptr<const Step>;

/// A step with where it was written and what must be at hand before it runs.
struct CompiledStep
{
    StepPtr step;
    std::string name; ///< element name
    policy::Origin origin;
    policy::Section section = policy::Section::Inbound;
    BodyNeeds needs;
    std::uint32_t depth = 0; ///< 0 directly in a section
};

} // namespace gatelens::proxy
