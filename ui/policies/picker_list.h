#pragma once

#include <QListView>

class QMimeData;

namespace gatelens::ui {

/// The list of a picker, whose entries can be dragged out as XML text.
class PickerList : public QListView
{
    Q_OBJECT

public:
    explicit PickerList(QWidget* parent = nullptr);

    /// The role that holds an entry's XML text; entries without one cannot be dragged.
    void setSourceRole(int role) { m_sourceRole = role; }

    /// What a drag of the entry carries; null when it cannot be dragged.
    [[nodiscard]] QMimeData* mimeDataOf(const QModelIndex& index) const;

Q_SIGNALS:
    void dragStarted();

protected:
    void startDrag(Qt::DropActions actions) override;

private:
    int m_sourceRole = Qt::UserRole;
};

} // namespace gatelens::ui
