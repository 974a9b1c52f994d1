#pragma once

#include "core/base/finding.h"
#include "core/workspace/json_document.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// Reads the fields of one JSON object as the artifact format means them: empty text is absent,
/// numbers may stand in quotes, enumerations compare without regard to case. A value of a wrong
/// type is a finding and counts as absent.
class FieldReader
{
public:
    /// `object` may be null: every field is then absent.
    FieldReader(const JsonDocument& document, const JsonNode* object, Findings& findings);

    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    /// The text, or "" when absent.
    [[nodiscard]] std::string textOrEmpty(std::string_view name) const
    {
        return text(name).value_or(std::string());
    }
    [[nodiscard]] std::optional<bool> flag(std::string_view name) const;
    [[nodiscard]] std::optional<double> number(std::string_view name) const;
    [[nodiscard]] std::optional<int> integer(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    /// The JSON text of a value, as written.
    [[nodiscard]] std::string rawText(const JsonNode& value) const;
    [[nodiscard]] FieldReader object(std::string_view name) const;
    [[nodiscard]] std::vector<FieldReader> objects(std::string_view name) const;

    /// Index of the text among `names` without regard to case; a finding when it is none of them.
    [[nodiscard]] std::optional<std::size_t>
    enumeration(std::string_view name, const std::vector<std::string_view>& names) const;

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    [[nodiscard]] const JsonNode* node() const { return m_object; }
    /// The member's value; null when it is absent or JSON null.
    [[nodiscard]] const JsonNode* find(std::string_view name) const;

    void report(const JsonNode& at, FindingSeverity severity, std::string_view code,
                std::string message) const;

private:
    void reportType(std::string_view name, const JsonNode& value, std::string_view expected) const;

    const JsonDocument* m_document;
    const JsonNode* m_object;
    Findings* m_findings;
};

} // namespace gatelens
