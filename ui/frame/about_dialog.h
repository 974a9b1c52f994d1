#pragma once

class QWidget;

namespace gatelens::ui {

/// Shows version, licence and the libraries in use.
void showAboutDialog(QWidget* parent);

} // namespace gatelens::ui
