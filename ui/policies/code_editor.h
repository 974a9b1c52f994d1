#pragma once

#include "core/base/finding.h"
#include "core/policy/completion.h"
#include "ui/policies/designer.h"

#include <Qsci/qsciscintilla.h>

namespace gatelens::ui {

class PolicyLexer;

/// The code view of the document that canvas and form also edit: XML with C# colouring, folding,
/// squiggles, completion. Its own undo is off: typing goes to the document's undo stack.
class CodeEditor : public QsciScintilla
{
    Q_OBJECT

public:
    explicit CodeEditor(Designer& designer, QWidget* parent = nullptr);

    /// Underlines the findings; their positions belong to the present text.
    void setFindings(const Findings& findings);
    void goTo(std::uint32_t line, std::uint32_t column);
    [[nodiscard]] std::size_t caretOffset() const;

    /// Names that completion offers in values (fragments, backends, named values).
    void setWorkspace(std::shared_ptr<const Workspace> workspace);
    void showCompletion();

Q_SIGNALS:
    void caretMoved();

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void setUp();
    void setUpKeys();
    void applyTheme();
    void takeModel();
    void takeTyping(int position, int type, const char* text, int length);
    void followEdit(const policy::TextEdit& edit);
    void followSelection();
    void followCaret();
    void insertCompletion(const QString& label);
    [[nodiscard]] QString findingTextAt(std::size_t offset) const;
    [[nodiscard]] std::size_t offsetOf(const SourcePosition& position) const;

    Designer& m_designer;
    PolicyLexer* m_lexer = nullptr;
    std::shared_ptr<const Workspace> m_workspace;
    Findings m_findings;
    policy::Completion m_completion; ///< what the open list offers
    QMetaObject::Connection m_edits; ///< of the open document
    bool m_isFollowing = false; ///< the text changes because the document did
    bool m_isTyping = false; ///< the document changes because the text did
    bool m_isSelecting = false;
};

} // namespace gatelens::ui
