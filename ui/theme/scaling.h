#pragma once

namespace gatelens::ui {

/// A measure of text (a row, a column, a card) at the present text size: `dips` at 100 %, more when
/// the texts are larger; never less, so that icons and targets keep their size.
[[nodiscard]] int scaledToText(int dips);

} // namespace gatelens::ui
