#include "core/odata/functions.h"

#include "core/base/nearest_name.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gatelens::odata {

namespace {

constexpr std::string_view kBoolean = "Edm.Boolean";
constexpr std::string_view kInt = "Edm.Int32";
constexpr std::string_view kText = "Edm.String";
constexpr std::string_view kMoment = "Edm.DateTimeOffset";

constexpr auto kFunctions = std::to_array<CanonicalFunction>({
    {"concat", 2, 2, "G", ""},
    {"contains", 2, 2, "S", kBoolean},
    {"endswith", 2, 2, "S", kBoolean},
    {"startswith", 2, 2, "S", kBoolean},
    {"indexof", 2, 2, "G", kInt},
    {"length", 1, 1, "G", kInt},
    {"substring", 2, 3, "GN", ""},
    {"matchesPattern", 2, 2, "S", kBoolean},
    {"tolower", 1, 1, "S", kText},
    {"toupper", 1, 1, "S", kText},
    {"trim", 1, 1, "S", kText},
    {"hassubset", 2, 2, "G", kBoolean},
    {"hassubsequence", 2, 2, "G", kBoolean},
    {"year", 1, 1, "M", kInt},
    {"month", 1, 1, "M", kInt},
    {"day", 1, 1, "M", kInt},
    {"hour", 1, 1, "T", kInt},
    {"minute", 1, 1, "T", kInt},
    {"second", 1, 1, "T", kInt},
    {"fractionalseconds", 1, 1, "T", "Edm.Decimal"},
    {"totalseconds", 1, 1, "U", "Edm.Decimal"},
    {"totaloffsetminutes", 1, 1, "M", kInt},
    {"date", 1, 1, "M", "Edm.Date"},
    {"time", 1, 1, "M", "Edm.TimeOfDay"},
    {"now", 0, 0, "", kMoment},
    {"mindatetime", 0, 0, "", kMoment},
    {"maxdatetime", 0, 0, "", kMoment},
    {"ceiling", 1, 1, "N", "Edm.Double"},
    {"floor", 1, 1, "N", "Edm.Double"},
    {"round", 1, 1, "N", "Edm.Double"},
    {"geo.distance", 2, 2, "G", "Edm.Double"},
    {"geo.intersects", 2, 2, "G", kBoolean},
    {"geo.length", 1, 1, "G", "Edm.Double"},
    {"cast", 1, 2, "G", ""},
    {"isof", 1, 2, "G", kBoolean},
});

} // namespace

const CanonicalFunction* canonicalFunction(std::string_view name)
{
    const auto* const found
        = std::find_if(kFunctions.begin(), kFunctions.end(),
                       [&](const CanonicalFunction& one) { return one.name == name; });
    return found == kFunctions.end() ? nullptr : found;
}

std::string_view nearestFunction(std::string_view name)
{
    if (name == "substringof") // of OData 3
        return "contains";
    std::vector<std::string_view> names;
    names.reserve(std::size(kFunctions));
    for (const CanonicalFunction& one : kFunctions)
        names.push_back(one.name);
    return nearestName(name, names);
}

} // namespace gatelens::odata
