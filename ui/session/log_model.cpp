#include "ui/session/log_model.h"

#include "ui/theme/format.h"

#include <QMetaObject>

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include <mutex>

namespace gatelens::ui {

/// What other threads have said and the GUI thread has not yet taken. `model` is null once the
/// model is gone; sinks may outlive it.
struct LogModel::Inbox
{
    std::mutex mutex;
    LogModel* model = nullptr;
    std::vector<Line> lines;

    void put(Line line)
    {
        const std::scoped_lock lock(mutex);
        if (!model)
            return;
        lines.push_back(std::move(line));
        if (lines.size() == 1) {
            QMetaObject::invokeMethod(
                model, [target = model] { target->takeIn(); }, Qt::QueuedConnection);
        }
    }
};

class LogModel::Sink : public spdlog::sinks::base_sink<std::mutex>
{
public:
    explicit Sink(std::shared_ptr<Inbox> inbox)
        : m_inbox(std::move(inbox))
    {
    }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override // NOLINT: name of spdlog
    {
        m_inbox->put({levelOf(message.level), std::chrono::time_point_cast<Micros>(message.time),
                      toQString({message.payload.data(), message.payload.size()})});
    }
    void flush_() override { } // NOLINT: name of spdlog

private:
    static LogLevel levelOf(spdlog::level::level_enum level)
    {
        if (level >= spdlog::level::err)
            return LogLevel::Error;
        if (level == spdlog::level::warn)
            return LogLevel::Warning;
        return level == spdlog::level::info ? LogLevel::Information : LogLevel::Debug;
    }

    std::shared_ptr<Inbox> m_inbox;
};

LogModel::LogModel(QObject* parent)
    : QAbstractListModel(parent)
    , m_inbox(std::make_shared<Inbox>())
{
    m_inbox->model = this;
}

LogModel::~LogModel()
{
    const std::scoped_lock lock(m_inbox->mutex);
    m_inbox->model = nullptr;
}

void LogModel::append(LogLevel level, Timestamp time, QString text)
{
    m_inbox->put({level, time, std::move(text)});
}

void LogModel::listenTo(const std::shared_ptr<spdlog::logger>& logger)
{
    logger->sinks().push_back(std::make_shared<Sink>(m_inbox));
}

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Line& line = m_lines.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return line.text;
    case LevelRole:
        return static_cast<int>(line.level);
    case TimeRole:
        return formatTime(line.time);
    default:
        return {};
    }
}

void LogModel::clear()
{
    beginResetModel();
    m_lines.clear();
    endResetModel();
}

void LogModel::takeIn()
{
    std::vector<Line> lines;
    {
        const std::scoped_lock lock(m_inbox->mutex);
        lines.swap(m_inbox->lines);
    }
    if (lines.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(lines.size()) - 1);
    std::move(lines.begin(), lines.end(), std::back_inserter(m_lines));
    endInsertRows();
    const int surplus = rowCount() - kCapacity;
    if (surplus > 0) {
        beginRemoveRows({}, 0, surplus - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + surplus);
        endRemoveRows();
    }
}

} // namespace gatelens::ui
