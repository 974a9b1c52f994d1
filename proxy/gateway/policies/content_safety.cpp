#include "proxy/gateway/policies/content_safety.h"

#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <algorithm>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

json::object parseObject(std::string_view text)
{
    boost::system::error_code error;
    json::value parsed = json::parse(text, error);
    return !error && parsed.is_object() ? std::move(parsed.get_object()) : json::object();
}

const json::array* arrayOf(const json::object& object, std::string_view name)
{
    const json::value* found = object.if_contains(name);
    return found == nullptr ? nullptr : found->if_array();
}

std::string textOf(const json::value& value, std::string_view name)
{
    const json::object* object = value.if_object();
    const json::value* found = object == nullptr ? nullptr : object->if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

const std::map<std::string, std::vector<std::string>>& categoryWords()
{
    static const std::map<std::string, std::vector<std::string>> words{
        {"Hate", {"i hate", "subhuman", "inferior race", "racial slur"}},
        {"SelfHarm", {"suicide", "self-harm", "kill myself", "hurt myself"}},
        {"Sexual", {"porn", "sexual", "nude", "erotic"}},
        {"Violence", {"kill", "murder", "bomb", "stab", "shoot"}}};
    return words;
}

const std::vector<std::string>& attackPhrases()
{
    static const std::vector<std::string> phrases{
        "ignore previous instructions", "ignore all previous", "disregard your instructions",
        "reveal your system prompt",    "you are now dan",     "developer mode"};
    return phrases;
}

int hits(const std::string& text, const std::vector<std::string>& words)
{
    return static_cast<int>(std::count_if(words.begin(), words.end(), [&](const std::string& word) {
        return !word.empty() && text.find(lowered(word)) != std::string::npos;
    }));
}

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

} // namespace

std::string analyzeRequest(const SafetyQuestion& question)
{
    json::object request{{"text", question.text}};
    request["categories"] = json::value_from(question.categories);
    request["blocklistNames"] = json::value_from(question.blocklists);
    request["haltOnBlocklistHit"] = false;
    request["outputType"] = question.hasEightLevels ? "EightSeverityLevels" : "FourSeverityLevels";
    return json::serialize(request);
}

void readAnalysis(std::string_view text, SafetyVerdict& verdict)
{
    const json::object answer = parseObject(text);
    if (const json::array* matches = arrayOf(answer, "blocklistsMatch")) {
        for (const json::value& match : *matches)
            verdict.blocklistHits.push_back(textOf(match, "blocklistName"));
    }
    const json::array* categories = arrayOf(answer, "categoriesAnalysis");
    if (categories == nullptr)
        return;
    for (const json::value& entry : *categories) {
        const json::object* object = entry.if_object();
        const json::value* severity = object == nullptr ? nullptr : object->if_contains("severity");
        if (severity != nullptr && severity->is_number())
            verdict.severities[textOf(entry, "category")] = severity->to_number<int>();
    }
}

std::string shieldRequest(const SafetyQuestion& question)
{
    return json::serialize(
        json::object{{"userPrompt", question.text}, {"documents", json::array()}});
}

void readShield(std::string_view text, SafetyVerdict& verdict)
{
    const json::object answer = parseObject(text);
    const json::value* analysis = answer.if_contains("userPromptAnalysis");
    const json::object* object = analysis == nullptr ? nullptr : analysis->if_object();
    const json::value* attack = object == nullptr ? nullptr : object->if_contains("attackDetected");
    verdict.isAttack = attack != nullptr && attack->is_bool() && attack->get_bool();
}

SafetyVerdict judgeLocally(const SafetyQuestion& question,
                           const std::map<std::string, std::vector<std::string>>& blocklists)
{
    constexpr int kMedium = 4;
    constexpr int kHigh = 6;
    const std::string text = lowered(question.text);
    SafetyVerdict verdict;
    for (const std::string& category : question.categories) {
        const auto words = categoryWords().find(category);
        const int found = words == categoryWords().end() ? 0 : hits(text, words->second);
        verdict.severities[category] = found == 0 ? 0 : found == 1 ? kMedium : kHigh;
    }
    for (const std::string& id : question.blocklists) {
        const auto list = blocklists.find(id);
        if (list != blocklists.end() && hits(text, list->second) > 0)
            verdict.blocklistHits.push_back(id);
    }
    verdict.isAttack = question.shieldsPrompt && hits(text, attackPhrases()) > 0;
    return verdict;
}

std::vector<std::string> textWindows(std::string_view text, std::size_t size, std::size_t overlap)
{
    std::vector<std::size_t> starts; // of characters
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!isContinuation(text[at]))
            starts.push_back(at);
    }
    starts.push_back(text.size());
    const std::size_t count = starts.size() - 1;
    size = std::max<std::size_t>(size, 1);
    const std::size_t stride = size > overlap ? size - overlap : 1;
    std::vector<std::string> windows;
    for (std::size_t first = 0; first < count; first += stride) {
        const std::size_t last = std::min(first + size, count);
        windows.emplace_back(text.substr(starts[first], starts[last] - starts[first]));
        if (last == count)
            break;
    }
    return windows;
}

} // namespace gatelens::proxy
