#include "core/graphql/document.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::graphql {

namespace {

std::string quoted(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            (result += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20)
            result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            result += c;
    }
    return result + '"';
}

std::string printed(const Value& value)
{
    std::string text;
    switch (value.kind) {
    case Value::Kind::Null:
        return "null";
    case Value::Kind::Variable:
        return '$' + value.text;
    case Value::Kind::String:
        return quoted(value.text);
    case Value::Kind::List:
        for (const Value& item : value.items)
            text += (text.empty() ? "" : ", ") + printed(item);
        return '[' + text + ']';
    case Value::Kind::Object:
        for (const auto& [name, field] : value.fields)
            text += (text.empty() ? "" : ", ") + name + ": " + printed(field);
        return '{' + text + '}';
    case Value::Kind::Int:
    case Value::Kind::Float:
    case Value::Kind::Boolean:
    case Value::Kind::Enum:
        break;
    }
    return value.text;
}

std::string printed(const std::vector<Argument>& arguments)
{
    std::string text;
    for (const Argument& argument : arguments)
        text += (text.empty() ? "(" : ", ") + argument.name + ": " + printed(argument.value);
    return text.empty() ? text : text + ')';
}

std::string printed(const std::vector<Directive>& directives)
{
    std::string text;
    for (const Directive& directive : directives)
        text += " @" + directive.name + printed(directive.arguments);
    return text;
}

std::string printed(const std::vector<Selection>& selections);

std::string printed(const Selection& selection)
{
    std::string text;
    switch (selection.kind) {
    case Selection::Kind::Field:
        text = selection.alias.empty() ? selection.name : selection.alias + ": " + selection.name;
        break;
    case Selection::Kind::FragmentSpread:
        text = "..." + selection.name;
        break;
    case Selection::Kind::InlineFragment:
        text = selection.typeCondition.empty() ? "..." : "... on " + selection.typeCondition;
        break;
    }
    return text + printed(selection.arguments) + printed(selection.directives)
        + printed(selection.selections);
}

std::string printed(const std::vector<Selection>& selections)
{
    if (selections.empty())
        return {};
    std::string text = " {";
    for (const Selection& selection : selections)
        text += ' ' + printed(selection);
    return text + " }";
}

std::string printed(const Operation& operation)
{
    std::string variables;
    for (const VariableDefinition& variable : operation.variables) {
        variables
            += (variables.empty() ? "($" : ", $") + variable.name + ": " + variable.type.toString();
        if (variable.defaultValue)
            variables += " = " + printed(*variable.defaultValue);
    }
    if (!variables.empty())
        variables += ')';
    std::string text(toString(operation.kind));
    if (!operation.name.empty())
        text += ' ' + operation.name;
    return text + variables + printed(operation.directives) + printed(operation.selections);
}

} // namespace

const std::string& TypeReference::baseName() const { return element ? element->baseName() : name; }

std::string TypeReference::toString() const
{
    return (element ? '[' + element->toString() + ']' : name) + (isNonNull ? "!" : "");
}

std::string_view toString(OperationKind kind)
{
    switch (kind) {
    case OperationKind::Query:
        return "query";
    case OperationKind::Mutation:
        return "mutation";
    case OperationKind::Subscription:
        break;
    }
    return "subscription";
}

const Fragment* Document::fragment(std::string_view name) const
{
    const auto found = std::find_if(fragments.begin(), fragments.end(),
                                    [&](const Fragment& one) { return one.name == name; });
    return found == fragments.end() ? nullptr : &*found;
}

const Operation* Document::operation(std::string_view name) const
{
    if (name.empty())
        return operations.size() == 1 ? &operations.front() : nullptr;
    const auto found = std::find_if(operations.begin(), operations.end(),
                                    [&](const Operation& one) { return one.name == name; });
    return found == operations.end() ? nullptr : &*found;
}

std::string print(const Value& value) { return printed(value); }

std::string print(const Document& document)
{
    std::string text;
    for (const Operation& operation : document.operations)
        text += (text.empty() ? "" : "\n") + printed(operation);
    for (const Fragment& fragment : document.fragments)
        text += "\nfragment " + fragment.name + " on " + fragment.typeCondition
            + printed(fragment.directives) + printed(fragment.selections);
    return text;
}

} // namespace gatelens::graphql
