#include "ui/policies/expression_edit.h"

#include "ui/policies/code_tokens.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QPlainTextDocumentLayout>
#include <QResizeEvent>
#include <QSyntaxHighlighter>
#include <QTextBlock>
#include <QTextLayout>

#include <algorithm>

namespace gatelens::ui {
namespace {

constexpr int kMinimumLines = 1;
constexpr int kMaximumLines = 8;

/// Colours by the tokens of the whole text: an expression may span lines.
class ExpressionHighlighter : public QSyntaxHighlighter
{
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(const QString& text) override
    {
        const auto all = document()->toPlainText();
        const int from = currentBlock().position();
        const int until = from + static_cast<int>(text.size());
        const auto utf8 = toUtf8(all);
        int at = 0;
        std::size_t bytes = 0;
        for (const auto& run : tokenize(utf8)) {
            const auto length = static_cast<int>(
                toQString(std::string_view(utf8).substr(bytes, run.length)).size());
            const int begin = std::max(at, from);
            const int end = std::min(at + length, until);
            if (begin < end)
                setFormat(begin - from, end - begin, formatOf(run.token));
            at += length;
            bytes += run.length;
        }
    }

private:
    static QTextCharFormat formatOf(CodeToken token)
    {
        const auto& code = currentTheme().code;
        QTextCharFormat format;
        if (token == CodeToken::Keyword)
            format.setForeground(code.keyword);
        else if (token == CodeToken::ExpressionString)
            format.setForeground(code.string);
        else if (token == CodeToken::Comment)
            format.setForeground(code.comment);
        else if (token == CodeToken::NamedValue)
            format.setForeground(currentTheme().accent);
        return format;
    }
};

} // namespace

ExpressionEdit::ExpressionEdit(QWidget* parent)
    : QPlainTextEdit(parent)
{
    setFont(dataFont());
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    new ExpressionHighlighter(document());
    // Not textChanged: a narrower field wraps the same text into more lines.
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &QWidget::updateGeometry);
}

int ExpressionEdit::heightOfText() const
{
    // Blocks are laid out when they are painted: too late to know into how many lines they wrap.
    const auto* layout = qobject_cast<QPlainTextDocumentLayout*>(document()->documentLayout());
    int lines = 0;
    for (auto block = document()->begin(); block.isValid(); block = block.next()) {
        layout->ensureBlockLayout(block);
        lines += std::max(1, block.layout()->lineCount());
    }
    lines = std::clamp(lines, kMinimumLines, kMaximumLines);
    return lines * fontMetrics().lineSpacing() + 2 * static_cast<int>(document()->documentMargin())
        + 2 * frameWidth() + 2;
}

QSize ExpressionEdit::sizeHint() const { return {200, std::max(28, heightOfText())}; }

QSize ExpressionEdit::minimumSizeHint() const { return {80, sizeHint().height()}; }

void ExpressionEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        updateGeometry();
}

/// Enter belongs to @{…} expressions; in @(…) a line break would only surprise.
void ExpressionEdit::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && toPlainText().startsWith(u"@(") && !(event->modifiers() & Qt::ShiftModifier))
        return;
    QPlainTextEdit::keyPressEvent(event);
}

} // namespace gatelens::ui
