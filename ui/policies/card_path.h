#pragma once

#include "core/policy/document.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

namespace gatelens::ui {

/// Position of something the canvas shows: indexes among the elements and comments below each
/// parent, from the root down. Unlike policy::NodePath it does not count the white space between
/// them, so it stays the same when an edit only re-indents.
using CardPath = std::vector<std::size_t>;

/// True for what the canvas shows: elements and comments.
[[nodiscard]] bool isShown(const policy::Node& node);

[[nodiscard]] std::optional<policy::NodePath> toNodePath(const policy::Document& document,
                                                         const CardPath& path);
[[nodiscard]] CardPath toCardPath(const policy::Document& document, const policy::NodePath& path);

[[nodiscard]] const policy::Node* nodeAt(const policy::Document& document, const CardPath& path);

/// How many elements stand before child number `shownIndex` of `parent`: the index that
/// policy::Document's edits count by.
[[nodiscard]] std::size_t elementIndex(const policy::Node& parent, std::size_t shownIndex);
/// The other way round; the number of shown children when there is no such element.
[[nodiscard]] std::size_t shownIndex(const policy::Node& parent, std::size_t elementIndex);

/// Name for tests and accessibility: "inbound.2", "outbound.1.0.0"; "fragment.0" in a fragment.
[[nodiscard]] QString nodeIdOf(const policy::Document& document, const CardPath& path);

/// The innermost statement, branch or section at a byte of the text.
[[nodiscard]] CardPath cardPathAt(const policy::Document& document, std::size_t offset);

} // namespace gatelens::ui
