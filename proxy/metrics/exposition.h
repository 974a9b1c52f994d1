#pragma once

#include "proxy/metrics/histogram.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatelens::proxy {

enum class ExpositionFormat
{
    Text004, ///< Prometheus text format 0.0.4
    OpenMetrics, ///< OpenMetrics 1.0
};

/// The format that an Accept header prefers; Text004 unless OpenMetrics 1.0 has the higher weight.
[[nodiscard]] ExpositionFormat negotiateExposition(std::string_view accept);

/// The Content-Type of a format.
[[nodiscard]] std::string_view contentTypeOf(ExpositionFormat format);

enum class MetricKind
{
    Counter, ///< its name ends in _total
    Gauge,
    Histogram
};

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

/// Writes a page of metrics: families one after the other, each with its samples.
class Exposition
{
public:
    explicit Exposition(ExpositionFormat format)
        : m_format(format)
    {
    }

    /// Begins a family; what follows belongs to it until the next one.
    void family(std::string_view name, MetricKind kind, std::string_view help);
    void sample(const Labels& labels, double value);
    void sample(const Labels& labels, std::uint64_t value)
    {
        sample(labels, static_cast<double>(value));
    }
    void histogram(const Labels& labels, const DurationHistogram& durations);

    /// The whole page; nothing may be written afterwards.
    [[nodiscard]] std::string finish();

private:
    void line(std::string_view suffix, const Labels& labels, std::string_view le, double value);

    ExpositionFormat m_format;
    std::string m_family;
    std::string m_text;
};

} // namespace gatelens::proxy
