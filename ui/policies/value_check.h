#pragma once

#include "core/policy/catalog.h"

#include <QString>

#include <optional>

namespace gatelens::ui {

/// What is wrong with a literal value for the attribute, in a few words ("A whole number from 1
/// on"); nullopt when it will do. Values with named values ({{…}}) are not judged.
[[nodiscard]] std::optional<QString> problemOf(const policy::AttributeDescriptor& attribute,
                                               const QString& value);

/// Unit shown behind the field: "s", "ms", "B"; empty when the type has none.
[[nodiscard]] QString unitOf(const policy::AttributeDescriptor& attribute);

/// Numbers, statuses and the like: two fields fit on one line.
[[nodiscard]] bool isShortValue(const policy::AttributeDescriptor& attribute);

/// The whole value is @(…) or @{…}.
[[nodiscard]] bool isExpressionText(const QString& value);

} // namespace gatelens::ui
