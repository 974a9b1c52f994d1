#pragma once

#include "core/expression/library/regex_pattern.h"
#include "core/expression/runtime/env.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct pcre2_real_code_8;

namespace gatelens::expression {

/// RegexOptions, as bits.
enum RegexFlag : std::int64_t
{
    kRegexIgnoreCase = 1,
    kRegexMultiline = 2,
    kRegexExplicitCapture = 4,
    kRegexSingleline = 16,
    kRegexIgnoreWhitespace = 32,
    kRegexRightToLeft = 64,
    kRegexEcmaScript = 256,
};

/// A .NET regular expression compiled by PCRE2, with the groups numbered as .NET numbers them:
/// unnamed ones first.
class CompiledRegex
{
public:
    using Group = RegexPattern::Group;
    struct Span
    {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool isSet = false;
    };
    struct Capture
    {
        std::vector<Span> groups; ///< in .NET order; 0 is the whole match
    };

    /// Null with an ArgumentException raised for a pattern that cannot be read.
    [[nodiscard]] static std::shared_ptr<const CompiledRegex>
    compile(Env& env, std::string_view pattern, std::int64_t options);
    CompiledRegex(const CompiledRegex&) = delete;
    CompiledRegex& operator=(const CompiledRegex&) = delete;
    ~CompiledRegex();

    /// The first match at or behind byte `from`; nullopt without one (or with an exception raised).
    [[nodiscard]] std::optional<Capture> match(Env& env, std::string_view text,
                                               std::size_t from) const;
    /// Every capture of each group of a match found from byte `from`. Slow; for Captures only.
    [[nodiscard]] std::vector<std::vector<Span>>
    captures(Env& env, std::string_view text, std::size_t from, const Capture& match) const;
    [[nodiscard]] const std::vector<Group>& groups() const noexcept { return m_groups; }
    /// Position among `groups`, or npos.
    [[nodiscard]] std::size_t groupNamed(std::string_view name) const noexcept;
    [[nodiscard]] std::size_t groupNumbered(std::uint64_t number) const noexcept;

private:
    CompiledRegex() = default;

    pcre2_real_code_8* m_code = nullptr;
    std::vector<Group> m_groups;
    std::string m_native;
    std::uint32_t m_flags = 0;
};

} // namespace gatelens::expression
