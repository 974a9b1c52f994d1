#include "proxy/gateway/policies/odata_query.h"

#include "core/message/header_list.h"
#include "core/message/url.h"
#include "core/odata/query_tokens.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>

namespace gatelens::proxy {

namespace {

constexpr std::array<std::string_view, 16> kOptions{
    "$apply",  "$compute", "$count", "$deltatoken", "$expand",        "$filter",
    "$format", "$id",      "$index", "$orderby",    "$schemaversion", "$search",
    "$select", "$skip",    "$top",   "$skiptoken"};

/// Brackets that do not match, or a text that does not end; nothing when all is closed.
std::optional<std::string> bracketProblem(std::string_view text)
{
    std::string open;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\'') { // '' inside a text is a quote, which opens and closes here as well
            at = text.find('\'', at + 1);
            if (at == std::string_view::npos)
                return "a text is not closed";
        } else if (c == '(' || c == '[')
            open += c == '(' ? ')' : ']';
        else if (c == ')' || c == ']') {
            if (open.empty() || open.back() != c)
                return fmt::format("'{}' has no partner", c);
            open.pop_back();
        }
    }
    return open.empty() ? std::nullopt
                        : std::optional<std::string>(fmt::format("'{}' is missing", open.back()));
}

/// Words outside texts and brackets: "a eq 'b c'" gives a, eq, 'b c'.
std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> found;
    std::string word;
    int depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\'') {
            const std::size_t end = std::min(text.find('\'', at + 1), text.size() - 1);
            word += text.substr(at, end - at + 1);
            at = end;
            continue;
        }
        depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        if (c == ' ' && depth == 0) {
            if (!word.empty())
                found.push_back(std::move(word));
            word.clear();
        } else
            word += c;
    }
    if (!word.empty())
        found.push_back(std::move(word));
    return found;
}

bool isOperator(std::string_view word)
{
    static constexpr std::array<std::string_view, 17> kOperators{
        "eq", "ne",  "gt",  "ge",  "lt",  "le",  "and",   "or", "has",
        "in", "add", "sub", "mul", "div", "mod", "divby", "to"};
    return std::find(kOperators.begin(), kOperators.end(), word) != kOperators.end();
}

/// Operands and operators must take turns: "a eq 1 and b eq 2".
std::optional<std::string> filterProblem(std::string_view filter)
{
    bool wantsOperand = true;
    for (const std::string& word : words(filter)) {
        if (wantsOperand && word == "not")
            continue;
        if (isOperator(word) == wantsOperand)
            return wantsOperand ? fmt::format("an operand is missing before '{}'", word)
                                : fmt::format("an operator is missing before '{}'", word);
        // A group or the arguments of a function are expressions of their own.
        if (wantsOperand && word.front() == '(' && word.back() == ')') {
            const std::string_view group = std::string_view(word).substr(1, word.size() - 2);
            for (const std::string_view part : odata::splitOutside(group, ',')) {
                if (auto problem = filterProblem(part))
                    return problem;
            }
        }
        wantsOperand = !wantsOperand;
    }
    return wantsOperand ? std::optional<std::string>("an operand is missing at its end")
                        : std::nullopt;
}

std::optional<std::string> orderProblem(std::string_view order)
{
    for (const std::string_view item : odata::splitOutside(order, ',')) {
        const std::vector<std::string> parts = words(item);
        const bool isDirected
            = parts.size() == 2 && (parts.back() == "asc" || parts.back() == "desc");
        if (parts.size() != 1 && !isDirected)
            return fmt::format("'{}' is no property with asc or desc", item);
    }
    return std::nullopt;
}

bool isCount(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

std::optional<std::string> valueProblem(std::string_view name, const std::string& value)
{
    if (trimmed(value).empty())
        return "it has no value";
    if (auto problem = bracketProblem(value))
        return problem;
    if (name == "$filter")
        return filterProblem(value);
    if (name == "$orderby")
        return orderProblem(value);
    const bool isNumber = name == "$top" || name == "$skip";
    if (isNumber && !isCount(value))
        return fmt::format("'{}' is not a non-negative whole number", value);
    if (name == "$index") {
        const std::string_view digits
            = value.starts_with('-') ? std::string_view(value).substr(1) : std::string_view(value);
        if (!isCount(digits))
            return fmt::format("'{}' is not a whole number", value);
    }
    if (name == "$count" && value != "true" && value != "false")
        return fmt::format("'{}' is neither true nor false", value);
    return std::nullopt;
}

} // namespace

std::vector<std::string> odataQueryProblems(std::string_view query)
{
    std::vector<std::string> problems;
    std::set<std::string> seen;
    for (const auto& [given, value] : parseQuery(query)) {
        if (!given.starts_with('$'))
            continue;
        const std::string name = lowered(given);
        if (std::find(kOptions.begin(), kOptions.end(), name) == kOptions.end())
            problems.push_back(
                fmt::format("The query parameter {} is not a system query option.", given));
        else if (!seen.insert(name).second)
            problems.push_back(fmt::format("The query option {} stands twice.", given));
        else if (const auto problem = valueProblem(name, value))
            problems.push_back(
                fmt::format("The query option {} cannot be read: {}.", given, *problem));
    }
    return problems;
}

} // namespace gatelens::proxy
