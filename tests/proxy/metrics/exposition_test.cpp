#include "proxy/metrics/exposition.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace gatelens::proxy {
namespace {

TEST(ExpositionTest, AFamilyHasItsHelpItsTypeAndItsSamples)
{
    Exposition page(ExpositionFormat::Text004);
    page.family("gatelens_things_total", MetricKind::Counter, "Things\nand a \\.");
    page.sample({{"api", "a\"b\\c\nd"}}, 3.0);
    page.sample({}, std::uint64_t{12345678901});
    EXPECT_EQ(page.finish(),
              "# HELP gatelens_things_total Things\\nand a \\\\.\n"
              "# TYPE gatelens_things_total counter\n"
              "gatelens_things_total{api=\"a\\\"b\\\\c\\nd\"} 3\n"
              "gatelens_things_total 12345678901\n");
}

TEST(ExpositionTest, OpenMetricsNamesCountersWithoutSuffixAndEndsWithEof)
{
    Exposition page(ExpositionFormat::OpenMetrics);
    page.family("gatelens_things_total", MetricKind::Counter, "Things.");
    page.sample({}, 1.0);
    EXPECT_EQ(page.finish(),
              "# TYPE gatelens_things counter\n"
              "# HELP gatelens_things Things.\n"
              "gatelens_things_total 1\n"
              "# EOF\n");
}

TEST(ExpositionTest, NumbersAreWrittenAsPrometheusReadsThem)
{
    Exposition page(ExpositionFormat::Text004);
    page.family("g", MetricKind::Gauge, "");
    page.sample({}, 0.1);
    page.sample({}, std::numeric_limits<double>::infinity());
    page.sample({}, -std::numeric_limits<double>::infinity());
    page.sample({}, std::nan(""));
    EXPECT_EQ(page.finish(), "# HELP g \n# TYPE g gauge\ng 0.1\ng +Inf\ng -Inf\ng NaN\n");
}

TEST(ExpositionTest, HistogramBucketsAreCumulativeAndEndWithTheCount)
{
    DurationHistogram durations;
    durations.observe(Micros(5000)); // on the bound: belongs to it
    durations.observe(Micros(5001));
    durations.observe(std::chrono::minutes(5));
    Exposition page(ExpositionFormat::Text004);
    page.family("h_seconds", MetricKind::Histogram, "");
    page.histogram({{"api", "x"}}, durations);
    const std::string text = page.finish();
    EXPECT_NE(text.find("h_seconds_bucket{api=\"x\",le=\"0.005\"} 1\n"), std::string::npos);
    EXPECT_NE(text.find("h_seconds_bucket{api=\"x\",le=\"0.01\"} 2\n"), std::string::npos);
    EXPECT_NE(text.find("h_seconds_bucket{api=\"x\",le=\"60\"} 2\n"), std::string::npos);
    EXPECT_NE(text.find("h_seconds_bucket{api=\"x\",le=\"+Inf\"} 3\n"), std::string::npos);
    EXPECT_NE(text.find("h_seconds_sum{api=\"x\"} 300.010001\n"), std::string::npos);
    EXPECT_NE(text.find("h_seconds_count{api=\"x\"} 3\n"), std::string::npos);

    Exposition open(ExpositionFormat::OpenMetrics);
    open.family("h_seconds", MetricKind::Histogram, "");
    open.histogram({}, durations);
    EXPECT_NE(open.finish().find("le=\"1.0\""), std::string::npos);
}

TEST(ExpositionTest, TheFormatFollowsTheScrapersPreference)
{
    const auto prefers = [](std::string_view accept) {
        return negotiateExposition(accept) == ExpositionFormat::OpenMetrics ? "open" : "text";
    };
    EXPECT_STREQ(prefers(""), "text");
    EXPECT_STREQ(prefers("*/*"), "text");
    EXPECT_STREQ(prefers("text/plain"), "text");
    EXPECT_STREQ(prefers("application/openmetrics-text"), "open");
    EXPECT_STREQ(prefers("application/openmetrics-text; version=0.0.1"), "text");
    EXPECT_STREQ(prefers("application/openmetrics-text;q=0.2,text/plain;q=0.3"), "text");
    // Prometheus 3 and 2, as they send it.
    EXPECT_STREQ(prefers("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                         "application/openmetrics-text;version=0.0.1;q=0.4,"
                         "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                         "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"),
                 "open");
    EXPECT_STREQ(prefers("application/openmetrics-text;version=1.0.0,"
                         "application/openmetrics-text;version=0.0.1;q=0.75,"
                         "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"),
                 "open");
}

} // namespace
} // namespace gatelens::proxy
