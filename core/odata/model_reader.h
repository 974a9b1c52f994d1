#pragma once

#include "core/base/result.h"
#include "core/odata/model.h"

#include <string>
#include <string_view>

namespace gatelens::odata {

/// Longest metadata document that is read.
constexpr std::size_t kMostMetadataBytes = 8ULL * 1024 * 1024;

/// Reads a metadata document: CSDL XML of OData 4.0 or 4.01. Reads no other file: types of
/// referenced documents stay unknown. Malformed has the line; LimitExceeded for what is too long,
/// Unsupported for earlier versions. `file` is put into positions.
[[nodiscard]] Result<Model> readModel(std::string_view text, const std::string& file);

} // namespace gatelens::odata
