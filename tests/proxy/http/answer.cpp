#include "tests/proxy/http/answer.h"

namespace gatelens::test {

namespace {

constexpr std::size_t kMostBytes = 64U << 20U;

} // namespace

std::string Answer::text() const
{
    if (error)
        return problem();
    return body.empty() ? std::to_string(statusCode) : std::to_string(statusCode) + ' ' + body;
}

boost::asio::awaitable<Answer> call(proxy::PooledClient& client, proxy::OutgoingRequest request)
{
    Answer answer;
    Result<proxy::IncomingResponse> response = co_await client.send(std::move(request));
    if (!response) {
        answer.error = response.error();
        co_return answer;
    }
    answer.statusCode = response->statusCode;
    answer.version = response->version;
    answer.headers = std::move(response->headers);
    if (!response->body)
        co_return answer;
    Result<std::string> body = co_await proxy::readAll(*response->body, kMostBytes);
    if (body)
        answer.body = std::move(*body);
    else
        answer.error = body.error();
    answer.trailers = response->body->trailers();
    co_return answer;
}

} // namespace gatelens::test
