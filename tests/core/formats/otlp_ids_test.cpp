#include "core/formats/otlp_ids.h"
#include "core/telemetry/ids.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

TEST(OtlpIdsTest, W3CIdsStayAndOthersAreDerivedAlwaysTheSame)
{
    EXPECT_EQ(otlpTraceId("4bf92f3577b34da6a3ce929d0e0e4736"), "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(otlpSpanId("00f067aa0ba902b7"), "00f067aa0ba902b7");
    EXPECT_EQ(otlpTraceId(""), "");
    EXPECT_EQ(otlpSpanId(""), "");
    const std::string derived = otlpTraceId("|root.1.");
    EXPECT_TRUE(isTraceId(derived)) << derived;
    EXPECT_EQ(derived, otlpTraceId("|root.1."));
    EXPECT_NE(derived, otlpTraceId("|root.2."));
    EXPECT_TRUE(isSpanId(otlpSpanId("|root.1.")));
}

} // namespace
} // namespace gatelens
