#include "core/odata/query_options.h"

#include "core/odata/expression_reader.h"
#include "core/odata/primitive.h"
#include "core/odata/query_tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::odata {

namespace {

constexpr int kDeepestExpand = 20;

using OptionProblem = std::optional<std::string>;

/// The options of one level: of the request, or of what an $expand names.
class OptionChecker
{
public:
    OptionChecker(const Model& model, TypeUse item, TypeUse it, int depth)
        : m_model(model)
        , m_depth(depth)
        , m_scope{model, std::move(item), {}, std::move(it)}
    {
    }

    std::vector<std::string> run(const QueryOptions& options)
    {
        std::vector<std::string> problems;
        const auto check = [&](std::string_view wanted, auto read) {
            for (const auto& [name, value] : options) {
                OptionProblem problem = name == wanted ? read(value) : std::nullopt;
                if (problem)
                    problems.push_back(fmt::format("{}: {}", name, *problem));
            }
        };
        // First what makes names that the others may use.
        check("$apply", [this](const std::string& text) { return apply(text); });
        check("$compute", [this](const std::string& text) { return compute(text); });
        check("$filter", [this](const std::string& text) { return filter(text); });
        check("$orderby", [this](const std::string& text) { return order(text); });
        check("$select", [this](const std::string& text) { return select(text); });
        check("$expand", [this](const std::string& text) { return expand(text); });
        return problems;
    }

private:
    /// Every "as Name" makes a name.
    OptionProblem apply(const std::string& text)
    {
        const Result<std::vector<QueryToken>> tokens = queryTokens(text);
        if (!tokens)
            return tokens.error().message;
        for (std::size_t index = 1; index < tokens->size(); ++index) {
            if ((*tokens)[index - 1].text == "as" && (*tokens)[index].kind == QueryTokenKind::Name)
                m_scope.dynamic.insert((*tokens)[index].text);
        }
        return std::nullopt;
    }

    OptionProblem compute(const std::string& text)
    {
        ExpressionReader reader(m_scope, text);
        std::vector<std::string> names;
        do {
            static_cast<void>(reader.expression());
            std::optional<std::string> name
                = reader.acceptWord("as") ? reader.takeName() : std::nullopt;
            if (!name && !reader.problem())
                return "an expression lacks its name; write Price mul 2 as Double";
            if (name)
                names.push_back(std::move(*name));
        } while (reader.acceptSymbol(','));
        reader.expectEnd();
        m_scope.dynamic.insert(names.begin(), names.end());
        return reader.problem();
    }

    OptionProblem filter(const std::string& text)
    {
        ExpressionReader reader(m_scope, text);
        reader.expectCondition(reader.expression(), "$filter");
        reader.expectEnd();
        return reader.problem();
    }

    OptionProblem order(const std::string& text)
    {
        ExpressionReader reader(m_scope, text);
        do {
            static_cast<void>(reader.expression());
            if (!reader.acceptWord("asc"))
                static_cast<void>(reader.acceptWord("desc"));
        } while (reader.acceptSymbol(','));
        reader.expectEnd();
        return reader.problem();
    }

    OptionProblem select(const std::string& text)
    {
        for (const std::string_view item : splitOutside(text, ',')) {
            const Bracketed parts = takeBrackets(item);
            if (parts.name == "*" || parts.name.ends_with(".*"))
                continue;
            TypeUse type = m_scope.item;
            if (OptionProblem problem = follow(parts.name, type))
                return problem;
            if (OptionProblem problem = nested(parts, type))
                return problem;
        }
        return std::nullopt;
    }

    OptionProblem expand(const std::string& text)
    {
        for (const std::string_view item : splitOutside(text, ',')) {
            Bracketed parts = takeBrackets(item);
            for (const std::string_view ending : {"/$ref", "/$count", "/$value"}) {
                if (parts.name.ends_with(ending))
                    parts.name.remove_suffix(ending.size());
            }
            if (parts.name == "*")
                continue;
            TypeUse type = m_scope.item;
            m_last = nullptr;
            if (OptionProblem problem = follow(parts.name, type))
                return problem;
            if (m_last != nullptr && !m_last->isNavigation && m_last->type.isKnown()
                && m_last->type.name != "Edm.Stream")
                return fmt::format("'{}' is not a navigation property", m_last->name);
            if (OptionProblem problem = nested(parts, type))
                return problem;
        }
        return std::nullopt;
    }

    /// Goes along "Address/City" or "Sales.Vip/Discount"; `type` becomes that of its end.
    OptionProblem follow(std::string_view path, TypeUse& type)
    {
        bool isFirst = true;
        for (const std::string_view name : splitOutside(path, '/')) {
            if (isFirst && m_scope.dynamic.contains(name)) {
                type = {};
                return std::nullopt;
            }
            isFirst = false;
            if (!type.isKnown())
                return std::nullopt;
            if (OptionProblem problem = step(name, type))
                return problem;
        }
        return std::nullopt;
    }

    OptionProblem step(std::string_view name, TypeUse& type)
    {
        const std::string full = m_model.qualified(name);
        const StructuredType* current = m_model.type(type.name);
        const auto operations = m_model.boundOperations(name, type.element());
        if (current == nullptr)
            return fmt::format("'{}' follows a value of '{}', which has no properties", name,
                               type.name);
        if (m_model.type(full) != nullptr) {
            if (!m_model.isA(full, type.name) && !m_model.isA(type.name, full))
                return fmt::format("'{}' does not derive from '{}'", full, type.name);
            type.name = full;
            return std::nullopt;
        }
        const Property* property = m_model.property(*current, name);
        m_last = property;
        const bool isUnknown = property == nullptr && operations.empty();
        if (isUnknown && !m_model.isOpen(*current))
            return noSuchProperty(m_model, *current, name);
        type = property == nullptr ? TypeUse() : property->type;
        return std::nullopt;
    }

    /// Options in brackets: ($filter=…;$select=…).
    OptionProblem nested(const Bracketed& parts, const TypeUse& type)
    {
        static constexpr std::array<std::string_view, 11> kNames{
            "$apply",   "$compute", "$count",  "$expand", "$filter", "$levels",
            "$orderby", "$search",  "$select", "$skip",   "$top"};
        if (!parts.hasBrackets)
            return std::nullopt;
        if (m_depth >= kDeepestExpand)
            return "it is nested too deeply";
        QueryOptions options;
        for (const std::string_view option : splitOutside(parts.content, ';')) {
            const std::size_t equals = option.find('=');
            const std::string name(option.substr(0, equals));
            if (name.starts_with('@') || option.empty())
                continue;
            if (equals == std::string_view::npos
                || std::find(kNames.begin(), kNames.end(), name) == kNames.end())
                return fmt::format("'{}' in the brackets of '{}' is no query option{}", name,
                                   parts.name, suggestion(name, {kNames.begin(), kNames.end()}));
            const std::string value(option.substr(equals + 1));
            if (name == "$levels" && value != "max" && literalType(value) != "Edm.Int32")
                return fmt::format("$levels is a number or max, not '{}'", value);
            options.emplace_back(name, value);
        }
        if (!type.isKnown())
            return std::nullopt;
        const std::vector<std::string> problems
            = OptionChecker(m_model, type.element(), m_scope.it, m_depth + 1).run(options);
        return problems.empty()
            ? std::nullopt
            : OptionProblem(fmt::format("in '{}', {}", parts.name, problems.front()));
    }

    const Model& m_model;
    int m_depth;
    Scope m_scope;
    const Property* m_last = nullptr; ///< property that `follow` came by last
};

} // namespace

std::vector<std::string> optionProblems(const Model& model, const TypeUse& it,
                                        const QueryOptions& options)
{
    return OptionChecker(model, it, it, 0).run(options);
}

} // namespace gatelens::odata
