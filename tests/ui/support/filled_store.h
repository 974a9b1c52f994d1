#pragma once

#include <filesystem>

namespace gatelens::ui::test {

/// Writes `count` exchanges of the demo's APIs into a new store: every fifth failed with 500, every
/// seventh was answered 429 by the gateway; two loggers at 100 % and 25 % with all errors.
void fillStore(const std::filesystem::path& path, int count);

} // namespace gatelens::ui::test
