#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

// What the editor shows: completion and hover, read from the same registry that binds expressions,
// so that neither can differ from what runs.

enum class EntryKind
{
    Type,
    Enum,
    Property,
    Constant,
    Method,
    Constructor,
    EnumValue,
};

/// One line of a completion list or the text of a hover.
struct LibraryEntry
{
    EntryKind kind = EntryKind::Type;
    std::string name; ///< "Substring"
    std::string signature; ///< "string Substring(int startIndex)"; a type's full name
    std::string description; ///< one line; may be empty
    bool isStatic = false;
};

/// Every type that expressions may name, sorted by name.
[[nodiscard]] std::vector<LibraryEntry> libraryTypes();

/// Members of a type as expressions write it ("string", "JObject", "List<int>"), inherited and
/// extension members included, one entry an overload, sorted by name. Empty for an unknown type.
[[nodiscard]] std::vector<LibraryEntry> membersOf(std::string_view typeName);

/// What can stand behind `path` and a dot: "context.Request" gives the request's members,
/// "Convert" static ones, "((JObject)x)" those of JObject. The path may hold calls and indexers.
[[nodiscard]] std::vector<LibraryEntry> membersOfPath(std::string_view path);

/// Static type of an expression as C# writes it ("string", "IEnumerable<IGroup>"); nullopt when it
/// does not bind.
[[nodiscard]] std::optional<std::string> typeOfPath(std::string_view path);

struct Completion
{
    std::size_t begin = 0; ///< of the word being typed, in the source
    std::vector<LibraryEntry> entries; ///< already narrowed to that word's beginning
};

/// Completion at `caret` (a byte offset) in an unfinished expression `@(…` or `@{…`. Variables
/// declared before the caret are known.
[[nodiscard]] Completion completeAt(std::string_view source, std::size_t caret);

/// Hover for the member, type or variable at `offset`; nullopt when there is nothing to say.
[[nodiscard]] std::optional<LibraryEntry> describeAt(std::string_view source, std::size_t offset);

} // namespace gatelens::expression
