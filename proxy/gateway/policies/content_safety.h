#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// What llm-content-safety asks about one text.
struct SafetyQuestion
{
    std::string text;
    std::vector<std::string> categories; ///< Hate, SelfHarm, Sexual, Violence
    std::vector<std::string> blocklists; ///< ids
    bool hasEightLevels = false; ///< severities 0 to 7 instead of 0, 2, 4, 6
    bool shieldsPrompt = false;
};

/// What a content safety service, or the local stand-in, says about a text.
struct SafetyVerdict
{
    std::map<std::string, int> severities; ///< by category
    std::vector<std::string> blocklistHits; ///< ids of the lists that matched
    bool isAttack = false;
};

/// The body of a call of `text:analyze`, and what its answer says.
[[nodiscard]] std::string analyzeRequest(const SafetyQuestion& question);
void readAnalysis(std::string_view json, SafetyVerdict& verdict);

/// The body of a call of `text:shieldPrompt`, and what its answer says.
[[nodiscard]] std::string shieldRequest(const SafetyQuestion& question);
void readShield(std::string_view json, SafetyVerdict& verdict);

/// The stand-in for an unreachable service: severities from a short list of words (4 for one word
/// of a category, 6 for several), attacks from well-known phrases, blocklists by their words.
[[nodiscard]] SafetyVerdict
judgeLocally(const SafetyQuestion& question,
             const std::map<std::string, std::vector<std::string>>& blocklists);

/// Pieces of `text` of at most `size` characters; each begins `overlap` characters before the end
/// of the one before it.
[[nodiscard]] std::vector<std::string> textWindows(std::string_view text, std::size_t size,
                                                   std::size_t overlap);

} // namespace gatelens::proxy
