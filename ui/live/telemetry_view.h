#pragma once

#include "ui/live/exchange_detail.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QStandardItemModel;
class QTreeView;

namespace gatelens::ui {

/// The telemetry of an exchange as a tree: each logger with what it received, then what others
/// sent for the same operation; below, the envelope of the selected item.
class TelemetryView : public QWidget
{
    Q_OBJECT

public:
    explicit TelemetryView(QWidget* parent = nullptr);

    void showDetail(const ExchangeDetail& detail);

private:
    void addLogger(const LoggerDetail& logger, const QString& name);

    QLabel* m_total;
    QStandardItemModel* m_model;
    QTreeView* m_tree;
    QPlainTextEdit* m_envelope;
};

} // namespace gatelens::ui
