#pragma once

#include "core/base/finding.h"
#include "core/base/result.h"
#include "core/workspace/entities.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// What an OpenAPI document says about an API.
struct OpenApiDocument
{
    std::string title;
    std::string description;
    std::string serviceUrl; ///< "" when the document names none that Azure takes
    std::vector<Operation> operations;
    Findings findings; ///< hints: what Azure drops or does not support, by JSON pointer
};

enum class OperationIds
{
    Keep, ///< opening a workspace: ids are those of Azure
    Normalise ///< importing: lower case, dashes, at most 76 characters
};

/// Reads OpenAPI 2.0 (Swagger), 3.0 and 3.1, in JSON or YAML. Reference: formats, B.1. Malformed
/// with line and column; Unsupported when it is something else.
[[nodiscard]] Result<OpenApiDocument> readOpenApi(const std::string& text, const std::string& file,
                                                  OperationIds ids = OperationIds::Keep);

/// An operation id as Azure's import makes it of an operationId or "METHOD path".
[[nodiscard]] std::string normaliseOperationId(std::string_view text);

} // namespace gatelens
