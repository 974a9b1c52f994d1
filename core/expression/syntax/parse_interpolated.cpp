#include "core/expression/runtime/text.h"
#include "core/expression/syntax/parser_state.h"
#include "core/expression/syntax/predefined_types.h"

#include <algorithm>
#include <array>

namespace gatelens::expression {

Expr* Parser::parseInterpolated()
{
    const Token token = peek();
    Expr* result = m_tree.newExpr(ExprKind::Interpolated, token.offset);
    ++m_at;
    const bool isVerbatim = token.text[0] == '@' || token.text[1] == '@';
    std::size_t at = token.offset + (isVerbatim ? 3 : 2);
    const std::size_t end = token.end - 1;
    std::string text;
    const auto flush = [&] {
        if (!text.empty())
            result->interpolation.push_back(
                {joinSurrogates(std::move(text)), nullptr, nullptr, {}, false});
        text.clear();
    };
    while (at < end && !failed()) {
        const char c = m_source[at];
        if ((c == '{' || c == '}') && at + 1 < end && m_source[at + 1] == c) {
            text.push_back(c);
            at += 2;
        } else if (c == '"' && isVerbatim) {
            text.push_back(c);
            at += 2;
        } else if (c == '\\' && !isVerbatim) {
            ++at;
            if (!readEscape(m_source, at, end, text))
                fail(static_cast<std::uint32_t>(at), "CS1009", "Unrecognized escape sequence");
        } else if (c == '}') {
            fail(static_cast<std::uint32_t>(at), "CS8086",
                 "A '}' character must be escaped (by doubling) in an interpolated string");
        } else if (c == '{') {
            flush();
            std::size_t begin = ++at;
            std::size_t comma = 0;
            std::size_t colon = 0;
            int depth = 0;
            for (; at < end; ++at) {
                const auto skipped = skipLiteralOrComment(m_source, at, end);
                if (skipped != at) {
                    at = std::min(skipped, end) - 1;
                    continue;
                }
                const char inner = m_source[at];
                if (inner == '(' || inner == '[' || inner == '{')
                    ++depth;
                else if (inner == ')' || inner == ']')
                    --depth;
                else if (inner == '}' && depth-- == 0)
                    break;
                else if (inner == ',' && depth == 0 && comma == 0)
                    comma = at;
                else if (inner == ':' && depth == 0) {
                    colon = at;
                    at = std::min(m_source.find('}', at), end);
                    break;
                }
            }
            const std::size_t close = at++;
            auto& part = result->interpolation.emplace_back();
            const std::size_t valueEnd = comma != 0 ? comma : (colon != 0 ? colon : close);
            part.value = parseHole(static_cast<std::uint32_t>(begin),
                                   static_cast<std::uint32_t>(valueEnd));
            if (comma != 0) {
                part.alignment = parseHole(static_cast<std::uint32_t>(comma + 1),
                                           static_cast<std::uint32_t>(colon != 0 ? colon : close));
            }
            if (colon != 0) {
                part.hasFormat = true;
                for (std::size_t i = colon + 1; i < close;) {
                    if (m_source[i] != '\\' || isVerbatim) {
                        part.format.push_back(m_source[i++]);
                        continue;
                    }
                    if (!readEscape(m_source, ++i, close, part.format)) {
                        fail(static_cast<std::uint32_t>(i), "CS1009",
                             "Unrecognized escape sequence");
                        break;
                    }
                }
            }
        } else {
            text.push_back(c);
            ++at;
        }
    }
    flush();
    return finish(result);
}

Expr* Parser::parseHole(std::uint32_t begin, std::uint32_t end)
{
    Parser inner(m_source, begin, end, m_tree, m_diagnostics);
    inner.m_depth = m_depth + 8;
    inner.m_hidden = m_hidden;
    Expr* value = inner.m_failed ? nullptr : inner.parseWhole();
    m_hidden = inner.m_hidden;
    if (inner.m_failed) {
        m_failed = true;
        m_at = m_tokens.size() - 1;
        return m_tree.newExpr(ExprKind::Literal, begin);
    }
    return value;
}

} // namespace gatelens::expression
