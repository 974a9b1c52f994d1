// What policies need of a workspace besides APIs: caches, schemas, resolvers, connections.

#include "core/workspace/workspace.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace gatelens {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class PolicyEntities : public testing::Test
{
protected:
    void put(std::string_view file, std::string_view text)
    {
        const std::filesystem::path path = m_folder.path() / file;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }

    LoadedWorkspace load()
    {
        // What makes the folder an artifact folder.
        put("named values/n/namedValueInformation.json",
            R"({"properties": {"displayName": "n", "value": "v"}})");
        auto loaded = loadWorkspace(m_folder.path());
        EXPECT_TRUE(loaded) << loaded.error().message;
        return loaded ? std::move(*loaded) : LoadedWorkspace{};
    }

    static std::vector<std::string> codes(const LoadedWorkspace& loaded)
    {
        std::vector<std::string> found;
        for (const Finding& finding : loaded.findings)
            found.push_back(finding.code);
        return found;
    }

    test::TemporaryFolder m_folder;
};

TEST_F(PolicyEntities, ACacheHasAConnectionString)
{
    put("caches/default/cacheInformation.json",
        R"({"properties": {"connectionString": "localhost:6379", "description": "d"}})");
    put("caches/empty/cacheInformation.json", R"({"properties": {}})");
    const LoadedWorkspace loaded = load();
    ASSERT_THAT(loaded.workspace.caches, SizeIs(2));
    EXPECT_EQ(loaded.workspace.caches.front().connectionString, "localhost:6379");
    EXPECT_EQ(loaded.workspace.caches.front().useFromLocation, "default");
    EXPECT_THAT(codes(loaded), ElementsAre("GL4017"));
}

TEST_F(PolicyEntities, SchemasAreXmlTextOrJsonDocuments)
{
    put("schemas/order/schemaInformation.json",
        R"({"properties": {"schemaType": "xml", "value": "<xs:schema/>"}})");
    put("schemas/item/schemaInformation.json",
        R"({"properties": {"schemaType": "json", "document": {"type": "object"}}})");
    put("schemas/none/schemaInformation.json", R"({"properties": {"schemaType": "json"}})");
    const LoadedWorkspace loaded = load();
    ASSERT_NE(loaded.workspace.findSchema("ORDER"), nullptr);
    EXPECT_TRUE(loaded.workspace.findSchema("order")->isXml);
    EXPECT_EQ(loaded.workspace.findSchema("order")->text, "<xs:schema/>");
    EXPECT_EQ(loaded.workspace.findSchema("item")->text, R"({"type": "object"})");
    EXPECT_THAT(codes(loaded), ElementsAre("GL4020"));
}

TEST_F(PolicyEntities, AGraphQlApiHasItsSchemaAndResolvers)
{
    put("apis/g/apiInformation.json", R"({"properties": {"path": "g", "type": "graphql"}})");
    put("apis/g/specification.graphql", "type Query { a: Int }");
    put("apis/g/resolvers/r/resolverInformation.json", R"({"properties": {"path": "Query/a"}})");
    put("apis/g/resolvers/r/policy.xml", "<http-data-source />");
    put("apis/g/resolvers/bad/resolverInformation.json", R"({"properties": {"path": "a"}})");
    put("apis/g/resolvers/bad/policy.xml", "<http-data-source />");
    put("apis/g/resolvers/half/policy.xml", "<http-data-source />");
    const LoadedWorkspace loaded = load();
    const Api& api = loaded.workspace.apis.front();
    ASSERT_TRUE(api.graphQlSchema);
    EXPECT_EQ(api.graphQlSchema->text, "type Query { a: Int }");
    ASSERT_THAT(api.resolvers, SizeIs(1));
    EXPECT_EQ(api.resolvers.front().type, "Query");
    EXPECT_EQ(api.resolvers.front().field, "a");
    EXPECT_THAT(codes(loaded), ElementsAre("GL4019", "GL4018"));
}

TEST_F(PolicyEntities, AnODataApiHasItsMetadataBesideASpecificationOrAlone)
{
    put("apis/a/apiInformation.json", R"({"properties": {"path": "a", "type": "odata"}})");
    put("apis/a/specification.edmx", "<edmx:Edmx\r\n/>");
    put("apis/b/apiInformation.json", R"({"properties": {"path": "b"}})");
    put("apis/b/specification.edmx", "x");
    put("apis/b/specification.json", R"({"openapi": "3.0.1", "info": {"title": "b", "version": "1"},
        "paths": {"/Products": {"get": {"operationId": "list", "responses": {}}}}})");
    const LoadedWorkspace loaded = load();
    const Api& alone = *loaded.workspace.findApi("a");
    ASSERT_TRUE(alone.odataMetadata);
    EXPECT_EQ(*alone.odataMetadata,
              (PolicySource{"apis/a/specification.edmx", "<edmx:Edmx\r\n/>"}));
    EXPECT_TRUE(alone.isPassThrough);
    ASSERT_THAT(alone.operations, SizeIs(5));
    EXPECT_EQ(alone.operations[3].id, "any-patch");
    const Api& beside = *loaded.workspace.findApi("b");
    EXPECT_TRUE(beside.odataMetadata);
    ASSERT_THAT(beside.operations, SizeIs(1));
    EXPECT_EQ(beside.operations.front().id, "list");
}

TEST_F(PolicyEntities, AWebSocketApiHasItsHandshake)
{
    put("apis/w/apiInformation.json", R"({"properties": {"path": "w", "type": "websocket"}})");
    put("apis/w/operations/onHandshake/policy.xml", "<policies />");
    const LoadedWorkspace loaded = load();
    ASSERT_THAT(loaded.workspace.apis.front().operations, SizeIs(1));
    EXPECT_EQ(loaded.workspace.apis.front().operations.front().id, "onHandshake");
    EXPECT_TRUE(loaded.workspace.apis.front().operations.front().policy);
}

TEST_F(PolicyEntities, BackendsNameCertificatesProxyAndAffinity)
{
    put("backends/b/backendInformation.json",
        R"({"properties": {"url": "https://b", "protocol": "http",
            "credentials": {"certificateIds": ["/certificates/one"], "certificate": ["AB"]},
            "proxy": {"url": "http://p:1", "username": "u", "password": "{{pw}}"}}})");
    put("backends/pool/backendInformation.json",
        R"({"properties": {"type": "Pool", "pool": {"services": [{"id": "/backends/b"}],
            "sessionAffinity": {"sessionId": {"source": "Cookie", "name": "SID"}}}}})");
    const LoadedWorkspace loaded = load();
    const Backend& single = *loaded.workspace.findBackend("b");
    EXPECT_THAT(single.certificates, ElementsAre("one", "AB"));
    ASSERT_TRUE(single.proxy);
    EXPECT_EQ(*single.proxy, (BackendProxy{"http://p:1", "u", "{{pw}}"}));
    EXPECT_EQ(loaded.workspace.findBackend("pool")->sessionAffinityCookie, "SID");
}

TEST_F(PolicyEntities, LocalSettingsHoldConnectionsAndStandIns)
{
    put("gatelens.json",
        R"({"secrets": {"authorizations": {"github": {"mine": {"accessToken": {"env": "TOKEN"},
            "claims": {"a": 1}}, "issued": {}}}},
            "policies": {"daprUrl": "http://localhost:9", "dataSources": {"g/Query/a": [1, 2]},
            "blocklists": {"bad": ["one", "two"]}, "odd": 1, "requestTracing": false,
            "missingSection": "empty", "callerIpHeader": "X-Real-IP", "internalCache": false}})");
    const LoadedWorkspace loaded = load();
    const LocalSettings& local = loaded.workspace.local;
    const auto& connections = local.authorizations.at("github");
    EXPECT_EQ(connections.at("mine").accessToken, SecretSource(EnvironmentSecret{"TOKEN"}));
    EXPECT_EQ(connections.at("mine").claims, R"({"a": 1})");
    EXPECT_FALSE(connections.at("issued").accessToken);
    EXPECT_EQ(local.policies.daprUrl, "http://localhost:9");
    EXPECT_EQ(local.policies.dataSources.at("g/Query/a"), "[1, 2]");
    EXPECT_THAT(local.policies.blocklists.at("bad"), ElementsAre("one", "two"));
    EXPECT_FALSE(local.policies.requestTracing);
    EXPECT_EQ(local.policies.missingSection, MissingSection::Empty);
    EXPECT_EQ(local.policies.callerIpHeader, "X-Real-IP");
    EXPECT_FALSE(local.policies.internalCache);
    EXPECT_THAT(codes(loaded), ElementsAre("GL4102"));
}

TEST_F(PolicyEntities, DatabasesHaveFilesInTheWorkspace)
{
    put("data/people.sqlite", "");
    put("gatelens.json", R"({"policies": {"databases": {"people": "data/people.sqlite",
            "gone": "data/gone.sqlite"}}})");
    const LoadedWorkspace loaded = load();
    EXPECT_EQ(loaded.workspace.local.policies.databases.at("people"), "data/people.sqlite");
    EXPECT_THAT(codes(loaded), ElementsAre("GL4107"));
    EXPECT_EQ(toString(loaded.findings.front().position), "gatelens.json:2:21");
}

} // namespace
} // namespace gatelens
