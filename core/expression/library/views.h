#pragma once

#include "core/expression/runtime/env.h"
#include "core/message/message.h"

#include <memory>
#include <string>

namespace gatelens::expression {

/// An IResponse of send-request.
[[nodiscard]] Value responseValue(std::shared_ptr<ResponseMessage> response);

} // namespace gatelens::expression
