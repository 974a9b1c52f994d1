#pragma once

#include "core/base/finding.h"
#include "core/base/result.h"
#include "core/expression/policy_context.h"
#include "core/expression/value.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace gatelens::expression {

/// What a compiled expression reads, so that the gateway can buffer bodies and order steps before
/// it runs.
struct Traits
{
    bool readsRequestBody = false;
    bool readsResponseBody = false;
    bool readsResponse = false;
    bool isConstant = false; ///< touches nothing that can differ between requests
    std::vector<std::string>
        variablesRead; ///< literal names in context.Variables[...] and GetValueOrDefault
};

/// Bounds that keep a hostile expression from hanging the gateway; exceeding one is a run-time
/// exception.
struct Limits
{
    std::uint64_t steps = 10'000'000;
    std::uint32_t depth = 256;
    std::uint64_t bytes = 256ULL * 1024 * 1024; ///< asked for in all, not held at once
    std::uint32_t regexMatchLimit = 1'000'000;
    /// On the wall clock; looked at now and then while steps are counted.
    std::chrono::milliseconds time{2000};
};

/// A .NET exception that an evaluation ended with; surfaces as ExpressionValueEvaluationFailure.
struct Thrown
{
    std::string typeName; ///< "NullReferenceException"
    std::string message;
    SourcePosition position; ///< inside the policy document
};

struct CompileOptions
{
    SourcePosition origin; ///< of the first byte of the source, in its document
};

/// A compiled policy expression: immutable, shared by any number of threads.
class Expression
{
public:
    /// Compiles `@(…)` or `@{…}`. On failure the findings hold every error with its position in the
    /// document and a message in the compiler's spirit.
    [[nodiscard]] static std::variant<std::shared_ptr<const Expression>, Findings>
    compile(std::string_view source, const CompileOptions& options = {});

    virtual ~Expression() = default;

    [[nodiscard]] virtual const Traits& traits() const = 0;

    /// .NET name of the static result type ("String", "Int32", "Object" when known only at run
    /// time).
    [[nodiscard]] virtual std::string_view resultType() const = 0;

    /// What compiled but is suspicious (a reference comparison of object and string …).
    [[nodiscard]] virtual const Findings& warnings() const = 0;

    [[nodiscard]] virtual std::variant<Value, Thrown> evaluate(PolicyContext& context,
                                                               const Limits& limits = {}) const = 0;
};

} // namespace gatelens::expression
