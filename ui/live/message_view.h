#pragma once

#include "core/telemetry/exchange.h"

#include <QWidget>

class QLabel;

namespace gatelens::ui {

class BodyViewer;
class KeyValueTable;

/// Request or response of an exchange: its first line, headers and body.
class MessageView : public QWidget
{
    Q_OBJECT

public:
    /// `fieldPrefix` is "req" or "resp", for filters on headers.
    explicit MessageView(const QString& fieldPrefix, QWidget* parent = nullptr);

    void showMessage(const QString& firstLine, const MessageCapture& message);

Q_SIGNALS:
    void filterWanted(const QString& field, const QString& value, bool isExcluded);

private:
    QString m_prefix;
    QLabel* m_firstLine;
    KeyValueTable* m_headers;
    BodyViewer* m_body;
};

} // namespace gatelens::ui
