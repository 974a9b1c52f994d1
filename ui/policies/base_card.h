#pragma once

#include "core/policy/catalog.h"
#include "ui/policies/card_path.h"

#include <QWidget>

namespace gatelens::ui {

class CanvasHost;

/// The card of <base/>: unfolds to the statements it stands for, greyed and read-only, each with
/// the name of its origin; Enter or a click on one opens its document there.
class BaseCard : public QWidget
{
    Q_OBJECT

public:
    BaseCard(CanvasHost& host, const CardPath& path, policy::Section section,
             QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    CanvasHost& m_host;
    CardPath m_path;
};

} // namespace gatelens::ui
