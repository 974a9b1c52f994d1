#pragma once

#include <QObject>

class QCompleter;
class QLineEdit;
class QStandardItemModel;

namespace gatelens::ui {

class Session;

/// Offers field names, and behind `field:` the values that the captured traffic holds with their
/// counts, most frequent first.
class FilterCompletion : public QObject
{
    Q_OBJECT

public:
    FilterCompletion(Session& session, QLineEdit* field);

private:
    struct Word
    {
        int start = 0;
        QString text;
    };

    [[nodiscard]] Word wordAtCursor() const;
    void offer();
    void offerFields(const QString& prefix);
    void askForValues(const Word& word, const QString& name, const QString& prefix);
    void showOffers();
    void insert(const QString& completion);

    Session& m_session;
    QLineEdit* m_field;
    QStandardItemModel* m_model;
    QCompleter* m_completer;
};

} // namespace gatelens::ui
