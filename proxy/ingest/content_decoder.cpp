#include "proxy/ingest/content_decoder.h"

#include "core/message/header_list.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>

namespace gatelens::proxy {

namespace {

// Window sizes as zlib takes them: its maximum, plus 16 for gzip, negative for raw deflate.
constexpr int kGzipWindow = 16 + MAX_WBITS;
constexpr int kZlibWindow = MAX_WBITS;
constexpr int kRawWindow = -MAX_WBITS;

class Inflater
{
public:
    explicit Inflater(int window)
        : m_isReady(inflateInit2(&m_stream, window) == Z_OK)
    {
    }
    ~Inflater()
    {
        if (m_isReady)
            inflateEnd(&m_stream);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    Result<std::string> run(std::string& input, std::uint64_t limit)
    {
        if (!m_isReady)
            return Error{ErrorCode::Internal, "decompressing the body: zlib cannot start", {}};
        m_stream.next_in = reinterpret_cast<Bytef*>(input.data());
        m_stream.avail_in = static_cast<uInt>(input.size());
        std::string output;
        std::array<char, 64 * 1024> piece{};
        while (true) {
            m_stream.next_out = reinterpret_cast<Bytef*>(piece.data());
            m_stream.avail_out = static_cast<uInt>(piece.size());
            const int state = inflate(&m_stream, Z_NO_FLUSH);
            output.append(piece.data(), piece.size() - m_stream.avail_out);
            if (output.size() > limit) {
                return Error{ErrorCode::LimitExceeded,
                             fmt::format("the decompressed body is longer than {} bytes", limit),
                             {}};
            }
            // Gzip members may follow one another.
            if (state == Z_STREAM_END && m_stream.avail_in > 0 && inflateReset(&m_stream) == Z_OK)
                continue;
            if (state == Z_STREAM_END)
                return output;
            if (state != Z_OK)
                return damaged(state);
        }
    }

private:
    [[nodiscard]] Error damaged(int state) const
    {
        const char* reason = state == Z_BUF_ERROR ? "it ends too early"
            : m_stream.msg != nullptr             ? m_stream.msg
                                                  : "the data is damaged";
        return {ErrorCode::Malformed, fmt::format("decompressing the body: {}", reason), {}};
    }

    z_stream m_stream{};
    bool m_isReady;
};

/// "deflate" means zlib's format, but some senders leave its header out.
bool hasZlibHeader(std::string_view body)
{
    if (body.size() < 2)
        return false;
    const unsigned first = static_cast<unsigned char>(body[0]);
    const unsigned second = static_cast<unsigned char>(body[1]);
    return (first & 0x0FU) == Z_DEFLATED && (first * 256 + second) % 31 == 0;
}

} // namespace

Result<std::string> decodeContent(std::string_view encoding, std::string body, std::uint64_t limit)
{
    if (encoding.empty() || equalsIgnoringCase(encoding, "identity")) {
        if (body.size() > limit) {
            return Error{ErrorCode::LimitExceeded,
                         fmt::format("the body is longer than {} bytes", limit),
                         {}};
        }
        return body;
    }
    if (equalsIgnoringCase(encoding, "gzip") || equalsIgnoringCase(encoding, "x-gzip"))
        return Inflater(kGzipWindow).run(body, limit);
    if (equalsIgnoringCase(encoding, "deflate"))
        return Inflater(hasZlibHeader(body) ? kZlibWindow : kRawWindow).run(body, limit);
    return Error{ErrorCode::Unsupported,
                 fmt::format("Content-Encoding \"{}\" is not supported; send gzip, deflate or "
                             "identity",
                             encoding),
                 {}};
}

} // namespace gatelens::proxy
