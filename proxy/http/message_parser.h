#pragma once

#include "core/base/result.h"
#include "core/message/header_list.h"
#include "proxy/http/input_buffer.h"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// Beast's HTTP/1 grammar with results in our own types: headers go straight into a HeaderList,
/// bodies come out as views of the input. Obsolete and ambiguous framing (both Content-Length and
/// Transfer-Encoding, repeated differing lengths, …) is refused by Beast.
template<bool isRequest>
class MessageParser : public boost::beast::http::basic_parser<isRequest>
{
public:
    enum class Step
    {
        NeedMore,
        Head, ///< the head is complete
        Piece, ///< `piece` holds a part of the body
        End,
    };

    MessageParser()
    {
        this->header_limit(std::numeric_limits<std::uint32_t>::max());
        this->body_limit(boost::none);
    }

    /// Parses on from `input` until something is known. Malformed says what is wrong.
    Result<Step> advance(InputBuffer& input);

    /// The connection has ended: End when that ends the body, PeerClosed when it breaks it off.
    Result<Step> endOfInput();

    std::string method;
    std::string target;
    int statusCode = 0;
    std::string reason;
    int minorVersion = 1;
    HeaderList headers;
    HeaderList trailers;
    std::string_view piece;
    std::size_t headBytes = 0; ///< consumed by the head, and by chunk headers and trailers

private:
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, string_view methodText, string_view targetText,
                         int version, error_code& error) override;
    void on_response_impl(int code, string_view reasonText, int version,
                          error_code& error) override;
    void on_field_impl(boost::beast::http::field, string_view name, string_view value,
                       error_code& error) override;
    void on_header_impl(error_code& error) override;
    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code& error) override;
    std::size_t on_body_impl(string_view body, error_code& error) override;
    void on_chunk_header_impl(std::uint64_t, string_view, error_code& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code& error) override;
    void on_finish_impl(error_code& error) override;

    bool m_isHeadDone = false;
};

using RequestParser = MessageParser<true>;
using ResponseParser = MessageParser<false>;

extern template class MessageParser<true>;
extern template class MessageParser<false>;

} // namespace gatelens::proxy
