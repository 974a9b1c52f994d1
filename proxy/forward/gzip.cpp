#include "proxy/forward/gzip.h"

#include <zlib.h>

namespace gatelens::proxy {

Result<std::string> gzip(std::string_view bytes)
{
    constexpr int kGzipWindow = 16 + MAX_WBITS;
    constexpr int kMemoryLevel = 8; // zlib's default
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                     Z_DEFAULT_STRATEGY)
        != Z_OK)
        return Error{ErrorCode::Internal, "compressing a batch: zlib cannot start", {}};
    std::string input(bytes); // zlib wants to write to its pointer's type
    std::string output(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(output.data());
    stream.avail_out = static_cast<uInt>(output.size());
    const int state = deflate(&stream, Z_FINISH);
    output.resize(stream.total_out);
    deflateEnd(&stream);
    if (state != Z_STREAM_END)
        return Error{ErrorCode::Internal, "compressing a batch: zlib failed", {}};
    return output;
}

} // namespace gatelens::proxy
