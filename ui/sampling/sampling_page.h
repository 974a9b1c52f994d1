#pragma once

#include "core/store/store_reader.h"
#include "ui/frame/command_registry.h"
#include "ui/frame/page.h"
#include "ui/sampling/comparison_model.h"

#include <memory>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace gatelens::ui {

class ComparisonView;
class EmptyNote;
class GroupModel;
class JobProgress;
class ListTable;
class LossChart;
class LossModel;
class Session;

/// Compares sampling settings over the captured traffic: what each would keep, cost and lose.
class SamplingPage : public Page
{
    Q_OBJECT

public:
    SamplingPage(Session& session, CommandRegistry& commands, QWidget* parent = nullptr);
    ~SamplingPage() override;

    void activate() override;
    void deactivate() override;
    [[nodiscard]] QList<QAction*> pageActions() const override { return m_actions; }

private:
    struct Question;

    void makeActions(CommandRegistry& commands);
    [[nodiscard]] QWidget* makeToolBar();
    [[nodiscard]] QWidget* makeStatusLine();
    [[nodiscard]] QWidget* makeResults();
    [[nodiscard]] ListTable* makeTable(QAbstractItemModel* model, const QString& name,
                                       const QString& spoken);

    void takeWorkspace();
    void comparePopulation();
    void showPopulation();
    void run();
    void cancel();
    void takeAnswer(Result<Comparison> answer);
    void showRunning(bool isRunning);
    void showProgress();
    void showLosses();
    void showLossInLive(int row);

    void addCandidate();
    void editCandidate(int candidate);
    void duplicateCandidate(int candidate);
    void removeCandidate(int candidate);
    void openMenu(int candidate, const QPoint& globalPosition);

    [[nodiscard]] std::string loggerId() const;
    [[nodiscard]] Result<ExchangeQuery> population() const;

    Session& m_session;
    ComparisonModel m_model;
    QList<QAction*> m_actions;
    std::shared_ptr<JobProgress> m_job;
    class QTimer* m_progressTimer;
    QComboBox* m_api = nullptr;
    QComboBox* m_logger = nullptr;
    QLineEdit* m_currency = nullptr;
    QDoubleSpinBox* m_price = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_cancel = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_status = nullptr;
    QLabel* m_range = nullptr;
    ComparisonView* m_view = nullptr;
    LossChart* m_chart = nullptr;
    LossModel* m_losses = nullptr;
    GroupModel* m_groups = nullptr;
    QLabel* m_selected = nullptr;
    ListTable* m_lossTable = nullptr;
    EmptyNote* m_lossNote = nullptr;
    bool m_wasVisited = false;
    bool m_isFirstVisit = false; ///< run by itself once the population is known
    bool m_isAnswerOutdated = false; ///< the running comparison is of a population no longer chosen
};

/// The entry of the navigation rail.
[[nodiscard]] PageEntry samplingPageEntry();

} // namespace gatelens::ui
