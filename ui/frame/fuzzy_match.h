#pragma once

#include <QString>

namespace gatelens::ui {

/// How well `pattern` fits `text`: 0 not at all, higher is better. Letters must come in order; the
/// start of the text, the start of words and runs of letters count more. Ignores case.
[[nodiscard]] int fuzzyScore(QStringView pattern, QStringView text);

} // namespace gatelens::ui
