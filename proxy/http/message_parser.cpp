#include "proxy/http/message_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace gatelens::proxy {

namespace http = boost::beast::http;

template<bool isRequest>
auto MessageParser<isRequest>::advance(InputBuffer& input) -> Result<Step>
{
    piece = {};
    for (;;) {
        if (this->is_done())
            return Step::End;
        if (input.empty())
            return Step::NeedMore;
        const std::string_view bytes = input.readable();
        error_code error;
        const std::size_t used = this->put(boost::asio::buffer(bytes.data(), bytes.size()), error);
        input.consume(used);
        if (piece.empty())
            headBytes += used;
        if (error == http::error::need_more)
            return Step::NeedMore;
        if (error)
            return Error{ErrorCode::Malformed, error.message(), {}};
        if (!m_isHeadDone && this->is_header_done()) {
            m_isHeadDone = true;
            return Step::Head;
        }
        if (!piece.empty())
            return Step::Piece;
    }
}

template<bool isRequest>
auto MessageParser<isRequest>::endOfInput() -> Result<Step>
{
    if (this->is_done())
        return Step::End;
    error_code error;
    if (this->got_some())
        this->put_eof(error);
    if (error || !this->is_done())
        return Error{
            ErrorCode::PeerClosed, "the connection ended before the message was whole", {}};
    return Step::End;
}

template<bool isRequest>
void MessageParser<isRequest>::on_request_impl(http::verb, string_view methodText,
                                               string_view targetText, int version,
                                               error_code& error)
{
    error = {};
    method = methodText;
    target = targetText;
    minorVersion = version % 10;
}

template<bool isRequest>
void MessageParser<isRequest>::on_response_impl(int code, string_view reasonText, int version,
                                                error_code& error)
{
    error = {};
    statusCode = code;
    reason = reasonText;
    minorVersion = version % 10;
    headers.reserve(12);
}

template<bool isRequest>
void MessageParser<isRequest>::on_field_impl(http::field, string_view name, string_view value,
                                             error_code& error)
{
    error = {};
    (m_isHeadDone ? trailers : headers).append(std::string(name), std::string(value));
}

template<bool isRequest>
void MessageParser<isRequest>::on_header_impl(error_code& error)
{
    error = {};
}

template<bool isRequest>
void MessageParser<isRequest>::on_body_init_impl(boost::optional<std::uint64_t> const&,
                                                 error_code& error)
{
    error = {};
}

template<bool isRequest>
std::size_t MessageParser<isRequest>::on_body_impl(string_view body, error_code& error)
{
    error = {};
    piece = body;
    return body.size();
}

template<bool isRequest>
void MessageParser<isRequest>::on_chunk_header_impl(std::uint64_t, string_view, error_code& error)
{
    error = {};
}

template<bool isRequest>
std::size_t MessageParser<isRequest>::on_chunk_body_impl(std::uint64_t, string_view body,
                                                         error_code& error)
{
    error = {};
    piece = body;
    return body.size();
}

template<bool isRequest>
void MessageParser<isRequest>::on_finish_impl(error_code& error)
{
    error = {};
}

template class MessageParser<true>;
template class MessageParser<false>;

} // namespace gatelens::proxy
