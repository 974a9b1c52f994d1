#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatelens::proxy {

using MatchedParameters = std::vector<std::pair<std::string, std::string>>;

/// The part of a request's URL that operations are matched against, taken apart once a request.
struct OperationTarget
{
    explicit OperationTarget(std::string_view operationPath, std::string_view query);

    std::vector<std::string> segments; ///< percent-decoded; an empty last one is left out
    MatchedParameters queryParameters; ///< decoded, in order
};

/// An operation's URL template: literal segments, `{name}` within a segment, `{*name}` or a final
/// `/*` for the rest, and required query parameters. Source: reference "policies", 2.2.
class UrlTemplate
{
public:
    explicit UrlTemplate(std::string_view text);

    /// True when `target` fits; `parameters` then holds the template's parameters, `*` the rest.
    [[nodiscard]] bool matches(const OperationTarget& target, MatchedParameters& parameters) const;

    /// Which of two templates is asked first: segment by segment literal, mixed, parameter,
    /// wildcard; then more required query parameters; then the longer text. A strict weak order.
    [[nodiscard]] static bool precedes(const UrlTemplate& left, const UrlTemplate& right);

private:
    struct Part
    {
        std::string text; ///< literal, or the parameter's name
        bool isParameter = false;
    };
    enum class Kind
    {
        Literal,
        Mixed,
        Parameter,
        Wildcard,
    };
    struct Segment
    {
        Kind kind = Kind::Literal;
        std::vector<Part> parts;
    };
    struct QueryRule
    {
        std::string name;
        Part value;
    };

    void addSegment(std::string_view text);
    void addQueryRule(std::string_view text);
    [[nodiscard]] static bool matchParts(const std::vector<Part>& parts, std::size_t index,
                                         std::string_view text, MatchedParameters& parameters);
    [[nodiscard]] bool matchesQuery(const OperationTarget& target,
                                    MatchedParameters& parameters) const;

    std::vector<Segment> m_segments;
    std::vector<QueryRule> m_query;
    std::size_t m_textSize = 0;
};

} // namespace gatelens::proxy
