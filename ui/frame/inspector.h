#pragma once

#include "ui/session/selection.h"

#include <QScrollArea>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace gatelens::ui {

class AnswerBars;
class DurationHistogram;
class ElidedLabel;
class EmptyState;
class KeyValueTable;
class Session;
struct OperationPicture;
struct ExchangePicture;

/// Details of whatever is selected anywhere in the window.
class Inspector : public QScrollArea
{
    Q_OBJECT

public:
    explicit Inspector(Session& session, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    QWidget* addSection(const QString& heading, QWidget* content);
    void refresh();
    void askForOperation(const Selection& selection);
    void askForExchange(const Selection& selection);
    void showOperation(const Selection& selection, const OperationPicture& picture);
    void showExchange(const ExchangePicture& picture);
    void showNothing(const QString& sentence);
    void openFailures();

    Session& m_session;
    Selection m_shown;
    QString m_filter; ///< of what is shown
    std::vector<QString> m_answerFilters; ///< one a row of m_answers
    EmptyState* m_empty;
    QWidget* m_content;
    QVBoxLayout* m_layout;
    QLabel* m_title;
    ElidedLabel* m_subtitle;
    QPushButton* m_failures;
    AnswerBars* m_answers;
    QWidget* m_answersSection;
    DurationHistogram* m_histogram;
    QWidget* m_histogramSection;
    KeyValueTable* m_facts;
    QWidget* m_factsSection;
    KeyValueTable* m_loggers;
    QWidget* m_loggersSection;
    KeyValueTable* m_latest;
    QWidget* m_latestSection;
};

} // namespace gatelens::ui
