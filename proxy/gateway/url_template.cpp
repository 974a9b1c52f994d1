#include "proxy/gateway/url_template.h"

#include "core/message/header_list.h"
#include "core/message/url.h"

#include <algorithm>

namespace gatelens::proxy {

namespace {

/// Splits at `separator` and calls `take` with each part.
template<class Take>
void forEachPart(std::string_view text, char separator, Take take)
{
    for (;;) {
        const std::size_t end = text.find(separator);
        take(text.substr(0, end));
        if (end == std::string_view::npos)
            return;
        text.remove_prefix(end + 1);
    }
}

std::string_view withoutSlashes(std::string_view path)
{
    if (path.starts_with('/'))
        path.remove_prefix(1);
    if (path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

std::string joinFrom(const std::vector<std::string>& segments, std::size_t first)
{
    std::string rest;
    for (std::size_t index = first; index < segments.size(); ++index) {
        if (index > first)
            rest += '/';
        rest += segments[index];
    }
    return rest;
}

std::size_t findIgnoringCase(std::string_view text, std::string_view literal, std::size_t from)
{
    for (std::size_t at = from; at + literal.size() <= text.size(); ++at) {
        if (equalsIgnoringCase(text.substr(at, literal.size()), literal))
            return at;
    }
    return std::string_view::npos;
}

} // namespace

OperationTarget::OperationTarget(std::string_view operationPath, std::string_view query)
{
    const std::string_view path = withoutSlashes(operationPath);
    if (!path.empty()) {
        forEachPart(path, '/', [this](std::string_view segment) {
            segments.push_back(segment.find('%') == std::string_view::npos
                                   ? std::string(segment)
                                   : percentDecode(segment, false));
        });
    }
    if (!query.empty())
        queryParameters = parseQuery(query);
}

UrlTemplate::UrlTemplate(std::string_view text)
    : m_textSize(text.size())
{
    const std::size_t question = text.find('?');
    const std::string_view path = withoutSlashes(text.substr(0, question));
    if (!path.empty())
        forEachPart(path, '/', [this](std::string_view segment) { addSegment(segment); });
    if (question != std::string_view::npos && question + 1 < text.size())
        forEachPart(text.substr(question + 1), '&',
                    [this](std::string_view rule) { addQueryRule(rule); });
}

void UrlTemplate::addSegment(std::string_view text)
{
    Segment segment;
    if (text == "*" || (text.starts_with("{*") && text.ends_with('}'))) {
        const std::string_view name = text == "*" ? "*" : text.substr(2, text.size() - 3);
        segment.kind = Kind::Wildcard;
        segment.parts.push_back({std::string(name.empty() ? "*" : name), true});
        m_segments.push_back(std::move(segment));
        return;
    }
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) {
            segment.parts.push_back({std::string(text), false});
            break;
        }
        if (open > 0)
            segment.parts.push_back({std::string(text.substr(0, open)), false});
        segment.parts.push_back({std::string(text.substr(open + 1, close - open - 1)), true});
        text.remove_prefix(close + 1);
    }
    const bool hasParameter = std::any_of(segment.parts.begin(), segment.parts.end(),
                                          [](const Part& part) { return part.isParameter; });
    if (hasParameter)
        segment.kind = segment.parts.size() == 1 ? Kind::Parameter : Kind::Mixed;
    m_segments.push_back(std::move(segment));
}

void UrlTemplate::addQueryRule(std::string_view text)
{
    const std::size_t equals = text.find('=');
    QueryRule rule;
    rule.name = percentDecode(text.substr(0, equals), true);
    std::string_view value = equals == std::string_view::npos ? "" : text.substr(equals + 1);
    rule.value.isParameter = value.size() > 2 && value.front() == '{' && value.back() == '}';
    if (rule.value.isParameter)
        value = value.substr(1, value.size() - 2);
    rule.value.text = rule.value.isParameter ? std::string(value) : percentDecode(value, true);
    m_query.push_back(std::move(rule));
}

bool UrlTemplate::matches(const OperationTarget& target, MatchedParameters& parameters) const
{
    parameters.clear();
    const bool endsOpen = !m_segments.empty() && m_segments.back().kind == Kind::Wildcard;
    const std::size_t fixed = m_segments.size() - (endsOpen ? 1 : 0);
    if (endsOpen ? target.segments.size() < fixed : target.segments.size() != fixed)
        return false;
    for (std::size_t index = 0; index < fixed; ++index) {
        if (!matchParts(m_segments[index].parts, 0, target.segments[index], parameters))
            return false;
    }
    if (endsOpen)
        parameters.emplace_back(m_segments.back().parts.front().text,
                                joinFrom(target.segments, fixed));
    return matchesQuery(target, parameters);
}

/// A parameter takes one or more characters up to the next literal of the segment; where the
/// literal occurs several times, the first place from which the rest fits is taken.
bool UrlTemplate::matchParts(const std::vector<Part>& parts, std::size_t index,
                             std::string_view text, MatchedParameters& parameters)
{
    if (index == parts.size())
        return text.empty();
    const Part& part = parts[index];
    if (!part.isParameter) {
        return text.size() >= part.text.size()
            && equalsIgnoringCase(text.substr(0, part.text.size()), part.text)
            && matchParts(parts, index + 1, text.substr(part.text.size()), parameters);
    }
    const std::size_t known = parameters.size();
    parameters.emplace_back(part.text, std::string());
    if (index + 1 == parts.size()) {
        parameters.back().second = text;
        return !text.empty();
    }
    const Part& next = parts[index + 1];
    std::size_t end = next.isParameter ? 1 : findIgnoringCase(text, next.text, 1);
    while (end != std::string_view::npos && end <= text.size()) {
        if (matchParts(parts, index + 1, text.substr(end), parameters)) {
            parameters[known].second = text.substr(0, end);
            return true;
        }
        parameters.resize(known + 1);
        end = next.isParameter ? end + 1 : findIgnoringCase(text, next.text, end + 1);
    }
    return false;
}

bool UrlTemplate::matchesQuery(const OperationTarget& target, MatchedParameters& parameters) const
{
    for (const QueryRule& rule : m_query) {
        const auto found = std::find_if(
            target.queryParameters.begin(), target.queryParameters.end(), [&](const auto& entry) {
                return equalsIgnoringCase(entry.first, rule.name)
                    && (rule.value.isParameter
                        || equalsIgnoringCase(entry.second, rule.value.text));
            });
        if (found == target.queryParameters.end())
            return false;
        if (rule.value.isParameter)
            parameters.emplace_back(rule.value.text, found->second);
    }
    return true;
}

bool UrlTemplate::precedes(const UrlTemplate& left, const UrlTemplate& right)
{
    const std::size_t common = std::min(left.m_segments.size(), right.m_segments.size());
    for (std::size_t index = 0; index < common; ++index) {
        if (left.m_segments[index].kind != right.m_segments[index].kind)
            return left.m_segments[index].kind < right.m_segments[index].kind;
    }
    if (left.m_segments.size() != right.m_segments.size())
        return left.m_segments.size() > right.m_segments.size();
    if (left.m_query.size() != right.m_query.size())
        return left.m_query.size() > right.m_query.size();
    return left.m_textSize > right.m_textSize;
}

} // namespace gatelens::proxy
