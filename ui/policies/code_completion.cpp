#include "ui/policies/code_editor.h"
#include "ui/theme/format.h"

#include <algorithm>

// What the code view offers while typing; the rest of CodeEditor is in code_editor.cpp.
namespace gatelens::ui {
namespace {

constexpr int kCompletionList = 1;

bool beginsWith(std::string_view text, std::string_view prefix)
{
    return toQString(text).startsWith(toQString(prefix), Qt::CaseInsensitive);
}

/// Where the caret goes in an inserted text: between the quotes of a new attribute, else behind it.
std::size_t caretIn(std::string_view inserted)
{
    const auto empty = inserted.find("\"\"");
    return empty == std::string_view::npos ? inserted.size() : empty + 1;
}

} // namespace

void CodeEditor::showCompletion()
{
    auto* model = m_designer.model();
    if (!model || isReadOnly())
        return;
    policy::CompletionContext context;
    context.workspace = m_workspace.get();
    if (model->target().kind != PolicyTarget::Kind::Fragment)
        context.scope = scopeOf(model->target());
    const auto caret = caretOffset();
    m_completion = policy::completeAt(model->document(), caret, context);
    const auto typedEnd = std::clamp(caret, m_completion.range.begin, model->text().size());
    const auto typed = std::string_view(model->text())
                           .substr(m_completion.range.begin, typedEnd - m_completion.range.begin);
    QStringList labels;
    for (const auto& item : m_completion.items) {
        if (beginsWith(item.label, typed))
            labels << toQString(item.label);
    }
    labels.removeDuplicates();
    if (!labels.isEmpty())
        showUserList(kCompletionList, labels);
}

void CodeEditor::insertCompletion(const QString& label)
{
    auto* model = m_designer.model();
    const auto wanted = toUtf8(label);
    const auto chosen = std::find_if(m_completion.items.begin(), m_completion.items.end(),
                                     [&](const auto& item) { return item.label == wanted; });
    if (!model || chosen == m_completion.items.end())
        return;
    // What was typed while the list was open belongs to the word that is replaced.
    const auto begin = m_completion.range.begin;
    const auto end
        = std::min(std::max(m_completion.range.end, caretOffset()), model->text().size());
    const auto inserted = chosen->insertText;
    model->edit({{begin, end}, inserted}, tr("Complete %1").arg(label));
    SendScintilla(SCI_GOTOPOS, static_cast<unsigned long>(begin + caretIn(inserted)));
    // An attribute's value is chosen next.
    if (chosen->kind == policy::CompletionKind::Attribute)
        showCompletion();
}

} // namespace gatelens::ui
