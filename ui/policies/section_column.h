#pragma once

#include "core/policy/catalog.h"

#include <QWidget>

#include <optional>

namespace gatelens::ui {

class CanvasHost;

/// One section of a policy document: its heading and its statements.
class SectionColumn : public QWidget
{
    Q_OBJECT

public:
    SectionColumn(CanvasHost& host, policy::Section section, Qt::Orientation orientation,
                  QWidget* parent = nullptr);
};

} // namespace gatelens::ui
