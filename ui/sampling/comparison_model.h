#pragma once

#include "ui/sampling/applied_setting.h"
#include "ui/sampling/candidate_setting.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace gatelens::ui {

/// The comparison as a table: a row a measure, a column a candidate; column 0 names the measure.
/// Before the first run, and for a candidate that was changed since, only the settings are known.
class ComparisonModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Row
    {
        SettingHeading,
        SamplingRow,
        ErrorsRow,
        VerbosityRow,
        VolumeHeading,
        ItemsRow,
        BytesRow,
        CostRow,
        LostHeading,
        FailedLostRow,
        SlowLostRow,
        InvisibleRow,
        EstimateHeading,
        CountErrorRow,
        ErrorRateRow,
        P95Row,
        RowCount
    };
    enum Role
    {
        NoteRole = Qt::UserRole + 1, ///< small words behind the measure's name
        HeadingRole, ///< row that names a group of measures
        StatusRole, ///< Status of a cell, as int
        FractionRole, ///< 0..1, drawn as a bar
        VerdictRole, ///< header: what to think of the candidate
        VerdictStatusRole
    };

    explicit ComparisonModel(QObject* parent = nullptr);

    [[nodiscard]] const std::vector<CandidateSetting>& candidates() const { return m_candidates; }
    [[nodiscard]] const CandidateResult* resultOf(std::size_t candidate) const;
    [[nodiscard]] const std::optional<Comparison>& comparison() const { return m_comparison; }

    /// What the applied candidate's rows say of the logger in force.
    void setApplied(const AppliedSettingText& applied);
    void addCandidate(const CandidateSetting& setting);
    void changeCandidate(std::size_t candidate, const CandidateSetting& setting);
    void removeCandidate(std::size_t candidate);
    /// Results in the order of candidates().
    void setComparison(Comparison comparison);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

Q_SIGNALS:
    void candidatesChanged();

private:
    struct Cell
    {
        QString text;
        Status status = Status::Neutral;
        std::optional<double> fraction;
        QString toolTip;
    };

    [[nodiscard]] QVariant measure(Row row, int role) const;
    [[nodiscard]] QString noteOf(Row row) const;
    [[nodiscard]] Cell cell(Row row, std::size_t candidate) const;
    [[nodiscard]] Cell settingCell(Row row, const CandidateSetting& setting) const;
    [[nodiscard]] Cell resultCell(Row row, const CandidateResult& result) const;
    [[nodiscard]] Cell lossCell(std::uint64_t lost, std::uint64_t all, bool isSerious) const;
    [[nodiscard]] std::pair<QString, Status> verdict(std::size_t candidate) const;
    [[nodiscard]] bool isCheapestSafe(std::size_t candidate) const;

    std::vector<CandidateSetting> m_candidates;
    AppliedSettingText m_applied;
    std::optional<Comparison> m_comparison;
    std::vector<std::optional<std::size_t>> m_results; ///< of each candidate, in m_comparison
};

} // namespace gatelens::ui
