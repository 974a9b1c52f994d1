#pragma once

#include "core/store/filter.h"

#include <QStringList>
#include <QWidget>

#include <memory>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QToolButton;

namespace gatelens::ui {

class FilterCompletion;
class FlowLayout;
class SearchField;
class Session;

/// A filter as text and as chips, two views of one expression. A fault is said below the field
/// while the last valid filter stays in force.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(Session& session, QWidget* parent = nullptr);

    [[nodiscard]] QString text() const { return m_text; } ///< the filter in force
    void setText(const QString& text);
    [[nodiscard]] std::shared_ptr<const filter::Filter> filter() const { return m_filter; }

    /// Adds `field:value`, or `not field:value`.
    void addTerm(const QString& field, const QString& value, bool isExcluded);
    /// Empties the filter; called again, it brings the last one back.
    void clearOrRestore();

    /// The line at the right: "2 491 of 4 299 · 0.02 s".
    void setResult(const QString& result);
    [[nodiscard]] QLineEdit* field() const;

Q_SIGNALS:
    void filterChanged();

private:
    struct QuickFilter;

    void buildButtons(QHBoxLayout* row);
    void take(const QString& text);
    void showError(const Error& error);
    void rebuildChips();
    void switchChip(const QString& term, bool isOn);
    void removeChip(const QString& term, bool isOn);
    [[nodiscard]] QString without(const QString& term) const;
    void fillHistory();
    void remember(const QString& text);
    void save();

    Session& m_session;
    SearchField* m_field;
    FilterCompletion* m_completion;
    QLabel* m_error;
    QLabel* m_result;
    QWidget* m_chips;
    FlowLayout* m_chipLayout;
    QMenu* m_history;
    std::vector<QToolButton*> m_quick;
    QString m_text;
    QString m_cleared; ///< what clearOrRestore brings back
    std::shared_ptr<const filter::Filter> m_filter;
    QStringList m_off; ///< terms that are switched off
};

} // namespace gatelens::ui
