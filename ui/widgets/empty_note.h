#pragma once

#include <QLabel>

class QAbstractItemView;

namespace gatelens::ui {

/// A sentence in the middle of a list or table that has no rows: why it is empty, or what to do.
class EmptyNote : public QLabel
{
    Q_OBJECT

public:
    /// Stands on `view` from now on, which must have its model already.
    EmptyNote(QAbstractItemView* view, const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showOrHide();

    QAbstractItemView* m_view;
};

} // namespace gatelens::ui
