#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatelens::expression {

/// A date or time of XML Schema.
struct XmlMoment
{
    std::int64_t ticks = 0; ///< wall clock as written
    bool hasZone = false;
    bool isUtc = false; ///< written with Z
    int offsetMinutes = 0;
    bool hasDate = true; ///< else `ticks` is a time of day

    [[nodiscard]] std::int64_t utcTicks() const noexcept;
};

/// dateTime, date, time, gYearMonth, gYear, gMonthDay, gDay and gMonth, blanks around. What is not
/// written is the first of January 1904, as .NET has it.
[[nodiscard]] std::optional<XmlMoment> parseXmlMoment(std::string_view text);

} // namespace gatelens::expression
