#include "proxy/metrics/exposition.h"

#include "core/base/whitespace.h"
#include "core/message/header_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace gatelens::proxy {

namespace {

/// Takes the text up to `separator` off the front.
std::string_view takePart(std::string_view& text, char separator)
{
    const std::size_t end = text.find(separator);
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return trimmed(part, kBlanks);
}

/// Weight of one entry of Accept for each of our formats.
struct Weight
{
    ExpositionFormat format = ExpositionFormat::Text004;
    double weight = 1;
};

/// nullopt for a media type, or a version of it, that is not served.
std::optional<Weight> readAcceptEntry(std::string_view entry)
{
    const std::string_view type = takePart(entry, ';');
    Weight result;
    if (equalsIgnoringCase(type, "application/openmetrics-text"))
        result.format = ExpositionFormat::OpenMetrics;
    else if (!equalsIgnoringCase(type, "text/plain") && type != "*/*" && type != "text/*")
        return std::nullopt;
    while (!entry.empty()) {
        std::string_view parameter = takePart(entry, ';');
        const std::string_view name = takePart(parameter, '=');
        if (equalsIgnoringCase(name, "q"))
            std::from_chars(parameter.data(), parameter.data() + parameter.size(), result.weight);
        const bool isOtherVersion = result.format == ExpositionFormat::OpenMetrics
            && equalsIgnoringCase(name, "version") && parameter != "1.0.0";
        if (isOtherVersion)
            return std::nullopt;
    }
    return result;
}

void appendEscaped(std::string& out, std::string_view text, bool isLabel)
{
    for (const char character : text) {
        if (character == '\n')
            out += "\\n";
        else if (character == '\\' || (isLabel && character == '"'))
            (out += '\\') += character;
        else
            out += character;
    }
}

std::string numberText(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {digits.data(), end};
}

/// OpenMetrics wants a point in every bound: "1.0".
std::string boundText(double bound, ExpositionFormat format)
{
    std::string text = numberText(bound);
    if (format == ExpositionFormat::OpenMetrics && text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text;
}

std::string_view kindName(MetricKind kind)
{
    switch (kind) {
    case MetricKind::Counter:
        return "counter";
    case MetricKind::Gauge:
        return "gauge";
    case MetricKind::Histogram:
        break;
    }
    return "histogram";
}

} // namespace

ExpositionFormat negotiateExposition(std::string_view accept)
{
    double text = 0;
    double openMetrics = 0;
    while (!accept.empty()) {
        const std::optional<Weight> entry = readAcceptEntry(takePart(accept, ','));
        if (!entry)
            continue;
        double& best = entry->format == ExpositionFormat::OpenMetrics ? openMetrics : text;
        best = std::max(best, entry->weight);
    }
    return openMetrics > text ? ExpositionFormat::OpenMetrics : ExpositionFormat::Text004;
}

std::string_view contentTypeOf(ExpositionFormat format)
{
    return format == ExpositionFormat::OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";
}

void Exposition::family(std::string_view name, MetricKind kind, std::string_view help)
{
    constexpr std::string_view kTotal = "_total";
    m_family = name;
    std::string_view shown = name;
    // OpenMetrics names a counter's family without the suffix that its samples have.
    if (m_format == ExpositionFormat::OpenMetrics && kind == MetricKind::Counter)
        shown.remove_suffix(kTotal.size());
    const auto type = [&] {
        ((m_text += "# TYPE ") += shown) += ' ';
        (m_text += kindName(kind)) += '\n';
    };
    if (m_format == ExpositionFormat::OpenMetrics)
        type();
    ((m_text += "# HELP ") += shown) += ' ';
    appendEscaped(m_text, help, false);
    m_text += '\n';
    if (m_format == ExpositionFormat::Text004)
        type();
}

void Exposition::line(std::string_view suffix, const Labels& labels, std::string_view le,
                      double value)
{
    constexpr std::size_t kLongestLabel = 128;
    (m_text += m_family) += suffix;
    char separator = '{';
    for (const auto& [name, text] : labels) {
        ((m_text += separator) += name) += "=\"";
        appendEscaped(m_text, text.substr(0, kLongestLabel), true);
        m_text += '"';
        separator = ',';
    }
    if (!le.empty()) {
        ((m_text += separator) += "le=\"") += le;
        m_text += '"';
        separator = ',';
    }
    if (separator == ',')
        m_text += '}';
    ((m_text += ' ') += numberText(value)) += '\n';
}

void Exposition::sample(const Labels& labels, double value) { line("", labels, "", value); }

void Exposition::histogram(const Labels& labels, const DurationHistogram& durations)
{
    std::uint64_t cumulative = 0;
    const auto counts = durations.counts();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        cumulative += counts[i];
        const std::string bound = i < kDurationBounds.size()
            ? boundText(kDurationBounds.at(i), m_format)
            : std::string("+Inf");
        line("_bucket", labels, bound, static_cast<double>(cumulative));
    }
    line("_sum", labels, "", durations.sumSeconds());
    line("_count", labels, "", static_cast<double>(cumulative));
}

std::string Exposition::finish()
{
    if (m_format == ExpositionFormat::OpenMetrics)
        m_text += "# EOF\n";
    return std::move(m_text);
}

} // namespace gatelens::proxy
