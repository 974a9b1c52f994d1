#pragma once

#include "core/workspace/entities.h"
#include "core/workspace/field_reader.h"

#include <string>
#include <string_view>

namespace gatelens {

// Information files to entities: `fields` reads the file's "properties", `id` is the folder's name.
// Reference: formats, A.5.

/// The last segment of an absolute or relative resource id.
[[nodiscard]] std::string lastSegment(std::string_view resourceId);

[[nodiscard]] Api readApi(const FieldReader& fields, std::string_view folderName);
/// The inline version set of an API; empty id when the file has none.
[[nodiscard]] VersionSet readInlineVersionSet(const FieldReader& fields);
[[nodiscard]] VersionSet readVersionSet(const FieldReader& fields, std::string id);
[[nodiscard]] Product readProduct(const FieldReader& fields, std::string id);
[[nodiscard]] Subscription readSubscription(const FieldReader& fields, std::string id);
[[nodiscard]] Group readGroup(const FieldReader& fields, std::string id);
[[nodiscard]] NamedValue readNamedValue(const FieldReader& fields, std::string id);
[[nodiscard]] Backend readBackend(const FieldReader& fields, std::string id);
[[nodiscard]] Schema readSchema(const FieldReader& fields, std::string id);
[[nodiscard]] Cache readCache(const FieldReader& fields, std::string id);
[[nodiscard]] Logger readLogger(const FieldReader& fields, std::string id);
[[nodiscard]] Diagnostic readDiagnostic(const FieldReader& fields, std::string id);

} // namespace gatelens
