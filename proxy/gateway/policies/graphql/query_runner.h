#pragma once

#include "core/graphql/schema.h"
#include "proxy/gateway/policies/graphql/field_resolver.h"
#include "proxy/gateway/policies/graphql/graphql_request.h"

#include <boost/json/object.hpp>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// Runs one operation of a document against a schema: fields with a resolver by it, the others from
/// what their parent's value holds. One resolver after another, in the order of the query.
class QueryRunner
{
public:
    /// Finds the resolver of (type, field); null when it has none.
    using Find
        = std::function<const FieldResolver*(const std::string& type, const std::string& field)>;

    QueryRunner(const graphql::Schema& schema, const graphql::Document& document,
                const graphql::Operation& operation, const boost::json::object& variables,
                Find find);

    /// Where the value of a field without resolver is looked for.
    enum class Naming
    {
        FieldNames, ///< a resolver's answer, or an event
        ResponseNames ///< a backend's answer to the same query: aliases are applied
    };

    /// { "data": …, "errors": […] }. `rootData` holds root fields, by `naming`, that are known
    /// already.
    boost::asio::awaitable<boost::json::object>
    run(Execution& execution, const boost::json::object& rootData, Naming naming);

private:
    using Path = boost::json::array;

    struct Parent
    {
        const graphql::TypeDefinition& type;
        const boost::json::value* value; ///< null at the root
        Naming naming;
    };

    struct Group
    {
        std::string responseName;
        std::vector<const graphql::Selection*> fields;
    };

    using SelectionSets = std::vector<const std::vector<graphql::Selection>*>;

    /// Nothing when a non-null field failed: the object itself becomes null.
    boost::asio::awaitable<std::optional<boost::json::value>>
    runSelections(Execution& execution, SelectionSets sets, Parent parent, Path path);
    boost::asio::awaitable<std::optional<boost::json::value>>
    runField(Execution& execution, const Group& group, Parent parent, Path path);
    boost::asio::awaitable<std::optional<boost::json::value>>
    complete(Execution& execution, const graphql::TypeReference& type, boost::json::value value,
             const Group& group, Naming naming, Path path);
    boost::asio::awaitable<boost::json::value> resolve(Execution& execution,
                                                       const FieldResolver& resolver,
                                                       const Group& group, FieldCall call,
                                                       Path path);
    void collect(const std::vector<graphql::Selection>& selections,
                 const graphql::TypeDefinition& type, std::vector<Group>& groups,
                 std::set<std::string>& visited) const;
    [[nodiscard]] bool isIncluded(const graphql::Selection& selection) const;
    [[nodiscard]] boost::json::object argumentsOf(const graphql::Selection& selection,
                                                  const graphql::FieldDefinition& field) const;
    [[nodiscard]] boost::json::value valueOf(const graphql::Value& value) const;
    [[nodiscard]] const graphql::TypeDefinition*
    runtimeType(const graphql::TypeDefinition& declared, const boost::json::value& value) const;
    void fail(const graphql::Selection& selection, const Path& path, std::string_view message);

    const graphql::Schema& m_schema;
    const graphql::Document& m_document;
    const graphql::Operation& m_operation;
    boost::json::object m_variables;
    Find m_find;
    boost::json::array m_errors;
};

} // namespace gatelens::proxy
