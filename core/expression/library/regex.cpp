#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/expression/library/regex.h"

#include "core/expression/runtime/text.h"

#include <pcre2.h>

#include <algorithm>
#include <list>
#include <unordered_map>

namespace gatelens::expression {

namespace {

/// The last compiled patterns of this thread, as .NET's static methods keep them.
class RegexCache
{
public:
    std::shared_ptr<const CompiledRegex> find(const std::string& key)
    {
        const auto found = m_entries.find(key);
        return found == m_entries.end() ? nullptr : found->second;
    }
    void put(const std::string& key, std::shared_ptr<const CompiledRegex> regex)
    {
        if (m_entries.size() >= kMost) {
            m_entries.erase(m_order.front());
            m_order.pop_front();
        }
        m_entries.emplace(key, std::move(regex));
        m_order.push_back(key);
    }

private:
    static constexpr std::size_t kMost = 64;
    std::unordered_map<std::string, std::shared_ptr<const CompiledRegex>> m_entries;
    std::list<std::string> m_order;
};

struct CaptureLog
{
    std::vector<std::vector<CompiledRegex::Span>> groups;
};

/// Called at every step of a match: keeps, for each group, the captures on the current path.
int recordCaptures(pcre2_callout_block* block, void* data)
{
    auto& log = *static_cast<CaptureLog*>(data);
    for (std::uint32_t i = 1; i < log.groups.size(); ++i) {
        auto& spans = log.groups[i];
        const bool isSet = i < block->capture_top && block->offset_vector[2 * i] != PCRE2_UNSET;
        if (!isSet) {
            spans.clear();
            continue;
        }
        const CompiledRegex::Span span{block->offset_vector[2 * i], block->offset_vector[2 * i + 1],
                                       true};
        // Backtracking goes to an earlier capture: later ones never happened.
        const auto known = std::find_if(spans.rbegin(), spans.rend(), [&](const auto& one) {
            return one.begin == span.begin && one.end == span.end;
        });
        if (known != spans.rend())
            spans.erase(known.base(), spans.end());
        else
            spans.push_back(span);
    }
    return 0;
}

} // namespace

CompiledRegex::~CompiledRegex() { pcre2_code_free(m_code); }

std::shared_ptr<const CompiledRegex> CompiledRegex::compile(Env& env, std::string_view pattern,
                                                            std::int64_t options)
{
    thread_local RegexCache cache;
    const auto key = std::to_string(options) + "/" + std::string(pattern);
    if (auto known = cache.find(key))
        return known;
    if ((options & kRegexRightToLeft) != 0) {
        env.notSupported("RegexOptions.RightToLeft is not supported.");
        return nullptr;
    }
    auto translated = translateRegex(pattern, options);
    if (!translated.error.empty()) {
        const auto message = "parsing \"" + std::string(pattern) + "\" - " + translated.error;
        if (translated.isUnsupported)
            env.notSupported(message);
        else
            env.argument(message);
        return nullptr;
    }
    // White space, comments and groups without capture are the translation's business.
    std::uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
    if ((options & kRegexEcmaScript) == 0)
        flags |= PCRE2_UCP;
    else
        flags |= PCRE2_MATCH_UNSET_BACKREF;
    if ((options & kRegexIgnoreCase) != 0)
        flags |= PCRE2_CASELESS;
    if ((options & kRegexMultiline) != 0)
        flags |= PCRE2_MULTILINE;
    if ((options & kRegexSingleline) != 0)
        flags |= PCRE2_DOTALL;
    const auto& native = translated.text;
    int problem = 0;
    PCRE2_SIZE at = 0;
    std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> context(
        pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context.get(), 200);
    auto* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(native.data()), native.size(), flags,
                               &problem, &at, context.get());
    if (code == nullptr) {
        PCRE2_UCHAR text[256] = {};
        pcre2_get_error_message(problem, text, sizeof text);
        env.argument("parsing \"" + std::string(pattern) + "\" - "
                     + reinterpret_cast<const char*>(text) + ".");
        return nullptr;
    }
    std::shared_ptr<CompiledRegex> regex(new CompiledRegex());
    regex->m_code = code;
    regex->m_native = native;
    regex->m_flags = flags;
    regex->m_groups.push_back({"0", 0, {0}});
    for (auto& group : translated.groups)
        regex->m_groups.push_back(std::move(group));
    cache.put(key, regex);
    return regex;
}

std::size_t CompiledRegex::groupNamed(std::string_view name) const noexcept
{
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (m_groups[i].name == name)
            return i;
    }
    return std::string::npos;
}

std::size_t CompiledRegex::groupNumbered(std::uint64_t number) const noexcept
{
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (m_groups[i].number == number)
            return i;
    }
    return std::string::npos;
}

std::optional<CompiledRegex::Capture> CompiledRegex::match(Env& env, std::string_view text,
                                                           std::size_t from) const
{
    if (!env.step(1 + text.size() / 64))
        return std::nullopt;
    std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
        pcre2_match_data_create_from_pattern(m_code, nullptr), pcre2_match_data_free);
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(
        pcre2_match_context_create(nullptr), pcre2_match_context_free);
    pcre2_set_match_limit(context.get(), env.limits().regexMatchLimit);
    pcre2_set_depth_limit(context.get(), env.limits().regexMatchLimit);
    pcre2_set_heap_limit(context.get(), 64 * 1024);
    const int found = pcre2_match(m_code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                  from, 0, data.get(), context.get());
    if (found == PCRE2_ERROR_NOMATCH)
        return std::nullopt;
    if (found < 0) {
        env.raise("RegexMatchTimeoutException",
                  "The regular expression needs too much backtracking for this input.");
        return std::nullopt;
    }
    const auto* vector = pcre2_get_ovector_pointer(data.get());
    Capture capture;
    for (const auto& group : m_groups) {
        // Of several groups of one name the one that matched furthest behind counts.
        Span span;
        for (const auto native : group.natives) {
            const auto index = static_cast<std::size_t>(native) * 2;
            const bool isSet = static_cast<int>(native) < found && vector[index] != PCRE2_UNSET;
            if (isSet && (!span.isSet || vector[index] >= span.begin))
                span = {vector[index], std::max(vector[index + 1], vector[index]), true};
        }
        capture.groups.push_back(span);
    }
    return capture;
}

std::vector<std::vector<CompiledRegex::Span>> CompiledRegex::captures(Env& env,
                                                                      std::string_view text,
                                                                      std::size_t from,
                                                                      const Capture& match) const
{
    int problem = 0;
    PCRE2_SIZE at = 0;
    std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> newlines(
        pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
    pcre2_set_newline(newlines.get(), PCRE2_NEWLINE_LF);
    std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> code(
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(m_native.data()), m_native.size(),
                      m_flags | PCRE2_AUTO_CALLOUT, &problem, &at, newlines.get()),
        pcre2_code_free);
    std::uint32_t count = 0;
    pcre2_pattern_info(code.get(), PCRE2_INFO_CAPTURECOUNT, &count);
    CaptureLog log;
    log.groups.resize(count + 1);
    std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
        pcre2_match_data_create_from_pattern(code.get(), nullptr), pcre2_match_data_free);
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(
        pcre2_match_context_create(nullptr), pcre2_match_context_free);
    pcre2_set_match_limit(context.get(), env.limits().regexMatchLimit);
    pcre2_set_heap_limit(context.get(), 64 * 1024);
    pcre2_set_callout(context.get(), recordCaptures, &log);
    pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, 0,
                data.get(), context.get());
    std::vector<std::vector<Span>> all(m_groups.size());
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        for (const auto native : m_groups[i].natives) {
            if (i > 0)
                all[i].insert(all[i].end(), log.groups[native].begin(), log.groups[native].end());
        }
        const auto& last = match.groups[i];
        if (last.isSet
            && (all[i].empty() || all[i].back().begin != last.begin
                || all[i].back().end != last.end))
            all[i].push_back(last);
    }
    return all;
}

} // namespace gatelens::expression
