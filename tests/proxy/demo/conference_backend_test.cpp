#include "proxy/demo/conference_backend.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json.hpp>

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

namespace json = boost::json;

struct Reply
{
    int statusCode = 0;
    HeaderList headers;
    std::string body;
};

class ConferenceBackendTest : public testing::Test
{
protected:
    static DemoSettings calm()
    {
        DemoSettings settings;
        settings.latencyScale = 0;
        settings.errorScale = 0;
        return settings;
    }

    static boost::asio::awaitable<Reply> fetch(ConferenceBackend& backend, OutgoingRequest request)
    {
        auto response = co_await backend.send(std::move(request));
        Reply reply;
        if (!response)
            co_return reply;
        reply.statusCode = response->statusCode;
        reply.headers = response->headers;
        if (response->body)
            reply.body = (co_await readAll(*response->body, 1 << 20)).value();
        co_return reply;
    }

    static Reply send(ConferenceBackend& backend, std::string method, std::string_view target,
                      std::string body = {})
    {
        OutgoingRequest request;
        request.method = std::move(method);
        request.url = parseUrl("builtin:conference").value();
        const std::size_t mark = target.find('?');
        request.url.path = target.substr(0, mark);
        if (mark != std::string_view::npos)
            request.url.query = target.substr(mark + 1);
        request.body.bytes = std::move(body);
        boost::asio::io_context context;
        auto reply = boost::asio::co_spawn(context, fetch(backend, std::move(request)),
                                           boost::asio::use_future);
        context.run();
        return reply.get();
    }

    ConferenceBackend m_backend{calm()};
};

TEST_F(ConferenceBackendTest, ServesTheProgrammeOfTheReadme)
{
    const Reply reply = send(m_backend, "GET", "/eu/v1/sessions/42");
    EXPECT_EQ(reply.statusCode, 200);
    EXPECT_EQ(*reply.headers.find("x-demo-node"), "eu");
    EXPECT_EQ(*reply.headers.find("server"), "demo-backend");
    EXPECT_EQ(*reply.headers.find("content-type"), "application/json; charset=utf-8");
    const json::value session = json::parse(reply.body);
    EXPECT_EQ(session.at("title").as_string(), "Rate limits in practice, part 3");
    EXPECT_EQ(session.at("day").as_int64(), 1);
    EXPECT_EQ(session.at("start").as_string(), "2030-05-13T09:30:00Z");
    EXPECT_EQ(session.at("room").as_string(), "Hall A");
    EXPECT_EQ(session.at("speakerIds").at(0).as_int64(), 3);
    EXPECT_EQ(session.at("speakerIds").at(1).as_int64(), 14);
}

TEST_F(ConferenceBackendTest, ListsSpeakersByTrackAndLimit)
{
    const json::value all = json::parse(send(m_backend, "GET", "/v1/speakers").body);
    EXPECT_EQ(all.as_array().size(), 40U);
    const json::value some
        = json::parse(send(m_backend, "GET", "/v1/speakers?track=data&limit=3").body);
    ASSERT_EQ(some.as_array().size(), 3U);
    for (const json::value& speaker : some.as_array())
        EXPECT_EQ(speaker.at("track").as_string(), "data");
}

TEST_F(ConferenceBackendTest, AnswersUnknownPathsAndMethodsLikeAServer)
{
    EXPECT_EQ(send(m_backend, "GET", "/v1/nothing").statusCode, 404);
    EXPECT_EQ(send(m_backend, "GET", "/v1/speakers/41").statusCode, 404);
    EXPECT_EQ(send(m_backend, "GET", "/v1/venue/map").statusCode, 404);
    EXPECT_EQ(send(m_backend, "GET", "/v2/venue/map").statusCode, 200);
    const Reply wrongMethod = send(m_backend, "DELETE", "/v1/sessions/1/feedback");
    EXPECT_EQ(wrongMethod.statusCode, 405);
    EXPECT_EQ(*wrongMethod.headers.find("allow"), "GET, POST");
}

TEST_F(ConferenceBackendTest, HeadAnswersLikeGetWithoutABody)
{
    const Reply get = send(m_backend, "GET", "/v1/topics");
    const Reply head = send(m_backend, "HEAD", "/v1/topics");
    EXPECT_EQ(head.statusCode, 200);
    EXPECT_TRUE(head.body.empty());
    EXPECT_EQ(*head.headers.find("content-length"), std::to_string(get.body.size()));
}

TEST_F(ConferenceBackendTest, KeepsFeedbackNewestFirst)
{
    EXPECT_EQ(send(m_backend, "POST", "/v1/sessions/7/feedback", R"({"stars":9})").statusCode, 422);
    EXPECT_EQ(send(m_backend, "POST", "/v1/sessions/7/feedback", R"({"stars":4,"comment":"a"})")
                  .statusCode,
              202);
    EXPECT_EQ(send(m_backend, "POST", "/us/v1/sessions/7/feedback", R"({"stars":5})").statusCode,
              202);
    const json::value list = json::parse(send(m_backend, "GET", "/v1/sessions/7/feedback").body);
    ASSERT_EQ(list.as_array().size(), 2U);
    EXPECT_EQ(list.at(0).at("id").as_string(), "f-2");
    EXPECT_EQ(list.at(1).at("stars").as_int64(), 4);
}

TEST_F(ConferenceBackendTest, SameSeedGivesTheSameErrors)
{
    DemoSettings settings;
    settings.latencyScale = 0;
    settings.errorScale = 20;
    const auto codes = [&settings] {
        ConferenceBackend backend(settings);
        std::vector<int> list;
        for (int i = 0; i < 60; ++i)
            list.push_back(send(backend, "GET", "/v1/topics/3").statusCode);
        return list;
    };
    const std::vector<int> first = codes();
    EXPECT_EQ(first, codes());
    EXPECT_GT(std::count(first.begin(), first.end(), 500), 10);
    EXPECT_GT(std::count(first.begin(), first.end(), 200), 5);
}

TEST_F(ConferenceBackendTest, ReportsItsCallsWithTheDatadogHeaders)
{
    std::vector<ConferenceCall> calls;
    m_backend.observeCalls([&](ConferenceCall call) { calls.push_back(std::move(call)); });
    (void)send(m_backend, "GET", "/trends/v1/topics");
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0].service, "trends");
    EXPECT_EQ(calls[0].route, "/trends/v1/topics");
    EXPECT_EQ(calls[0].statusCode, 200);
}

} // namespace
} // namespace gatelens::proxy
