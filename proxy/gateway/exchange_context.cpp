#include "proxy/gateway/exchange_context.h"

namespace gatelens::proxy {

namespace {

boost::asio::awaitable<Result<void>> buffer(MessageBody& body, std::unique_ptr<BodyReader>& stream,
                                            std::uint64_t limit)
{
    if (body.state != MessageBody::State::Streaming)
        co_return Result<void>();
    if (!stream) {
        body.state = MessageBody::State::Absent;
        co_return Result<void>();
    }
    Result<std::string> bytes = co_await readAll(*stream, limit);
    stream.reset();
    if (!bytes) {
        body.state = MessageBody::State::Consumed;
        co_return std::move(bytes).error();
    }
    body.bytes = std::move(*bytes);
    body.state = MessageBody::State::Buffered;
    co_return Result<void>();
}

} // namespace

ResponseMessage& ensureResponse(ExchangeContext& context)
{
    if (!context.response)
        context.response.emplace();
    context.facts.response = &*context.response;
    return *context.response;
}

void setResponse(ExchangeContext& context, ResponseMessage response)
{
    context.responseStream.reset();
    context.response = std::move(response);
    context.facts.response = &*context.response;
}

void refreshRequestUrl(ExchangeContext& context)
{
    Url& url = context.request.url;
    if (!context.backendBaseUrl) {
        url.path = context.operationPath;
        return;
    }
    const Url& base = *context.backendBaseUrl;
    url.scheme = base.scheme;
    url.host = base.host;
    url.port = base.port;
    url.path = joinPaths(base.path, context.operationPath);
}

boost::asio::awaitable<Result<void>> bufferRequestBody(ExchangeContext& context,
                                                       std::uint64_t limit)
{
    return buffer(context.request.body, context.requestStream, limit);
}

boost::asio::awaitable<Result<void>> bufferResponseBody(ExchangeContext& context,
                                                        std::uint64_t limit)
{
    if (!context.response)
        co_return Result<void>();
    co_return co_await buffer(context.response->body, context.responseStream, limit);
}

} // namespace gatelens::proxy
