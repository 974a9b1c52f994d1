// Any text as the small texts of a message and its configuration: URL, query, traceparent, OData
// options, metadata document and a request to its service, T-SQL, connection string, body to
// convert. What can be printed is read again as the same.
#include "core/message/url.h"
#include "core/odata/model_reader.h"
#include "core/odata/request_check.h"
#include "core/telemetry/connection_string.h"
#include "core/telemetry/trace_context.h"
#include "core/tsql/translation.h"
#include "proxy/gateway/policies/odata_query.h"
#include "proxy/gateway/policies/xml_conversion.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

/// A line for the path, one for the query, the rest for the body.
void checkODataRequest(std::string_view text)
{
    using namespace gatelens;
    static const odata::Model model
        = odata::readModel(R"xml(<Edmx xmlns="http://docs.oasis-open.org/odata/ns/edmx">
        <DataServices><Schema Namespace="N"><EnumType Name="E"><Member Name="M"/></EnumType>
        <ComplexType Name="C"><Property Name="S" Type="Edm.String"/></ComplexType>
        <EntityType Name="T"><Key><PropertyRef Name="Id"/></Key>
        <Property Name="Id" Type="Edm.Int32"/><Property Name="E" Type="N.E"/>
        <Property Name="C" Type="Collection(N.C)"/>
        <NavigationProperty Name="T" Type="Collection(N.T)"/></EntityType>
        <Function Name="F" IsBound="true"><Parameter Name="t" Type="N.T"/>
        <Parameter Name="p" Type="Edm.Int32"/><ReturnType Type="N.T"/></Function>
        <EntityContainer Name="Root"><EntitySet Name="S" EntityType="N.T"/></EntityContainer>
        </Schema></DataServices></Edmx>)xml",
                           "model.edmx")
              .value();
    const std::size_t first = std::min(text.find('\n'), text.size());
    const std::string_view rest = text.substr(std::min(first + 1, text.size()));
    const std::size_t second = std::min(rest.find('\n'), rest.size());
    static_cast<void>(
        odata::checkRequest(model,
                            {"POST", text.substr(0, first), rest.substr(0, second),
                             "application/json", rest.substr(std::min(second + 1, rest.size()))}));
    static_cast<void>(odata::checkRequest(model, {"GET", "/S", text, "", ""}));
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace gatelens;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto url = parseUrl(text)) {
        const auto again = parseUrl(url->toString());
        if (!again || !(*again == *url))
            std::abort();
    }
    if (percentDecode(percentEncode(text), false) != text)
        std::abort();
    static_cast<void>(parseQuery(text));
    static_cast<void>(requestContextAppId(text));
    static_cast<void>(legacyRoot(text));
    if (const auto parent = parseTraceParent(text)) {
        if (parseTraceParent(printTraceParent(*parent)) != parent)
            std::abort();
    }
    static_cast<void>(parseConnectionString(text));
    static_cast<void>(proxy::odataQueryProblems(text));
    static_cast<void>(odata::readModel(text, "fuzz.edmx"));
    checkODataRequest(text);
    static_cast<void>(tsql::translate(text));
    static_cast<void>(proxy::jsonToXml(text, {}));
    static_cast<void>(proxy::xmlToJson(text, proxy::JsonKind::Direct, false));
    static_cast<void>(proxy::xmlToJson(text, proxy::JsonKind::JavascriptFriendly, true));
    return 0;
}
