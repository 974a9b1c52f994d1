#pragma once

#include "core/telemetry/items.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <optional>
#include <vector>

namespace gatelens::proxy {

/// The `<dimension>` children of a metric policy. One without a value must be a default dimension,
/// which takes its value from the context.
class Dimensions
{
public:
    Dimensions(const policy::Statement& statement, Compilation& compilation);

    [[nodiscard]] PolicyResult<Properties> evaluate(Execution& execution) const;

private:
    struct Dimension
    {
        PolicyValue name;
        PolicyValue value;
    };

    std::vector<Dimension> m_dimensions;
};

/// The value of a default dimension; nullopt when `name` is none.
[[nodiscard]] std::optional<std::string> defaultDimension(const ExchangeContext& context,
                                                          std::string_view name);

[[nodiscard]] bool isDefaultDimension(std::string_view name);

} // namespace gatelens::proxy
