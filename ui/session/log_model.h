#pragma once

#include "core/base/time.h"

#include <QAbstractListModel>
#include <QString>

#include <deque>
#include <memory>

namespace spdlog {
class logger;
}

namespace gatelens::ui {

enum class LogLevel
{
    Debug,
    Information,
    Warning,
    Error
};

/// The engine's log for the Console dock: the newest lines, at most kCapacity of them.
class LogModel : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int kCapacity = 5000;

    enum Role
    {
        LevelRole = Qt::UserRole,
        TimeRole
    };

    explicit LogModel(QObject* parent = nullptr);
    ~LogModel() override;

    /// From any thread; shown at the next turn of the GUI thread.
    void append(LogLevel level, Timestamp time, QString text);

    /// From now on the model also gets what `logger` logs, until the model is destroyed.
    void listenTo(const std::shared_ptr<spdlog::logger>& logger);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    void clear();

private:
    struct Line
    {
        LogLevel level = LogLevel::Information;
        Timestamp time;
        QString text;
    };
    class Sink;
    struct Inbox;

    void takeIn();

    std::deque<Line> m_lines;
    std::shared_ptr<Inbox> m_inbox;
};

} // namespace gatelens::ui
