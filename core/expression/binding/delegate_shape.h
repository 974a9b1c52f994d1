#pragma once

#include "core/expression/types/library.h"

#include <vector>

namespace gatelens::expression {

/// Parameter and result types of a delegate type, closed over its arguments.
struct DelegateShape
{
    std::vector<const Type*> parameters;
    const Type* result = nullptr;
};

inline DelegateShape shapeOf(const Type* delegate)
{
    DelegateShape shape;
    const auto& definition = *delegate->definition;
    const Method* invoke = definition.methodsNamed("Invoke")->front();
    for (const auto& parameter : invoke->parameters)
        shape.parameters.push_back(
            substitute(parameter.type, definition.parameters, delegate->arguments));
    shape.result = substitute(invoke->returnType, definition.parameters, delegate->arguments);
    return shape;
}

} // namespace gatelens::expression
