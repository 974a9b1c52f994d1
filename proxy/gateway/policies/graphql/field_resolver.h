#pragma once

#include "proxy/gateway/policies/execution.h"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace gatelens::policy {
struct Statement;
}

namespace gatelens::proxy {

class Compilation;

/// One field that a query asks for.
struct FieldCall
{
    boost::json::object arguments;
    const boost::json::value* parent = nullptr; ///< null at the root
    bool isComposite = false; ///< its type has fields of its own
    bool isList = false;
};

/// A compiled data source. Immutable; run by many exchanges at once.
class FieldResolver
{
public:
    virtual ~FieldResolver() = default;

    /// The field's value as the data source gives it. A failure becomes an error of the field.
    virtual boost::asio::awaitable<PolicyResult<boost::json::value>>
    resolve(Execution& execution, const FieldCall& call) const = 0;
};

/// Compiles `http-data-source`, `sql-data-source` or `cosmosdb-data-source`. `key` is
/// "api/Type/field", the name of a configured result. Null after it reported why it cannot.
[[nodiscard]] FieldResolverPtr compileDataSource(const policy::Statement& statement,
                                                 Compilation& compilation, std::string key);

} // namespace gatelens::proxy
