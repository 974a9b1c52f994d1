#pragma once

#include "core/policy/document.h"

#include <string>
#include <string_view>

namespace gatelens::policy {

/// Collects findings about ranges of one document.
class FindingSink
{
public:
    explicit FindingSink(const Document& document)
        : m_document(document)
        , m_findings(document.findings())
    {
    }

    void report(TextRange range, FindingSeverity severity, std::string_view code,
                std::string message)
    {
        m_findings.push_back({m_document.positionOf(range.begin),
                              static_cast<std::uint32_t>(range.size()), severity, std::string(code),
                              std::move(message)});
    }
    void error(TextRange range, std::string_view code, std::string message)
    {
        report(range, FindingSeverity::Error, code, std::move(message));
    }
    void warning(TextRange range, std::string_view code, std::string message)
    {
        report(range, FindingSeverity::Warning, code, std::move(message));
    }
    void information(TextRange range, std::string_view code, std::string message)
    {
        report(range, FindingSeverity::Information, code, std::move(message));
    }

    [[nodiscard]] const Document& document() const { return m_document; }
    /// By position.
    [[nodiscard]] Findings take();

private:
    const Document& m_document;
    Findings m_findings;
};

/// "<" and the name: what is underlined when an element as a whole is meant.
[[nodiscard]] inline TextRange tagName(const Node& element)
{
    return {element.range.begin, element.range.begin + 1 + element.name.size()};
}

} // namespace gatelens::policy
