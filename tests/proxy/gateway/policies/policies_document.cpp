#include "policies_document.h"

#include "conformance_cases.h"
#include "core/policy/catalog.h"
#include "proxy/gateway/policies/registration.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

namespace gatelens::proxy::testing {

namespace {

using policy::Catalog;
using policy::PolicyDescriptor;

struct Deviation
{
    std::string_view policy;
    std::string_view text;
};

/// What a reader who knows the service would not expect, and what the public reference leaves open
/// and Gatelens decides.
constexpr auto kDeviations = std::to_array<Deviation>({
    {"rate-limit", "Counters are exact for one gateway; the service counts approximately."},
    {"rate-limit-by-key",
     "An increment-condition that reads the response counts after it; parallel calls can then "
     "exceed the limit, as in the service."},
    {"quota", "A period of 0 never ends, so no Retry-After is sent with its refusal."},
    {"quota-by-key", "A key counts once a request, however many statements name it."},
    {"limit-concurrency", "The text \"Concurrency limit is exceeded\" is ours; there is no queue."},
    {"llm-token-limit",
     "A prompt is estimated as a quarter of its characters plus four tokens a message. The rate is "
     "a bucket that refills evenly and may be overdrawn by one call."},
    {"azure-openai-token-limit", "As llm-token-limit."},
    {"ip-filter", "The client reads only \"Forbidden\"; context.LastError has the whole text."},
    {"validate-jwt",
     "Texts of failures are ours. HS, RS, PS and ES algorithms of every size are accepted; "
     "encrypted "
     "tokens by dir, AES key wrap and RSA-OAEP with AES-CBC-HMAC or AES-GCM."},
    {"get-authorization-context",
     "Connections stand under secrets.authorizations of gatelens.json; one without a token gets "
     "one of the local issuer."},
    {"validate-client-certificate",
     "With tls.clientCa the certificate must lead to one of its authorities; revocation is not "
     "checked."},
    {"validate-odata-request",
     "With specification.edmx (the service's $metadata, CSDL XML of OData 4) in the API's folder, "
     "path, keys, methods, names and types in $filter, $orderby, $select, $expand and $compute, "
     "and JSON payloads are checked against the entity model; without it names are not. Of $apply "
     "only the names that it makes are read; $search, keys as segments, deltas and missing "
     "members are not checked."},
    {"validate-content",
     "schema-id names a schema of the folder schemas; XML schemas cannot include other files."},
    {"llm-content-safety", "A stream of events is collected first when completions are checked."},
    {"forward-request",
     "2or1 means HTTP/1.1 without TLS. Server-sent events are passed on at once whatever "
     "buffer-response says; the trace tells that Azure collects them. continue-timeout counts for "
     "HTTP/1.1."},
    {"http-data-source",
     "Fields are resolved one after another; a status of 400 or above is an error of the field."},
    {"sql-data-source",
     "The result is the one under policies.dataSources of gatelens.json (\"api/Type/field\"), else "
     "that of the SQLite file which policies.databases names for the connection's database, else "
     "null; credentials of the connection string are not recorded. SQLite runs the T-SQL of "
     "queries and changes: TOP, OFFSET … FETCH, OUTPUT, [names], dbo., and functions such as "
     "GETDATE, ISNULL, LEN and CONCAT. Procedures, variables, temporary tables and + between texts "
     "are errors; texts compare with regard to case. All "
     "statements of a request are one transaction. Command Timeout of the connection string "
     "counts; "
     "results have at most 10000 rows. Several rows are { \"items\": rows } to set-body."},
    {"cosmosdb-data-source",
     "The result is the one under policies.dataSources of gatelens.json (\"api/Type/field\"), else "
     "null; credentials of the connection string are not recorded."},
    {"publish-event",
     "Subscribers speak graphql-transport-ws or graphql-ws to an API with resolvers; each gets the "
     "fields of the event that its query selects."},
    {"cache-lookup",
     "A hit adds an Age header. Responses above 2 MiB, hop-by-hop headers and Set-Cookie are not "
     "kept."},
    {"cache-store-value", "The value can be read by the very next statement."},
    {"cache-lookup-value", "A miss without a default leaves the variable unset."},
    {"llm-semantic-cache-lookup",
     "Without an answer of the embeddings backend, prompts are compared by their words."},
    {"azure-openai-semantic-cache-lookup", "As llm-semantic-cache-lookup."},
    {"set-header",
     "Connection, Content-Length, Keep-Alive and Transfer-Encoding stay the gateway's, and Server "
     "cannot be removed."},
    {"set-variable", "Values of any type are kept, not only those that the reference lists."},
    {"json-to-xml",
     "Several members, or a list, at the root are wrapped in <Document>; items of a list repeat "
     "their element."},
    {"xml-to-json", "The layout of kind javascript-friendly is an approximation."},
    {"redirect-content-urls", "Addresses are found under http and under https."},
    {"xsl-transform", "Stylesheets read neither files nor the network."},
    {"return-response", "Ends the request: outbound does not run."},
    {"mock-response", "Ends the request: outbound does not run."},
    {"cors", "Responses to errors after cors carry its headers too."},
    {"jsonp", "A callback may hold dots."},
    {"publish-to-dapr",
     "Recorded, and no error, when no sidecar listens; one that fails is an error."},
    {"invoke-dapr-binding", "As publish-to-dapr."},
    {"retry",
     "An error among the children is retried when the condition is true and a repeat is left."},
    {"wait", "With for=\"any\" the first child that succeeds counts; failures are waited out."},
    {"base",
     "Twice on one way through a section is an error; below another statement it is expanded in "
     "place."},
    {"include-fragment", "A fragment may include others, as long as none includes itself."},
});

template<class Values>
std::string joined(const Values& values)
{
    std::vector<std::string_view> names;
    for (const auto value : values)
        names.push_back(toString(value));
    return names.empty() ? "-" : fmt::format("{}", fmt::join(names, ", "));
}

std::string scopesOf(const PolicyDescriptor& policy)
{
    const bool isEverywhere = policy.scopes.size() == 5;
    return isEverywhere ? "all" : joined(policy.scopes);
}

std::string sectionsOf(const PolicyDescriptor& policy)
{
    if (policy.sections.empty())
        return "in resolvers";
    std::string text = policy.sections.size() == policy::kSections.size() ? std::string("all")
                                                                          : joined(policy.sections);
    if (!policy.sectionsAlso.empty())
        text += "; accepted in " + joined(policy.sectionsAlso);
    return text;
}

bool runs(const PolicyDescriptor& policy)
{
    // These two are gone when a plan is compiled: composing the effective policy resolves them.
    const std::string& element = policy.element.name;
    return element == "base" || element == "include-fragment" || policy.sections.empty()
        || builtinPolicies().find(element) != nullptr;
}

std::string deviationOf(const PolicyDescriptor& policy)
{
    const auto* const found
        = std::find_if(kDeviations.begin(), kDeviations.end(),
                       [&](const Deviation& deviation) { return deviation.policy == policy.name; });
    return found == kDeviations.end() ? std::string() : ' ' + std::string(found->text);
}

std::string localText(const PolicyDescriptor& policy)
{
    if (!runs(policy))
        return "Not run yet: a workspace that uses it is refused by name (GL6001).";
    return policy.localNote + deviationOf(policy);
}

std::string row(const PolicyDescriptor& policy, const std::map<std::string, int>& coverage)
{
    const auto found = coverage.find(policy.name);
    return fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", policy.name, toString(policy.local),
                       sectionsOf(policy), scopesOf(policy),
                       found == coverage.end() ? 0 : found->second, localText(policy));
}

constexpr std::string_view kHead = R"(# Policies

Every policy statement of API Management and what the local gateway makes of it. This page is made from the policy
catalog, the registry of the gateway and the conformance cases:

    ninja -C build/dev policies_document && build/dev/tests/policies_document docs/policies.md

**full**: runs as API Management runs it. **emulated**: runs with the local stand-in that the last column names.
**recorded**: validated and evaluated; what would have been sent is a record of the exchange. Nothing is skipped in
silence: a statement that the gateway could not run is an error when the workspace is applied.

"Cases" counts the files below `tests/proxy/gateway/policies/conformance` ({} cases in all). A full policy has at
least eight, the others at least four.

)";

} // namespace

std::string policiesDocument(const std::map<std::string, int>& coverage)
{
    std::string text = fmt::format(kHead, conformanceCases().size());
    for (const std::string& category : Catalog::builtIn().categories()) {
        text += fmt::format("## {}\n\n| Policy | Level | Sections | Scopes | Cases | Locally |\n"
                            "| --- | --- | --- | --- | --- | --- |\n",
                            category);
        for (const PolicyDescriptor& policy : Catalog::builtIn().policies()) {
            if (policy.category == category)
                text += row(policy, coverage);
        }
        text += '\n';
    }
    text.pop_back();
    return text;
}

} // namespace gatelens::proxy::testing
