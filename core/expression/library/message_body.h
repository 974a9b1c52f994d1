#pragma once

#include "core/expression/types/library.h"
#include "core/message/message.h"

namespace gatelens::expression {

void registerBody(LibraryBuilder& library);

/// The body of the exchange's request or response.
[[nodiscard]] Value bodyView(Env& env, std::size_t slot, const Type* type, MessageBody& body,
                             HeaderList& headers);

} // namespace gatelens::expression
