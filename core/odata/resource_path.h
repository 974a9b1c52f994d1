#pragma once

#include "core/base/result.h"
#include "core/odata/model.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::odata {

enum class ResourceKind
{
    ServiceRoot,
    Metadata,
    Batch,
    Collection,
    Entity,
    Complex,
    Primitive,
    Stream,
    Count,
    Value,
    Reference,
    Action,
    QueryBody, ///< …/$query: the options stand in the body
    Unchecked ///< behind something that the model does not tell
};

/// What the path of a request leads to.
struct Resource
{
    ResourceKind kind = ResourceKind::ServiceRoot;
    TypeUse type; ///< of the result; of a count or reference what is counted or referred to
    bool isFunctionResult = false;
    bool isPart = false; ///< $filter or $each narrows the collection
    std::vector<const Operation*> actions; ///< overloads of an action
    std::string segment; ///< the last one
};

/// Follows a path behind the service root, percent-encoded as received, through the model.
/// Malformed names the first segment that leads nowhere, and what there is instead.
[[nodiscard]] Result<Resource> readResourcePath(const Model& model, std::string_view path);

/// Why a method cannot be used with a resource; "" when it can. HEAD and OPTIONS always can.
[[nodiscard]] std::string methodProblem(const Resource& resource, std::string_view method);

} // namespace gatelens::odata
