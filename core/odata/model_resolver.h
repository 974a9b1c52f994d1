#pragma once

#include "core/base/result.h"
#include "core/odata/model.h"

#include <cstdint>
#include <set>

namespace gatelens::odata {

/// A model as its document spells it: aliases not replaced, names not looked up yet.
struct DraftModel
{
    Model model;
    std::string file;
    std::set<std::string, std::less<>> referenced; ///< namespaces of other documents
    std::map<std::string, std::uint32_t, std::less<>> lines; ///< of types and container children
    std::vector<std::pair<std::uint32_t, std::string>> uses; ///< names of types, with their lines
    bool hasContainer = false;

    /// Remembers that a type is named on a line.
    void use(std::uint32_t line, std::string name) { uses.emplace_back(line, std::move(name)); }

    [[nodiscard]] Error malformed(std::uint32_t line, std::string message) const;
};

/// Replaces aliases and checks that every name means something. Malformed has the line.
[[nodiscard]] Result<Model> resolveModel(DraftModel draft);

} // namespace gatelens::odata
