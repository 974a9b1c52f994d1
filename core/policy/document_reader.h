#pragma once

#include "core/policy/document.h"

#include <string_view>
#include <vector>

namespace gatelens::policy {

/// What is wrong in a text, still by offset.
struct ReadProblem
{
    TextRange range;
    FindingSeverity severity = FindingSeverity::Error;
    std::string code;
    std::string message;
};

struct ReadDocument
{
    std::vector<Node> nodes;
    std::vector<ReadProblem> problems;
};

/// Reads policy text into the lossless tree; never fails. Reference: policies, 7.2 and 7.3.
[[nodiscard]] ReadDocument readDocument(std::string_view text);

} // namespace gatelens::policy
