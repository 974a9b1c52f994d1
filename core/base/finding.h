#pragma once

#include "core/base/source_position.h"

#include <string>
#include <vector>

namespace gatelens {

enum class FindingSeverity
{
    Error,
    Warning,
    Information
};

/// Something that checking a workspace, a policy document or an expression found. `code` is stable
/// and documented in docs/findings.md (for example "GL1003"); `message` says what is wrong and what
/// to do.
struct Finding
{
    SourcePosition position;
    std::uint32_t length = 0; ///< bytes of text concerned, for underlining; 0 when it is a point
    FindingSeverity severity = FindingSeverity::Error;
    std::string code;
    std::string message;

    friend bool operator==(const Finding&, const Finding&) = default;
};

using Findings = std::vector<Finding>;

[[nodiscard]] bool hasErrors(const Findings& findings);

/// Appends those of `more` that `findings` does not hold yet: one document is found wrong once,
/// however many operations it applies to.
void appendUnique(Findings& findings, const Findings& more);

/// "error" | "warning" | "information".
[[nodiscard]] std::string_view toString(FindingSeverity severity);

} // namespace gatelens
