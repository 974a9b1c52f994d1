#pragma once

#include "core/base/line_index.h"
#include "core/base/result.h"
#include "core/base/text_range.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

enum class JsonKind
{
    Null,
    Bool,
    Number,
    String,
    Array,
    Object
};

struct JsonMember;

/// A JSON value that knows where it stands, so that findings name a place and edits keep all other
/// bytes.
struct JsonNode
{
    JsonKind kind = JsonKind::Null;
    TextRange range;
    std::string text; ///< String: decoded; Number: as written; Bool: "true" or "false"
    std::vector<JsonNode> elements;
    std::vector<JsonMember> members;

    [[nodiscard]] const JsonNode* member(std::string_view name) const;
    [[nodiscard]] bool isObject() const { return kind == JsonKind::Object; }
};

struct JsonMember
{
    std::string name;
    TextRange nameRange; ///< with its quotes
    JsonNode value;
};

/// A JSON text and its tree. Strict JSON (RFC 8259), a byte-order mark allowed.
class JsonDocument
{
public:
    /// Malformed with line and column, and what was expected there.
    [[nodiscard]] static Result<JsonDocument> parse(std::string text, std::string file = {});

    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] const std::string& file() const { return m_file; }
    [[nodiscard]] const JsonNode& root() const { return m_root; }
    [[nodiscard]] SourcePosition positionOf(std::size_t offset) const
    {
        return m_lines.positionOf(offset, m_file);
    }

    /// The smallest edit that makes the member at `path` hold `valueSource` (JSON text): replaces
    /// its value, or inserts it, and the objects above it that are missing, after its neighbours
    /// with their indentation. Unsupported when a step of the path is no object.
    [[nodiscard]] Result<TextEdit> setMember(const std::vector<std::string>& path,
                                             std::string_view valueSource) const;

    /// The edit that takes the member away with its comma; an empty edit when there is none.
    [[nodiscard]] TextEdit removeMember(const std::vector<std::string>& path) const;

private:
    std::string m_text;
    std::string m_file;
    LineIndex m_lines;
    JsonNode m_root;
};

/// `text` as a JSON string with quotes, plain UTF-8.
[[nodiscard]] std::string jsonString(std::string_view text);

} // namespace gatelens
