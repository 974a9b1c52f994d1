#pragma once

#include "core/formats/export_preview.h"
#include "ui/export/export_job.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QRadioButton;
class QTimer;

namespace gatelens::ui {

class JobProgress;
class Session;

/// Chooses what to export, in which format and where, and shows how the file will begin; runs the
/// export with progress and cancel.
class ExportPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ExportPanel(Session& session, QWidget* parent = nullptr);

    /// Begins with a filter, as the list has it that the export was asked from.
    void setFilter(const QString& filter);
    [[nodiscard]] bool isRunning() const { return m_job != nullptr; }
    void cancel();

Q_SIGNALS:
    void finished();

private:
    [[nodiscard]] QWidget* makeForm();
    [[nodiscard]] QWidget* makeFooter();
    [[nodiscard]] QWidget* makePreview();
    void makeScope(class QFormLayout& form);
    void makeOptions(class QFormLayout& form);

    void run();
    void takeResult(const Result<ExportSummary>& summary);
    void showRunning(bool isRunning);
    void showProgress();
    void refresh();
    void refreshCount(const ExchangeQuery& query);
    void refreshPreview(const ExchangeQuery& query);
    void showPreview(const Result<ExportPreview>& preview);
    void followFormat();
    void choosePath();
    void copyCommandLine();
    void showResult(int status, const QString& text);
    [[nodiscard]] const Exporter& exporter() const;
    [[nodiscard]] Result<ExchangeQuery> query() const;
    [[nodiscard]] ExportScope scopeOf(const ExchangeQuery& query) const;
    [[nodiscard]] QString path() const;

    Session& m_session;
    std::shared_ptr<JobProgress> m_job;
    QTimer* m_progressTimer;
    QTimer* m_refreshTimer;
    QComboBox* m_format = nullptr;
    QLabel* m_description = nullptr;
    QRadioButton* m_all = nullptr;
    QRadioButton* m_range = nullptr;
    QLineEdit* m_filter = nullptr;
    QLabel* m_filterProblem = nullptr;
    QLabel* m_count = nullptr;
    QCheckBox* m_masks = nullptr;
    QCheckBox* m_backendCalls = nullptr;
    QCheckBox* m_spreadsheet = nullptr;
    QLineEdit* m_path = nullptr;
    QWidget* m_form = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_cancel = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_result = nullptr;
    QPlainTextEdit* m_preview = nullptr;
    QLabel* m_previewNote = nullptr;
};

} // namespace gatelens::ui
