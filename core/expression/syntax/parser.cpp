#include "core/expression/syntax/parser.h"

#include "core/expression/runtime/text.h"
#include "core/expression/syntax/lexer.h"
#include "core/expression/syntax/parser_state.h"

#include <algorithm>
#include <array>

namespace gatelens::expression {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

} // namespace

std::unique_ptr<SyntaxTree> parse(std::string_view source, Diagnostics& diagnostics)
{
    std::size_t begin = 0;
    std::size_t end = source.size();
    while (begin < end && isBlank(source[begin]))
        ++begin;
    while (end > begin && isBlank(source[end - 1]))
        --end;
    const bool isBlock = source.substr(begin, 2) == "@{";
    if ((!isBlock && source.substr(begin, 2) != "@(") || end - begin < 3
        || source[end - 1] != (isBlock ? '}' : ')')) {
        diagnostics.push_back({static_cast<std::uint32_t>(begin), 1, false, "CS1525",
                               "A policy expression is written @(expression) or @{ statements }"});
        return nullptr;
    }
    if (end > 0x00FFFFFF) {
        diagnostics.push_back({0, 1, false, "CS8078", "The expression is too long to compile"});
        return nullptr;
    }
    auto tree = std::make_unique<SyntaxTree>();
    Parser parser(source, static_cast<std::uint32_t>(begin + (isBlock ? 1 : 2)),
                  static_cast<std::uint32_t>(isBlock ? end : end - 1), *tree, diagnostics);
    if (isBlock) {
        tree->body = parser.parseBody();
    } else {
        tree->expression = parser.parseWhole();
    }
    const bool failed = std::any_of(diagnostics.begin(), diagnostics.end(),
                                    [](const Diagnostic& one) { return !one.isWarning; });
    return failed ? nullptr : std::move(tree);
}

} // namespace gatelens::expression
