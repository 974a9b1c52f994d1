#pragma once

class QWidget;

namespace gatelens::ui {

class Session;

/// The banner above the pages while a listener is not up, because its address is taken: says which,
/// and offers to try again or to choose another address.
[[nodiscard]] QWidget* makeListenerBanner(Session& session, QWidget* parent = nullptr);

} // namespace gatelens::ui
