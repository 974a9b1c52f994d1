#include "core/expression/library_index.h"

#include "core/expression/binding/binder.h"
#include "core/expression/runtime/text.h"
#include "core/expression/syntax/lexer.h"
#include "core/expression/syntax/parser.h"
#include "core/expression/syntax/scopes.h"

#include <algorithm>
#include <map>
#include <set>

namespace gatelens::expression {

namespace {

/// A type meant by a path, for its static members, or the type of its value.
struct Meaning
{
    const Type* type = nullptr;
    bool isType = false;
};

/// Binds a piece of an expression; `locals` gives types to names it may use.
Meaning meaningOf(std::string_view path, const std::map<std::string, const Type*>& locals = {})
{
    // Known variables become casts of null, which have their type and nothing else.
    std::string source = "@(";
    Diagnostics scratch;
    const auto tokens = tokenize(path, 0, static_cast<std::uint32_t>(path.size()), scratch);
    if (!scratch.empty())
        return {};
    std::size_t copied = 0;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const auto found = tokens[i].kind == TokenKind::Identifier
            ? locals.find(std::string(tokens[i].text))
            : locals.end();
        const bool isMember = i > 0 && tokens[i - 1].text == ".";
        if (found == locals.end() || isMember)
            continue;
        source += path.substr(copied, tokens[i].offset - copied);
        source += "(default(" + found->second->display + "))";
        copied = tokens[i].end;
    }
    source += path.substr(copied);
    source += ")";
    const auto tree = parse(source, scratch);
    if (tree == nullptr)
        return {};
    analyseScopes(*tree, scratch);
    Meaning meaning;
    if (tree->expression->kind == ExprKind::Name || tree->expression->kind == ExprKind::Member
        || tree->expression->kind == ExprKind::PredefinedType) {
        // A path may name a type.
        std::string full = print(*tree->expression);
        const auto& library = Library::instance();
        const auto* definition = library.findQualified(full);
        if (definition == nullptr && full.find('.') == std::string::npos)
            definition = library.find(full);
        if (definition != nullptr && tree->expression->typeArguments.empty())
            return {definition->self, true};
    }
    Binder binder(*tree, source, scratch);
    const auto bound = binder.bind();
    const bool failed = std::any_of(scratch.begin(), scratch.end(),
                                    [](const Diagnostic& one) { return !one.isWarning; });
    if (!failed)
        meaning.type = bound.resultType;
    return meaning;
}

LibraryEntry entryOf(const Method& method)
{
    LibraryEntry entry;
    entry.kind = method.name == ".ctor" ? EntryKind::Constructor : EntryKind::Method;
    entry.name = method.name == ".ctor" ? method.owner->name : method.name;
    entry.signature = method.signature;
    entry.description = std::string(method.description);
    entry.isStatic = method.isStatic && !method.isExtension;
    return entry;
}

LibraryEntry entryOf(const Property& property)
{
    LibraryEntry entry;
    entry.kind = property.isConstant ? EntryKind::Constant : EntryKind::Property;
    entry.name = property.name;
    entry.signature = property.signature;
    entry.description = std::string(property.description);
    entry.isStatic = property.isStatic;
    return entry;
}

bool isShown(const Method& method)
{
    return !method.name.starts_with("op_") && method.name != "get_Item" && method.name != "set_Item"
        && method.name != "Invoke";
}

void addMembers(const Type* type, std::set<const void*>& seen, std::vector<LibraryEntry>& entries)
{
    if (type->definition == nullptr)
        return;
    const auto& definition = *type->definition;
    for (const auto& property : definition.propertyStore) {
        if (seen.insert(&property).second)
            entries.push_back(entryOf(property));
    }
    for (const auto& method : definition.methodStore) {
        if (isShown(method) && !method.isExtension && seen.insert(&method).second)
            entries.push_back(entryOf(method));
    }
    for (const auto& value : definition.values) {
        LibraryEntry entry;
        entry.kind = EntryKind::EnumValue;
        entry.name = value.name;
        entry.signature = definition.name + "." + value.name + " = " + std::to_string(value.value);
        entry.isStatic = true;
        entries.push_back(std::move(entry));
    }
}

/// Is the receiver of an extension method possibly of this type?
bool extends(const Method& method, const Type* type)
{
    const Type* receiver = method.parameters[0].type;
    if (receiver->kind == TypeKind::Parameter)
        return true;
    if (receiver->definition != nullptr && receiver->isOpen())
        return instanceOf(type, receiver->definition) != nullptr;
    return type->isAssignableTo(receiver);
}

std::vector<LibraryEntry> membersOfType(const Type* type)
{
    std::vector<LibraryEntry> entries;
    std::set<const void*> seen;
    for (const Type* one = type; one != nullptr; one = one->base())
        addMembers(one, seen, entries);
    if (type->kind == TypeKind::Interface) {
        for (const Type* one : type->interfaces())
            addMembers(one, seen, entries);
        addMembers(core().object, seen, entries);
    }
    for (const auto& field : type->fieldNames) {
        LibraryEntry entry;
        entry.kind = EntryKind::Property;
        entry.name = field;
        entry.signature = field;
        entries.push_back(std::move(entry));
    }
    for (const auto& [name, methods] : Library::instance().allExtensions()) {
        for (const Method* method : methods) {
            if (extends(*method, type))
                entries.push_back(entryOf(*method));
        }
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& left, const auto& right) { return left.name < right.name; });
    return entries;
}

std::vector<LibraryEntry> membersOf(const Meaning& meaning)
{
    if (meaning.type == nullptr)
        return {};
    auto entries = membersOfType(meaning.type);
    std::erase_if(entries, [&](const LibraryEntry& entry) {
        return entry.isStatic != meaning.isType || entry.kind == EntryKind::Constructor;
    });
    return entries;
}

/// Variables declared before the end of `source`: `var x = …;`, `T x = …;`, `foreach (var x in …)`.
std::map<std::string, const Type*> localsIn(std::string_view source)
{
    std::map<std::string, const Type*> locals;
    Diagnostics scratch;
    const auto begin = std::min<std::size_t>(source.size(), source.starts_with("@") ? 2 : 0);
    const auto tokens = tokenize(source, static_cast<std::uint32_t>(begin),
                                 static_cast<std::uint32_t>(source.size()), scratch);
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        const bool isAssigned = tokens[i + 2].text == "=";
        const bool isLoop = tokens[i + 2].text == "in";
        const bool namesType
            = tokens[i].kind == TokenKind::Identifier || tokens[i].kind == TokenKind::Keyword;
        if (!namesType || tokens[i + 1].kind != TokenKind::Identifier
            || (!isAssigned && !isLoop && tokens[i + 2].text != ";"))
            continue;
        const std::string name(tokens[i + 1].text);
        if (tokens[i].text != "var") {
            const auto* definition = Library::instance().find(tokens[i].text);
            if (definition != nullptr)
                locals[name] = definition->self;
            continue;
        }
        int depth = 0;
        std::size_t end = i + 3;
        for (; end < tokens.size() && tokens[end].kind != TokenKind::End; ++end) {
            const auto text = tokens[end].text;
            if (text == "(" || text == "[" || text == "{")
                ++depth;
            else if ((text == ")" || text == "]" || text == "}") && depth-- == 0)
                break;
            else if (text == ";" && depth == 0)
                break;
        }
        if (end <= i + 3)
            continue;
        const auto from = tokens[i + 3].offset;
        const auto meaning = meaningOf(source.substr(from, tokens[end - 1].end - from), locals);
        if (meaning.type == nullptr)
            continue;
        const Type* type = isLoop ? elementTypeOf(meaning.type) : meaning.type;
        if (type != nullptr)
            locals[name] = type;
    }
    return locals;
}

bool isWordByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Where the path that ends at `end` (before its dot) begins: names, dots, calls and indexers.
std::size_t pathBegin(std::string_view source, std::size_t end)
{
    std::size_t at = end;
    while (at > 0) {
        const char c = source[at - 1];
        if (isWordByte(c) || c == '.' || c == '?') {
            --at;
        } else if (c == ')' || c == ']' || c == '>') {
            const char open = c == ')' ? '(' : (c == ']' ? '[' : '<');
            int depth = 0;
            std::size_t back = at;
            while (back > 0) {
                --back;
                if (source[back] == c)
                    ++depth;
                else if (source[back] == open && --depth == 0)
                    break;
            }
            if (depth != 0)
                break;
            at = back;
        } else {
            break;
        }
    }
    // "x ? a" is a condition, not a path.
    const auto question = source.substr(at, end - at).rfind('?');
    if (question != std::string_view::npos && at + question + 1 < end
        && source[at + question + 1] != '.' && source[at + question + 1] != '[')
        at += question + 1;
    return at;
}

void narrow(std::vector<LibraryEntry>& entries, std::string_view beginning)
{
    std::erase_if(entries, [&](const LibraryEntry& entry) {
        return entry.name.size() < beginning.size()
            || !equalText(std::string_view(entry.name).substr(0, beginning.size()), beginning,
                          Comparison::OrdinalIgnoreCase);
    });
}

std::string withoutConditional(std::string_view path)
{
    std::string out(path);
    for (auto at = out.find("?."); at != std::string::npos; at = out.find("?."))
        out.erase(at, 1);
    if (!out.empty() && out.back() == '?')
        out.pop_back();
    return out;
}

} // namespace

std::vector<LibraryEntry> libraryTypes()
{
    std::vector<LibraryEntry> entries;
    for (const auto& definition : Library::instance().definitions()) {
        if (definition.name.ends_with("Extensions"))
            continue;
        LibraryEntry entry;
        entry.kind = definition.kind == TypeKind::Enum ? EntryKind::Enum : EntryKind::Type;
        entry.name = definition.name;
        entry.signature = definition.nameSpace + "." + definition.self->display;
        entry.description = std::string(definition.description);
        entries.push_back(std::move(entry));
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& left, const auto& right) { return left.name < right.name; });
    return entries;
}

std::vector<LibraryEntry> membersOf(std::string_view typeName)
{
    if (const auto* definition = Library::instance().find(typeName))
        return membersOfType(definition->self);
    const auto meaning = meaningOf("default(" + std::string(typeName) + ")");
    return meaning.type == nullptr ? std::vector<LibraryEntry>() : membersOfType(meaning.type);
}

std::vector<LibraryEntry> membersOfPath(std::string_view path)
{
    return membersOf(meaningOf(path));
}

std::optional<std::string> typeOfPath(std::string_view path)
{
    const auto meaning = meaningOf(path);
    return meaning.type == nullptr ? std::nullopt : std::optional(meaning.type->display);
}

Completion completeAt(std::string_view source, std::size_t caret)
{
    Completion completion;
    caret = std::min(caret, source.size());
    completion.begin = caret;
    while (completion.begin > 0 && isWordByte(source[completion.begin - 1]))
        --completion.begin;
    const auto word = source.substr(completion.begin, caret - completion.begin);
    const auto locals = localsIn(source.substr(0, completion.begin));
    if (completion.begin > 0 && source[completion.begin - 1] == '.') {
        const auto end = completion.begin - 1;
        const auto begin = pathBegin(source, end);
        completion.entries
            = membersOf(meaningOf(withoutConditional(source.substr(begin, end - begin)), locals));
    } else {
        completion.entries = libraryTypes();
        LibraryEntry context;
        context.kind = EntryKind::Property;
        context.name = "context";
        context.signature = "IProxyRequestContext context";
        context.description = "What the policy knows about the request being processed";
        completion.entries.insert(completion.entries.begin(), std::move(context));
        for (const auto& [name, type] : locals) {
            LibraryEntry local;
            local.kind = EntryKind::Property;
            local.name = name;
            local.signature = type->display + " " + name;
            completion.entries.insert(completion.entries.begin(), std::move(local));
        }
    }
    narrow(completion.entries, word);
    return completion;
}

std::optional<LibraryEntry> describeAt(std::string_view source, std::size_t offset)
{
    if (offset >= source.size() || !isWordByte(source[offset]))
        return std::nullopt;
    std::size_t end = offset;
    while (end < source.size() && isWordByte(source[end]))
        ++end;
    auto completion = completeAt(source, end);
    const auto word = source.substr(completion.begin, end - completion.begin);
    for (auto& entry : completion.entries) {
        if (entry.name == word)
            return std::move(entry);
    }
    return std::nullopt;
}

} // namespace gatelens::expression
