#include "core/policy/named_values.h"

#include <algorithm>

namespace gatelens::policy {

namespace {

bool isReferenceCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
        || c == '.' || c == '_';
}

} // namespace

std::vector<NamedValueReference> findNamedValues(std::string_view text)
{
    std::vector<NamedValueReference> references;
    for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
        const std::size_t nameBegin = at + 2;
        std::size_t nameEnd = nameBegin;
        while (nameEnd < text.size() && isReferenceCharacter(text[nameEnd]))
            ++nameEnd;
        if (nameEnd > nameBegin && text.substr(nameEnd, 2) == "}}") {
            references.push_back(
                {{at, nameEnd + 2}, std::string(text.substr(nameBegin, nameEnd - nameBegin))});
            at = nameEnd + 2;
        } else {
            ++at; // "{{{name}}": the braces that count may begin one later
        }
    }
    return references;
}

Substitution substituteNamedValues(std::string_view text, BraceMeaning braces,
                                   const Workspace& workspace, const NamedValueResolver& resolver)
{
    Substitution result;
    std::size_t copied = 0;
    for (NamedValueReference& reference : findNamedValues(text)) {
        const auto value = resolver.valueOf(reference.name);
        if (!value) {
            if (workspace.findNamedValue(reference.name) != nullptr)
                result.withoutValue.push_back(std::move(reference));
            else if (braces == BraceMeaning::None)
                result.unknown.push_back(std::move(reference));
            continue;
        }
        result.text += text.substr(copied, reference.range.begin - copied);
        result.text += *value;
        copied = reference.range.end;
    }
    result.text += text.substr(copied);
    return result;
}

} // namespace gatelens::policy
