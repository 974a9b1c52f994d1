#include "ui/theme/scaling.h"

#include <QApplication>
#include <QFont>

#include <algorithm>
#include <cmath>

namespace gatelens::ui {
namespace {

constexpr double kDesignedPointSize = 10;

} // namespace

int scaledToText(int dips)
{
    const double scale = std::max(1.0, QApplication::font().pointSizeF() / kDesignedPointSize);
    return static_cast<int>(std::lround(dips * scale));
}

} // namespace gatelens::ui
