#include "proxy/gateway/policies/graphql/query_runner.h"

#include "proxy/gateway/policies/graphql/introspection.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using graphql::FieldDefinition;
using graphql::Selection;
using graphql::TypeDefinition;
using graphql::TypeReference;

json::array extended(json::array path, json::value step)
{
    path.push_back(std::move(step));
    return path;
}

/// Leaf values of the built-in scalars; nothing for what they cannot hold.
std::optional<json::value> leafValue(const TypeDefinition& type, const json::value& value)
{
    if (type.name == "ID" || type.name == "String") {
        if (value.is_string())
            return value;
        if (value.is_number() || value.is_bool())
            return json::value(json::serialize(value));
        return std::nullopt;
    }
    if (type.name == "Int") {
        boost::system::error_code error;
        const auto number = value.to_number<std::int32_t>(error);
        return error ? std::nullopt : std::optional<json::value>(number);
    }
    if (type.name == "Float")
        return value.is_number() ? std::optional<json::value>(value) : std::nullopt;
    if (type.name == "Boolean")
        return value.is_bool() ? std::optional<json::value>(value) : std::nullopt;
    if (type.kind == graphql::TypeKind::Enum) {
        const bool isKnown = value.is_string()
            && std::find(type.values.begin(), type.values.end(),
                         std::string_view(value.get_string()))
                != type.values.end();
        return isKnown ? std::optional<json::value>(value) : std::nullopt;
    }
    return value;
}

} // namespace

QueryRunner::QueryRunner(const graphql::Schema& schema, const graphql::Document& document,
                         const graphql::Operation& operation, const json::object& variables,
                         Find find)
    : m_schema(schema)
    , m_document(document)
    , m_operation(operation)
    , m_find(std::move(find))
{
    for (const graphql::VariableDefinition& variable : operation.variables) {
        if (const json::value* given = variables.if_contains(variable.name))
            m_variables[variable.name] = *given;
        else if (variable.defaultValue)
            m_variables[variable.name] = valueOf(*variable.defaultValue);
        else if (variable.type.isNonNull)
            m_errors.push_back(graphQlError(
                fmt::format("Variable \"${}\" of required type \"{}\" was not provided.",
                            variable.name, variable.type.toString()),
                variable.position));
    }
}

awaitable<json::object> QueryRunner::run(Execution& execution, const json::object& rootData,
                                         Naming naming)
{
    json::object answer;
    if (!m_errors.empty()) {
        answer["errors"] = std::move(m_errors);
        co_return answer;
    }
    const TypeDefinition& root = *m_schema.root(m_operation.kind);
    SelectionSets sets(1, &m_operation.selections);
    const json::value given(rootData);
    const Parent parent{root, &given, naming};
    std::optional<json::value> data
        = co_await runSelections(execution, std::move(sets), parent, Path());
    answer["data"] = data ? std::move(*data) : json::value(nullptr);
    if (!m_errors.empty())
        answer["errors"] = std::move(m_errors);
    co_return answer;
}

void QueryRunner::collect(const std::vector<Selection>& selections, const TypeDefinition& type,
                          std::vector<Group>& groups, std::set<std::string>& visited) const
{
    for (const Selection& selection : selections) {
        if (!isIncluded(selection))
            continue;
        if (selection.kind == Selection::Kind::Field) {
            const auto known = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
                return group.responseName == selection.responseName();
            });
            if (known == groups.end())
                groups.push_back({selection.responseName(), {&selection}});
            else
                known->fields.push_back(&selection);
            continue;
        }
        const graphql::Fragment* fragment = selection.kind == Selection::Kind::FragmentSpread
            ? m_document.fragment(selection.name)
            : nullptr;
        // A fragment counts once in a set; two that spread each other twice would else double and
        // double again.
        if (fragment != nullptr && !visited.insert(fragment->name).second)
            continue;
        const std::string& condition
            = fragment != nullptr ? fragment->typeCondition : selection.typeCondition;
        const TypeDefinition* wanted = condition.empty() ? &type : m_schema.find(condition);
        if (wanted != nullptr && m_schema.isPossible(*wanted, type))
            collect(fragment != nullptr ? fragment->selections : selection.selections, type, groups,
                    visited);
    }
}

bool QueryRunner::isIncluded(const Selection& selection) const
{
    for (const graphql::Directive& directive : selection.directives) {
        const bool isSkip = directive.name == "skip";
        if (directive.arguments.empty() || (!isSkip && directive.name != "include"))
            continue;
        const json::value condition = valueOf(directive.arguments.front().value);
        const bool isTrue = condition.is_bool() && condition.get_bool();
        if (isTrue == isSkip)
            return false;
    }
    return true;
}

json::value QueryRunner::valueOf(const graphql::Value& value) const
{
    using Kind = graphql::Value::Kind;
    boost::system::error_code error;
    switch (value.kind) {
    case Kind::Null:
        return nullptr;
    case Kind::Variable: {
        const json::value* found = m_variables.if_contains(value.text);
        return found == nullptr ? json::value(nullptr) : *found;
    }
    case Kind::Boolean:
        return value.text == "true";
    case Kind::Int:
    case Kind::Float:
        return json::parse(value.text, error);
    case Kind::String:
    case Kind::Enum:
        return json::value(value.text);
    case Kind::List: {
        json::array list;
        for (const graphql::Value& item : value.items)
            list.push_back(valueOf(item));
        return list;
    }
    case Kind::Object:
        break;
    }
    json::object object;
    for (const auto& [name, field] : value.fields)
        object[name] = valueOf(field);
    return object;
}

json::object QueryRunner::argumentsOf(const Selection& selection,
                                      const FieldDefinition& field) const
{
    json::object arguments;
    for (const graphql::InputValue& known : field.arguments) {
        const auto given
            = std::find_if(selection.arguments.begin(), selection.arguments.end(),
                           [&](const graphql::Argument& one) { return one.name == known.name; });
        const bool isUnset = given != selection.arguments.end()
            && given->value.kind == graphql::Value::Kind::Variable
            && !m_variables.contains(given->value.text);
        if (given != selection.arguments.end() && !isUnset)
            arguments[known.name] = valueOf(given->value);
        else if (known.defaultValue)
            arguments[known.name] = valueOf(*known.defaultValue);
    }
    return arguments;
}

awaitable<std::optional<json::value>>
QueryRunner::runSelections(Execution& execution, SelectionSets sets, Parent parent, Path path)
{
    std::vector<Group> groups;
    std::set<std::string> visited;
    for (const std::vector<Selection>* set : sets)
        collect(*set, parent.type, groups, visited);
    json::object object;
    for (const Group& group : groups) {
        Path own = extended(path, json::value(group.responseName));
        std::optional<json::value> value
            = co_await runField(execution, group, parent, std::move(own));
        if (!value)
            co_return std::nullopt;
        object[group.responseName] = std::move(*value);
    }
    co_return json::value(std::move(object));
}

awaitable<std::optional<json::value>>
QueryRunner::runField(Execution& execution, const Group& group, Parent parent, Path path)
{
    const Selection& selection = *group.fields.front();
    if (selection.name == "__typename")
        co_return json::value(parent.type.name);
    const FieldDefinition& field = *m_schema.field(parent.type, selection.name);
    if (selection.name == "__schema" || selection.name == "__type") {
        const json::object arguments = argumentsOf(selection, field);
        co_return introspect(m_schema, m_document, selection, arguments);
    }
    json::value value = nullptr;
    Naming naming = parent.naming;
    if (const FieldResolver* resolver = m_find(parent.type.name, field.name)) {
        FieldCall call;
        call.arguments = argumentsOf(selection, field);
        const bool isRoot = &parent.type == m_schema.root(m_operation.kind);
        call.parent = isRoot ? nullptr : parent.value;
        call.isComposite = m_schema.find(field.type.baseName())->isComposite();
        call.isList = field.type.element != nullptr;
        value = co_await resolve(execution, *resolver, group, std::move(call), path);
        naming = Naming::FieldNames;
    } else if (const json::object* object = parent.value->if_object()) {
        const std::string& member
            = parent.naming == Naming::ResponseNames ? group.responseName : field.name;
        if (const json::value* found = object->if_contains(member))
            value = *found;
    }
    std::optional<json::value> completed = co_await complete(
        execution, field.type, std::move(value), group, naming, std::move(path));
    co_return completed;
}

awaitable<json::value> QueryRunner::resolve(Execution& execution, const FieldResolver& resolver,
                                            const Group& group, FieldCall call, Path path)
{
    PolicyResult<json::value> resolved = co_await resolver.resolve(execution, call);
    if (!resolved) {
        fail(*group.fields.front(), path, resolved.error()->message);
        co_return json::value(nullptr);
    }
    co_return std::move(*resolved);
}

awaitable<std::optional<json::value>> QueryRunner::complete(Execution& execution,
                                                            const TypeReference& type,
                                                            json::value value, const Group& group,
                                                            Naming naming, Path path)
{
    const Selection& selection = *group.fields.front();
    if (value.is_null()) {
        if (!type.isNonNull)
            co_return json::value(nullptr);
        // The resolver's own failure is told already.
        if (m_errors.empty() || m_errors.back().as_object().at("path") != json::value(path))
            fail(selection, path,
                 fmt::format("Cannot return null for non-nullable field {}.", selection.name));
        co_return std::nullopt;
    }
    if (type.element) {
        if (!value.is_array()) {
            fail(selection, path, "Expected a list.");
            if (type.isNonNull)
                co_return std::nullopt;
            co_return json::value(nullptr);
        }
        json::array list;
        for (json::value& item : value.get_array()) {
            Path own = extended(path, json::value(list.size()));
            std::optional<json::value> completed = co_await complete(
                execution, *type.element, std::move(item), group, naming, std::move(own));
            if (!completed && type.isNonNull)
                co_return std::nullopt;
            if (!completed)
                co_return json::value(nullptr);
            list.push_back(std::move(*completed));
        }
        co_return json::value(std::move(list));
    }
    const TypeDefinition& declared = *m_schema.find(type.name);
    std::optional<json::value> completed;
    if (declared.isComposite()) {
        const TypeDefinition* actual = runtimeType(declared, value);
        if (actual == nullptr || !value.is_object())
            fail(selection, path,
                 fmt::format("The value is no object of type {}{}.", declared.name,
                             declared.kind == graphql::TypeKind::Object
                                 ? ""
                                 : "; it needs a member __typename"));
        else {
            SelectionSets sets;
            for (const Selection* field : group.fields)
                sets.push_back(&field->selections);
            const Parent parent{*actual, &value, naming};
            completed = co_await runSelections(execution, std::move(sets), parent, path);
        }
    } else {
        completed = leafValue(declared, value);
        if (!completed)
            fail(selection, path,
                 fmt::format("{} cannot represent the value {}.", declared.name,
                             json::serialize(value)));
    }
    if (!completed && !type.isNonNull)
        completed = json::value(nullptr);
    co_return completed;
}

const TypeDefinition* QueryRunner::runtimeType(const TypeDefinition& declared,
                                               const json::value& value) const
{
    if (declared.kind == graphql::TypeKind::Object)
        return &declared;
    const json::object* object = value.if_object();
    const json::value* name = object == nullptr ? nullptr : object->if_contains("__typename");
    const TypeDefinition* actual = name != nullptr && name->is_string()
        ? m_schema.find(std::string_view(name->get_string()))
        : nullptr;
    return actual != nullptr && m_schema.isPossible(declared, *actual) ? actual : nullptr;
}

void QueryRunner::fail(const Selection& selection, const Path& path, std::string_view message)
{
    json::object error = graphQlError(message, selection.position);
    error["path"] = path;
    m_errors.push_back(std::move(error));
}

} // namespace gatelens::proxy
