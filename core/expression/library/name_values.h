#pragma once

#include "core/expression/runtime/objects.h"
#include "core/expression/types/library.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// A NameValueCollection: names in order without regard to case, each with all its values. What
/// ParseQueryString gives writes itself as a query.
class NameValuesObject final : public Sequence
{
public:
    struct Entry
    {
        std::optional<std::string> name; ///< a parameter without `=` has none
        std::vector<std::string> values;
    };

    explicit NameValuesObject(bool isQueryOfUrl)
        : isQuery(isQueryOfUrl)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override;
    [[nodiscard]] std::string toText() const override;
    [[nodiscard]] IteratorPtr iterate(Env& env) override; ///< the names
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return entries.size(); }

    [[nodiscard]] Entry* find(const std::optional<std::string>& name);
    void add(std::optional<std::string> name, std::string value);

    std::vector<Entry> entries;
    const bool isQuery;
};

/// The parameters of `query`, decoded by an Encoding (null: UTF-8).
[[nodiscard]] Value parseQueryString(Env& env, std::string_view query, const Value& encoding);

void registerNameValues(LibraryBuilder& library);

} // namespace gatelens::expression
