#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// What is wrong with the system query options ($filter, $top, …) of an OData query string, one
/// sentence each, in the order of the query; empty when they can be read. Names are not
/// checked here, but against the model where there is one (core/odata). Source: OData 4.01, part 2,
/// chapter 5.
[[nodiscard]] std::vector<std::string> odataQueryProblems(std::string_view query);

} // namespace gatelens::proxy
