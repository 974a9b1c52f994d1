#pragma once

#include "core/base/result.h"
#include "proxy/gateway/policies/liquid/liquid_nodes.h"

#include <memory>
#include <string>
#include <string_view>

namespace gatelens::proxy::liquid {

/// A Liquid template in the flavour of set-body (DotLiquid with C# names): immutable, rendered by
/// any number of threads.
class Template
{
public:
    /// Malformed with the line of the template where it cannot be read.
    [[nodiscard]] static Result<std::shared_ptr<const Template>> parse(std::string_view text);

    /// `root` is an object with the names the template sees (`body`, `context`).
    [[nodiscard]] Result<std::string> render(const Value& root) const;

private:
    Nodes m_nodes;
};

} // namespace gatelens::proxy::liquid
