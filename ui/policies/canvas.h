#pragma once

#include "ui/policies/canvas_host.h"

#include <QScrollArea>

namespace gatelens::ui {

/// The visual form of a policy document: four sections in the order of execution, on-error
/// beneath; a fragment is one list. Rebuilt from the tree after each edit; shows the last
/// well-formed tree while the code is broken.
class Canvas : public QScrollArea, public CanvasHost
{
    Q_OBJECT

public:
    explicit Canvas(Designer& designer, QWidget* parent = nullptr);

    void setFindings(const Findings& findings);
    void setInherited(InheritedSections inherited, const QString& inheritedFor);

    [[nodiscard]] Designer& designer() override { return m_designer; }
    [[nodiscard]] const Findings& findings() const override { return m_findings; }
    [[nodiscard]] const InheritedSections& inherited() const override { return m_inherited; }
    [[nodiscard]] QString inheritedFor() const override { return m_inheritedFor; }
    [[nodiscard]] QWidget* widget() override { return this; }

    void openPicker(const DropPlace& place, const QPoint& globalPosition) override;
    void openForm(const CardPath& path) override;
    void openContextMenu(const CardPath& path, const QPoint& globalPosition) override;
    void openInherited(const InheritedStatement& statement) override;

    /// Opens the picker behind the selection (Insert, "/").
    void openPickerAtSelection();
    /// The widget of a card; null when it is not shown.
    [[nodiscard]] QWidget* cardAt(const CardPath& path) const;

Q_SIGNALS:
    void pickerWanted(const DropPlace& place, const QPoint& globalPosition);
    void formWanted();
    void contextMenuWanted(const QPoint& globalPosition);
    void inheritedWanted(const InheritedStatement& statement);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void rebuild();
    void showSelection();
    void selectNeighbour(int step);
    [[nodiscard]] bool isWide() const;
    [[nodiscard]] QWidget* makeContent();

    Designer& m_designer;
    Findings m_findings;
    InheritedSections m_inherited;
    QString m_inheritedFor;
    QMetaObject::Connection m_parses; ///< of the open document
    bool m_wasWide = true;
};

} // namespace gatelens::ui
