#include "core/graphql/parser.h"
#include "core/graphql/schema.h"

#include <fmt/format.h>

namespace gatelens::graphql {

namespace {

/// What every schema has (specification, 4.2 and 3.5).
constexpr std::string_view kBuiltIn = R"(
scalar Int scalar Float scalar String scalar Boolean scalar ID
type __Schema { description: String types: [__Type!]! queryType: __Type! mutationType: __Type
  subscriptionType: __Type directives: [__Directive!]! }
type __Type { kind: __TypeKind! name: String description: String specifiedByURL: String
  fields(includeDeprecated: Boolean = false): [__Field!] interfaces: [__Type!]
  possibleTypes: [__Type!] enumValues(includeDeprecated: Boolean = false): [__EnumValue!]
  inputFields(includeDeprecated: Boolean = false): [__InputValue!] ofType: __Type }
enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }
type __Field { name: String! description: String
  args(includeDeprecated: Boolean = false): [__InputValue!]! type: __Type! isDeprecated: Boolean!
  deprecationReason: String }
type __InputValue { name: String! description: String type: __Type! defaultValue: String
  isDeprecated: Boolean! deprecationReason: String }
type __EnumValue { name: String! description: String isDeprecated: Boolean!
  deprecationReason: String }
type __Directive { name: String! description: String locations: [__DirectiveLocation!]!
  args(includeDeprecated: Boolean = false): [__InputValue!]! isRepeatable: Boolean! }
enum __DirectiveLocation { QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD
  INLINE_FRAGMENT VARIABLE_DEFINITION SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION
  INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT INPUT_FIELD_DEFINITION }
)";

FieldDefinition metaField(std::string name, std::string type, bool isNonNull)
{
    FieldDefinition field;
    field.name = std::move(name);
    field.type.name = std::move(type);
    field.type.isNonNull = isNonNull;
    return field;
}

} // namespace

/// Reads one text of the schema language into a schema.
class SchemaParser
{
public:
    SchemaParser(Schema& schema, std::string_view text, const std::string& file)
        : m_schema(schema)
        , m_in(text, file)
    {
    }

    Result<void> parse()
    {
        while (!m_in.isAtEnd())
            definition();
        if (m_in.hasFailed())
            return *m_in.problem();
        return {};
    }

    static void addMetaFields(Schema& schema)
    {
        schema.m_typeName = metaField("__typename", "String", true);
        schema.m_schemaField = metaField("__schema", "__Schema", true);
        schema.m_typeField = metaField("__type", "__Type", false);
        InputValue name;
        name.name = "name";
        name.type.name = "String";
        name.type.isNonNull = true;
        schema.m_typeField.arguments.push_back(std::move(name));
    }

    /// Without a schema block the types Query, Mutation and Subscription are the roots.
    static Result<void> finish(Schema& schema, const std::string& file)
    {
        if (schema.m_roots.empty()) {
            for (const auto& [kind, name] :
                 {std::pair(OperationKind::Query, "Query"),
                  std::pair(OperationKind::Mutation, "Mutation"),
                  std::pair(OperationKind::Subscription, "Subscription")}) {
                if (schema.find(name) != nullptr)
                    schema.m_roots[kind] = name;
            }
        }
        return schema.checkReferences(file);
    }

private:
    void definition()
    {
        const std::string text = description();
        const bool isExtension = m_in.acceptName("extend");
        if (m_in.acceptName("schema"))
            schemaBlock();
        else if (m_in.acceptName("directive"))
            directive();
        else if (m_in.acceptName("scalar"))
            named(TypeKind::Scalar, text, isExtension);
        else if (m_in.acceptName("type"))
            named(TypeKind::Object, text, isExtension);
        else if (m_in.acceptName("interface"))
            named(TypeKind::Interface, text, isExtension);
        else if (m_in.acceptName("union"))
            named(TypeKind::Union, text, isExtension);
        else if (m_in.acceptName("enum"))
            named(TypeKind::Enum, text, isExtension);
        else if (m_in.acceptName("input"))
            named(TypeKind::InputObject, text, isExtension);
        else
            m_in.fail("expected schema, type, interface, union, enum, input, scalar or directive");
    }

    std::string description()
    {
        std::string text;
        if (m_in.token().kind == TokenKind::String) {
            text = m_in.token().text;
            m_in.step();
        }
        return text;
    }

    void schemaBlock()
    {
        static_cast<void>(m_in.directives(true));
        m_in.expect("{");
        while (!m_in.hasFailed() && !m_in.accept("}")) {
            const std::string kind = m_in.name("query, mutation or subscription");
            m_in.expect(":");
            const std::string type = m_in.name("a type");
            if (kind == "query")
                m_schema.m_roots[OperationKind::Query] = type;
            else if (kind == "mutation")
                m_schema.m_roots[OperationKind::Mutation] = type;
            else if (kind == "subscription")
                m_schema.m_roots[OperationKind::Subscription] = type;
            else
                m_in.fail("expected query, mutation or subscription");
        }
    }

    void directive()
    {
        m_in.expect("@");
        static_cast<void>(m_in.name("a directive"));
        static_cast<void>(inputValues("(", ")"));
        static_cast<void>(m_in.acceptName("repeatable"));
        if (!m_in.acceptName("on"))
            m_in.fail("expected on");
        static_cast<void>(m_in.accept("|"));
        do
            static_cast<void>(m_in.name("a directive's location"));
        while (m_in.accept("|"));
    }

    void named(TypeKind kind, const std::string& text, bool isExtension)
    {
        const std::string name = m_in.name("a type's name");
        if (m_in.hasFailed())
            return;
        const bool isKnown = m_schema.m_types.contains(name);
        if (isKnown && !isExtension) {
            m_in.fail(fmt::format("the type {} is defined twice", name));
            return;
        }
        TypeDefinition& type = m_schema.m_types[name];
        type.name = name;
        if (!text.empty())
            type.description = text;
        if (!isKnown)
            type.kind = kind;
        body(type);
    }

    void body(TypeDefinition& type)
    {
        if (m_in.acceptName("implements")) {
            static_cast<void>(m_in.accept("&"));
            do
                type.interfaces.push_back(m_in.name("an interface"));
            while (m_in.accept("&") || (m_in.token().kind == TokenKind::Name && !m_in.is("{")));
        }
        static_cast<void>(m_in.directives(true));
        switch (type.kind) {
        case TypeKind::Scalar:
            return;
        case TypeKind::Object:
        case TypeKind::Interface:
            fields(type);
            return;
        case TypeKind::Union:
            members(type);
            return;
        case TypeKind::Enum:
            enumValues(type);
            return;
        case TypeKind::InputObject:
            for (InputValue& field : inputValues("{", "}"))
                type.inputFields.push_back(std::move(field));
            return;
        }
    }

    void fields(TypeDefinition& type)
    {
        if (!m_in.accept("{"))
            return;
        while (!m_in.hasFailed() && !m_in.accept("}")) {
            FieldDefinition field;
            field.description = description();
            field.name = m_in.name("a field");
            field.arguments = inputValues("(", ")");
            m_in.expect(":");
            field.type = m_in.type();
            for (const Directive& directive : m_in.directives(true)) {
                if (directive.name != "deprecated")
                    continue;
                field.isDeprecated = true;
                field.deprecationReason = directive.arguments.empty()
                    ? "No longer supported"
                    : directive.arguments.front().value.text;
            }
            type.fields.push_back(std::move(field));
        }
    }

    void members(TypeDefinition& type)
    {
        if (!m_in.accept("="))
            return;
        static_cast<void>(m_in.accept("|"));
        do
            type.members.push_back(m_in.name("a member of the union"));
        while (m_in.accept("|"));
    }

    void enumValues(TypeDefinition& type)
    {
        if (!m_in.accept("{"))
            return;
        while (!m_in.hasFailed() && !m_in.accept("}")) {
            static_cast<void>(description());
            type.values.push_back(m_in.name("a value of the enumeration"));
            static_cast<void>(m_in.directives(true));
        }
    }

    std::vector<InputValue> inputValues(std::string_view open, std::string_view close)
    {
        std::vector<InputValue> values;
        if (!m_in.accept(open))
            return values;
        while (!m_in.hasFailed() && !m_in.accept(close)) {
            InputValue value;
            value.description = description();
            value.name = m_in.name("an input value");
            m_in.expect(":");
            value.type = m_in.type();
            if (m_in.accept("="))
                value.defaultValue = m_in.value(true);
            static_cast<void>(m_in.directives(true));
            values.push_back(std::move(value));
        }
        return values;
    }

    Schema& m_schema;
    TokenReader m_in;
};

Result<Schema> Schema::parse(std::string_view text, const std::string& file)
{
    Schema schema;
    SchemaParser::addMetaFields(schema);
    for (const auto& [source, name] :
         {std::pair(kBuiltIn, std::string("built-in types")), std::pair(text, file)}) {
        const Result<void> parsed = SchemaParser(schema, source, name).parse();
        if (!parsed)
            return parsed.error();
    }
    const Result<void> finished = SchemaParser::finish(schema, file);
    if (!finished)
        return finished.error();
    return schema;
}

} // namespace gatelens::graphql
