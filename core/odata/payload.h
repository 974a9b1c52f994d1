#pragma once

#include "core/odata/model.h"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace gatelens::odata {

struct PayloadRules
{
    bool isIeee754Compatible = false; ///< Int64 and Decimal stand between quotes
};

/// The first thing that is wrong with a JSON value where the model wants `type`: an unknown name in
/// a type that is not open, or a value that is not of its property's type; "" when nothing is.
/// Annotations ("@odata.type", "Orders@odata.bind") are allowed; members may be missing.
[[nodiscard]] std::string payloadProblem(const Model& model, const TypeUse& type,
                                         const boost::json::value& value,
                                         const PayloadRules& rules);

/// The same for the parameters of an action: one of its overloads must take them.
[[nodiscard]] std::string actionProblem(const Model& model,
                                        const std::vector<const Operation*>& overloads,
                                        const boost::json::value& value, const PayloadRules& rules);

} // namespace gatelens::odata
