#include "core/formats/export_masking.h"

#include "core/message/header_list.h"

#include <algorithm>
#include <array>

namespace gatelens {

namespace {

constexpr std::array<std::string_view, 9> kSecretHeaders{
    "authorization",   "proxy-authorization",       "cookie",
    "set-cookie",      "ocp-apim-subscription-key", "x-api-key",
    "x-functions-key", "x-ms-client-principal",     "api-key"};
constexpr std::array<std::string_view, 6> kSecretParameters{
    "sig", "code", "token", "subscription-key", "api_key", "access_token"};

template<std::size_t size>
bool contains(const std::array<std::string_view, size>& names, std::string_view name)
{
    return std::any_of(names.begin(), names.end(),
                       [name](std::string_view known) { return equalsIgnoringCase(known, name); });
}

} // namespace

std::optional<MaskingMode> ExportMasking::modeOf(std::string_view parameter) const
{
    if (m_isOn && contains(kSecretParameters, parameter))
        return MaskingMode::Mask;
    return std::nullopt;
}

std::string_view ExportMasking::headerValue(std::string_view name, std::string_view value) const
{
    return m_isOn && contains(kSecretHeaders, name) ? kMaskedValue : value;
}

std::string ExportMasking::url(std::string_view url) const
{
    std::optional<std::string> masked = maskUrl(url, *this);
    return masked ? std::move(*masked) : std::string(url);
}

} // namespace gatelens
