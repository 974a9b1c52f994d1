#include "proxy/gateway/policies/uri_template.h"

#include "core/message/header_list.h"
#include "core/message/url.h"
#include "proxy/gateway/policies/query_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

/// Calls `onText` for literal pieces and `onName` for the texts between braces.
template<class OnText, class OnName>
void forEachPiece(std::string_view text, OnText onText, OnName onName)
{
    while (!text.empty()) {
        const std::size_t begin = text.find('{');
        const std::size_t end
            = begin == std::string_view::npos ? std::string_view::npos : text.find('}', begin);
        if (end == std::string_view::npos) {
            onText(text);
            return;
        }
        onText(text.substr(0, begin));
        onName(text.substr(begin + 1, end - begin - 1));
        text.remove_prefix(end + 1);
    }
}

std::string encodeKeepingSlashes(std::string_view value)
{
    std::string result;
    while (true) {
        const std::size_t slash = value.find('/');
        result += percentEncode(value.substr(0, slash));
        if (slash == std::string_view::npos)
            return result;
        result += '/';
        value.remove_prefix(slash + 1);
    }
}

} // namespace

std::vector<std::string> templateNames(std::string_view text)
{
    std::vector<std::string> names;
    forEachPiece(
        text, [](std::string_view) {},
        [&](std::string_view name) {
            names.emplace_back(name.starts_with('*') && name.size() > 1 ? name.substr(1) : name);
        });
    return names;
}

std::vector<std::string> templateQueryNames(std::string_view text)
{
    const std::size_t question = text.find('?');
    std::vector<std::string> names;
    if (question == std::string_view::npos)
        return names;
    const QueryText query(text.substr(question + 1));
    for (const QueryText::Part& part : query.parts())
        names.push_back(part.name);
    return names;
}

Result<std::string>
fillUriTemplate(std::string_view text,
                const std::vector<std::pair<std::string, std::string>>& parameters)
{
    std::string result;
    std::string missing;
    forEachPiece(
        text, [&](std::string_view literal) { result += literal; },
        [&](std::string_view name) {
            const bool isWildcard = name.starts_with('*');
            const std::string_view key = isWildcard && name.size() > 1 ? name.substr(1) : name;
            const auto found
                = std::find_if(parameters.begin(), parameters.end(), [key](const auto& parameter) {
                      return equalsIgnoringCase(parameter.first, key);
                  });
            if (found == parameters.end())
                missing = key;
            else if (isWildcard)
                result += encodeKeepingSlashes(found->second);
            else
                result += percentEncode(found->second);
        });
    if (!missing.empty())
        return Error{
            ErrorCode::NotFound,
            fmt::format("The URL template '{}' names '{}', which the request does not have", text,
                        missing),
            {}};
    return result;
}

} // namespace gatelens::proxy
