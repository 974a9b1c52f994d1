#pragma once

#include "core/odata/model.h"

#include <string>

namespace gatelens::odata::test {

/// The text of sales.edmx: products, people, orders, with every kind of thing that a model has.
[[nodiscard]] std::string salesText();

/// The model in it.
[[nodiscard]] const Model& salesModel();

/// `text` inside a document of the namespace N, whose container is empty.
[[nodiscard]] std::string documentWith(std::string_view text);

} // namespace gatelens::odata::test
