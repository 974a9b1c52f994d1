#include "core/workspace/open_api.h"

#include "core/workspace/json_document.h"
#include "core/workspace/json_schema_resolver.h"
#include "core/workspace/yaml_json.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace gatelens {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxIdLength = 76;
constexpr std::size_t kMaxNameLength = 300;
constexpr std::array<std::string_view, 7> kMethods{"get",     "put",  "post", "delete",
                                                   "options", "head", "patch"};

const json::value* member(const json::value* value, std::string_view name)
{
    const json::object* object = value == nullptr ? nullptr : value->if_object();
    return object == nullptr ? nullptr : object->if_contains(name);
}

std::string textOf(const json::value* value)
{
    if (value == nullptr)
        return {};
    if (value->is_string())
        return std::string(value->get_string());
    if (value->is_number() || value->is_bool())
        return json::serialize(*value);
    return {};
}

bool flagOf(const json::value* value)
{
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::array& arrayOf(const json::value* value)
{
    static const json::array kEmpty;
    return value != nullptr && value->is_array() ? value->get_array() : kEmpty;
}

const json::object& objectOf(const json::value* value)
{
    static const json::object kEmpty;
    return value != nullptr && value->is_object() ? value->get_object() : kEmpty;
}

/// One segment of a JSON pointer.
std::string escapePointer(std::string_view segment)
{
    std::string escaped;
    for (const char c : segment) {
        if (c == '~')
            escaped += "~0";
        else if (c == '/')
            escaped += "~1";
        else
            escaped += c;
    }
    return escaped;
}

class Reader
{
public:
    Reader(const json::value& document, std::string file, OperationIds ids)
        : m_document(document)
        , m_resolver(document)
        , m_file(std::move(file))
        , m_ids(ids)
        , m_isSwagger(member(&document, "swagger") != nullptr)
    {
    }

    OpenApiDocument read()
    {
        const json::value* info = member(&m_document, "info");
        m_result.title = textOf(member(info, "title"));
        m_result.description = textOf(member(info, "description"));
        m_result.serviceUrl
            = m_isSwagger ? swaggerUrl() : serverUrl(member(&m_document, "servers"));
        for (const std::string_view name : {"paths", "x-ms-paths"}) {
            for (const auto& [path, item] : objectOf(member(&m_document, name)))
                readPath(path, item, fmt::format("/{}/{}", name, escapePointer(path)));
        }
        return std::move(m_result);
    }

private:
    void hint(const std::string& pointer, std::string message)
    {
        m_result.findings.push_back({{m_file, 0, 0},
                                     0,
                                     FindingSeverity::Information,
                                     "GL4201",
                                     fmt::format("{}: {}", pointer, message)});
    }

    // --- service URL ---

    std::string serverUrl(const json::value* servers)
    {
        std::string plain;
        for (const json::value& server : arrayOf(servers)) {
            const std::string url
                = withDefaults(textOf(member(&server, "url")), member(&server, "variables"));
            if (url.starts_with("https://") || url.starts_with("wss://"))
                return url;
            if (plain.empty() && url.find("://") != std::string::npos)
                plain = url;
        }
        if (!plain.empty())
            hint("/servers",
                 fmt::format("Azure takes only an HTTPS server; \"{}\" can be used locally by "
                             "an entry in urls.apis.",
                             plain));
        else if (!arrayOf(servers).empty())
            hint("/servers", "A relative server URL gives no service URL.");
        return {};
    }

    static std::string withDefaults(std::string url, const json::value* variables)
    {
        for (const auto& [name, variable] : objectOf(variables)) {
            const std::string placeholder = fmt::format("{{{}}}", std::string_view(name));
            const std::string value = textOf(member(&variable, "default"));
            for (std::size_t at = url.find(placeholder); at != std::string::npos;
                 at = url.find(placeholder, at + value.size()))
                url.replace(at, placeholder.size(), value);
        }
        return url;
    }

    std::string swaggerUrl()
    {
        const std::string host = textOf(member(&m_document, "host"));
        if (host.empty())
            return serverUrl(member(&m_document, "x-servers"));
        const json::array& schemes = arrayOf(member(&m_document, "schemes"));
        const bool hasHttps = schemes.empty()
            || std::any_of(schemes.begin(), schemes.end(),
                           [](const json::value& scheme) { return textOf(&scheme) == "https"; });
        std::string path = textOf(member(&m_document, "basePath"));
        while (!path.empty() && path.back() == '/')
            path.pop_back();
        return fmt::format("{}://{}{}", hasHttps ? "https" : textOf(&schemes.front()), host, path);
    }

    // --- operations ---

    void readPath(std::string_view path, const json::value& itemOrReference,
                  const std::string& pointer)
    {
        const json::value* item = m_resolver.follow(itemOrReference);
        if (item == nullptr) {
            hint(pointer, "This reference leads nowhere.");
            return;
        }
        if (member(item, "servers") != nullptr)
            hint(pointer + "/servers", "Servers of a path are not supported by Azure.");
        if (member(item, "trace") != nullptr)
            hint(pointer + "/trace", "The method TRACE is not supported and not routed.");
        for (const auto& [key, value] : objectOf(item)) {
            const std::string_view method = key;
            if (std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end()
                && value.is_object())
                readOperation(path, method, *item, value, fmt::format("{}/{}", pointer, method));
        }
    }

    void readOperation(std::string_view path, std::string_view method, const json::value& item,
                       const json::value& source, const std::string& pointer)
    {
        Operation operation;
        operation.method = method;
        std::transform(operation.method.begin(), operation.method.end(), operation.method.begin(),
                       [](char c) { return static_cast<char>(c - 'a' + 'A'); });
        const std::string operationId = textOf(member(&source, "operationId"));
        operation.id = uniqueId(operationId, fmt::format("{} {}", operation.method, path));
        operation.displayName = textOf(member(&source, "summary")).substr(0, kMaxNameLength);
        if (operation.displayName.empty())
            operation.displayName
                = operationId.empty() ? fmt::format("{} {}", operation.method, path) : operationId;
        operation.description = textOf(member(&source, "description"));
        operation.urlTemplate = path; // a query part distinguishes the paths of x-ms-paths
        readParameters(item, source, operation, pointer);
        readRequestBody(source, operation);
        readResponses(source, operation);
        m_result.operations.push_back(std::move(operation));
    }

    std::string uniqueId(const std::string& operationId, const std::string& methodAndPath)
    {
        std::string id = operationId;
        if (id.empty())
            id = normaliseOperationId(methodAndPath);
        else if (m_ids == OperationIds::Normalise)
            id = normaliseOperationId(id);
        std::string unique = id;
        for (int suffix = 1; !m_usedIds.insert(unique).second; ++suffix)
            unique = fmt::format("{}-{}", id, suffix);
        return unique;
    }

    // --- parameters ---

    /// Parameters of the path item, then of the operation; the latter replace those of the same
    /// name and place.
    std::vector<const json::value*> parametersOf(const json::value& item, const json::value& source)
    {
        std::vector<const json::value*> parameters;
        for (const json::value* owner : {&item, &source}) {
            for (const json::value& entry : arrayOf(member(owner, "parameters"))) {
                const json::value* parameter = m_resolver.follow(entry);
                if (parameter == nullptr || !parameter->is_object())
                    continue;
                const auto isSame = [&](const json::value* other) {
                    return textOf(member(other, "name")) == textOf(member(parameter, "name"))
                        && textOf(member(other, "in")) == textOf(member(parameter, "in"));
                };
                const auto same = std::find_if(parameters.begin(), parameters.end(), isSame);
                if (same != parameters.end())
                    *same = parameter;
                else
                    parameters.push_back(parameter);
            }
        }
        return parameters;
    }

    Operation::Parameter toParameter(const json::value& source) const
    {
        Operation::Parameter parameter;
        parameter.name = textOf(member(&source, "name"));
        parameter.isRequired = flagOf(member(&source, "required"));
        const json::value* schema = m_isSwagger ? &source : member(&source, "schema");
        readSchema(schema, parameter);
        return parameter;
    }

    void readSchema(const json::value* schema, Operation::Parameter& parameter) const
    {
        if (schema == nullptr)
            return;
        if (const json::value* resolved = m_resolver.follow(*schema))
            parameter.type = textOf(member(resolved, "type"));
        parameter.schema = m_resolver.resolvedText(*schema);
    }

    void readParameters(const json::value& item, const json::value& source, Operation& operation,
                        const std::string& pointer)
    {
        bool hasQuery = operation.urlTemplate.find('?') != std::string::npos;
        for (const json::value* entry : parametersOf(item, source)) {
            const std::string place = textOf(member(entry, "in"));
            Operation::Parameter parameter = toParameter(*entry);
            if (place == "path") {
                parameter.isRequired = true;
                operation.pathParameters.push_back(std::move(parameter));
            } else if (place == "query") {
                if (parameter.isRequired) {
                    operation.urlTemplate
                        += fmt::format("{0}{1}={{{1}}}", hasQuery ? '&' : '?', parameter.name);
                    hasQuery = true;
                }
                operation.queryParameters.push_back(std::move(parameter));
            } else if (place == "header") {
                operation.headerParameters.push_back(std::move(parameter));
            } else if (place == "cookie") {
                hint(pointer,
                     fmt::format("The cookie parameter \"{}\" is ignored.", parameter.name));
            } else if (place == "body") {
                readSwaggerBody(*entry, source, operation);
            } else if (place == "formData") {
                hint(pointer,
                     fmt::format("The form parameter \"{}\" is not checked.", parameter.name));
            }
        }
    }

    // --- bodies ---

    static bool takesBody(const Operation& operation)
    {
        return operation.method != "GET" && operation.method != "HEAD"
            && operation.method != "OPTIONS";
    }

    void readSwaggerBody(const json::value& parameter, const json::value& source,
                         Operation& operation)
    {
        if (!takesBody(operation))
            return;
        operation.isRequestBodyRequired = flagOf(member(&parameter, "required"));
        for (const std::string& type : mediaTypes(source, "consumes"))
            operation.requestContents.push_back(
                {type, schemaText(member(&parameter, "schema")), ""});
    }

    /// The media types of a Swagger operation, its own or the document's.
    std::vector<std::string> mediaTypes(const json::value& source, std::string_view name) const
    {
        const json::value* own = member(&source, name);
        std::vector<std::string> types;
        for (const json::value& type : arrayOf(own != nullptr ? own : member(&m_document, name)))
            types.push_back(textOf(&type));
        if (types.empty())
            types.emplace_back("application/json");
        return types;
    }

    std::string schemaText(const json::value* schema) const
    {
        return schema == nullptr ? std::string() : m_resolver.resolvedText(*schema);
    }

    std::vector<Operation::Content> readContents(const json::value* contents) const
    {
        std::vector<Operation::Content> list;
        for (const auto& [type, media] : objectOf(contents))
            list.push_back(
                {std::string(type), schemaText(member(&media, "schema")), exampleOf(media)});
        return list;
    }

    /// A media type's example: `example`, else the first of `examples` that has a value, else the
    /// schema's own.
    std::string exampleOf(const json::value& media) const
    {
        if (const json::value* example = member(&media, "example"))
            return json::serialize(*example);
        for (const auto& [name, entry] : objectOf(member(&media, "examples"))) {
            const json::value* example = m_resolver.follow(entry);
            if (const json::value* value = member(example, "value"))
                return json::serialize(*value);
        }
        const json::value* schema = member(&media, "schema");
        const json::value* resolved = schema == nullptr ? nullptr : m_resolver.follow(*schema);
        if (const json::value* example = member(resolved, "example"))
            return json::serialize(*example);
        return {};
    }

    void readRequestBody(const json::value& source, Operation& operation)
    {
        const json::value* entry = member(&source, "requestBody");
        const json::value* body = entry == nullptr ? nullptr : m_resolver.follow(*entry);
        if (body == nullptr || !takesBody(operation))
            return;
        operation.isRequestBodyRequired = flagOf(member(body, "required"));
        operation.requestContents = readContents(member(body, "content"));
    }

    void readResponses(const json::value& source, Operation& operation)
    {
        for (const auto& [key, entry] : objectOf(member(&source, "responses"))) {
            const json::value* value = m_resolver.follow(entry);
            if (value == nullptr)
                continue;
            Operation::Response response;
            const std::string_view status = key;
            const auto [end, error] = std::from_chars(status.data(), status.data() + status.size(),
                                                      response.statusCode);
            if (error != std::errc() || end != status.data() + status.size())
                response.statusCode = 0;
            response.description = textOf(member(value, "description"));
            for (const auto& [name, headerEntry] : objectOf(member(value, "headers"))) {
                if (const json::value* header = m_resolver.follow(headerEntry)) {
                    Operation::Parameter parameter = toParameter(*header);
                    parameter.name = name;
                    response.headers.push_back(std::move(parameter));
                }
            }
            response.contents = m_isSwagger ? readSwaggerContents(source, *value)
                                            : readContents(member(value, "content"));
            operation.responses.push_back(std::move(response));
        }
    }

    std::vector<Operation::Content> readSwaggerContents(const json::value& source,
                                                        const json::value& response) const
    {
        const json::value* schema = member(&response, "schema");
        const json::object& examples = objectOf(member(&response, "examples"));
        if (schema == nullptr && examples.empty())
            return {};
        std::vector<Operation::Content> contents;
        for (const std::string& type : mediaTypes(source, "produces")) {
            const json::value* example = examples.if_contains(type);
            contents.push_back(
                {type, schemaText(schema), example == nullptr ? "" : json::serialize(*example)});
        }
        return contents;
    }

    const json::value& m_document;
    JsonSchemaResolver m_resolver;
    std::string m_file;
    OperationIds m_ids;
    bool m_isSwagger;
    std::set<std::string> m_usedIds;
    OpenApiDocument m_result;
};

/// JSON by name or by its look; everything else, flow style with a brace included, is YAML.
Result<json::value> parseDocument(const std::string& text, const std::string& file)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const bool isJsonFile = file.ends_with(".json");
    if (!isJsonFile && (first == std::string::npos || text[first] != '{'))
        return parseYaml(text, file);
    boost::system::error_code error;
    json::value value
        = json::parse(std::string_view(text).substr(std::min(first, text.size())), error);
    if (!error)
        return value;
    if (!isJsonFile) {
        if (auto yaml = parseYaml(text, file))
            return yaml;
    }
    const auto explained = JsonDocument::parse(text, file);
    if (!explained)
        return explained.error();
    return Error{
        ErrorCode::Malformed, fmt::format("This is not JSON: {}.", error.message()), {file, 1, 1}};
}

} // namespace

std::string normaliseOperationId(std::string_view text)
{
    std::string id;
    for (const char c : text) {
        const bool isUpper = c >= 'A' && c <= 'Z';
        const bool isKept = isUpper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (isKept)
            id += isUpper ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!id.empty() && id.back() != '-')
            id += '-';
    }
    id = id.substr(0, kMaxIdLength);
    while (!id.empty() && id.back() == '-')
        id.pop_back();
    return id;
}

Result<OpenApiDocument> readOpenApi(const std::string& text, const std::string& file,
                                    OperationIds ids)
{
    const auto document = parseDocument(text, file);
    if (!document)
        return document.error();
    const std::string version = textOf(member(&*document, "openapi"));
    const bool isKnown
        = version.starts_with("3.") || textOf(member(&*document, "swagger")).starts_with("2");
    if (!isKnown)
        return Error{ErrorCode::Unsupported,
                     "This is no OpenAPI 2 or 3 document: it has neither \"openapi\": \"3.x\" nor "
                     "\"swagger\": \"2.0\".",
                     {file, 1, 1}};
    return Reader(*document, file, ids).read();
}

} // namespace gatelens
