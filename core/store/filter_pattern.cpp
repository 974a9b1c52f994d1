#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/store/filter_tree.h"

#include <fmt/format.h>
#include <pcre2.h>

#include <array>

namespace gatelens::filter {

namespace {

/// Steps one match may take: a hostile expression gives up within some milliseconds.
constexpr std::uint32_t kMatchLimit = 200'000;

struct FreeContext
{
    void operator()(pcre2_match_context_8* context) const { pcre2_match_context_free_8(context); }
};
struct FreeData
{
    void operator()(pcre2_match_data_8* data) const { pcre2_match_data_free_8(data); }
};

} // namespace

Result<std::shared_ptr<const Pattern>> Pattern::compile(std::string_view text, bool ignoresCase)
{
    int problem = 0;
    PCRE2_SIZE offset = 0;
    // Bytes that are not UTF-8 occur in bodies; MATCH_INVALID_UTF steps over them.
    const std::uint32_t options
        = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | (ignoresCase ? PCRE2_CASELESS : 0U);
    pcre2_code_8* code
        = pcre2_compile_8(reinterpret_cast<PCRE2_SPTR8>(text.data() == nullptr ? "" : text.data()),
                          text.size(), options, &problem, &offset, nullptr);
    if (code == nullptr) {
        std::array<PCRE2_UCHAR8, 160> message{};
        pcre2_get_error_message_8(problem, message.data(), message.size());
        return Error{ErrorCode::Malformed,
                     fmt::format("the regular expression /{}/ is wrong at its character {}: {}",
                                 text, offset + 1, reinterpret_cast<const char*>(message.data())),
                     {}};
    }
    return std::shared_ptr<const Pattern>(new Pattern(code));
}

Pattern::~Pattern() { pcre2_code_free_8(m_code); }

bool Pattern::matches(std::string_view subject) const
{
    const std::unique_ptr<pcre2_match_context_8, FreeContext> context(
        pcre2_match_context_create_8(nullptr));
    const std::unique_ptr<pcre2_match_data_8, FreeData> data(pcre2_match_data_create_8(1, nullptr));
    if (!context || !data)
        return false;
    pcre2_set_match_limit_8(context.get(), kMatchLimit);
    return pcre2_match_8(
               m_code,
               reinterpret_cast<PCRE2_SPTR8>(subject.data() == nullptr ? "" : subject.data()),
               subject.size(), 0, 0, data.get(), context.get())
        >= 0;
}

} // namespace gatelens::filter
