#include "core/diagnostics/masking.h"

#include "core/message/url.h"

#include <algorithm>

namespace gatelens {

namespace {

std::optional<MaskingMode> modeOfParameter(std::string_view parameter, const QueryMasking& masking)
{
    const std::string_view name = parameter.substr(0, parameter.find('='));
    if (name.find_first_of("%+") == std::string_view::npos)
        return masking.modeOf(name);
    return masking.modeOf(percentDecode(name, true));
}

/// Calls `each` with every piece of the query between two "&".
template<class Each>
void forEachParameter(std::string_view query, Each each)
{
    while (true) {
        const std::size_t end = query.find('&');
        each(query.substr(0, end));
        if (end == std::string_view::npos)
            return;
        query.remove_prefix(end + 1);
    }
}

} // namespace

std::optional<MaskingMode> maskingFor(std::span<const MaskingRule> rules,
                                      std::string_view name) noexcept
{
    std::optional<MaskingMode> mode;
    for (const MaskingRule& rule : rules) {
        if (!equalsIgnoringCase(rule.value, name))
            continue;
        if (rule.mode == MaskingMode::Hide)
            return MaskingMode::Hide;
        mode = MaskingMode::Mask;
    }
    return mode;
}

bool containsName(std::span<const std::string> names, std::string_view name) noexcept
{
    return std::any_of(names.begin(), names.end(), [name](const std::string& candidate) {
        return equalsIgnoringCase(candidate, name);
    });
}

std::optional<std::string> maskUrl(std::string_view url, const QueryMasking& masking)
{
    const std::size_t mark = url.find('?');
    if (mark == std::string_view::npos)
        return std::nullopt;
    const std::string_view fragment = url.substr(std::min(url.find('#', mark), url.size()));
    const std::string_view query = url.substr(mark + 1, url.size() - fragment.size() - mark - 1);

    bool isTouched = false;
    forEachParameter(query, [&](std::string_view parameter) {
        isTouched = isTouched || modeOfParameter(parameter, masking).has_value();
    });
    if (!isTouched)
        return std::nullopt;

    std::string masked(url.substr(0, mark));
    char separator = '?';
    forEachParameter(query, [&](std::string_view parameter) {
        const std::optional<MaskingMode> mode = modeOfParameter(parameter, masking);
        if (mode == MaskingMode::Hide)
            return;
        masked += separator;
        separator = '&';
        if (!mode) {
            masked += parameter;
            return;
        }
        masked += parameter.substr(0, parameter.find('='));
        masked += '=';
        masked += kMaskedValue;
    });
    masked += fragment;
    return masked;
}

} // namespace gatelens
