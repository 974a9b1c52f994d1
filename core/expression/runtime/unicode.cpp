#include "core/expression/runtime/unicode.h"

#include <unictype.h>
#include <uninorm.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace gatelens::expression {

UnicodeCategory categoryOf(char32_t code) noexcept
{
    // The two-letter names of the Unicode standard in the order of the enumeration.
    static constexpr std::array<std::string_view, 30> kNames{
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc",
        "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn"};
    const char* name = uc_general_category_name(uc_general_category(code));
    for (std::size_t i = 0; name != nullptr && i < kNames.size(); ++i) {
        if (kNames[i] == name)
            return static_cast<UnicodeCategory>(i);
    }
    return UnicodeCategory::OtherNotAssigned;
}

double numericValueOf(char32_t code) noexcept
{
    const auto fraction = uc_numeric_value(code);
    return fraction.denominator == 0
        ? -1.0
        : static_cast<double>(fraction.numerator) / static_cast<double>(fraction.denominator);
}

std::optional<std::string> normalized(std::string_view text, NormalForm form)
{
    const uninorm_t forms[] = {UNINORM_NFC, UNINORM_NFD, UNINORM_NFKC, UNINORM_NFKD};
    std::size_t length = 0;
    const std::unique_ptr<std::uint8_t, decltype(&std::free)> bytes(
        u8_normalize(forms[static_cast<std::size_t>(form)],
                     reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr,
                     &length),
        &std::free);
    if (bytes == nullptr)
        return text.empty() ? std::optional<std::string>("") : std::nullopt;
    return std::string(reinterpret_cast<const char*>(bytes.get()), length);
}

} // namespace gatelens::expression
