#pragma once

#include "ui/theme/icon_id.h"
#include "ui/theme/theme.h"

#include <QIcon>
#include <QPixmap>

namespace gatelens::ui {

/// Which colour of the theme an icon takes. Looked up when it is painted, so that one icon serves
/// all themes.
enum class Tone
{
    Secondary,
    Text,
    Accent,
    OnAccent,
    Success,
    Information,
    Warning,
    Error,
    Disabled
};

/// Icon drawn from resources/icons in the colour of `tone`; disabled ones take the disabled colour.
[[nodiscard]] QIcon icon(IconId id, Tone tone = Tone::Secondary);

/// The application's own icon in its own colours.
[[nodiscard]] QIcon applicationIcon();

/// One drawing as a pixmap of `size` dips in the colour of the present theme; cached.
[[nodiscard]] QPixmap iconPixmap(IconId id, Tone tone, int size, double devicePixelRatio);

[[nodiscard]] QColor colorOf(Tone tone, const Theme& theme);

[[nodiscard]] Tone toneOf(Status status);
[[nodiscard]] IconId statusIcon(Status status);

/// Status of an HTTP code: success, information (1xx, 3xx), warning (4xx), error (5xx and none).
[[nodiscard]] Status statusOfCode(int code);

} // namespace gatelens::ui
