#pragma once

#include "ui/policies/card_path.h"

#include <QWidget>

namespace gatelens::ui {

class CanvasHost;

/// Frame of a statement that holds others: its heading, and below it its own list or one list a
/// branch. Folds away with the triangle in its heading.
class ContainerCard : public QWidget
{
    Q_OBJECT

public:
    ContainerCard(CanvasHost& host, const CardPath& path, const policy::Node& node,
                  QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addBranches(CanvasHost& host, const CardPath& path, const policy::Node& node,
                     QWidget* body);

    CanvasHost& m_host;
    CardPath m_path;
};

/// True when the element holds statements itself or in branches (choose/when).
[[nodiscard]] bool isContainer(const policy::Document& document, const CardPath& path);

} // namespace gatelens::ui
