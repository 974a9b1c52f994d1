#pragma once

#include "core/policy/document.h"
#include "ui/policies/policy_target.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <string>

namespace gatelens::ui {

/// When the tree follows an edit of the text.
enum class ParseTiming
{
    AtOnce,
    AfterPause ///< typing in the code view: after a pause, or when somebody asks for the tree
};

struct EditOptions
{
    /// Edits with the same non-empty key that follow each other within a short pause are one entry
    /// of the undo history: typing in one field, or a run of characters in the code view.
    QString mergeKey;
    ParseTiming timing = ParseTiming::AtOnce;
};

/// One open policy document: its bytes, its tree and its undo history, shared by canvas, form and
/// code view. Every change is a policy::TextEdit on the undo stack, so that all three views undo
/// the same way and bytes that nobody edited stay as they are.
///
/// An empty text means that the scope has no document.
class DocumentModel : public QObject
{
    Q_OBJECT

public:
    DocumentModel(PolicyTarget target, PolicySource source, QObject* parent = nullptr);
    ~DocumentModel() override;

    [[nodiscard]] const PolicyTarget& target() const { return m_target; }
    [[nodiscard]] const std::string& file() const { return m_file; }
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] bool exists() const { return !m_text.empty(); }

    /// The tree of the present text; parses first when typing left it behind.
    [[nodiscard]] const policy::Document& document();
    /// The tree of the last well-formed text: what the canvas shows while the code is broken.
    [[nodiscard]] const policy::Document& lastValid() const { return m_lastValid; }
    /// The present text is not well-formed: the canvas is frozen and the form is off.
    [[nodiscard]] bool isFrozen();

    /// Changes the text as one undoable step named `label` ("Move rate-limit above validate-jwt").
    /// An edit that changes nothing is ignored.
    void edit(policy::TextEdit edit, const QString& label, const EditOptions& options = {});

    [[nodiscard]] QUndoStack& undoStack() { return m_undoStack; }
    [[nodiscard]] bool isModified() const { return !m_undoStack.isClean(); }
    void markSaved() { m_undoStack.setClean(); }

Q_SIGNALS:
    /// After the text changed by `edit`; the tree may still be that of the text before.
    void textEdited(const policy::TextEdit& edit);
    /// document() stands for the present text.
    void parsed();

private:
    friend class DocumentEditCommand;

    void replace(const policy::TextEdit& edit);
    void parseNow();

    PolicyTarget m_target;
    std::string m_file;
    std::string m_text;
    policy::Document m_document;
    policy::Document m_lastValid;
    bool m_isStale = false;
    ParseTiming m_timing = ParseTiming::AtOnce;
    QUndoStack m_undoStack;
    QTimer m_parseTimer;
};

/// The edit without the bytes that its replacement has in common with what it replaces at either
/// end; never cuts a UTF-8 sequence.
[[nodiscard]] policy::TextEdit minimised(const policy::TextEdit& edit, std::string_view text);

} // namespace gatelens::ui
