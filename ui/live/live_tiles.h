#pragma once

#include "core/store/store_reader.h"
#include "ui/widgets/tile.h"

#include <QWidget>

#include <deque>

class QTimer;

namespace gatelens::ui {

class Session;

/// The row of figures above Live: rate, failures, p95, dependencies, kept, store queue, each with
/// its last minute. A click on one sets a filter.
class LiveTiles : public QWidget
{
    Q_OBJECT

public:
    LiveTiles(Session& session, QWidget* parent = nullptr);

    void setForm(Tile::Form form);
    /// Stops asking while the page is not in sight.
    void setActive(bool isActive);

Q_SIGNALS:
    void filterWanted(const QString& filter);

private:
    struct Figures;

    void ask();
    void show(const Figures& figures);
    void showQueue();

    Session& m_session;
    QTimer* m_timer;
    Tile* m_requests;
    Tile* m_failed;
    Tile* m_p95;
    Tile* m_dependencies;
    Tile* m_kept;
    Tile* m_queue;
    std::deque<double> m_queueCourse; ///< depth at each refresh
    std::deque<double> m_dependencyCourse; ///< calls in the minute before each refresh
};

} // namespace gatelens::ui
