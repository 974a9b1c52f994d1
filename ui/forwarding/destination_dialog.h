#pragma once

#include "core/workspace/local_settings.h"

#include <QDialog>
#include <QStringList>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace gatelens::ui {

/// Asks for an Application Insights destination: a name, the connection string, whose items.
class DestinationDialog : public QDialog
{
    Q_OBJECT

public:
    /// `loggers` are those of the workspace; `taken` are names in use.
    DestinationDialog(const QStringList& loggers, const QStringList& taken,
                      QWidget* parent = nullptr);

    /// Everything but the secret.
    [[nodiscard]] ForwardSettings settings() const;
    [[nodiscard]] QString connectionString() const;

private:
    void check();
    /// What is wrong with the connection string; empty when nothing is.
    [[nodiscard]] QString problem();

    QStringList m_taken;
    QLineEdit* m_name;
    QLabel* m_nameProblem;
    QLineEdit* m_connection;
    QLabel* m_connectionProblem;
    QListWidget* m_loggers;
    QCheckBox* m_received;
    QLabel* m_summary;
    QPushButton* m_add;
};

} // namespace gatelens::ui
