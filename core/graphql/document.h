#pragma once

#include "core/base/source_position.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::graphql {

struct ObjectField;

/// A value as written: a literal, a variable, or a list or object of values.
struct Value
{
    enum class Kind
    {
        Null,
        Variable, ///< `text` is its name
        Int,
        Float,
        String,
        Boolean, ///< "true" or "false"
        Enum,
        List,
        Object
    };

    Kind kind = Kind::Null;
    std::string text;
    std::vector<Value> items;
    std::vector<ObjectField> fields;
    SourcePosition position;
};

struct ObjectField
{
    std::string name;
    Value value;
};

struct Argument
{
    std::string name;
    Value value;
    SourcePosition position;
};

struct Directive
{
    std::string name;
    std::vector<Argument> arguments;
};

/// "[Name!]!" as a tree: a named type, or a list of an element.
struct TypeReference
{
    std::string name; ///< "" for a list
    std::shared_ptr<const TypeReference> element; ///< of a list
    bool isNonNull = false;

    [[nodiscard]] const std::string& baseName() const; ///< the innermost name
    [[nodiscard]] std::string toString() const;
};

struct Selection
{
    enum class Kind
    {
        Field,
        FragmentSpread, ///< `name` is the fragment's
        InlineFragment
    };

    Kind kind = Kind::Field;
    std::string name;
    std::string alias; ///< "" for none
    std::string typeCondition; ///< of an inline fragment, "" for none
    std::vector<Argument> arguments;
    std::vector<Directive> directives;
    std::vector<Selection> selections;
    SourcePosition position;

    /// The member of the result: the alias, else the name.
    [[nodiscard]] const std::string& responseName() const { return alias.empty() ? name : alias; }
};

struct VariableDefinition
{
    std::string name;
    TypeReference type;
    std::optional<Value> defaultValue;
    SourcePosition position;
};

enum class OperationKind
{
    Query,
    Mutation,
    Subscription
};

[[nodiscard]] std::string_view toString(OperationKind kind); ///< "query", …

struct Operation
{
    OperationKind kind = OperationKind::Query;
    std::string name;
    std::vector<VariableDefinition> variables;
    std::vector<Directive> directives;
    std::vector<Selection> selections;
    SourcePosition position;
};

struct Fragment
{
    std::string name;
    std::string typeCondition;
    std::vector<Directive> directives;
    std::vector<Selection> selections;
    SourcePosition position;
};

/// What a client sends: operations and the fragments that they spread.
struct Document
{
    std::vector<Operation> operations;
    std::vector<Fragment> fragments;

    [[nodiscard]] const Fragment* fragment(std::string_view name) const;
    /// The operation to run: the one of that name, or the only one; null otherwise.
    [[nodiscard]] const Operation* operation(std::string_view name) const;
};

/// A value as it is written.
[[nodiscard]] std::string print(const Value& value);

/// The document as text that means the same.
[[nodiscard]] std::string print(const Document& document);

} // namespace gatelens::graphql
