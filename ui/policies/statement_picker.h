#pragma once

#include "ui/policies/designer.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QStandardItemModel;

namespace gatelens::ui {

class PickerList;

/// Popup that offers the statements of the catalog for one place: search field, groups, what may
/// not stand there below with its reason. Enter adds and closes, Ctrl+Enter adds and stays open; an
/// entry can also be dragged to its place.
class StatementPicker : public QFrame
{
    Q_OBJECT

public:
    explicit StatementPicker(Designer& designer, QWidget* parent = nullptr);

    void openAt(const DropPlace& place, const QPoint& globalPosition);

Q_SIGNALS:
    /// The user chose a statement; `source` is its text from the catalog's template.
    void chosen(const DropPlace& place, const QString& element);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill(const QString& search);
    void addGroup(const QString& title);
    void addEntry(const policy::PolicyDescriptor& descriptor, const std::optional<QString>& reason);
    void moveCurrent(int step);
    void choose(bool keepOpen);
    void selectFirst();

    Designer& m_designer;
    DropPlace m_place;
    QLineEdit* m_search = nullptr;
    QLabel* m_section = nullptr;
    PickerList* m_list = nullptr;
    QStandardItemModel* m_model = nullptr;
};

} // namespace gatelens::ui
