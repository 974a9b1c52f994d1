#pragma once

#include "core/base/finding.h"
#include "ui/policies/designer.h"

#include <QWidget>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace gatelens::ui {

class ValueEditor;

/// Names of the workspace that a field may be filled from.
struct FormNames
{
    QStringList fragments;
    QStringList backends;
    QStringList loggers;
    QStringList certificates;
};

[[nodiscard]] FormNames formNamesOf(const Workspace& workspace);

/// Fields of one element, generated from its description in the catalog: attributes, text, and the
/// structural children with theirs. Every change becomes an edit of exactly those bytes.
class ElementForm : public QWidget
{
    Q_OBJECT

public:
    /// `prefix` begins the fields' object names: "policy.form".
    ElementForm(Designer& designer, CardPath path, const policy::ElementDescriptor& descriptor,
                const FormNames& names, const QString& prefix, QWidget* parent = nullptr);

    /// Shows what the document says now. The element's structure is that of construction.
    void refresh(const Findings& findings);

private:
    struct Field
    {
        ValueEditor* editor = nullptr;
        CardPath element;
        std::string attribute; ///< empty: the element's text
    };

    void addAttributes(const policy::Node& node);
    void addText(const policy::Node& node);
    void addChildren(const policy::Node& node, const FormNames& names, const QString& prefix);
    void addChildList(const policy::ElementDescriptor& child, const policy::Node& node,
                      const FormNames& names, const QString& prefix);
    void addChildForm(const policy::ElementDescriptor& child, const CardPath& path,
                      const FormNames& names, const QString& prefix);
    void addValueRow(const policy::ElementDescriptor& child, const CardPath& path,
                     const QString& name);
    void addChildButton(const policy::ElementDescriptor& child, const QString& prefix);
    Field& bind(ValueEditor* editor, const CardPath& element, std::string attribute);
    void write(const Field& field, const QString& value);
    void remove(const Field& field);
    void refreshField(Field& field, const Findings& findings) const;
    [[nodiscard]] QWidget* makeRemoveButton(const CardPath& path, const QString& name);

    Designer& m_designer;
    CardPath m_path;
    const policy::ElementDescriptor& m_descriptor;
    FormNames m_names;
    QVBoxLayout* m_layout;
    std::vector<std::unique_ptr<Field>> m_fields;
    std::vector<ElementForm*> m_children;
};

} // namespace gatelens::ui
