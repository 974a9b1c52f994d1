#include "ui/sampling/comparison_model.h"

#include "ui/theme/format.h"

#include <array>

namespace gatelens::ui {
namespace {

constexpr std::array<const char*, ComparisonModel::RowCount> kMeasures{
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Setting"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Sampling"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Always log errors"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Verbosity, body bytes"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Volume and cost"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Items kept"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Data kept"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Cost a month"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Lost"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Failed requests"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Slow requests"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Operations not seen"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Estimates, 95 % interval"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Request count"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Failed share"),
    QT_TRANSLATE_NOOP("gatelens::ui::ComparisonModel", "Duration p95"),
};

bool isHeading(int row)
{
    return row == ComparisonModel::SettingHeading || row == ComparisonModel::VolumeHeading
        || row == ComparisonModel::LostHeading || row == ComparisonModel::EstimateHeading;
}

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

QString plusMinus(double relativeError)
{
    return relativeError <= 0 ? ComparisonModel::tr("exact")
                              : QStringLiteral("±%1 %").arg(relativeError * 100, 0, 'f', 2);
}

QString money(double amount, const CostModel& cost)
{
    return QStringLiteral("%1 %2")
        .arg(amount, 0, 'f', amount < 100 ? 2 : 0)
        .arg(toQString(cost.currency));
}

} // namespace

ComparisonModel::ComparisonModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_candidates(initialCandidates())
    , m_results(m_candidates.size())
{
}

const CandidateResult* ComparisonModel::resultOf(std::size_t candidate) const
{
    if (!m_comparison || candidate >= m_results.size() || !m_results[candidate])
        return nullptr;
    return &m_comparison->candidates[*m_results[candidate]];
}

void ComparisonModel::setApplied(const AppliedSettingText& applied)
{
    m_applied = applied;
    Q_EMIT dataChanged(index(SamplingRow, 0), index(VerbosityRow, columnCount() - 1));
}

void ComparisonModel::addCandidate(const CandidateSetting& setting)
{
    if (m_candidates.size() >= kMaximumCandidates)
        return;
    const int column = columnCount();
    beginInsertColumns({}, column, column);
    m_candidates.push_back(setting);
    m_results.emplace_back();
    endInsertColumns();
    Q_EMIT candidatesChanged();
}

void ComparisonModel::changeCandidate(std::size_t candidate, const CandidateSetting& setting)
{
    if (candidate >= m_candidates.size() || m_candidates[candidate] == setting)
        return;
    m_candidates[candidate] = setting;
    m_results[candidate].reset();
    const int column = static_cast<int>(candidate) + 1;
    Q_EMIT dataChanged(index(0, column), index(RowCount - 1, column));
    Q_EMIT headerDataChanged(Qt::Horizontal, column, column);
    Q_EMIT candidatesChanged();
}

void ComparisonModel::removeCandidate(std::size_t candidate)
{
    if (candidate >= m_candidates.size() || m_candidates.size() == 1)
        return;
    const int column = static_cast<int>(candidate) + 1;
    beginRemoveColumns({}, column, column);
    m_candidates.erase(m_candidates.begin() + static_cast<std::ptrdiff_t>(candidate));
    m_results.erase(m_results.begin() + static_cast<std::ptrdiff_t>(candidate));
    endRemoveColumns();
    Q_EMIT candidatesChanged();
}

void ComparisonModel::setComparison(Comparison comparison)
{
    m_comparison = std::move(comparison);
    for (std::size_t candidate = 0; candidate < m_results.size(); ++candidate) {
        if (candidate < m_comparison->candidates.size())
            m_results[candidate] = candidate;
        else
            m_results[candidate].reset();
    }
    Q_EMIT dataChanged(index(0, 0), index(RowCount - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

int ComparisonModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : RowCount;
}

int ComparisonModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_candidates.size()) + 1;
}

QString ComparisonModel::noteOf(Row row) const
{
    if (!m_comparison)
        return row == CostRow ? tr("estimate") : QString();
    switch (row) {
    case ItemsRow:
        return tr("of %1").arg(formatCount(m_comparison->everything.items));
    case BytesRow:
        return tr("of %1").arg(
            formatBytes(static_cast<std::uint64_t>(m_comparison->everything.billedBytes)));
    case CostRow:
        return tr("estimate, %1 a GB")
            .arg(money(m_comparison->cost.pricePerGb, m_comparison->cost));
    case FailedLostRow:
        return tr("of %1").arg(formatCount(m_comparison->failed));
    case SlowLostRow:
        return tr("of %1 over p99, %2")
            .arg(formatCount(m_comparison->slow), formatDuration(m_comparison->slowerThan));
    case InvisibleRow:
        return tr("nothing of them is kept");
    case CountErrorRow:
        return tr("true %1").arg(formatCount(m_comparison->everything.requests));
    case ErrorRateRow:
        return tr("true %1").arg(formatPercent(m_comparison->errorRate() * 100, 100));
    case P95Row:
        return tr("true %1").arg(formatDuration(m_comparison->p95));
    default:
        return {};
    }
}

QVariant ComparisonModel::measure(Row row, int role) const
{
    if (role == Qt::DisplayRole)
        return tr(kMeasures[static_cast<std::size_t>(row)]);
    if (role == NoteRole)
        return noteOf(row);
    return {};
}

ComparisonModel::Cell ComparisonModel::settingCell(Row row, const CandidateSetting& setting) const
{
    if (setting.isApplied) {
        const auto& text = row == SamplingRow ? m_applied.sampling
            : row == ErrorsRow                ? m_applied.errors
                                              : m_applied.verbosity;
        return {text, Status::Neutral, {}, m_applied.toolTip};
    }
    if (row == SamplingRow)
        return {QStringLiteral("%1 %").arg(setting.percentage, 0, 'g', 4), Status::Neutral, {}, {}};
    if (row == ErrorsRow)
        return {setting.keepsErrors ? tr("yes") : tr("no"),
                setting.keepsErrors ? Status::Neutral : Status::Error,
                {},
                {}};
    const auto verbosity = verbosityText(setting.verbosity);
    if (!setting.bodyBytes)
        return {verbosity, Status::Neutral, {}, tr("As many body bytes as the diagnostic says")};
    return {
        QStringLiteral("%1 %2").arg(verbosity).arg(*setting.bodyBytes), Status::Neutral, {}, {}};
}

ComparisonModel::Cell ComparisonModel::lossCell(std::uint64_t lost, std::uint64_t all,
                                                bool isSerious) const
{
    if (lost == 0)
        return {QStringLiteral("0"), Status::Success, {}, tr("Nothing is lost.")};
    const auto fraction = share(static_cast<double>(lost), static_cast<double>(all));
    return {tr("%1 · %2").arg(formatCount(lost),
                              formatPercent(static_cast<double>(lost), static_cast<double>(all))),
            isSerious ? Status::Error : Status::Neutral, fraction,
            tr("%1 of %2 leave no trace at this setting").arg(formatCount(lost), formatCount(all))};
}

ComparisonModel::Cell ComparisonModel::resultCell(Row row, const CandidateResult& result) const
{
    const auto& all = m_comparison->everything;
    const auto& kept = result.kept;
    switch (row) {
    case ItemsRow:
        return {formatCount(kept.volume.items), Status::Neutral,
                share(static_cast<double>(kept.volume.items), static_cast<double>(all.items)),
                tr("%1 of all items")
                    .arg(formatPercent(static_cast<double>(kept.volume.items),
                                       static_cast<double>(all.items)))};
    case BytesRow:
        return {
            formatBytes(static_cast<std::uint64_t>(kept.volume.billedBytes)),
            Status::Neutral,
            {},
            tr("%1 a day").arg(formatBytes(static_cast<std::uint64_t>(result.billedBytesPerDay)))};
    case CostRow:
        return {money(result.costPerMonth, m_comparison->cost), Status::Neutral, {}, {}};
    case FailedLostRow:
        return lossCell(kept.failedLost, m_comparison->failed, true);
    case SlowLostRow:
        return lossCell(kept.slowLost, m_comparison->slow, false);
    case InvisibleRow:
        return {formatCount(result.operationsInvisible),
                result.operationsInvisible == 0 ? Status::Success : Status::Error,
                {},
                {}};
    case CountErrorRow:
        return {plusMinus(result.requestCount.relativeError(static_cast<double>(all.requests))),
                Status::Neutral,
                {},
                tr("Queries would show about %1").arg(formatCount(result.requestCountAsStored))};
    case ErrorRateRow:
        return {formatPercent(result.errorRate.value * 100, 100),
                Status::Neutral,
                {},
                tr("Between %1 and %2")
                    .arg(formatPercent(result.errorRate.low * 100, 100),
                         formatPercent(result.errorRate.high * 100, 100))};
    case P95Row:
        return {formatDuration(result.p95), Status::Neutral, {}, {}};
    default:
        return {};
    }
}

ComparisonModel::Cell ComparisonModel::cell(Row row, std::size_t candidate) const
{
    if (row < VolumeHeading)
        return settingCell(row, m_candidates[candidate]);
    if (const auto* result = resultOf(candidate))
        return resultCell(row, *result);
    return {emDash(), Status::Neutral, {}, tr("Run the comparison (Ctrl+Enter)")};
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto row = static_cast<Row>(index.row());
    if (role == HeadingRole)
        return isHeading(row);
    if (index.column() == 0)
        return measure(row, role);
    if (isHeading(row))
        return {};
    const auto shown = cell(row, static_cast<std::size_t>(index.column() - 1));
    switch (role) {
    case Qt::DisplayRole:
        return shown.text;
    case Qt::ToolTipRole:
        return shown.toolTip;
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case StatusRole:
        return static_cast<int>(shown.status);
    case FractionRole:
        return shown.fraction ? QVariant(*shown.fraction) : QVariant();
    default:
        return {};
    }
}

bool ComparisonModel::isCheapestSafe(std::size_t candidate) const
{
    const auto* result = resultOf(candidate);
    if (!result || result->kept.failedLost > 0)
        return false;
    for (std::size_t other = 0; other < m_candidates.size(); ++other) {
        const auto* one = resultOf(other);
        if (one && one->kept.failedLost == 0
            && one->kept.volume.billedBytes < result->kept.volume.billedBytes)
            return false;
    }
    return true;
}

std::pair<QString, Status> ComparisonModel::verdict(std::size_t candidate) const
{
    const auto* result = resultOf(candidate);
    if (!result)
        return {m_comparison ? tr("changed since the last run") : tr("not run yet"),
                Status::Neutral};
    if (result->kept.failedLost > 0)
        return {tr("loses %1 of failures")
                    .arg(formatPercent(static_cast<double>(result->kept.failedLost),
                                       static_cast<double>(m_comparison->failed))),
                Status::Error};
    if (isCheapestSafe(candidate))
        return {tr("cheapest with no failure lost"), Status::Success};
    if (m_candidates[candidate].isApplied)
        return {tr("what runs now"), Status::Neutral};
    return {tr("loses no failure"), Status::Success};
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (section == 0)
        return role == Qt::DisplayRole ? QVariant(tr("Candidates")) : QVariant();
    const auto candidate = static_cast<std::size_t>(section - 1);
    if (candidate >= m_candidates.size())
        return {};
    const auto& setting = m_candidates[candidate];
    switch (role) {
    case Qt::DisplayRole:
        return QStringLiteral("%1 %2").arg(
            letterOf(candidate), setting.name.isEmpty() ? describe(setting) : setting.name);
    case VerdictRole:
        return verdict(candidate).first;
    case VerdictStatusRole:
        return static_cast<int>(verdict(candidate).second);
    case Qt::ToolTipRole:
        return tr("%1\nDouble click or Enter edits it.").arg(verdict(candidate).first);
    default:
        return {};
    }
}

} // namespace gatelens::ui
