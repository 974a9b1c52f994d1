#include "ui/widgets/empty_state.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/icon_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatelens::ui {

EmptyState::EmptyState(IconId iconId, const QString& sentence, QWidget* parent)
    : QWidget(parent)
    , m_sentence(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_buttons(new QHBoxLayout)
{
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    auto* drawing = new IconLabel(iconId, Tone::Secondary, 24, this);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setFont(strongFont());
    m_sentence->setWordWrap(true);
    m_detail->setAlignment(Qt::AlignCenter);
    m_detail->setWordWrap(true);
    m_detail->setForegroundRole(kSecondaryText);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->hide();
    m_buttons->setSpacing(8);
    layout->addStretch(2);
    layout->addWidget(drawing, 0, Qt::AlignHCenter);
    layout->addWidget(m_sentence);
    layout->addWidget(m_detail);
    layout->addLayout(m_buttons);
    layout->addStretch(3);
    m_buttons->addStretch();
    m_buttons->addStretch();
    setSentence(sentence);
}

void EmptyState::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
    setAccessibleName(sentence);
}

void EmptyState::setDetail(const QString& detail, bool isCode)
{
    m_detail->setText(detail);
    m_detail->setFont(isCode ? dataFont() : font());
    m_detail->setVisible(!detail.isEmpty());
}

QPushButton* EmptyState::addPrimary(const QString& text)
{
    auto* button = new QPushButton(text, this);
    setButtonKind(button, ButtonKind::Primary);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

QPushButton* EmptyState::addLink(const QString& text)
{
    auto* button = new QPushButton(text, this);
    setButtonKind(button, ButtonKind::Link);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

} // namespace gatelens::ui
