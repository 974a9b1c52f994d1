#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QToolButton;

namespace gatelens::ui {

class CommandField;
class Session;
class SwitchButton;

/// Above the page: back and forward, the breadcrumb, the command field, time range and Live.
class HeaderStrip : public QWidget
{
    Q_OBJECT

public:
    HeaderStrip(Session& session, QAction* back, QAction* forward, QAction* palette,
                QWidget* parent = nullptr);

    void setPlace(const QString& page, const QString& subtitle);
    /// The field under which the palette opens.
    [[nodiscard]] QWidget* commandField() const;

Q_SIGNALS:
    void pageClicked(); ///< the breadcrumb's first part: the page without what was opened in it

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QToolButton* m_page;
    QLabel* m_chevron;
    QLabel* m_subtitle;
    CommandField* m_field;
    SwitchButton* m_live;
};

} // namespace gatelens::ui
