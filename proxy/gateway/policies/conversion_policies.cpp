#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/gateway/policies/xml_conversion.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::proxy {

namespace {

enum class Apply
{
    Always,
    ByContentType
};

/// When a conversion takes place: the attributes that json-to-xml and xml-to-json share.
class ConversionCondition
{
public:
    ConversionCondition(const policy::Statement& statement, Compilation& compilation, bool toXml)
        : m_toXml(toXml)
    {
        StatementReader reader(statement, compilation);
        if (!reader.has("apply"))
            reader.missing("apply");
        m_apply = reader.enumeration<Apply>("apply", toXml ? kToXml : kToJson, Apply::Always);
        m_considersAccept = reader.boolean("consider-accept-header", true);
    }

    [[nodiscard]] PolicyResult<bool> holds(Execution& execution, const HeaderList& headers) const
    {
        const PolicyResult<Apply> apply = m_apply.get(execution);
        if (!apply)
            return apply.error();
        const PolicyResult<bool> considersAccept = m_considersAccept.boolean(execution);
        if (!considersAccept)
            return considersAccept.error();
        if (*apply == Apply::ByContentType) {
            const std::string* type = headers.find("Content-Type");
            const std::string media = type == nullptr ? std::string() : mediaType(*type);
            if (!(m_toXml ? isJsonMediaType(media) : isXmlMediaType(media)))
                return false;
        }
        return !*considersAccept || acceptsTarget(execution.context.request.headers);
    }

private:
    /// Only when the client names the target's type; a wildcard or no header asks for nothing.
    [[nodiscard]] bool acceptsTarget(const HeaderList& headers) const
    {
        for (const std::string_view line : headers.all("Accept")) {
            for (const std::string_view entry : splitTrimmed(line, ',')) {
                const std::string media = mediaType(entry);
                if (m_toXml ? isXmlMediaType(media) : isJsonMediaType(media))
                    return true;
            }
        }
        return false;
    }

    static constexpr std::array<EnumValue<Apply>::Name, 2> kToXml{
        {{"always", Apply::Always}, {"content-type-json", Apply::ByContentType}}};
    static constexpr std::array<EnumValue<Apply>::Name, 2> kToJson{
        {{"always", Apply::Always}, {"content-type-xml", Apply::ByContentType}}};

    bool m_toXml;
    EnumValue<Apply> m_apply;
    PolicyValue m_considersAccept;
};

/// The body to convert; null when there is none.
const std::string* convertible(Execution& execution, policy::Section section)
{
    const MessageBody& body = bodyOf(execution, section);
    return body.state == MessageBody::State::Buffered && !body.bytes.empty() ? &body.bytes
                                                                             : nullptr;
}

StepResult finishConversion(Execution& execution, policy::Section section,
                            Result<std::string> converted, std::string_view contentType)
{
    if (!converted)
        return execution.internalFailure("BodyConversionFailure", converted.error().message);
    execution.summarize("{} bytes of {}", converted->size(), contentType);
    setBody(execution, section, std::move(*converted));
    headersOf(execution, section).set("Content-Type", std::string(contentType));
    return Next::Continue;
}

class JsonToXml final : public Step
{
public:
    JsonToXml(const policy::Statement& statement, Compilation& compilation)
        : m_section(compilation.section())
        , m_condition(statement, compilation, true)
    {
        StatementReader reader(statement, compilation);
        m_separator = reader.text("namespace-separator", "_");
        m_prefix = reader.text("namespace-prefix");
        m_attributeBlock = reader.text("attribute-block-name");
        m_parsesDates = reader.literalBoolean("parse-date", true);
        compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<bool> holds
            = m_condition.holds(execution, headersOf(execution, m_section));
        if (!holds)
            return holds.error();
        const std::string* body = convertible(execution, m_section);
        if (!*holds || body == nullptr) {
            execution.summarize("not converted");
            return Next::Continue;
        }
        JsonToXmlOptions options;
        options.parsesDates = m_parsesDates;
        for (const auto& [value, target] :
             {std::pair(&m_separator, &options.namespaceSeparator),
              std::pair(&m_prefix, &options.namespacePrefix),
              std::pair(&m_attributeBlock, &options.attributeBlockName)}) {
            PolicyResult<std::string> text = value->text(execution);
            if (!text)
                return text.error();
            *target = std::move(*text);
        }
        return finishConversion(execution, m_section, jsonToXml(*body, options),
                                "application/xml; charset=utf-8");
    }

private:
    policy::Section m_section;
    ConversionCondition m_condition;
    PolicyValue m_separator;
    PolicyValue m_prefix;
    PolicyValue m_attributeBlock;
    bool m_parsesDates = true;
};

constexpr std::array<EnumValue<JsonKind>::Name, 2> kJsonKinds{
    {{"direct", JsonKind::Direct}, {"javascript-friendly", JsonKind::JavascriptFriendly}}};

class XmlToJson final : public Step
{
public:
    XmlToJson(const policy::Statement& statement, Compilation& compilation)
        : m_section(compilation.section())
        , m_condition(statement, compilation, false)
    {
        StatementReader reader(statement, compilation);
        if (!reader.has("kind"))
            reader.missing("kind");
        m_kind = reader.enumeration<JsonKind>("kind", kJsonKinds, JsonKind::Direct);
        m_alwaysArrays = reader.boolean("always-array-child-elements", false);
        compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<bool> holds
            = m_condition.holds(execution, headersOf(execution, m_section));
        if (!holds)
            return holds.error();
        const std::string* body = convertible(execution, m_section);
        if (!*holds || body == nullptr) {
            execution.summarize("not converted");
            return Next::Continue;
        }
        const PolicyResult<JsonKind> kind = m_kind.get(execution);
        if (!kind)
            return kind.error();
        const PolicyResult<bool> alwaysArrays = m_alwaysArrays.boolean(execution);
        if (!alwaysArrays)
            return alwaysArrays.error();
        return finishConversion(execution, m_section, xmlToJson(*body, *kind, *alwaysArrays),
                                "application/json");
    }

private:
    policy::Section m_section;
    ConversionCondition m_condition;
    EnumValue<JsonKind> m_kind;
    PolicyValue m_alwaysArrays;
};

bool isJavascriptIdentifier(std::string_view text)
{
    bool isStart = true;
    for (const char c : text) {
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
            || c == '$' || static_cast<unsigned char>(c) >= 128;
        const bool isInner = (c >= '0' && c <= '9') || c == '.';
        if (!isLetter && (isStart || !isInner))
            return false;
        isStart = c == '.';
    }
    return !isStart;
}

/// Wraps the response into a call of the function that the client names.
class Jsonp final : public Step
{
public:
    Jsonp(const policy::Statement& statement, Compilation& compilation)
        : m_name(StatementReader(statement, compilation).requiredText("callback-parameter-name"))
        , m_section(compilation.section())
    {
        compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> name = m_name.text(execution);
        if (!name)
            return name.error();
        const auto query = parseQuery(execution.context.request.originalUrl.query);
        const auto found = std::find_if(query.begin(), query.end(), [&](const auto& pair) {
            return equalsIgnoringCase(pair.first, *name);
        });
        if (found == query.end()) {
            execution.summarize("no callback asked for");
            return Next::Continue;
        }
        if (!isJavascriptIdentifier(found->second)) {
            const std::string message = fmt::format(
                "Value of callback parameter {} is not a valid JavaScript identifier.", *name);
            return makeFailure("CallbackParameterInvalid", message, errorResponse(400, message));
        }
        const std::string body = bodyOf(execution, m_section).bytes;
        setBody(execution, m_section, fmt::format("{}({});", found->second, body));
        headersOf(execution, m_section).set("Content-Type", "application/javascript");
        execution.summarize("wrapped in " + found->second);
        return Next::Continue;
    }

private:
    PolicyValue m_name;
    policy::Section m_section;
};

/// Replaces `from` wherever its scheme may be http or https.
std::string replaceUrls(std::string_view body, const Url& from, const std::string& to)
{
    const std::string rest
        = "://" + from.authority() + (from.path == "/" ? std::string() : from.path);
    std::string result;
    std::size_t at = 0;
    for (std::size_t found = body.find(rest); found != std::string_view::npos;
         found = body.find(rest, found + rest.size())) {
        std::size_t start = found;
        for (const std::string_view scheme : {"https", "http"}) {
            if (found >= at + scheme.size()
                && equalsIgnoringCase(body.substr(found - scheme.size(), scheme.size()), scheme)) {
                start = found - scheme.size();
                break;
            }
        }
        if (start == found)
            continue;
        result.append(body.substr(at, start - at)).append(to);
        at = found + rest.size();
    }
    return result.append(body.substr(at));
}

/// Backend addresses in the response become the gateway's own; in a request the reverse.
class RedirectContentUrls final : public Step
{
public:
    RedirectContentUrls(const policy::Statement&, Compilation& compilation)
        : m_section(compilation.section())
    {
        compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        ExchangeContext& context = execution.context;
        const std::string* body = convertible(execution, m_section);
        if (body == nullptr || !context.backendBaseUrl)
            return Next::Continue;
        Url gateway = context.request.originalUrl;
        gateway.path = context.facts.api == nullptr ? "/" : context.facts.api->path;
        gateway.query.clear();
        const bool isResponse = isResponseSection(m_section);
        const Url& from = isResponse ? *context.backendBaseUrl : gateway;
        Url to = isResponse ? gateway : *context.backendBaseUrl;
        to.query.clear();
        std::string text = to.toString();
        if (text.ends_with('/'))
            text.pop_back();
        setBody(execution, m_section, replaceUrls(*body, from, text));
        return Next::Continue;
    }

private:
    policy::Section m_section;
};

} // namespace

void registerConversionPolicies(PolicyRegistry& registry)
{
    registry.add("json-to-xml", compileStep<JsonToXml>);
    registry.add("xml-to-json", compileStep<XmlToJson>);
    registry.add("jsonp", compileStep<Jsonp>);
    registry.add("redirect-content-urls", compileStep<RedirectContentUrls>);
}

} // namespace gatelens::proxy
