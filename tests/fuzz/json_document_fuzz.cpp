// Any bytes as JSON: reading never crashes, and an edit of what was read is read again.
#include "core/workspace/json_document.h"
#include "core/workspace/open_api.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(gatelens::readOpenApi(text, "fuzz.yaml"));
    const auto document = gatelens::JsonDocument::parse(text, "fuzz.json");
    if (!document || !document->root().isObject())
        return 0;
    const auto edit = document->setMember({"fuzz", "member"}, "[1]");
    if (!edit)
        return 0;
    text.replace(edit->range.begin, edit->range.size(), edit->replacement);
    const auto changed = gatelens::JsonDocument::parse(text, "fuzz.json");
    if (!changed || changed->root().member("fuzz")->member("member") == nullptr)
        std::abort();
    return 0;
}
