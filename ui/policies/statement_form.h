#pragma once

#include "ui/policies/element_form.h"

#include <QWidget>

class QLabel;
class QScrollArea;

namespace gatelens::ui {

class Badge;
class IconLabel;

/// The panel that edits the selected statement in a form generated from the catalog.
class StatementForm : public QWidget
{
    Q_OBJECT

public:
    explicit StatementForm(Designer& designer, QWidget* parent = nullptr);

    void setWorkspace(const Workspace& workspace);
    void setFindings(const Findings& findings);
    /// Puts the focus into the first field.
    void focusFirstField();

private:
    void show();
    void showHeading(const policy::Node* node);
    void rebuild(const policy::ElementDescriptor& descriptor);
    void setContent(QWidget* content);
    [[nodiscard]] QString structureOf(const policy::Node& node) const;
    [[nodiscard]] QString hintFor(const policy::Node* node) const;

    Designer& m_designer;
    FormNames m_names;
    Findings m_findings;
    ElementForm* m_form = nullptr;
    QString m_structure; ///< of the element that m_form was built for
    CardPath m_path;
    IconLabel* m_icon;
    QLabel* m_name;
    Badge* m_level;
    QLabel* m_description;
    QScrollArea* m_area;
};

} // namespace gatelens::ui
