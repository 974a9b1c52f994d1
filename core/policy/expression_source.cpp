#include "core/policy/expression_source.h"

#include "core/policy/expression_scanner.h"
#include "core/policy/xml_text.h"

#include <algorithm>
#include <numeric>

namespace gatelens::policy {

namespace {

enum class Surroundings
{
    Code,
    Literal, ///< string, character or comment
    Interpolated ///< $"…", where doubled braces are C#
};

Surroundings surroundingsOf(std::string_view text, const ScannedExpression& scanned,
                            std::size_t offset)
{
    for (const TextRange& literal : scanned.literals) {
        if (!literal.contains(offset))
            continue;
        const std::string_view prefix = text.substr(literal.begin, 2);
        return prefix.find('$') != std::string_view::npos ? Surroundings::Interpolated
                                                          : Surroundings::Literal;
    }
    return Surroundings::Code;
}

} // namespace

std::size_t ExpressionSource::rawOffset(std::size_t offset) const
{
    return offsets.empty() ? 0 : offsets[std::min(offset, offsets.size() - 1)];
}

ExpressionSource prepareExpression(std::string_view raw, std::string_view decoded,
                                   const Workspace* workspace)
{
    std::vector<std::size_t> rawOffsets(decoded.size() + 1);
    if (raw == decoded)
        std::iota(rawOffsets.begin(), rawOffsets.end(), std::size_t(0));
    else
        rawOffsets = decodeEntitiesWithOffsets(raw).offsets;
    rawOffsets.resize(decoded.size() + 1, raw.size());

    ExpressionSource source;
    const auto scanned = scanExpression(decoded, 0).value_or(ScannedExpression{});
    std::size_t copied = 0;
    const auto copyUntil = [&](std::size_t end) {
        source.text += decoded.substr(copied, end - copied);
        source.offsets.insert(source.offsets.end(),
                              rawOffsets.begin() + static_cast<std::ptrdiff_t>(copied),
                              rawOffsets.begin() + static_cast<std::ptrdiff_t>(end));
        copied = end;
    };
    for (NamedValueReference& reference : findNamedValues(decoded)) {
        const Surroundings where = surroundingsOf(decoded, scanned, reference.range.begin);
        const NamedValue* named
            = workspace == nullptr ? nullptr : workspace->findNamedValue(reference.name);
        if (named != nullptr && named->value) {
            copyUntil(reference.range.begin);
            source.text += *named->value;
            source.offsets.insert(source.offsets.end(), named->value->size(),
                                  rawOffsets[reference.range.begin]);
            copied = reference.range.end;
            continue;
        }
        if (where == Surroundings::Code)
            source.canBeCompiled = false;
        if (named == nullptr && workspace != nullptr && where != Surroundings::Interpolated)
            source.unknownNamedValues.push_back(
                {{rawOffsets[reference.range.begin], rawOffsets[reference.range.end]},
                 reference.name});
    }
    copyUntil(decoded.size());
    source.offsets.push_back(rawOffsets.back());
    return source;
}

} // namespace gatelens::policy
