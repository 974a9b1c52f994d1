#pragma once

#include <QTableView>

namespace gatelens::ui {

class ComparisonModel;

/// The candidates side by side: painted headings with a verdict in words, bars in cells, the
/// selected column framed.
class ComparisonView : public QTableView
{
    Q_OBJECT

public:
    explicit ComparisonView(ComparisonModel& model, QWidget* parent = nullptr);

    /// 0 for the first candidate; -1 when none is selected.
    [[nodiscard]] int currentCandidate() const;
    void selectCandidate(int candidate);

Q_SIGNALS:
    void candidateSelected(int candidate);
    void editWanted(int candidate);
    void menuWanted(int candidate, const QPoint& globalPosition);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void spreadColumns();

    ComparisonModel& m_model;
};

} // namespace gatelens::ui
