#pragma once

#include <string_view>

namespace gatelens::odata {

/// A function that every OData service has.
struct CanonicalFunction
{
    std::string_view name;
    int least; ///< arguments
    int most;
    /// One letter an argument: S text, N number, M moment, T moment or time, U duration, G any; the
    /// last one counts for further arguments.
    std::string_view arguments;
    std::string_view result; ///< "" when it depends on the arguments
};

/// Null when there is none of that name. Source: OData 4.01, part 2, section 5.1.1.5 to 5.1.1.11.
[[nodiscard]] const CanonicalFunction* canonicalFunction(std::string_view name);

/// The function that was most likely meant; "" when none is near.
[[nodiscard]] std::string_view nearestFunction(std::string_view name);

} // namespace gatelens::odata
