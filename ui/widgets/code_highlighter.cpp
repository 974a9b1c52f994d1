#include "ui/widgets/code_highlighter.h"

#include "ui/theme/theme.h"

#include <QRegularExpression>

namespace gatelens::ui {

namespace {
/// A line beyond this is printed plain: colours would cost more than they tell.
constexpr qsizetype kLongestLine = 4096;
} // namespace

void CodeHighlighter::highlightBlock(const QString& text)
{
    if (text.size() > kLongestLine)
        return;
    if (m_kind == BodyKind::Json)
        highlightJson(text);
    else if (m_kind == BodyKind::Xml)
        highlightXml(text);
}

void CodeHighlighter::highlightJson(const QString& text)
{
    static const QRegularExpression token(QStringLiteral(
        "(\"(?:\\\\.|[^\"\\\\])*\")(\\s*:)?|\\b(true|false|null)\\b|(-?\\d[\\d.eE+-]*)"));
    const CodeColors& colors = currentTheme().code;
    for (auto it = token.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const int start = static_cast<int>(match.capturedStart());
        const int length = static_cast<int>(match.capturedLength());
        if (match.hasCaptured(2))
            setFormat(start, static_cast<int>(match.capturedLength(1)), colors.attribute);
        else if (match.hasCaptured(1))
            setFormat(start, length, colors.string);
        else
            setFormat(start, length, match.hasCaptured(3) ? colors.keyword : colors.element);
    }
}

void CodeHighlighter::highlightXml(const QString& text)
{
    static const QRegularExpression token(
        QStringLiteral("(<!--.*?-->)|(</?[\\w:.-]+|/?>)|([\\w:.-]+)(?==\")|(\"[^\"]*\")"));
    const CodeColors& colors = currentTheme().code;
    for (auto it = token.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const int start = static_cast<int>(match.capturedStart());
        const int length = static_cast<int>(match.capturedLength());
        setFormat(start, length,
                  match.hasCaptured(1)       ? colors.comment
                      : match.hasCaptured(2) ? colors.element
                      : match.hasCaptured(3) ? colors.attribute
                                             : colors.string);
    }
}

} // namespace gatelens::ui
