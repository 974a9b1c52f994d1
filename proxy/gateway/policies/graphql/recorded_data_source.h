#pragma once

#include "core/telemetry/exchange.h"
#include "proxy/gateway/policies/graphql/field_resolver.h"
#include "proxy/gateway/policies/graphql/response_statements.h"
#include "proxy/gateway/policies/policy_value.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatelens::proxy {

/// What SQL and Cosmos DB sources share: the request is evaluated and recorded, and the answer is
/// the one that gatelens.json gives for the field, or what the source itself has, or null.
class RecordedDataSource : public FieldResolver
{
public:
    /// `key` is "api/Type/field".
    RecordedDataSource(const policy::Statement& statement, Compilation& compilation,
                       std::string key);

    boost::asio::awaitable<PolicyResult<boost::json::value>>
    resolve(Execution& outer, const FieldCall& call) const override;

protected:
    /// Records the request by `keep` and gives the answer as JSON text.
    virtual boost::asio::awaitable<PolicyResult<std::string>>
    answer(Execution& execution, const FieldCall& call) const = 0;

    [[nodiscard]] RecordedMessage newRecord(const Execution& execution) const;
    static void keep(Execution& execution, RecordedMessage record);

    /// The result under policies.dataSources, of a list the first item when `isSingle`; nullopt
    /// when there is none for the field.
    [[nodiscard]] std::optional<std::string> configuredResult(const Execution& execution,
                                                              bool isSingle) const;

    // Reading the policy's elements.
    [[nodiscard]] static PolicyValue textOf(const policy::Statement& parent, std::string_view name,
                                            Compilation& compilation);
    static void require(const policy::Statement& parent, std::string_view name,
                        Compilation& compilation);

private:
    std::string m_policy;
    std::string m_key;
    ResponseStatements m_response;
};

/// "Server=…;Database=…" of a connection string, without what gives access.
[[nodiscard]] std::string withoutSecrets(std::string_view connectionString);

/// The value of the first of `names` (lower case) in a connection string; "" when there is none.
[[nodiscard]] std::string_view connectionValue(std::string_view connectionString,
                                               std::initializer_list<std::string_view> names);

[[nodiscard]] FieldResolverPtr compileSqlDataSource(const policy::Statement& statement,
                                                    Compilation& compilation, std::string key);
[[nodiscard]] FieldResolverPtr compileCosmosDataSource(const policy::Statement& statement,
                                                       Compilation& compilation, std::string key);

} // namespace gatelens::proxy
