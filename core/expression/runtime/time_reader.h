#pragma once

#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace gatelens::expression {

// What formatting and reading of dates and spans share: names, standard formats, and a reader that
// takes a text apart.

inline constexpr std::array<std::string_view, 12> kMonths
    = {"January", "February", "March",     "April",   "May",      "June",
       "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kDays
    = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

inline std::string number(std::int64_t value, int width)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%0*lld", width, static_cast<long long>(value));
    return buffer;
}

inline std::string_view standardFormat(char letter, bool hasOffset)
{
    switch (letter) {
    case 'd':
        return "MM/dd/yyyy";
    case 'D':
        return "dddd, dd MMMM yyyy";
    case 't':
        return "HH:mm";
    case 'T':
        return "HH:mm:ss";
    case 'f':
        return "dddd, dd MMMM yyyy HH:mm";
    case 'F':
        return "dddd, dd MMMM yyyy HH:mm:ss";
    case 'U':
        return hasOffset ? "" : "dddd, dd MMMM yyyy HH:mm:ss";
    case 'g':
        return "MM/dd/yyyy HH:mm";
    case 'G':
        return "MM/dd/yyyy HH:mm:ss";
    case 'M':
    case 'm':
        return "MMMM dd";
    case 'Y':
    case 'y':
        return "yyyy MMMM";
    case 'o':
    case 'O':
        return "yyyy-MM-dd'T'HH:mm:ss.fffffffK";
    case 's':
        return "yyyy-MM-dd'T'HH:mm:ss";
    case 'u':
        return "yyyy-MM-dd HH:mm:ss'Z'";
    case 'r':
    case 'R':
        return "ddd, dd MMM yyyy HH:mm:ss 'GMT'";
    default:
        return "";
    }
}

/// Takes a text apart from left to right.
class TimeReader
{
public:
    explicit TimeReader(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    bool accept(char c)
    {
        if (peek() != c)
            return false;
        ++m_at;
        return true;
    }
    void skipBlanks()
    {
        while (!atEnd() && (peek() == ' ' || peek() == '\t'))
            ++m_at;
    }
    bool acceptWord(std::string_view word)
    {
        if (m_at + word.size() > m_text.size()
            || !equalText(m_text.substr(m_at, word.size()), word, Comparison::OrdinalIgnoreCase))
            return false;
        m_at += word.size();
        return true;
    }
    /// Digits, at least `least` and at most `most`; -1 otherwise.
    std::int64_t digits(int least, int most)
    {
        std::int64_t value = 0;
        int count = 0;
        while (count < most && peek() >= '0' && peek() <= '9') {
            value = value * 10 + (m_text[m_at++] - '0');
            ++count;
        }
        return count >= least ? value : -1;
    }
    [[nodiscard]] int digitRun() const
    {
        int count = 0;
        while (peek(static_cast<std::size_t>(count)) >= '0'
               && peek(static_cast<std::size_t>(count)) <= '9')
            ++count;
        return count;
    }
    /// Fraction digits as ticks; more than seven are rounded.
    std::int64_t fraction(int most = 18)
    {
        std::int64_t ticks = 0;
        std::int64_t unit = kTicksPerSecond / 10;
        int count = 0;
        while (count < most && peek() >= '0' && peek() <= '9') {
            const std::int64_t digit = m_text[m_at++] - '0';
            ticks += count == 7 && digit >= 5 ? 1 : digit * unit;
            unit /= 10;
            ++count;
        }
        return count == 0 ? -1 : ticks;
    }
    template<std::size_t N>
    int name(const std::array<std::string_view, N>& names)
    {
        for (std::size_t i = 0; i < N; ++i) {
            if (acceptWord(names[i]))
                return static_cast<int>(i);
        }
        for (std::size_t i = 0; i < N; ++i) {
            if (acceptWord(names[i].substr(0, 3)))
                return static_cast<int>(i);
        }
        return -1;
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace gatelens::expression
