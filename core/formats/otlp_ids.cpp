#include "core/formats/otlp_ids.h"

#include "core/telemetry/ids.h"

#include <fmt/format.h>

#include <cstdint>

namespace gatelens {

namespace {

/// FNV-1a: written to files, so it may not be the library's hash.
std::uint64_t fnv1a(std::string_view text, std::uint64_t start)
{
    constexpr std::uint64_t kPrime = 1099511628211ULL;
    std::uint64_t hash = start;
    for (const char character : text)
        hash = (hash ^ static_cast<unsigned char>(character)) * kPrime;
    return hash;
}

constexpr std::uint64_t kOffset = 14695981039346656037ULL;
constexpr std::uint64_t kOtherOffset = ~kOffset;

} // namespace

std::string otlpTraceId(std::string_view operationId)
{
    if (operationId.empty() || isTraceId(operationId))
        return std::string(operationId);
    return fmt::format("{:016x}{:016x}", fnv1a(operationId, kOtherOffset),
                       fnv1a(operationId, kOffset));
}

std::string otlpSpanId(std::string_view id)
{
    if (id.empty() || isSpanId(id))
        return std::string(id);
    return fmt::format("{:016x}", fnv1a(id, kOffset));
}

} // namespace gatelens
