#include "core/workspace/open_api.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens {
namespace {

namespace json = boost::json;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

OpenApiDocument read(const std::string& text, OperationIds ids = OperationIds::Keep)
{
    auto document = readOpenApi(text, "specification.yaml", ids);
    EXPECT_TRUE(document) << document.error().message;
    return document ? std::move(*document) : OpenApiDocument{};
}

constexpr const char* kYaml = R"(
openapi: 3.0.1
info: { title: Orders, description: Orders of a shop. }
servers:
  - url: http://plain.example
  - url: https://{region}.example/{base}
    variables:
      region: { default: eu }
      base: { default: v1 }
paths:
  /orders/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: integer } }
    get:
      operationId: getOrder
      summary: Get an order
      parameters:
        - { name: expand, in: query, required: true, schema: { type: string } }
        - { name: page, in: query, schema: { type: integer } }
        - { name: X-Trace, in: header, schema: { type: string } }
        - { name: session, in: cookie, schema: { type: string } }
      responses:
        200:
          description: Found.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Order' }
              examples:
                first: { value: { id: 7 } }
        default: { $ref: '#/components/responses/Problem' }
    post:
      requestBody: { $ref: '#/components/requestBodies/Order' }
      responses: { '201': { description: Made. } }
    trace: { responses: {} }
components:
  responses:
    Problem: { description: Problem. }
  requestBodies:
    Order:
      required: true
      content:
        application/json: { schema: { $ref: '#/components/schemas/Order' } }
  schemas:
    Order:
      type: object
      properties:
        id: { type: integer, example: 1.0 }
        parent: { $ref: '#/components/schemas/Order' }
)";

TEST(OpenApi3, GivesOperationsInYaml)
{
    const OpenApiDocument document = read(kYaml);
    EXPECT_EQ(document.title, "Orders");
    EXPECT_EQ(document.serviceUrl, "https://eu.example/v1");
    ASSERT_THAT(document.operations, SizeIs(2));
    const Operation& get = document.operations[0];
    EXPECT_EQ(get.id, "getOrder");
    EXPECT_EQ(get.displayName, "Get an order");
    EXPECT_EQ(get.method, "GET");
    EXPECT_EQ(get.urlTemplate, "/orders/{id}?expand={expand}");
    ASSERT_THAT(get.pathParameters, SizeIs(1));
    EXPECT_EQ(get.pathParameters[0].type, "integer");
    EXPECT_THAT(get.queryParameters, SizeIs(2));
    EXPECT_THAT(get.headerParameters, SizeIs(1));
    ASSERT_THAT(get.responses, SizeIs(2));
    EXPECT_EQ(get.responses[0].contents[0].example, R"({"id":7})");
    EXPECT_EQ(get.responses[1].statusCode, 0);
}

TEST(OpenApi3, MakesIdsWhereThereAreNone)
{
    const Operation post = read(kYaml).operations[1];
    EXPECT_EQ(post.id, "post-orders-id");
    EXPECT_EQ(post.displayName, "POST /orders/{id}");
    EXPECT_TRUE(post.isRequestBodyRequired);
    EXPECT_THAT(post.requestContents, SizeIs(1));
}

TEST(OpenApi3, CutsSchemasThatContainThemselves)
{
    const Operation get = read(kYaml).operations[0];
    const json::value schema = json::parse(get.responses[0].contents[0].schema);
    EXPECT_EQ(schema.at("type"), "object");
    EXPECT_EQ(schema.at("properties").at("parent"), json::value(json::object()));
}

TEST(OpenApi3, HintsAtWhatAzureDrops)
{
    std::vector<std::string> messages;
    for (const Finding& finding : read(kYaml).findings) {
        EXPECT_EQ(finding.severity, FindingSeverity::Information);
        messages.push_back(finding.message);
    }
    EXPECT_THAT(messages,
                ElementsAre(HasSubstr("TRACE"), HasSubstr("cookie parameter \"session\"")));
}

TEST(OpenApi3, NormalisesIdsOnlyWhenImporting)
{
    EXPECT_EQ(read(kYaml, OperationIds::Normalise).operations[0].id, "getorder");
}

TEST(OpenApi3, NumbersDuplicateIds)
{
    const OpenApiDocument document = read(R"({"openapi":"3.0.0","info":{"title":"x"},"paths":{
        "/a":{"get":{"operationId":"same"}},"/b":{"get":{"operationId":"same"}}}})");
    EXPECT_EQ(document.operations[0].id, "same");
    EXPECT_EQ(document.operations[1].id, "same-1");
}

TEST(Swagger2, GivesOperations)
{
    const OpenApiDocument document
        = read(R"({"swagger":"2.0","info":{"title":"Old"},"host":"h.example",
        "basePath":"/api/","schemes":["http","https"],"consumes":["application/xml"],"produces":["application/json"],
        "paths":{"/things":{"post":{"operationId":"make","parameters":[
            {"in":"body","name":"b","required":true,"schema":{"$ref":"#/definitions/T"}},
            {"in":"query","name":"q","type":"integer","required":true}],
          "responses":{"200":{"description":"ok","schema":{"$ref":"#/definitions/T"},
            "examples":{"application/json":{"a":1}}}}}}},
        "definitions":{"T":{"type":"object"}}})");
    EXPECT_EQ(document.serviceUrl, "https://h.example/api");
    ASSERT_THAT(document.operations, SizeIs(1));
    const Operation& make = document.operations[0];
    EXPECT_EQ(make.urlTemplate, "/things?q={q}");
    EXPECT_EQ(make.queryParameters[0].type, "integer");
    EXPECT_TRUE(make.isRequestBodyRequired);
    ASSERT_THAT(make.requestContents, SizeIs(1));
    EXPECT_EQ(make.requestContents[0].contentType, "application/xml");
    EXPECT_EQ(make.requestContents[0].schema, R"({"type":"object"})");
    EXPECT_EQ(make.responses[0].contents[0].example, R"({"a":1})");
}

TEST(OperationIds, FollowTheImportRules)
{
    EXPECT_EQ(normaliseOperationId("GET-/foo/{bar}?buzz={quix}"), "get-foo-bar-buzz-quix");
    EXPECT_EQ(normaliseOperationId("ChatCompletions_Create"), "chatcompletions-create");
    EXPECT_EQ(normaliseOperationId(std::string(100, 'a')).size(), 76U);
}

TEST(BrokenSpecifications, SayWhere)
{
    const auto yaml = readOpenApi("openapi: 3.0.1\ninfo: [\n", "s.yaml");
    ASSERT_FALSE(yaml);
    EXPECT_EQ(yaml.error().position.file, "s.yaml");
    EXPECT_GE(yaml.error().position.line, 2U);
    const auto json = readOpenApi("{\n  \"openapi\": \"3.0.1\",\n  \"info\" 1\n}", "s.json");
    ASSERT_FALSE(json);
    EXPECT_EQ(json.error().position.line, 3U);
    EXPECT_EQ(readOpenApi("title: x", "s.yaml").error().code, ErrorCode::Unsupported);
}

TEST(BrokenSpecifications, SurviveHostileYaml)
{
    std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
    for (char c = 'b'; c < 'm'; ++c)
        bomb += std::string(1, c) + ": &" + c + " [*" + char(c - 1) + ",*" + char(c - 1) + ",*"
            + char(c - 1) + ",*" + char(c - 1) + ",*" + char(c - 1) + ",*" + char(c - 1) + "]\n";
    const auto document = readOpenApi(bomb, "s.yaml");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, ErrorCode::LimitExceeded);
    EXPECT_FALSE(readOpenApi(std::string(100'000, '['), "s.yaml"));
    EXPECT_FALSE(readOpenApi(std::string(100'000, '{'), "s.json"));
}

} // namespace
} // namespace gatelens
