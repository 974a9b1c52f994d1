#pragma once

#include "ui/theme/icon_id.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace gatelens::ui {

/// What stands where nothing is: an icon, one sentence, a line of detail that can be copied, one
/// primary button and a link.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(IconId icon, const QString& sentence, QWidget* parent = nullptr);

    void setSentence(const QString& sentence);
    void setDetail(const QString& detail, bool isCode = false);
    QPushButton* addPrimary(const QString& text);
    QPushButton* addLink(const QString& text);

private:
    QLabel* m_sentence;
    QLabel* m_detail;
    QHBoxLayout* m_buttons;
};

} // namespace gatelens::ui
