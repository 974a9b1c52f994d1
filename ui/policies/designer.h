#pragma once

#include "ui/policies/card_path.h"
#include "ui/policies/document_model.h"
#include "ui/policies/placement.h"

#include <QObject>
#include <QString>

namespace gatelens::ui {

/// Where the user wants a statement: in a list of statements that exists, or in a section that the
/// document does not have yet.
struct DropPlace
{
    CardPath list; ///< section, fragment root or container
    std::size_t index = 0; ///< among what the list shows
    std::optional<policy::Section> missingSection;

    friend bool operator==(const DropPlace&, const DropPlace&) = default;
};

/// What the canvas does to a document: selection, and statement edits as undoable steps. Knows no
/// widgets; canvas, form, menus and code view meet here.
class Designer : public QObject
{
    Q_OBJECT

public:
    explicit Designer(QObject* parent = nullptr);

    /// The document to work on; null for none. Not owned.
    void setModel(DocumentModel* model);
    [[nodiscard]] DocumentModel* model() const { return m_model; }
    /// Editing is possible: there is a document and it is well-formed.
    [[nodiscard]] bool canEdit() const;

    [[nodiscard]] const CardPath& selection() const { return m_selection; }
    [[nodiscard]] bool hasSelection() const { return m_hasSelection; }
    [[nodiscard]] const policy::Node* selectedNode() const;
    void select(const CardPath& path);
    void clearSelection();

    /// Why the element with this source text may not be put there; nullopt when it may.
    [[nodiscard]] std::optional<QString> refusal(const QString& element,
                                                 const DropPlace& place) const;
    [[nodiscard]] Surroundings surroundings(const DropPlace& place) const;

    /// Behind the selected statement, or at the end of its list when a container is selected.
    [[nodiscard]] std::optional<DropPlace> placeAfterSelection() const;

    void add(const DropPlace& place, const std::string& source);
    void move(const CardPath& from, const DropPlace& place);
    void copyTo(const CardPath& from, const DropPlace& place);

public Q_SLOTS:
    void moveUp();
    void moveDown();
    /// Out of the container, behind it; from the top level to the section before.
    void moveOut();
    /// Into the container before it; at the top level to the section after.
    void moveIn();
    void remove();
    void duplicate();
    void copy();
    void cut();
    void paste();
    /// Turns the statement into a comment that Gatelens recognises and APIM ignores, and back.
    void toggleDisabled();

Q_SIGNALS:
    void modelChanged();
    void selectionChanged();
    /// Something could not be done; a sentence that says why.
    void refused(const QString& reason);

private:
    void apply(const policy::TextEdit& edit, const QString& label);
    void selectNearest();
    [[nodiscard]] CardPath parentOfSelection() const;
    void moveBy(int step);
    void moveToSection(int step);
    void insertIntoMissingSection(policy::Section section, const std::string& source);

    DocumentModel* m_model = nullptr;
    CardPath m_selection;
    bool m_hasSelection = false;
};

/// A statement that was switched off: its source text, taken from the comment; nullopt when the
/// comment is an ordinary one.
[[nodiscard]] std::optional<std::string> disabledStatement(const policy::Node& comment);

/// Name of the element that `source` begins with: "set-header".
[[nodiscard]] std::string elementNameOf(std::string_view source);

} // namespace gatelens::ui
