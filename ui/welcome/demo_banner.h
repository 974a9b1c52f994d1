#pragma once

class QWidget;

namespace gatelens::ui {

class Session;

/// The slim banner above the pages while demo traffic runs: says so, and offers what to do next.
/// Put it into the window with MainWindow::addBanner.
[[nodiscard]] QWidget* makeDemoBanner(Session& session, QWidget* parent = nullptr);

} // namespace gatelens::ui
