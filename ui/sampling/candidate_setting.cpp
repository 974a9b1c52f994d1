#include "ui/sampling/candidate_setting.h"

#include "ui/theme/format.h"

#include <QCoreApplication>

namespace gatelens::ui {
namespace {

QString trCandidate(const char* text)
{
    return QCoreApplication::translate("gatelens::ui::CandidateSetting", text);
}

} // namespace

std::vector<CandidateSetting> initialCandidates()
{
    std::vector<CandidateSetting> candidates(5);
    candidates[0].isApplied = true;
    candidates[1].percentage = 25;
    candidates[2].percentage = 10;
    candidates[3].percentage = 10;
    candidates[3].keepsErrors = false;
    candidates[4].percentage = 5;
    candidates[4].keepsErrors = false;
    return candidates;
}

QString describe(const CandidateSetting& setting)
{
    if (setting.isApplied)
        return trCandidate("Applied");
    const auto percentage = QString::number(setting.percentage, 'g', 4);
    return (setting.keepsErrors ? trCandidate("%1 % and errors") : trCandidate("%1 %"))
        .arg(percentage);
}

Candidate toCandidate(const CandidateSetting& setting, const std::string& loggerId)
{
    Candidate candidate;
    candidate.name = toUtf8(setting.name.isEmpty() ? describe(setting) : setting.name);
    candidate.bodyBytes = setting.bodyBytes;
    if (setting.isApplied)
        candidate.strategy = std::make_shared<AppliedSetting>(loggerId);
    else
        candidate.strategy = std::make_shared<FixedPercentage>(
            setting.percentage, setting.keepsErrors ? KeepErrors::Yes : KeepErrors::No,
            setting.verbosity);
    return candidate;
}

QString letterOf(std::size_t index) { return QString(QChar(u'A' + static_cast<char16_t>(index))); }

} // namespace gatelens::ui
