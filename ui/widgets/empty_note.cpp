#include "ui/widgets/empty_note.h"

#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QEvent>

namespace gatelens::ui {

EmptyNote::EmptyNote(QAbstractItemView* view, const QString& text)
    : QLabel(text, view->viewport())
    , m_view(view)
{
    setAlignment(Qt::AlignCenter);
    setWordWrap(true);
    setMargin(16);
    setForegroundRole(kSecondaryText);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    view->viewport()->installEventFilter(this);
    const auto* model = view->model();
    connect(model, &QAbstractItemModel::modelReset, this, &EmptyNote::showOrHide);
    connect(model, &QAbstractItemModel::rowsInserted, this, &EmptyNote::showOrHide);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &EmptyNote::showOrHide);
    resize(view->viewport()->size());
    showOrHide();
}

bool EmptyNote::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        resize(m_view->viewport()->size());
    return QLabel::eventFilter(watched, event);
}

void EmptyNote::showOrHide() { setVisible(m_view->model()->rowCount() == 0); }

} // namespace gatelens::ui
