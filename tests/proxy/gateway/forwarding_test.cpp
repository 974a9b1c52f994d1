#include "proxy/gateway/correlation.h"
#include "proxy/gateway/forwarding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

using ::testing::MatchesRegex;

class ForwardingTest : public ::testing::Test
{
protected:
    ForwardingTest()
    {
        context.record = std::make_unique<Exchange>();
        context.request.originalUrl.host = "gateway";
        context.request.originalUrl.port = 8080;
        context.request.ipAddress = "10.0.0.7";
    }
    std::string header(const HeaderList& headers, std::string_view name)
    {
        return headers.joined(name, "|").value_or("(none)");
    }

    ExchangeContext context;
};

TEST_F(ForwardingTest, DropsWhatBelongsToTheConnection)
{
    context.request.headers = {{"Host", "gateway:8080"},    {"Connection", "keep-alive, X-Private"},
                               {"Keep-Alive", "timeout=5"}, {"X-Private", "1"},
                               {"TE", "trailers"},          {"Expect", "100-continue"},
                               {"Content-Length", "3"},     {"Accept", "*/*"}};
    const HeaderList expected{{"Accept", "*/*"}, {"X-Forwarded-For", "10.0.0.7"}};
    EXPECT_EQ(forwardedHeaders(context), expected);
}

TEST_F(ForwardingTest, KeepsAHostThatAPolicySet)
{
    context.request.headers = {{"Host", "tenant.example"}};
    EXPECT_EQ(header(forwardedHeaders(context), "Host"), "tenant.example");
}

TEST_F(ForwardingTest, ExtendsForwardedFor)
{
    context.request.headers = {{"X-Forwarded-For", "1.2.3.4"}, {"X-Forwarded-For", "5.6.7.8"}};
    EXPECT_EQ(header(forwardedHeaders(context), "X-Forwarded-For"), "1.2.3.4, 5.6.7.8, 10.0.0.7");
}

TEST_F(ForwardingTest, ReturnsHeadersWithoutHopByHopFields)
{
    const HeaderList returned = returnedHeaders(
        {{"Transfer-Encoding", "chunked"}, {"Connection", "X-Hop"}, {"X-Hop", "1"}, {"ETag", "x"}});
    EXPECT_EQ(returned, (HeaderList{{"ETag", "x"}}));
}

TEST_F(ForwardingTest, ContinuesAW3cTrace)
{
    context.request.headers
        = {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
           {"tracestate", "a=1"},
           {"tracestate", "b=2"}};
    beginCorrelation(context, CorrelationProtocol::W3C, "");
    EXPECT_EQ(context.record->operationId, "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(context.record->parentId, "00f067aa0ba902b7");
    HeaderList headers = context.request.headers;
    addCorrelation(headers, context, "1111111111111111");
    EXPECT_EQ(header(headers, "traceparent"),
              "00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-01");
    EXPECT_EQ(header(headers, "tracestate"), "a=1,b=2");
}

TEST_F(ForwardingTest, BeginsATraceWhenTheHeaderIsBrokenOrDouble)
{
    const std::string valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for (const HeaderList& headers :
         {HeaderList{{"traceparent", "00-xyz"}},
          HeaderList{{"traceparent", valid}, {"traceparent", valid}}, HeaderList{}}) {
        context.request.headers = headers;
        beginCorrelation(context, CorrelationProtocol::W3C, "");
        EXPECT_THAT(context.record->operationId, MatchesRegex("[0-9a-f]{32}"));
        EXPECT_NE(context.record->operationId, "4bf92f3577b34da6a3ce929d0e0e4736");
        EXPECT_EQ(context.record->parentId, "");
    }
}

TEST_F(ForwardingTest, ContinuesALegacyTrace)
{
    context.request.headers
        = {{"Request-Id", "|abc.1.2."}, {"Request-Context", "appId=cid-v1:11111111"}};
    beginCorrelation(context, CorrelationProtocol::Legacy, "appId=cid-v1:ours");
    EXPECT_EQ(context.record->operationId, "abc");
    EXPECT_EQ(context.record->parentId, "|abc.1.2.");
    EXPECT_THAT(context.record->spanId, MatchesRegex("\\|abc\\.[0-9a-f]{8}\\."));
    EXPECT_EQ(context.record->requestSource, "cid-v1:11111111");
    const std::string call = newCallId(context);
    EXPECT_THAT(call, ::testing::StartsWith(context.record->spanId));
    HeaderList headers;
    addCorrelation(headers, context, call);
    EXPECT_EQ(header(headers, "Request-Id"), call);
    EXPECT_EQ(header(headers, "Request-Context"), "appId=cid-v1:ours");
}

TEST_F(ForwardingTest, PassesHeadersThroughWithoutAProtocol)
{
    context.request.headers = {{"traceparent", "anything"}};
    beginCorrelation(context, CorrelationProtocol::None, "");
    HeaderList headers = context.request.headers;
    addCorrelation(headers, context, "1111111111111111");
    EXPECT_EQ(headers, context.request.headers);
    EXPECT_THAT(context.record->operationId, MatchesRegex("[0-9a-f]{32}"));
}

TEST_F(ForwardingTest, CapturesTheBeginningOfABody)
{
    context.captureBytes = 4;
    addCall(context, beginCall(CallKind::ForwardRequest, "GET", *parseUrl("http://a/x"), "", {}));
    context.callCaptures.front().response->add("abc");
    context.callCaptures.front().response->add("def");
    finishCalls(context);
    const MessageCapture& captured = context.record->backendCalls.front().response;
    EXPECT_EQ(captured.body, "abcd");
    EXPECT_EQ(captured.bodyBytes, 6U);
    EXPECT_TRUE(captured.isBodyCut);
}

} // namespace
} // namespace gatelens::proxy
