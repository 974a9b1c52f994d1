#pragma once

#include "ui/diagnostics/diagnostics_draft.h"

#include <QWidget>

#include <array>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;
class QStackedWidget;

namespace gatelens::ui {

class Badge;
class HeaderList;

/// Every setting of one logger in one scope. Edits go to the draft, with undo.
class DiagnosticForm : public QWidget
{
    Q_OBJECT

public:
    explicit DiagnosticForm(DiagnosticsDraft& draft, QWidget* parent = nullptr);

    void setCell(const DiagnosticCell& cell);

private:
    struct MessageRow
    {
        MessageDiagnostic Diagnostic::*part;
        QString name;
        HeaderList* headers = nullptr;
        QSpinBox* bodyBytes = nullptr;
        QPushButton* masking = nullptr;
    };

    [[nodiscard]] QWidget* makeHeading();
    [[nodiscard]] QWidget* makeSettings();
    [[nodiscard]] QWidget* makeMessages();
    void addMessageRow(QGridLayout& grid, MessageRow row);
    void addHints(QGridLayout& grid);

    void refresh();
    void showSettings(const Diagnostic& settings);
    void showOff();
    /// Changes one thing of the cell's settings.
    template<class Change>
    void edit(const QString& what, Change change);

    DiagnosticsDraft& m_draft;
    DiagnosticCell m_cell;
    bool m_isShowing = false; ///< the fields change because the draft did
    QLabel* m_name = nullptr;
    QLabel* m_place = nullptr;
    Badge* m_changed = nullptr;
    QPushButton* m_enable = nullptr;
    QPushButton* m_inherit = nullptr;
    QStackedWidget* m_pages = nullptr;
    QLabel* m_off = nullptr;
    QSlider* m_slider = nullptr;
    QDoubleSpinBox* m_percentage = nullptr;
    QCheckBox* m_alwaysLog = nullptr;
    QCheckBox* m_clientIp = nullptr;
    QCheckBox* m_metrics = nullptr;
    QComboBox* m_verbosity = nullptr;
    QComboBox* m_correlation = nullptr;
    QComboBox* m_operationName = nullptr;
    QLabel* m_hint = nullptr;
    std::vector<MessageRow> m_messages;
};

} // namespace gatelens::ui
