#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// Replaces the local references ("#/…") of one document. A schema that contains itself is cut to
/// "anything" where it comes round again, and so is what would grow beyond a megabyte.
class JsonSchemaResolver
{
public:
    explicit JsonSchemaResolver(const boost::json::value& document)
        : m_document(document)
    {
    }

    /// The target of `value` when it is a reference, `value` itself when not; null when the
    /// reference leads nowhere or round.
    [[nodiscard]] const boost::json::value* follow(const boost::json::value& value) const;

    /// `schema` as text with every reference replaced.
    [[nodiscard]] std::string resolvedText(const boost::json::value& schema) const;

private:
    boost::json::value resolve(const boost::json::value& value, std::vector<std::string>& chain,
                               std::size_t& budget) const;

    const boost::json::value& m_document;
};

} // namespace gatelens
