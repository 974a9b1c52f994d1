#include "proxy/gateway/policies/graphql/subscription_session.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A frame as a client sends it; a mask of zeros leaves the payload readable.
std::string clientFrame(unsigned firstByte, std::string_view payload)
{
    std::string frame(1, static_cast<char>(firstByte));
    if (payload.size() < 126)
        frame += static_cast<char>(0x80U | payload.size());
    else {
        frame += static_cast<char>(0x80U | 126U);
        frame += static_cast<char>(payload.size() >> 8U);
        frame += static_cast<char>(payload.size() & 0xFFU);
    }
    frame += std::string(4, '\0');
    frame += payload;
    return frame;
}

std::string text(std::string_view payload) { return clientFrame(0x81, payload); }

TEST(WebSocketFramesTest, AnswersTheKeyOfTheStandardsExample)
{
    EXPECT_EQ(webSocketAccept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WebSocketFramesTest, ReadsTheStandardsMaskedExampleByteByByte)
{
    WebSocketReader reader(100);
    const std::string frame("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11);
    for (const char byte : frame.substr(0, 10)) {
        reader.feed({&byte, 1});
        EXPECT_FALSE(reader.next()->has_value());
    }
    reader.feed(frame.substr(10));
    EXPECT_EQ((*reader.next())->payload, "Hello");
}

TEST(WebSocketFramesTest, JoinsFragmentsAndLetsControlMessagesThrough)
{
    WebSocketReader reader(100);
    reader.feed(clientFrame(0x01, "Hel") + clientFrame(0x89, "ping") + clientFrame(0x80, "lo"));
    EXPECT_EQ((*reader.next())->opcode, WebSocketOpcode::Ping);
    const auto message = *reader.next();
    EXPECT_EQ(message->payload, "Hello");
    EXPECT_EQ(message->opcode, WebSocketOpcode::Text);
}

TEST(WebSocketFramesTest, RefusesWhatAClientMustNotSend)
{
    const auto problem = [](const std::string& bytes) {
        WebSocketReader reader(100);
        reader.feed(bytes);
        const auto read = reader.next();
        return read ? std::string() : read.error().message;
    };
    EXPECT_THAT(problem(std::string("\x81\x01x", 3)), HasSubstr("masked"));
    EXPECT_THAT(problem(clientFrame(0xC1, "")), HasSubstr("agreed"));
    EXPECT_THAT(problem(clientFrame(0x83, "")), HasSubstr("agreed"));
    EXPECT_THAT(problem(clientFrame(0x80, "x")), HasSubstr("order"));
    EXPECT_THAT(problem(clientFrame(0x09, "x")), HasSubstr("control"));
    EXPECT_THAT(problem(clientFrame(0x81, std::string(101, 'x'))), HasSubstr("100 bytes"));
    EXPECT_THAT(
        problem(clientFrame(0x01, std::string(60, 'x')) + clientFrame(0x80, std::string(60, 'x'))),
        HasSubstr("100 bytes"));
}

TEST(WebSocketFramesTest, WritesEveryLength)
{
    EXPECT_EQ(webSocketFrame(WebSocketOpcode::Text, "Hello"), std::string("\x81\x05Hello", 7));
    EXPECT_EQ(webSocketFrame(WebSocketOpcode::Text, std::string(300, 'x')).substr(0, 4),
              std::string("\x81\x7e\x01\x2c", 4));
    EXPECT_EQ(webSocketFrame(WebSocketOpcode::Text, std::string(70'000, 'x')).substr(0, 10),
              std::string("\x81\x7f\0\0\0\0\0\x01\x11\x70", 10));
    EXPECT_EQ(webSocketClose(4401, "no"), std::string("\x88\x04\x11\x31no", 6));
}

class SubscriptionSessionTest : public ::testing::Test
{
protected:
    void open(SubscriptionProtocol protocol = SubscriptionProtocol::TransportWs)
    {
        auto schema = graphql::Schema::parse(
            "type Query { a: String } type Subscription { news(topic: String): String other: "
            "String }",
            "schema.graphql");
        ASSERT_TRUE(schema) << schema.error().message;
        SubscriptionSession::Surroundings surroundings{
            "api", std::make_shared<const graphql::Schema>(std::move(*schema)), m_hub};
        m_session = std::make_shared<SubscriptionSession>(m_io.get_executor(), protocol,
                                                          std::move(surroundings));
    }

    /// The payloads of the frames that are there for the client, close frames as "close CODE".
    std::vector<std::string> heard()
    {
        m_io.restart();
        m_io.poll();
        if (!m_hasToRead)
            return {};
        std::array<char, 4096> bytes{};
        auto count = asio::co_spawn(m_io, m_session->read(bytes), asio::use_future);
        m_io.restart();
        m_io.poll();
        std::string_view input(bytes.data(), *count.get());
        std::vector<std::string> payloads;
        while (!input.empty()) {
            const bool isLong = input[1] == 126;
            const std::size_t at = isLong ? 4 : 2;
            const std::size_t size = isLong
                ? static_cast<std::size_t>(static_cast<unsigned char>(input[2])) * 256
                    + static_cast<unsigned char>(input[3])
                : static_cast<std::size_t>(input[1]);
            const std::string payload(input.substr(at, size));
            const bool isClose = (static_cast<unsigned char>(input[0]) & 0x0FU) == 8;
            payloads.push_back(isClose && size >= 2 ? "close "
                                       + std::to_string(static_cast<unsigned char>(payload[0]) * 256
                                                        + static_cast<unsigned char>(payload[1]))
                                                    : payload);
            input.remove_prefix(at + size);
        }
        return payloads;
    }

    void say(std::string_view message) { m_session->receive(text(message)); }
    void begin()
    {
        say(R"({"type":"connection_init"})");
        EXPECT_THAT(heard(), ElementsAre(R"({"type":"connection_ack"})"));
    }
    void publish(const json::object& result)
    {
        for (const GraphQlSubscriptionPtr& subscription : m_hub.of("api", "news"))
            subscription->deliver(result);
    }

    asio::io_context m_io;
    SubscriptionHub m_hub;
    std::shared_ptr<SubscriptionSession> m_session;
    bool m_hasToRead = true;
};

TEST_F(SubscriptionSessionTest, DeliversEventsUntilTheClientCompletes)
{
    open();
    begin();
    say(R"({"id":"1","type":"subscribe","payload":{"query":"subscription { news }"}})");
    publish({{"data", {{"news", "x"}}}});
    EXPECT_THAT(heard(),
                ElementsAre(R"({"id":"1","type":"next","payload":{"data":{"news":"x"}}})"));
    say(R"({"id":"1","type":"complete"})");
    EXPECT_THAT(m_hub.of("api", "news"), IsEmpty());
}

TEST_F(SubscriptionSessionTest, KeepsVariablesAndTheFieldBehindAnAlias)
{
    open();
    begin();
    say(R"({"id":"1","type":"subscribe","payload":{"query":"subscription A($t: String) { n: news(topic: $t) }",
            "operationName":"A","variables":{"t":"sport"}}})");
    const auto subscriptions = m_hub.of("api", "news");
    ASSERT_EQ(subscriptions.size(), 1U);
    EXPECT_EQ(subscriptions.front()->variables.at("t"), "sport");
    EXPECT_THAT(m_hub.of("other api", "news"), IsEmpty());
}

TEST_F(SubscriptionSessionTest, ForgetsItsSubscriptionsWhenItEnds)
{
    open();
    begin();
    say(R"({"id":"1","type":"subscribe","payload":{"query":"subscription { news }"}})");
    const auto kept = m_hub.of("api", "news");
    m_session.reset();
    EXPECT_THAT(m_hub.of("api", "news"), IsEmpty());
    kept.front()->deliver({}); // an event that was on its way finds nobody
    m_hasToRead = false;
    EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(SubscriptionSessionTest, TellsWhatIsWrongWithASubscription)
{
    open();
    begin();
    say(R"({"id":"1","type":"subscribe","payload":{"query":"subscription { news "}})");
    say(R"({"id":"2","type":"subscribe","payload":{"query":"subscription { nobody }"}})");
    say(R"({"id":"3","type":"subscribe","payload":{"query":"{ a }"}})");
    say(R"({"id":"4","type":"subscribe","payload":{"query":"subscription { news other }"}})");
    const auto messages = heard();
    ASSERT_EQ(messages.size(), 4U);
    EXPECT_THAT(messages[0], HasSubstr("Syntax error"));
    EXPECT_THAT(messages[1], HasSubstr("nobody"));
    EXPECT_THAT(messages[2], HasSubstr("Only subscriptions are served over WebSocket"));
    EXPECT_THAT(messages[3], HasSubstr(R"({"id":"4","type":"error","payload":[)"));
}

TEST_F(SubscriptionSessionTest, SpeaksTheOlderProtocol)
{
    open(SubscriptionProtocol::Legacy);
    begin();
    say(R"({"id":"1","type":"start","payload":{"query":"subscription { news }"}})");
    publish({{"data", {{"news", "x"}}}});
    EXPECT_THAT(heard(),
                ElementsAre(R"({"id":"1","type":"data","payload":{"data":{"news":"x"}}})"));
    say(R"({"id":"1","type":"stop"})");
    EXPECT_THAT(heard(), ElementsAre(R"({"id":"1","type":"complete"})"));
    say(R"({"type":"connection_terminate"})");
    EXPECT_THAT(heard(), ElementsAre("close 1000"));
}

TEST_F(SubscriptionSessionTest, AnswersPings)
{
    open();
    say(R"({"type":"ping"})");
    m_session->receive(clientFrame(0x89, "abc"));
    EXPECT_THAT(heard(), ElementsAre(R"({"type":"pong"})", "abc"));
}

TEST_F(SubscriptionSessionTest, ClosesWithTheProtocolsCodes)
{
    const auto closing = [&](const std::vector<std::string>& messages) {
        open();
        for (const std::string& message : messages)
            say(message);
        return heard().back();
    };
    const std::string init = R"({"type":"connection_init"})";
    const std::string subscribe
        = R"({"id":"1","type":"subscribe","payload":{"query":"subscription { news }"}})";
    EXPECT_EQ(closing({subscribe}), "close 4401");
    EXPECT_EQ(closing({init, init}), "close 4429");
    EXPECT_EQ(closing({init, subscribe, subscribe}), "close 4409");
    EXPECT_EQ(closing({"no json"}), "close 4400");
    EXPECT_EQ(closing({R"({"type":"dance"})"}), "close 4400");
    EXPECT_EQ(closing({init, R"({"type":"subscribe"})"}), "close 4400");
}

TEST(SubscriptionProtocolTest, TheFirstKnownNameIsChosen)
{
    EXPECT_EQ(chooseSubscriptionProtocol("x, graphql-ws, graphql-transport-ws")->second,
              "graphql-ws");
    EXPECT_EQ(chooseSubscriptionProtocol("graphql-transport-ws")->first,
              SubscriptionProtocol::TransportWs);
    EXPECT_FALSE(chooseSubscriptionProtocol("x"));
}

} // namespace
} // namespace gatelens::proxy
