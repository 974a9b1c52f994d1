#include "proxy/forward/envelope_rewriter.h"

#include "core/base/json_text.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

constexpr std::size_t kKeyUnits = 150; // of property and measurement names
constexpr std::size_t kValueUnits = 8192; // of property values
constexpr std::size_t kTagUnits = 1024; // the longest that any tag may be

/// The longest text a member of baseData may hold, in UTF-16 units. Source: Application Insights
/// reference, B.4 and B.8.
constexpr std::array<std::pair<std::string_view, std::size_t>, 16> kMemberUnits{
    {{"id", 512},
     {"name", 1024},
     {"source", 1024},
     {"url", 2048},
     {"responseCode", 1024},
     {"resultCode", 1024},
     {"data", 8192},
     {"target", 1024},
     {"type", 1024},
     {"message", 32768},
     {"problemId", 1024},
     {"runLocation", 1024},
     {"referrerUri", 2048},
     {"typeName", 1024},
     {"stack", 32768},
     {"method", 1024}}};

std::size_t limitOf(std::string_view member)
{
    const auto found = std::find_if(kMemberUnits.begin(), kMemberUnits.end(),
                                    [member](const auto& known) { return known.first == member; });
    return found == kMemberUnits.end() ? 0 : found->second;
}

/// Bytes of the beginning of `text` that has at most `units` UTF-16 units; a character beyond the
/// basic plane (four bytes of UTF-8) counts two.
std::size_t prefixOfUnits(std::string_view text, std::size_t units)
{
    std::size_t used = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) == 0x80U)
            continue; // inside a character
        used += byte >= 0xF0U ? 2 : 1;
        if (used > units)
            return i;
    }
    return text.size();
}

/// Cuts the texts of one envelope.
class Truncator
{
public:
    void cutTags(json::object& tags)
    {
        for (auto& [name, value] : tags)
            cut(value, kTagUnits);
    }

    void cutData(json::object& data)
    {
        for (auto& [name, value] : data) {
            if (const std::size_t limit = limitOf(name); limit > 0)
                cut(value, limit);
        }
        cutDictionary(data, "properties", kValueUnits);
        cutDictionary(data, "measurements", 0);
        cutElements(data, "exceptions");
        cutElements(data, "metrics");
    }

    [[nodiscard]] unsigned count() const { return m_count; }

private:
    void cut(json::value& value, std::size_t units)
    {
        json::string* text = value.if_string();
        if (text == nullptr || text->size() <= units)
            return;
        const std::size_t length = prefixOfUnits(*text, units);
        if (length == text->size())
            return;
        text->resize(length);
        ++m_count;
    }

    void cutDictionary(json::object& data, std::string_view member, std::size_t valueUnits)
    {
        json::value* found = data.if_contains(member);
        json::object* entries = found != nullptr ? found->if_object() : nullptr;
        if (entries == nullptr)
            return;
        const bool hasLongName = std::any_of(entries->begin(), entries->end(), [](const auto& e) {
            return prefixOfUnits(e.key(), kKeyUnits) < e.key().size();
        });
        if (hasLongName)
            shortenNames(*entries);
        for (auto& [name, value] : *entries) {
            if (valueUnits > 0)
                cut(value, valueUnits);
        }
    }

    void shortenNames(json::object& entries)
    {
        json::object shortened;
        for (auto& [name, value] : entries) {
            const std::size_t length = prefixOfUnits(name, kKeyUnits);
            m_count += length < name.size() ? 1U : 0U;
            shortened.emplace(name.substr(0, length), std::move(value));
        }
        entries = std::move(shortened);
    }

    void cutElements(json::object& data, std::string_view member)
    {
        json::value* found = data.if_contains(member);
        json::array* elements = found != nullptr ? found->if_array() : nullptr;
        if (elements == nullptr)
            return;
        for (json::value& element : *elements) {
            json::object* object = element.if_object();
            if (object == nullptr)
                continue;
            for (auto& [name, value] : *object) {
                if (const std::size_t limit = limitOf(name); limit > 0)
                    cut(value, limit);
            }
        }
    }

    unsigned m_count = 0;
};

std::size_t skipString(std::string_view text, std::size_t quote)
{
    for (std::size_t i = quote + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
    }
    return text.size();
}

/// Where the value of the envelope's own "iKey" stands, with its quotes; nothing when absent. The
/// text is known to be a JSON object.
std::optional<std::pair<std::size_t, std::size_t>> findKeyValue(std::string_view text)
{
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '{' || text[i] == '[')
            ++depth;
        else if (text[i] == '}' || text[i] == ']')
            --depth;
        if (text[i] != '"')
            continue;
        const std::size_t end = skipString(text, i);
        const bool isName = depth == 1 && text.substr(i, end - i) == "\"iKey\"";
        const std::size_t colon = text.find_first_not_of(" \t\r\n", end);
        if (isName && colon != std::string_view::npos && text[colon] == ':') {
            const std::size_t value = text.find_first_not_of(" \t\r\n", colon + 1);
            if (value != std::string_view::npos && text[value] == '"')
                return std::pair(value, skipString(text, value));
        }
        i = end - 1;
    }
    return std::nullopt;
}

std::string withKey(std::string_view envelope, std::string_view instrumentationKey)
{
    std::string quoted;
    appendJsonString(quoted, instrumentationKey);
    std::string text(envelope);
    if (const auto place = findKeyValue(envelope))
        text.replace(place->first, place->second - place->first, quoted);
    else
        text.insert(text.find('{') + 1, "\"iKey\":" + quoted + ',');
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

json::object* objectIn(json::object& parent, std::string_view name)
{
    json::value* value = parent.if_contains(name);
    return value != nullptr ? value->if_object() : nullptr;
}

} // namespace

Result<RewrittenEnvelope> rewriteEnvelope(std::string_view envelope,
                                          std::string_view instrumentationKey)
{
    boost::system::error_code failure;
    json::value value = json::parse(json::string_view(envelope.data(), envelope.size()), failure);
    json::object* object = failure ? nullptr : value.if_object();
    if (object == nullptr)
        return Error{ErrorCode::Malformed, "an item to forward is not a JSON object", {}};

    RewrittenEnvelope rewritten;
    if (const json::value* time = object->if_contains("time"); time && time->is_string()) {
        if (const Result<Timestamp> read = parseIso8601(std::string_view(time->get_string())))
            rewritten.time = *read;
    }
    Truncator truncator;
    if (json::object* tags = objectIn(*object, "tags"))
        truncator.cutTags(*tags);
    json::object* data = objectIn(*object, "data");
    if (json::object* baseData = data != nullptr ? objectIn(*data, "baseData") : nullptr)
        truncator.cutData(*baseData);
    rewritten.truncations = truncator.count();
    rewritten.text = truncator.count() > 0 ? withKey(json::serialize(value), instrumentationKey)
                                           : withKey(envelope, instrumentationKey);
    return rewritten;
}

} // namespace gatelens::proxy
