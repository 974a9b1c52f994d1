#pragma once

#include "core/telemetry/exchange.h"
#include "proxy/http/body_reader.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace gatelens::proxy {

/// What passed through a body: its first bytes, its size, and how it ended. Shared between the
/// exchange and the reader, since a request body may still be under way when its exchange has
/// ended.
struct BodyCapture
{
    std::uint64_t limit = 0; ///< bytes kept
    std::string bytes;
    std::uint64_t totalBytes = 0;
    bool isComplete = false; ///< the end was read
    bool isBroken = false; ///< reading failed
    std::chrono::steady_clock::time_point lastReadAt{};

    void add(std::string_view piece);
    /// Moves the bytes into a record's capture.
    void moveInto(MessageCapture& capture);
};

/// A reader that passes `reader`'s pieces on and notes them in `capture`.
[[nodiscard]] std::unique_ptr<BodyReader> capturing(std::unique_ptr<BodyReader> reader,
                                                    std::shared_ptr<BodyCapture> capture);

} // namespace gatelens::proxy
