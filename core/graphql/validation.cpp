#include "core/graphql/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gatelens::graphql {

namespace {

constexpr std::size_t kMostProblems = 100;

class Validator
{
public:
    Validator(const Schema& schema, const Document& document)
        : m_schema(schema)
        , m_document(document)
    {
    }

    std::vector<Problem> run()
    {
        checkNames();
        for (const Fragment& fragment : m_document.fragments)
            checkFragment(fragment);
        if (!m_problems.empty())
            return std::move(m_problems); // spreads cannot be followed safely
        for (const Operation& operation : m_document.operations)
            checkOperation(operation);
        return std::move(m_problems);
    }

private:
    void add(const SourcePosition& position, std::string message)
    {
        if (m_problems.size() < kMostProblems)
            m_problems.push_back({std::move(message), position});
    }

    void checkNames()
    {
        std::set<std::string> names;
        for (const Operation& operation : m_document.operations) {
            if (operation.name.empty() && m_document.operations.size() > 1)
                add(operation.position, "An anonymous operation must be the only one.");
            else if (!operation.name.empty() && !names.insert(operation.name).second)
                add(operation.position,
                    fmt::format("There can be only one operation named \"{}\".", operation.name));
        }
        names.clear();
        for (const Fragment& fragment : m_document.fragments) {
            if (!names.insert(fragment.name).second)
                add(fragment.position,
                    fmt::format("There can be only one fragment named \"{}\".", fragment.name));
        }
    }

    void checkFragment(const Fragment& fragment)
    {
        const TypeDefinition* type = m_schema.find(fragment.typeCondition);
        if (type == nullptr)
            add(fragment.position, fmt::format("Unknown type \"{}\".", fragment.typeCondition));
        else if (!type->isComposite())
            add(fragment.position,
                fmt::format("Fragment \"{}\" cannot condition on non composite type \"{}\".",
                            fragment.name, fragment.typeCondition));
        std::set<std::string> seen;
        if (reaches(fragment.selections, fragment.name, seen))
            add(fragment.position,
                fmt::format("Cannot spread fragment \"{}\" within itself.", fragment.name));
        checkSpreads(fragment.selections);
    }

    /// True when spreading goes from these selections to the fragment `target`.
    bool reaches(const std::vector<Selection>& selections, const std::string& target,
                 std::set<std::string>& seen) const
    {
        for (const Selection& selection : selections) {
            if (reaches(selection.selections, target, seen))
                return true;
            if (selection.kind != Selection::Kind::FragmentSpread)
                continue;
            if (selection.name == target)
                return true;
            const Fragment* next = m_document.fragment(selection.name);
            if (next != nullptr && seen.insert(selection.name).second
                && reaches(next->selections, target, seen))
                return true;
        }
        return false;
    }

    void checkSpreads(const std::vector<Selection>& selections)
    {
        for (const Selection& selection : selections) {
            if (selection.kind == Selection::Kind::FragmentSpread
                && m_document.fragment(selection.name) == nullptr)
                add(selection.position, fmt::format("Unknown fragment \"{}\".", selection.name));
            checkSpreads(selection.selections);
        }
    }

    void checkOperation(const Operation& operation)
    {
        checkSpreads(operation.selections);
        const TypeDefinition* root = m_schema.root(operation.kind);
        if (root == nullptr) {
            add(operation.position,
                fmt::format("Schema is not configured to execute {} operation.",
                            toString(operation.kind)));
            return;
        }
        m_variables.clear();
        for (const VariableDefinition& variable : operation.variables) {
            const TypeDefinition* type = m_schema.find(variable.type.baseName());
            if (type == nullptr)
                add(variable.position,
                    fmt::format("Unknown type \"{}\".", variable.type.baseName()));
            else if (type->isComposite())
                add(variable.position,
                    fmt::format("Variable \"${}\" cannot be non-input type \"{}\".", variable.name,
                                variable.type.toString()));
            if (!m_variables.insert(variable.name).second)
                add(variable.position,
                    fmt::format("There can be only one variable named \"${}\".", variable.name));
        }
        m_visited.clear();
        checkSelections(operation.selections, *root);
    }

    void checkSelections(const std::vector<Selection>& selections, const TypeDefinition& parent)
    {
        for (const Selection& selection : selections) {
            checkDirectives(selection);
            switch (selection.kind) {
            case Selection::Kind::Field:
                checkField(selection, parent);
                break;
            case Selection::Kind::InlineFragment:
                checkInline(selection, parent);
                break;
            case Selection::Kind::FragmentSpread:
                checkSpread(selection, parent);
                break;
            }
        }
    }

    void checkSpread(const Selection& selection, const TypeDefinition& parent)
    {
        const Fragment* fragment = m_document.fragment(selection.name);
        const TypeDefinition* type
            = fragment == nullptr ? nullptr : m_schema.find(fragment->typeCondition);
        if (type == nullptr)
            return;
        if (!overlap(parent, *type))
            add(selection.position,
                fmt::format("Fragment \"{}\" cannot be spread here as objects of type \"{}\" can "
                            "never be of type \"{}\".",
                            selection.name, parent.name, type->name));
        // Its fields do not depend on where it stands: once is enough, and keeps the time linear.
        if (m_visited.insert(selection.name).second)
            checkSelections(fragment->selections, *type);
    }

    void checkInline(const Selection& selection, const TypeDefinition& parent)
    {
        if (selection.typeCondition.empty()) {
            checkSelections(selection.selections, parent);
            return;
        }
        const TypeDefinition* type = m_schema.find(selection.typeCondition);
        if (type == nullptr || !type->isComposite()) {
            add(selection.position, fmt::format("Unknown type \"{}\".", selection.typeCondition));
            return;
        }
        if (!overlap(parent, *type))
            add(selection.position,
                fmt::format("Fragment cannot be spread here as objects of type \"{}\" can never be "
                            "of type \"{}\".",
                            parent.name, type->name));
        checkSelections(selection.selections, *type);
    }

    [[nodiscard]] bool overlap(const TypeDefinition& left, const TypeDefinition& right) const
    {
        if (m_schema.isPossible(left, right) || m_schema.isPossible(right, left))
            return true;
        const auto& types = m_schema.types();
        return std::any_of(types.begin(), types.end(), [&](const auto& entry) {
            return entry.second.kind == TypeKind::Object && m_schema.isPossible(left, entry.second)
                && m_schema.isPossible(right, entry.second);
        });
    }

    void checkField(const Selection& selection, const TypeDefinition& parent)
    {
        const FieldDefinition* field = m_schema.field(parent, selection.name);
        if (field == nullptr) {
            add(selection.position,
                fmt::format("Cannot query field \"{}\" on type \"{}\".", selection.name,
                            parent.name));
            return;
        }
        for (const Argument& argument : selection.arguments) {
            const InputValue* known = field->argument(argument.name);
            if (known == nullptr)
                add(argument.position,
                    fmt::format("Unknown argument \"{}\" on field \"{}.{}\".", argument.name,
                                parent.name, field->name));
            else
                checkValue(argument.value, known->type);
        }
        for (const InputValue& argument : field->arguments) {
            const bool isGiven
                = std::any_of(selection.arguments.begin(), selection.arguments.end(),
                              [&](const Argument& one) { return one.name == argument.name; });
            if (argument.isRequired() && !isGiven)
                add(selection.position,
                    fmt::format("Field \"{}\" argument \"{}\" of type \"{}\" is required, but it "
                                "was not provided.",
                                field->name, argument.name, argument.type.toString()));
        }
        const TypeDefinition* type = m_schema.find(field->type.baseName());
        if (type->isComposite() && selection.selections.empty())
            add(selection.position,
                fmt::format("Field \"{}\" of type \"{}\" must have a selection of subfields.",
                            field->name, field->type.toString()));
        else if (!type->isComposite() && !selection.selections.empty())
            add(selection.position,
                fmt::format("Field \"{}\" must not have a selection since type \"{}\" has no "
                            "subfields.",
                            field->name, field->type.toString()));
        else if (type->isComposite())
            checkSelections(selection.selections, *type);
    }

    void checkDirectives(const Selection& selection)
    {
        for (const Directive& directive : selection.directives) {
            for (const Argument& argument : directive.arguments)
                checkVariables(argument.value);
        }
    }

    void checkVariables(const Value& value)
    {
        if (value.kind == Value::Kind::Variable && !m_variables.contains(value.text))
            add(value.position, fmt::format("Variable \"${}\" is not defined.", value.text));
        for (const Value& item : value.items)
            checkVariables(item);
        for (const auto& [name, field] : value.fields)
            checkVariables(field);
    }

    void checkValue(const Value& value, const TypeReference& type)
    {
        if (value.kind == Value::Kind::Variable) {
            checkVariables(value);
            return;
        }
        if (value.kind == Value::Kind::Null) {
            if (type.isNonNull)
                add(value.position,
                    fmt::format("Expected value of type \"{}\", found null.", type.toString()));
            return;
        }
        if (type.element) {
            if (value.kind != Value::Kind::List) {
                checkValue(value, *type.element); // one value stands for a list of it
                return;
            }
            for (const Value& item : value.items)
                checkValue(item, *type.element);
            return;
        }
        checkNamedValue(value, type);
    }

    void checkNamedValue(const Value& value, const TypeReference& type)
    {
        const TypeDefinition* definition = m_schema.find(type.name);
        if (definition == nullptr)
            return;
        if (definition->kind == TypeKind::InputObject && value.kind == Value::Kind::Object) {
            checkInputObject(value, *definition);
            return;
        }
        if (!fits(value, *definition))
            add(value.position,
                fmt::format("Expected value of type \"{}\", found {}.", type.toString(),
                            value.kind == Value::Kind::String ? '"' + value.text + '"'
                                : value.text.empty()          ? std::string("an object or list")
                                                              : value.text));
        checkVariables(value);
    }

    static bool fits(const Value& value, const TypeDefinition& type)
    {
        using Kind = Value::Kind;
        if (type.kind == TypeKind::Enum)
            return value.kind == Kind::Enum
                && std::find(type.values.begin(), type.values.end(), value.text)
                != type.values.end();
        if (type.kind != TypeKind::Scalar)
            return false;
        if (type.name == "Int")
            return value.kind == Kind::Int;
        if (type.name == "Float")
            return value.kind == Kind::Int || value.kind == Kind::Float;
        if (type.name == "String")
            return value.kind == Kind::String;
        if (type.name == "Boolean")
            return value.kind == Kind::Boolean;
        if (type.name == "ID")
            return value.kind == Kind::String || value.kind == Kind::Int;
        return true; // a scalar of the schema's own takes any literal
    }

    void checkInputObject(const Value& value, const TypeDefinition& type)
    {
        for (const auto& [name, field] : value.fields) {
            const auto known = std::find_if(
                type.inputFields.begin(), type.inputFields.end(),
                [&, wanted = &name](const InputValue& one) { return one.name == *wanted; });
            if (known == type.inputFields.end())
                add(field.position,
                    fmt::format("Field \"{}\" is not defined by type \"{}\".", name, type.name));
            else
                checkValue(field, known->type);
        }
        for (const InputValue& field : type.inputFields) {
            const bool isGiven
                = std::any_of(value.fields.begin(), value.fields.end(),
                              [&](const ObjectField& one) { return one.name == field.name; });
            if (field.isRequired() && !isGiven)
                add(value.position,
                    fmt::format("Field \"{}.{}\" of required type \"{}\" was not provided.",
                                type.name, field.name, field.type.toString()));
        }
    }

    const Schema& m_schema;
    const Document& m_document;
    std::vector<Problem> m_problems;
    std::set<std::string> m_variables; ///< of the operation being checked
    std::set<std::string> m_visited; ///< fragments checked for it
};

} // namespace

std::vector<Problem> validate(const Schema& schema, const Document& document)
{
    return Validator(schema, document).run();
}

} // namespace gatelens::graphql
