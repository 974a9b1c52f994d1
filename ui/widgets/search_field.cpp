#include "ui/widgets/search_field.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/widgets/badge.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>
#include <QTimer>

namespace gatelens::ui {

namespace {
constexpr int kPauseMilliseconds = 120;
}

SearchField::SearchField(const QString& placeholder, QWidget* parent)
    : SearchField(IconId::Search, placeholder, parent)
{
}

SearchField::SearchField(IconId iconId, const QString& placeholder, QWidget* parent)
    : QLineEdit(parent)
    , m_timer(new QTimer(this))
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    addAction(icon(iconId), QLineEdit::LeadingPosition);
    QAction* clearing = addAction(icon(IconId::Close), QLineEdit::TrailingPosition);
    clearing->setText(tr("Clear"));
    clearing->setToolTip(tr("Clear"));
    clearing->setVisible(false);
    // QLineEdit makes the buttons of its actions itself and gives them no name.
    for (auto* button : findChildren<QAbstractButton*>())
        button->setAccessibleName(placeholder);
    m_timer->setSingleShot(true);
    m_timer->setInterval(kPauseMilliseconds);
    connect(clearing, &QAction::triggered, this, [this] {
        clear();
        m_timer->stop();
        Q_EMIT searched({});
    });
    connect(this, &QLineEdit::textChanged, this, [this, clearing](const QString& text) {
        clearing->setVisible(!text.isEmpty());
        m_timer->start();
    });
    connect(m_timer, &QTimer::timeout, this, [this] { Q_EMIT searched(text()); });
    connect(this, &QLineEdit::returnPressed, this, [this] {
        m_timer->stop();
        Q_EMIT searched(text());
    });
}

void SearchField::setKeyHint(const QString& keys)
{
    m_keyHint = keys;
    const int room = keys.isEmpty() ? 0 : QFontMetrics(dataFont()).horizontalAdvance(keys) + 14;
    connect(this, &QLineEdit::textChanged, this, [this, room](const QString& text) {
        setTextMargins(0, 0, text.isEmpty() ? room : 0, 0);
    });
    setTextMargins(0, 0, room, 0);
}

void SearchField::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (m_keyHint.isEmpty() || !text().isEmpty() || hasFocus())
        return;
    QPainter painter(this);
    paintKeyHint(&painter, width() - 8, height() / 2, m_keyHint, currentTheme());
}

void SearchField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace gatelens::ui
