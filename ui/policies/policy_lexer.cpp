#include "ui/policies/policy_lexer.h"

#include "ui/policies/code_tokens.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <Qsci/qsciscintilla.h>

#include <array>
#include <utility>

namespace gatelens::ui {
namespace {

constexpr std::array kTokens{
    std::pair{CodeToken::Text, "Text"},
    std::pair{CodeToken::Tag, "Element"},
    std::pair{CodeToken::AttributeName, "Attribute"},
    std::pair{CodeToken::AttributeValue, "Attribute value"},
    std::pair{CodeToken::Expression, "Expression"},
    std::pair{CodeToken::Keyword, "C# keyword"},
    std::pair{CodeToken::ExpressionString, "C# string"},
    std::pair{CodeToken::NamedValue, "Named value"},
    std::pair{CodeToken::Comment, "Comment"},
};

QColor colorOf(CodeToken token, const Theme& theme)
{
    switch (token) {
    case CodeToken::Text:
        return theme.text;
    case CodeToken::Tag:
        return theme.code.element;
    case CodeToken::AttributeName:
        return theme.code.attribute;
    case CodeToken::AttributeValue:
    case CodeToken::ExpressionString:
        return theme.code.string;
    case CodeToken::Expression:
        return theme.code.expression;
    case CodeToken::Keyword:
        return theme.code.keyword;
    case CodeToken::NamedValue:
        return theme.accent;
    case CodeToken::Comment:
        return theme.code.comment;
    }
    return theme.text;
}

} // namespace

PolicyLexer::PolicyLexer(QsciScintilla* editor)
    : QsciLexerCustom(editor)
{
    applyTheme();
}

QString PolicyLexer::description(int style) const
{
    for (const auto& [token, name] : kTokens) {
        if (static_cast<int>(token) == style)
            return QString::fromLatin1(name);
    }
    return {};
}

void PolicyLexer::applyTheme()
{
    const auto& theme = currentTheme();
    const auto plain = dataFont();
    setDefaultFont(plain);
    setDefaultPaper(theme.base);
    setDefaultColor(theme.text);
    for (const auto& [token, name] : kTokens) {
        const int style = static_cast<int>(token);
        auto font = plain;
        font.setItalic(token == CodeToken::Comment);
        setFont(font, style);
        setPaper(token == CodeToken::NamedValue ? theme.information.tint : theme.base, style);
        setColor(colorOf(token, theme), style);
    }
}

/// The whole text up to `end` is read anew: an edit inside a tag, a comment or an expression can
/// change everything behind it, and documents are small.
void PolicyLexer::styleText(int, int end)
{
    if (!editor())
        return;
    const auto text = editor()->text().toStdString();
    const auto runs = tokenize(text);
    startStyling(0);
    int styled = 0;
    for (const auto& run : runs) {
        if (styled >= end)
            break;
        setStyling(static_cast<int>(run.length), static_cast<int>(run.token));
        styled += static_cast<int>(run.length);
    }
    setFoldLevels(text, runs);
}

/// A line's level is the number of elements open at its beginning; a line that opens more than it
/// closes can be folded.
void PolicyLexer::setFoldLevels(std::string_view text, const std::vector<CodeRun>& runs) const
{
    int depth = 0;
    int line = 0;
    int depthAtLineStart = 0;
    std::size_t at = 0;
    const auto finishLine = [&] {
        int level = QsciScintillaBase::SC_FOLDLEVELBASE + depthAtLineStart;
        if (depth > depthAtLineStart)
            level |= QsciScintillaBase::SC_FOLDLEVELHEADERFLAG;
        editor()->SendScintilla(QsciScintillaBase::SCI_SETFOLDLEVEL, line, level);
        ++line;
        depthAtLineStart = depth;
    };
    for (const auto& run : runs) {
        for (std::size_t offset = 0; offset < run.length; ++offset, ++at) {
            const char c = text[at];
            if (c == '\n')
                finishLine();
            if (run.token != CodeToken::Tag)
                continue;
            const char next = at + 1 < text.size() ? text[at + 1] : '\0';
            if (c == '<')
                depth += next == '/' ? -1 : 1;
            else if (c == '/' && next == '>')
                --depth;
            depth = std::max(depth, 0);
        }
    }
    finishLine();
}

} // namespace gatelens::ui
