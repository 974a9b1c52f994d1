#pragma once

#include "core/base/source_position.h"

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <utility>

namespace gatelens {

/// What kind of thing went wrong, to branch on.
enum class ErrorCode
{
    InvalidArgument, ///< the caller's input is unusable
    Malformed, ///< a text or message breaks its grammar
    NotFound,
    Unsupported, ///< understood, but not something Gatelens does
    Io, ///< file, disk or database
    Timeout,
    PeerClosed,
    Refused, ///< a peer, or a rule of ours, said no
    LimitExceeded,
    Conflict, ///< busy port, locked file, newer version
    Cancelled,
    Internal,
};

/// An expected failure: a code to branch on, one sentence for people that says what was being done
/// and what to do, and a position where there is text.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    SourcePosition position;
};

/// "file:line:column: message", or the message alone when no position is known.
[[nodiscard]] std::string toString(const Error& error);

/// The same failure with `context` put before its message ("reading the store: …").
[[nodiscard]] Error withContext(Error error, std::string_view context);

/// Called by boost::system::result when a failed result's value is asked for: a bug of the caller.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& location);

template<class T>
using Result = boost::system::result<T, Error>;

} // namespace gatelens
