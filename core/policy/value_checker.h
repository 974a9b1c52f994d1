#pragma once

#include "core/policy/catalog.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatelens::policy {

/// What is wrong with a literal value; severity by how sure that is.
struct ValueProblem
{
    bool isCertain = true;
    std::string_view code;
    std::string message;
};

/// Checks a literal against the attribute's type, enumeration and range. Values with named values
/// in them are the caller's to skip.
[[nodiscard]] std::optional<ValueProblem> checkValue(const AttributeDescriptor& attribute,
                                                     std::string_view value);

/// A text that must be an address of IPv4 or IPv6.
[[nodiscard]] std::optional<ValueProblem> checkIpAddress(std::string_view value);

} // namespace gatelens::policy
