#pragma once

#include "proxy/gateway/exchange_context.h"
#include "proxy/gateway/policies/liquid/liquid_value.h"

namespace gatelens::proxy::liquid {

/// The root object of a set-body template: `body` by its content type (JSON or XML as objects,
/// anything else as text; null `input` is "") and `context`. `isNilNull`: elements with
/// xsi:nil="true" are null instead of "".
[[nodiscard]] Value makeContext(const ExchangeContext& context, const MessageBody* input,
                                const HeaderList* inputHeaders, bool isNilNull);

} // namespace gatelens::proxy::liquid
