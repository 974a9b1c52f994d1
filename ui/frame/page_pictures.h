#pragma once

#include "core/base/result.h"

#include <QString>

#include <chrono>

namespace gatelens::ui {

class MainWindow;
class Session;

/// Lets the window work until all questions to the store are answered, at most for `deadline`.
/// False when the time was up first.
bool settle(Session& session, std::chrono::milliseconds deadline = std::chrono::milliseconds(5000));

/// Opens every page one after the other and saves a picture of the window for each as
/// "<number>-<page>-<theme>.png" in `folder`, which is made when it is not there. The window must
/// be shown. Io when a picture cannot be written.
[[nodiscard]] Result<void> grabPages(MainWindow& window, const QString& folder);

} // namespace gatelens::ui
