#pragma once

#include "core/sampling/comparison.h"

#include <QString>

#include <optional>
#include <vector>

namespace gatelens::ui {

/// One column of the comparison as the user edits it.
struct CandidateSetting
{
    QString name;
    bool isApplied = false; ///< what was really decided for the chosen logger
    double percentage = 100;
    bool keepsErrors = true;
    Verbosity verbosity = Verbosity::Information;
    std::optional<int> bodyBytes; ///< nullopt: as the diagnostic says

    friend bool operator==(const CandidateSetting&, const CandidateSetting&) = default;
};

/// What is compared at first: what runs now, and four settings that people discuss.
[[nodiscard]] std::vector<CandidateSetting> initialCandidates();

/// "25 % and all errors", for a candidate without a name of its own.
[[nodiscard]] QString describe(const CandidateSetting& setting);

[[nodiscard]] Candidate toCandidate(const CandidateSetting& setting, const std::string& loggerId);

/// "A", "B", … as the columns are called.
[[nodiscard]] QString letterOf(std::size_t index);

/// More columns than this do not fit side by side.
inline constexpr std::size_t kMaximumCandidates = 6;

} // namespace gatelens::ui
