#include "proxy/gateway/policies/json_schema.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/gateway/policies/validation_report.h"
#include "proxy/gateway/policies/xml_schema.h"

#include <boost/json.hpp>

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace gatelens::proxy {

namespace {

enum class ValidateAs
{
    Json,
    Xml,
    Soap
};

constexpr std::array<EnumValue<ValidateAs>::Name, 3> kValidateAs{{
    {"json", ValidateAs::Json},
    {"xml", ValidateAs::Xml},
    {"soap", ValidateAs::Soap},
}};

/// JSON schemas of one message by media type.
using SchemaByType = std::map<std::string, std::optional<JsonSchema>>;

/// Checks size, content type and content of a body against the API's definition.
class ValidateContent final : public Step
{
public:
    ValidateContent(const policy::Statement& statement, Compilation& compilation)
        : m_section(compilation.section())
    {
        StatementReader reader(statement, compilation);
        m_unspecifiedType = readAction(reader, "unspecified-content-type-action");
        m_maxSize = reader.requiredInteger("max-size");
        m_sizeExceeded = readAction(reader, "size-exceeded-action");
        m_variable = reader.literal("errors-variable-name");
        if (const policy::Statement* map = statement.child("content-type-map"))
            readMap(*map, compilation);
        for (const policy::Statement* content : childrenNamed(statement, "content"))
            readContent(*content, compilation);
        if (const Operation* operation = compilation.plan().operation)
            readDefinitions(*operation, compilation.isResponseSide());
        compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        ValidationReport report(execution, m_section, m_variable);
        const PolicyResult<void> checked = check(execution, report);
        if (!checked)
            return checked.error();
        return report.finish();
    }

private:
    struct Content
    {
        std::string type; ///< "" for any
        ValidateAs validateAs = ValidateAs::Json;
        EnumValue<ValidationAction> action;
        JsonSchemaOptions options;
        std::optional<JsonSchema> jsonSchema; ///< of schema-id; else the API's definition counts
        std::optional<XmlSchema> xmlSchema; ///< of schema-id
    };
    struct TypeMapping
    {
        std::string from;
        PolicyValue when;
        std::string to;
    };

    static EnumValue<ValidationAction> readAction(StatementReader& reader, std::string_view name)
    {
        if (!reader.has(name))
            reader.missing(name);
        return reader.enumeration<ValidationAction>(name, validationActionNames(),
                                                    ValidationAction::Ignore);
    }

    void readMap(const policy::Statement& map, Compilation& compilation)
    {
        StatementReader reader(map, compilation);
        m_anyType = mediaType(reader.literal("any-content-type-value"));
        m_missingType = mediaType(reader.literal("missing-content-type-value"));
        for (const policy::Statement* type : childrenNamed(map, "type")) {
            StatementReader typeReader(*type, compilation);
            m_mappings.push_back(
                {mediaType(typeReader.literal("from")),
                 typeReader.has("when") ? typeReader.boolean("when", false) : PolicyValue(),
                 mediaType(typeReader.requiredLiteral("to"))});
        }
    }

    void readContent(const policy::Statement& element, Compilation& compilation)
    {
        StatementReader reader(element, compilation);
        Content content;
        content.type = mediaType(reader.literal("type"));
        const std::string kind = reader.requiredLiteral("validate-as");
        const EnumValue<ValidateAs> kinds({}, kValidateAs, ValidateAs::Json);
        if (const std::optional<ValidateAs> found = kinds.find(kind))
            content.validateAs = *found;
        else if (reader.has("validate-as"))
            reader.malformed("validate-as", "json, xml or soap");
        content.action = readAction(reader, "action");
        content.options.allowsAdditionalProperties
            = reader.literalBoolean("allow-additional-properties", true);
        content.options.ignoresPropertyCase
            = reader.literalBoolean("case-insensitive-property-names", false);
        if (reader.has("schema-id"))
            readSchema(reader, compilation, content);
        m_contents.push_back(std::move(content));
    }

    /// A schema of the workspace's schema store.
    static void readSchema(StatementReader& reader, Compilation& compilation, Content& content)
    {
        const std::string id = reader.literal("schema-id");
        const Workspace* workspace = compilation.plan().workspace.get();
        const Schema* schema = workspace == nullptr ? nullptr : workspace->findSchema(id);
        const bool isXml = content.validateAs != ValidateAs::Json;
        if (schema == nullptr || schema->isXml != isXml) {
            compilation.error(reader.positionOf("schema-id"), "GL6005",
                              fmt::format("{} schema with id '{}' could not be found",
                                          isXml ? "XML" : "JSON", id));
            return;
        }
        const auto fail = [&](const Error& error) {
            compilation.error(reader.positionOf("schema-id"), "GL6003",
                              fmt::format("The schema '{}' cannot be used: {}", id, error.message));
        };
        if (isXml) {
            if (Result<XmlSchema> parsed = XmlSchema::parse(schema->text))
                content.xmlSchema = std::move(*parsed);
            else
                fail(parsed.error());
            return;
        }
        const Result<std::string> text = referenced(schema->text, reader.literal("schema-ref"));
        Result<JsonSchema> parsed
            = text ? JsonSchema::parse(*text, content.options) : Result<JsonSchema>(text.error());
        if (parsed)
            content.jsonSchema = std::move(*parsed);
        else
            fail(parsed.error());
    }

    /// The part of a JSON schema that "#/components/schemas/X" points to; all of it for "".
    static Result<std::string> referenced(const std::string& text, std::string_view reference)
    {
        if (reference.empty() || reference == "#")
            return text;
        boost::system::error_code error;
        boost::json::value whole = boost::json::parse(text, error);
        if (error)
            return Error{ErrorCode::Malformed, "it is not JSON: " + error.message(), {}};
        const boost::json::value* found
            = whole.find_pointer(reference.substr(reference.starts_with('#') ? 1 : 0), error);
        if (found == nullptr)
            return Error{
                ErrorCode::NotFound, fmt::format("schema-ref '{}' leads nowhere", reference), {}};
        return boost::json::serialize(*found);
    }

    void readDefinitions(const Operation& operation, bool isResponse)
    {
        const auto add = [&](SchemaByType& schemas, const Operation::Content& content) {
            const std::string type = mediaType(content.contentType);
            std::optional<JsonSchema>& schema = schemas[type];
            if (content.schema.empty())
                return;
            if (Result<JsonSchema> parsed = JsonSchema::parse(content.schema, optionsFor(type)))
                schema = std::move(*parsed);
        };
        if (!isResponse) {
            for (const Operation::Content& content : operation.requestContents)
                add(m_schemas[kRequest], content);
            return;
        }
        for (const Operation::Response& response : operation.responses) {
            for (const Operation::Content& content : response.contents)
                add(m_schemas[response.statusCode], content);
        }
    }

    [[nodiscard]] JsonSchemaOptions optionsFor(const std::string& type) const
    {
        const Content* content = contentFor(type);
        return content == nullptr ? JsonSchemaOptions() : content->options;
    }

    [[nodiscard]] const Content* contentFor(const std::string& type) const
    {
        const auto found
            = std::find_if(m_contents.begin(), m_contents.end(), [&](const Content& content) {
                  return content.type.empty() || content.type == type;
              });
        return found == m_contents.end() ? nullptr : &*found;
    }

    [[nodiscard]] const SchemaByType* schemasFor(Execution& execution) const
    {
        const int key = isResponseSection(m_section) ? ensureResponse(execution.context).statusCode
                                                     : kRequest;
        auto found = m_schemas.find(key);
        if (found == m_schemas.end() && key != kRequest)
            found = m_schemas.find(0); // `default`
        return found == m_schemas.end() ? nullptr : &found->second;
    }

    [[nodiscard]] std::string_view messageName() const
    {
        return isResponseSection(m_section) ? "Response" : "Request";
    }

    [[nodiscard]] ValidationFinding finding(std::string_view rule, std::string details) const
    {
        const bool isResponse = isResponseSection(m_section);
        return {.name = {},
                .type = isResponse ? "ResponseBody" : "RequestBody",
                .rule = std::string(rule),
                .details = std::move(details),
                .isGeneric
                = isResponse || rule == "MissingDefinition" || rule == "ValidationException"};
    }

    PolicyResult<void> check(Execution& execution, ValidationReport& report) const
    {
        const MessageBody& body = bodyOf(execution, m_section);
        if (body.state != MessageBody::State::Buffered || body.bytes.empty())
            return {};
        const PolicyResult<bool> isTooLarge = checkSize(execution, body.bytes, report);
        if (!isTooLarge)
            return isTooLarge.error();
        if (*isTooLarge)
            return {};
        const PolicyResult<std::string> type = contentType(execution);
        if (!type)
            return type.error();
        const SchemaByType* schemas = schemasFor(execution);
        const Content* content = contentFor(*type);
        const bool isDefined = schemas != nullptr && schemas->contains(*type);
        if (content == nullptr && !isDefined) {
            const PolicyResult<ValidationAction> action = m_unspecifiedType.get(execution);
            if (!action)
                return action.error();
            report.add(finding("Unspecified",
                               fmt::format("{}'s content type '{}' is not allowed.", messageName(),
                                           *type)),
                       *action);
        }
        if (content == nullptr)
            return {};
        const PolicyResult<ValidationAction> action = content->action.get(execution);
        if (!action)
            return action.error();
        if (*action == ValidationAction::Ignore)
            return {};
        const std::optional<JsonSchema>* schema = isDefined ? &schemas->at(*type) : nullptr;
        if (const auto problem = checkContent(body.bytes, *content, *type, schema))
            report.add(*problem, *action);
        return {};
    }

    PolicyResult<bool> checkSize(Execution& execution, const std::string& bytes,
                                 ValidationReport& report) const
    {
        const PolicyResult<std::int64_t> maxSize = m_maxSize.integer(execution);
        if (!maxSize)
            return maxSize.error();
        if (static_cast<std::int64_t>(bytes.size()) <= *maxSize)
            return false;
        const PolicyResult<ValidationAction> action = m_sizeExceeded.get(execution);
        if (!action)
            return action.error();
        return report.add(finding("SizeLimit",
                                  fmt::format("{}'s body is {} bytes long and it exceeds the limit "
                                              "of {} bytes.",
                                              messageName(), bytes.size(), *maxSize)),
                          *action);
    }

    /// The media type that validation goes by: a mapping, the value for any type, the value for a
    /// missing one, or what came in.
    PolicyResult<std::string> contentType(Execution& execution) const
    {
        const std::string* header = headersOf(execution, m_section).find("Content-Type");
        const std::string incoming = header == nullptr ? std::string() : mediaType(*header);
        for (const TypeMapping& mapping : m_mappings) {
            bool matches = !mapping.from.empty() && mapping.from == incoming;
            if (mapping.when.isPresent()) {
                const PolicyResult<bool> holds = mapping.when.boolean(execution);
                if (!holds)
                    return holds.error();
                matches = *holds;
            }
            if (matches)
                return mapping.to;
        }
        if (!m_anyType.empty())
            return m_anyType;
        return incoming.empty() && !m_missingType.empty() ? m_missingType : incoming;
    }

    [[nodiscard]] std::optional<ValidationFinding>
    checkContent(const std::string& bytes, const Content& content, const std::string& type,
                 const std::optional<JsonSchema>* schema) const
    {
        const auto mismatch = [&](std::string_view problem) {
            return finding("IncorrectMessage",
                           fmt::format("Body of the {} does not conform to the definition for the "
                                       "content type {}. {}",
                                       isResponseSection(m_section) ? "response" : "request", type,
                                       problem));
        };
        if (content.xmlSchema) {
            const auto problem
                = content.xmlSchema->check(bytes, content.validateAs == ValidateAs::Soap);
            return problem ? std::optional(mismatch(*problem)) : std::nullopt;
        }
        if (content.validateAs != ValidateAs::Json) {
            pugi::xml_document document;
            const auto parsed = document.load_buffer(bytes.data(), bytes.size());
            if (!parsed)
                return mismatch(fmt::format("{} at byte {}", parsed.description(), parsed.offset));
            if (content.validateAs == ValidateAs::Soap
                && !std::string_view(document.document_element().name()).ends_with("Envelope"))
                return mismatch("The root is no SOAP envelope.");
            return std::nullopt;
        }
        boost::system::error_code error;
        const boost::json::value parsed = boost::json::parse(bytes, error);
        if (error)
            return mismatch("It is not JSON: " + error.message());
        if (content.jsonSchema)
            schema = &content.jsonSchema;
        if (schema == nullptr || !*schema)
            return std::nullopt;
        const std::optional<std::string> problem = (*schema)->check(parsed);
        return problem ? std::optional(mismatch(*problem)) : std::nullopt;
    }

    static constexpr int kRequest = -1; ///< key of the request's schemas

    policy::Section m_section;
    EnumValue<ValidationAction> m_unspecifiedType;
    EnumValue<ValidationAction> m_sizeExceeded;
    PolicyValue m_maxSize;
    std::string m_variable;
    std::string m_anyType;
    std::string m_missingType;
    std::vector<TypeMapping> m_mappings;
    std::vector<Content> m_contents;
    std::map<int, SchemaByType> m_schemas; ///< by response status, or kRequest
};

} // namespace

void registerContentValidationPolicy(PolicyRegistry& registry)
{
    registry.add("validate-content", compileStep<ValidateContent>);
}

} // namespace gatelens::proxy
