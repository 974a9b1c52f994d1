#include "core/diagnostics/secret_scrubber.h"

#include "core/diagnostics/masking.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace gatelens {

namespace {

constexpr std::size_t kShortestSecret = 6;

void replaceAll(std::string& text, std::string_view value)
{
    for (std::size_t at = text.find(value); at != std::string::npos;
         at = text.find(value, at + kMaskedValue.size()))
        text.replace(at, value.size(), kMaskedValue);
}

std::string escapedAsJson(std::string_view value)
{
    const std::string quoted = boost::json::serialize(boost::json::string(value));
    return quoted.substr(1, quoted.size() - 2);
}

} // namespace

void SecretScrubber::add(std::string_view value)
{
    const auto remember = [this](std::string_view secret) {
        if (secret.size() < kShortestSecret
            || std::find(m_values.begin(), m_values.end(), secret) != m_values.end())
            return;
        const auto isLonger
            = [](std::string_view a, std::string_view b) { return a.size() > b.size(); };
        const auto place = std::upper_bound(m_values.begin(), m_values.end(), secret, isLonger);
        m_values.emplace(place, secret);
    };
    remember(value);
    if (const std::size_t blank = value.find(' '); blank != std::string_view::npos)
        remember(value.substr(blank + 1));
}

void SecretScrubber::scrub(std::string& text) const
{
    for (const std::string& value : m_values)
        replaceAll(text, value);
}

void SecretScrubber::scrubJson(std::string& json) const
{
    for (const std::string& value : m_values) {
        replaceAll(json, value);
        if (std::string escaped = escapedAsJson(value); escaped != value)
            replaceAll(json, escaped);
    }
}

} // namespace gatelens
