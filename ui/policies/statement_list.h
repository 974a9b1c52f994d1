#pragma once

#include "ui/policies/designer.h"

#include <QWidget>

#include <optional>
#include <vector>

class QAbstractButton;
class QBoxLayout;

namespace gatelens::ui {

class CanvasHost;

/// The cards of one list of statements (a section, a branch, a container) with a row that adds one,
/// and the place where dragged statements are dropped.
class StatementList : public QWidget
{
    Q_OBJECT

public:
    /// `missingSection`: the document has no such section yet; `list` is then unused.
    StatementList(CanvasHost& host, CardPath list, std::optional<policy::Section> missingSection,
                  Qt::Orientation orientation, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void addCards(const policy::Node& list);
    void addButton();
    void openPicker();
    [[nodiscard]] DropPlace placeAt(const QPoint& position) const;
    [[nodiscard]] DropPlace placeAtEnd() const;
    [[nodiscard]] QWidget* makeCard(const policy::Node& node, const CardPath& path);
    [[nodiscard]] std::optional<QString> refusal(const QDropEvent& event,
                                                 const DropPlace& place) const;

    CanvasHost& m_host;
    CardPath m_list;
    std::optional<policy::Section> m_missingSection;
    Qt::Orientation m_orientation;
    QBoxLayout* m_layout = nullptr;
    QAbstractButton* m_addButton = nullptr;
    std::vector<QWidget*> m_cards; ///< in order
    std::optional<std::size_t> m_dropIndex;
};

} // namespace gatelens::ui
