#pragma once

#include "core/message/header_list.h"
#include "core/message/url.h"
#include "proxy/http/message_head.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// How a body is delimited on the wire.
struct Framing
{
    enum class Kind
    {
        None, ///< no body and no word about one
        Length,
        Chunked,
        UntilClose,
    };
    Kind kind = Kind::None;
    std::uint64_t length = 0;
};

/// True for fields that frame a message or belong to one connection; senders write them themselves.
[[nodiscard]] bool isFramingField(std::string_view name) noexcept;

/// Appends "name: value\r\n". Line breaks and NULs in the value become blanks, so that no value can
/// begin a field of its own; a name that is no token is left out.
void appendField(std::string& out, std::string_view name, std::string_view value);

/// Appends what frames the body.
void appendFraming(std::string& out, const Framing& framing);

/// Appends a status line and `head`'s fields without framing fields; no empty line.
void appendStatusAndFields(std::string& out, const ResponseHead& head, int minorVersion);

/// Appends "Date: …" of now; the text is made once a second.
void appendDate(std::string& out);

/// Appends the size line of a chunk.
void appendChunkHead(std::string& out, std::size_t size);

} // namespace gatelens::proxy
