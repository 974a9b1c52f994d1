#pragma once

#include "core/expression/expression.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// What came of one expression: a value in the form of the conformance cases (reference of policy
/// expressions, chapter 11), or what it threw.
struct CaseOutcome
{
    std::string type; ///< "string", "int", "json", "list" …; "null" for null; "" when it threw
    std::string value; ///< text form of the value
    bool isNull = false; ///< the value is null: written as JSON null
    std::string throws; ///< exception type, "CompileError", or ""
    std::string message;
    std::vector<std::string> traces;
};

/// Compiles and evaluates `expression` with the `context` of that JSON ("{}" or "" for defaults).
[[nodiscard]] CaseOutcome runCase(std::string_view expression, std::string_view contextJson);

/// Runs one JSON line {"id", "expr", "context"} and gives the result line {"id", "type", "value"}
/// or {"id", "throws", "message"}. A line that is no such JSON gives {"throws": "InvalidCase", …}.
[[nodiscard]] std::string runCaseLine(std::string_view line);

/// The result line of an outcome.
[[nodiscard]] std::string toJsonLine(std::string_view id, const CaseOutcome& outcome);

/// Type name and text form of a value in the cases' words. A lazy sequence runs in `context`, and
/// what it throws is the outcome.
[[nodiscard]] CaseOutcome describeValue(const Value& value, PolicyContext& context);

} // namespace gatelens::expression
