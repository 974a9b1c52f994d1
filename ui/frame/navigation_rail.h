#pragma once

#include "ui/frame/page.h"

#include <QWidget>

#include <map>

class QAction;
class QVBoxLayout;

namespace gatelens::ui {

/// The column at the left that opens the pages: icons alone (56 dips) or with words (200 dips).
class NavigationRail : public QWidget
{
    Q_OBJECT

public:
    explicit NavigationRail(QWidget* parent = nullptr);

    /// Adds an entry that triggers `action`; call in the rail's order.
    void addEntry(const PageEntry& entry, QAction* action);
    void setCurrent(const QString& pageId);
    void setBadge(const QString& pageId, int count, bool isProblem);
    void setExpanded(bool isExpanded);
    [[nodiscard]] bool isExpanded() const { return m_isExpanded; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    class Entry;

    void beginGroup(PageGroup group);

    QVBoxLayout* m_top;
    QVBoxLayout* m_bottom;
    std::map<QString, Entry*> m_entries;
    std::vector<QWidget*> m_captions;
    std::vector<QWidget*> m_dividers;
    std::optional<PageGroup> m_group;
    bool m_isExpanded = true;
};

} // namespace gatelens::ui
