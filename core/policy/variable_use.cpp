#include "core/policy/variable_use.h"

#include <algorithm>

namespace gatelens::policy {

namespace {

/// The literals that follow `opening` (which ends with their first quote).
std::vector<std::string> literalsAfter(std::string_view opening, std::string_view source)
{
    std::vector<std::string> literals;
    for (std::size_t at = source.find(opening); at != std::string_view::npos;
         at = source.find(opening, at + 1)) {
        const std::size_t begin = at + opening.size();
        const std::size_t end = source.find('"', begin);
        if (end == std::string_view::npos)
            break;
        literals.emplace_back(source.substr(begin, end - begin));
    }
    return literals;
}

} // namespace

std::vector<std::string> variablesAskedAbout(std::string_view source)
{
    return literalsAfter("ContainsKey(\"", source);
}

std::vector<std::string> variablesRead(std::string_view source)
{
    std::vector<std::string> names = literalsAfter("Variables[\"", source);
    const std::vector<std::string> asked = variablesAskedAbout(source);
    std::erase_if(names, [&](const std::string& name) {
        return std::find(asked.begin(), asked.end(), name) != asked.end();
    });
    return names;
}

} // namespace gatelens::policy
