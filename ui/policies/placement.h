#pragma once

#include "core/policy/catalog.h"
#include "core/policy/document.h"

#include <QString>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace gatelens::ui {

/// In the order in which a request passes them.
inline constexpr std::array kSections{policy::Section::Inbound, policy::Section::Backend,
                                      policy::Section::Outbound, policy::Section::OnError};

/// A place in a document where a statement may be put: below `parent`, before its element child
/// number `index` (among elements only; the number of elements means "at the end").
struct InsertionPoint
{
    policy::NodePath parent;
    std::size_t index = 0;

    friend bool operator==(const InsertionPoint&, const InsertionPoint&) = default;
};

/// What surrounds a place: it decides which statements may stand there.
struct Surroundings
{
    policy::Scope scope = policy::Scope::Global;
    std::optional<policy::Section> section; ///< none inside a fragment
    bool isFragment = false;
    std::vector<std::string> containers; ///< element names from the section down
};

/// The surroundings of the statements below `parent`.
[[nodiscard]] Surroundings surroundingsOf(const policy::Document& document,
                                          const policy::NodePath& parent, policy::Scope scope);

/// Why a statement may not be put there, for people ("allowed in inbound and on-error"); nullopt
/// when it may.
[[nodiscard]] std::optional<QString> refusalOf(const policy::PolicyDescriptor& descriptor,
                                               const Surroundings& surroundings,
                                               const policy::Document& document);

/// True when the elements below this one are statements: a section, a fragment's root, or a
/// container such as <when> and <retry>.
[[nodiscard]] bool holdsStatements(const policy::Document& document, const policy::NodePath& path);

/// The catalog's description of the element at `path`, also of a structural child such as <when>;
/// null when the catalog does not know it there.
[[nodiscard]] const policy::ElementDescriptor* describe(const policy::Document& document,
                                                        const policy::NodePath& path);

[[nodiscard]] std::optional<policy::Section> sectionNamed(std::string_view element);

} // namespace gatelens::ui
