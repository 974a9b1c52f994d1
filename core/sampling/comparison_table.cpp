#include "core/sampling/comparison_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens {

namespace {

constexpr std::size_t kLossLines = 10;

/// Rows of text cells; the first column is left-aligned, the others right-aligned.
class TextTable
{
public:
    void addRow(std::vector<std::string> cells)
    {
        m_widths.resize(std::max(m_widths.size(), cells.size()));
        for (std::size_t i = 0; i < cells.size(); ++i)
            m_widths[i] = std::max(m_widths[i], cells[i].size());
        m_rows.push_back(std::move(cells));
    }

    [[nodiscard]] std::string print() const
    {
        std::string out;
        for (const std::vector<std::string>& row : m_rows) {
            std::string line;
            for (std::size_t i = 0; i < row.size(); ++i) {
                line += i == 0 ? fmt::format("{:<{}}", row[i], m_widths[i])
                               : fmt::format("  {:>{}}", row[i], m_widths[i]);
            }
            line.erase(line.find_last_not_of(' ') + 1);
            out += line + '\n';
        }
        return out;
    }

private:
    std::vector<std::vector<std::string>> m_rows;
    std::vector<std::size_t> m_widths;
};

std::string bytesText(double bytes)
{
    constexpr std::array<std::string_view, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < kUnits.size()) {
        bytes /= 1000;
        ++unit;
    }
    return unit == 0 ? fmt::format("{:.0f} B", bytes)
                     : fmt::format("{:.2f} {}", bytes, kUnits[unit]);
}

std::string shareText(double part, double whole)
{
    return whole > 0 ? fmt::format("{:.1f} %", 100 * part / whole) : "-";
}

std::string lostText(std::uint64_t lost, std::uint64_t of)
{
    if (lost == 0)
        return "0";
    return fmt::format("{} ({})", lost,
                       shareText(static_cast<double>(lost), static_cast<double>(of)));
}

std::string intervalText(const Estimate& estimate, double truth)
{
    if (estimate.low == estimate.high)
        return "exact";
    return fmt::format("+-{:.1f} %", 100 * estimate.relativeError(truth));
}

std::string rateIntervalText(const Estimate& rate)
{
    if (rate.low == rate.high)
        return fmt::format("{:.2f} %", 100 * rate.value);
    return fmt::format("{:.2f} % [{:.2f}-{:.2f}]", 100 * rate.value, 100 * rate.low,
                       100 * rate.high);
}

std::string millisText(Micros duration)
{
    return fmt::format("{:.1f} ms", static_cast<double>(duration.count()) / 1000);
}

/// One row: its label, and a text for each candidate.
template<class CellOf>
void addRow(TextTable& table, std::string label, const Comparison& comparison, CellOf cellOf)
{
    std::vector<std::string> cells{std::move(label)};
    for (const CandidateResult& candidate : comparison.candidates)
        cells.push_back(cellOf(candidate));
    table.addRow(std::move(cells));
}

void addVolumeRows(TextTable& table, const Comparison& all)
{
    const Volume& everything = all.everything;
    addRow(table, fmt::format("requests kept of {}", everything.requests), all,
           [](const CandidateResult& c) { return std::to_string(c.kept.volume.requests); });
    addRow(table, fmt::format("items kept of {}", everything.items), all,
           [&](const CandidateResult& c) {
               return fmt::format("{} ({})", c.kept.volume.items,
                                  shareText(static_cast<double>(c.kept.volume.items),
                                            static_cast<double>(everything.items)));
           });
    addRow(table, fmt::format("billed of {}, estimate", bytesText(everything.billedBytes)), all,
           [](const CandidateResult& c) { return bytesText(c.kept.volume.billedBytes); });
    addRow(table, "billed a day, estimate", all,
           [](const CandidateResult& c) { return bytesText(c.billedBytesPerDay); });
    addRow(table, fmt::format("cost a month in {}, estimate", all.cost.currency), all,
           [](const CandidateResult& c) { return fmt::format("{:.2f}", c.costPerMonth); });
}

void addLossRows(TextTable& table, const Comparison& all)
{
    addRow(table, fmt::format("failed requests lost of {}", all.failed), all,
           [&](const CandidateResult& c) { return lostText(c.kept.failedLost, all.failed); });
    if (all.slowerThan > Micros(0)) {
        addRow(
            table,
            fmt::format("slow requests lost of {} over {}", all.slow, millisText(all.slowerThan)),
            all, [&](const CandidateResult& c) { return lostText(c.kept.slowLost, all.slow); });
    }
    addRow(table, "operations invisible", all,
           [](const CandidateResult& c) { return std::to_string(c.operationsInvisible); });
}

void addEstimateRows(TextTable& table, const Comparison& all)
{
    addRow(table, "request count, 95 % interval", all, [&](const CandidateResult& c) {
        return intervalText(c.requestCount, static_cast<double>(all.everything.requests));
    });
    addRow(table, "failed count, 95 % interval", all, [&](const CandidateResult& c) {
        return intervalText(c.failedCount, static_cast<double>(all.failed));
    });
    addRow(table, fmt::format("error rate, true {:.2f} %", 100 * all.errorRate()), all,
           [](const CandidateResult& c) { return rateIntervalText(c.errorRate); });
    addRow(table, fmt::format("duration p95, true {}", millisText(all.p95)), all,
           [](const CandidateResult& c) { return millisText(c.p95); });
}

std::string lossesText(const CandidateResult& candidate)
{
    if (candidate.kept.failedLost == 0)
        return {};
    std::string text = fmt::format("\nfailed requests lost by \"{}\":\n", candidate.name);
    TextTable table;
    std::uint64_t listed = 0;
    for (const LossKind& loss : candidate.losses) {
        if (listed++ == kLossLines)
            break;
        table.addRow({fmt::format("  {} {} {} {}", loss.apiId.empty() ? "(no API)" : loss.apiId,
                                  loss.operationId.empty() ? "(no operation)" : loss.operationId,
                                  loss.statusCode, loss.reason),
                      std::to_string(loss.count)});
    }
    text += table.print();
    if (candidate.losses.size() > kLossLines || candidate.lossesNotNamed > 0)
        text += "  and more; see --format json\n";
    return text;
}

std::string groupsText(const Comparison& comparison)
{
    TextTable table;
    std::vector<std::string> heading{"items kept, by API and operation", "all"};
    for (const CandidateResult& candidate : comparison.candidates)
        heading.push_back(candidate.name);
    table.addRow(std::move(heading));
    for (const GroupResult& group : comparison.groups) {
        const std::string api = group.apiId.empty() ? "(no API)" : group.apiId;
        const std::string operation
            = group.operationId.empty() ? "(no operation)" : group.operationId;
        std::vector<std::string> cells{group.isWholeApi ? api : "  " + operation,
                                       std::to_string(group.everything.items)};
        for (const Kept& kept : group.byCandidate)
            cells.push_back(std::to_string(kept.volume.items));
        table.addRow(std::move(cells));
    }
    return '\n' + table.print();
}

} // namespace

std::string toTable(const Comparison& comparison)
{
    TextTable table;
    addRow(table, "", comparison, [](const CandidateResult& c) { return c.name; });
    addVolumeRows(table, comparison);
    addLossRows(table, comparison);
    addEstimateRows(table, comparison);
    std::string text = table.print();
    for (const CandidateResult& candidate : comparison.candidates)
        text += lossesText(candidate);
    return text + groupsText(comparison);
}

} // namespace gatelens
