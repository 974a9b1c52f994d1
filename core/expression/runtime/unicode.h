#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::expression {

/// System.Globalization.UnicodeCategory, in its order.
enum class UnicodeCategory : std::uint8_t
{
    UppercaseLetter,
    LowercaseLetter,
    TitlecaseLetter,
    ModifierLetter,
    OtherLetter,
    NonSpacingMark,
    SpacingCombiningMark,
    EnclosingMark,
    DecimalDigitNumber,
    LetterNumber,
    OtherNumber,
    SpaceSeparator,
    LineSeparator,
    ParagraphSeparator,
    Control,
    Format,
    Surrogate,
    PrivateUse,
    ConnectorPunctuation,
    DashPunctuation,
    OpenPunctuation,
    ClosePunctuation,
    InitialQuotePunctuation,
    FinalQuotePunctuation,
    OtherPunctuation,
    MathSymbol,
    CurrencySymbol,
    ModifierSymbol,
    OtherSymbol,
    OtherNotAssigned,
};

[[nodiscard]] UnicodeCategory categoryOf(char32_t code) noexcept;
/// The value of a digit or fraction; -1 for what has none.
[[nodiscard]] double numericValueOf(char32_t code) noexcept;

enum class NormalForm : std::uint8_t
{
    C,
    D,
    KC,
    KD,
};

/// The text in that normal form; nullopt when it is no valid Unicode (a lone surrogate).
[[nodiscard]] std::optional<std::string> normalized(std::string_view text, NormalForm form);

} // namespace gatelens::expression
