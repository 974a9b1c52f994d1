#include "proxy/gateway/policies/cors.h"

#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

/// "https://example.com" of "HTTPS://Example.com:443/": what two spellings of an origin share.
std::string normalizedOrigin(std::string_view text)
{
    const Result<Url> url = parseUrl(trimmed(text));
    if (!url)
        return lowered(trimmed(text)); // "null" and other opaque origins
    return url->scheme + "://" + url->authority();
}

ResponseMessage emptyOk()
{
    ResponseMessage response;
    response.body.state = MessageBody::State::Buffered;
    return response;
}

std::vector<std::string> literalTexts(const policy::Statement* list, std::string_view element)
{
    std::vector<std::string> texts;
    if (list == nullptr)
        return texts;
    for (const policy::Statement* child : childrenNamed(*list, element))
        texts.emplace_back(trimmed(child->text));
    return texts;
}

class Cors final : public Step
{
public:
    Cors(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_allowsCredentials = reader.boolean("allow-credentials", false);
        m_terminatesUnmatched = reader.boolean("terminate-unmatched-request", true);
        for (const std::string& origin :
             literalTexts(statement.child("allowed-origins"), "origin")) {
            m_allowsEveryOrigin = m_allowsEveryOrigin || origin == "*";
            m_origins.push_back(normalizedOrigin(origin));
        }
        if (const policy::Statement* methods = statement.child("allowed-methods")) {
            for (const policy::Statement* method : childrenNamed(*methods, "method"))
                m_methods.push_back(StatementReader(*method, compilation).innerTextTrimmed());
            m_maxAge
                = StatementReader(*methods, compilation).integer("preflight-result-max-age", 0);
        }
        m_allowedHeaders = literalTexts(statement.child("allowed-headers"), "header");
        m_exposedHeaders = literalTexts(statement.child("expose-headers"), "header");
        if (m_origins.empty())
            compilation.error(reader.position(), "GL6002",
                              "<cors> needs <allowed-origins> with at least one <origin>");
    }

    /// An actual request: what the browser needs is added to the response in the end.
    StepResult run(Execution& execution) const override
    {
        const std::string* origin = execution.context.request.headers.find("Origin");
        if (origin == nullptr || execution.notes.hasCorsRun)
            return Next::Continue;
        execution.notes.hasCorsRun = true;
        if (!isAllowed(*origin))
            return refuse(execution);
        const PolicyResult<bool> allowsCredentials = m_allowsCredentials.boolean(execution);
        if (!allowsCredentials)
            return allowsCredentials.error();
        std::vector<HeaderField>& headers = execution.notes.finalHeaders;
        headers.push_back(
            {"Access-Control-Allow-Origin", shownOrigin(*origin, *allowsCredentials)});
        if (*allowsCredentials)
            headers.push_back({"Access-Control-Allow-Credentials", "true"});
        if (!m_exposedHeaders.empty())
            headers.push_back({"Access-Control-Expose-Headers",
                               fmt::format("{}", fmt::join(m_exposedHeaders, ","))});
        execution.summarize("{} is allowed", *origin);
        return Next::Continue;
    }

    enum class Preflight
    {
        Answered,
        Unmatched,
        UnmatchedAndEnds
    };

    Preflight answer(Execution& execution, const std::string& origin) const
    {
        if (!isAllowed(origin)) {
            const PolicyResult<bool> ends = m_terminatesUnmatched.boolean(execution);
            return !ends || *ends ? Preflight::UnmatchedAndEnds : Preflight::Unmatched;
        }
        ResponseMessage response = emptyOk();
        const PolicyResult<bool> allowsCredentials = m_allowsCredentials.boolean(execution);
        const bool hasCredentials = allowsCredentials && *allowsCredentials;
        response.headers.append("Access-Control-Allow-Origin", shownOrigin(origin, hasCredentials));
        if (hasCredentials)
            response.headers.append("Access-Control-Allow-Credentials", "true");
        response.headers.append("Access-Control-Allow-Methods", methods(execution));
        addAllowedHeaders(execution, response);
        const PolicyResult<std::int64_t> maxAge = m_maxAge.integer(execution);
        if (m_maxAge.isPresent() && maxAge)
            response.headers.append("Access-Control-Max-Age", std::to_string(*maxAge));
        setResponse(execution.context, std::move(response));
        return Preflight::Answered;
    }

private:
    [[nodiscard]] bool isAllowed(std::string_view origin) const
    {
        return m_allowsEveryOrigin
            || std::find(m_origins.begin(), m_origins.end(), normalizedOrigin(origin))
            != m_origins.end();
    }

    [[nodiscard]] std::string shownOrigin(const std::string& origin, bool hasCredentials) const
    {
        return m_allowsEveryOrigin && !hasCredentials ? "*" : origin;
    }

    StepResult refuse(Execution& execution) const
    {
        const std::string& method = execution.context.request.method;
        const PolicyResult<bool> ends = m_terminatesUnmatched.boolean(execution);
        if (!ends)
            return ends.error();
        if (!*ends || (method != "GET" && method != "HEAD")) {
            execution.summarize("origin not allowed: goes on without CORS headers");
            return Next::Continue;
        }
        execution.summarize("origin not allowed: ends with an empty 200");
        setResponse(execution.context, emptyOk());
        execution.notes.isBackendResponse = false;
        return Next::Respond;
    }

    [[nodiscard]] std::string methods(Execution& execution) const
    {
        if (m_methods.empty())
            return "GET,POST";
        std::vector<std::string> names;
        for (const PolicyValue& method : m_methods) {
            const PolicyResult<std::string> name = method.text(execution);
            if (!name)
                continue;
            const std::string* requested
                = execution.context.request.headers.find("Access-Control-Request-Method");
            names.push_back(*name == "*" && requested != nullptr ? *requested : *name);
        }
        return fmt::format("{}", fmt::join(names, ","));
    }

    void addAllowedHeaders(Execution& execution, ResponseMessage& response) const
    {
        const bool allowsEvery = std::find(m_allowedHeaders.begin(), m_allowedHeaders.end(), "*")
            != m_allowedHeaders.end();
        const auto requested
            = execution.context.request.headers.joined("Access-Control-Request-Headers");
        if (allowsEvery && requested)
            response.headers.append("Access-Control-Allow-Headers", *requested);
        else if (!allowsEvery && !m_allowedHeaders.empty())
            response.headers.append("Access-Control-Allow-Headers",
                                    fmt::format("{}", fmt::join(m_allowedHeaders, ",")));
    }

    PolicyValue m_allowsCredentials;
    PolicyValue m_terminatesUnmatched;
    PolicyValue m_maxAge;
    bool m_allowsEveryOrigin = false;
    std::vector<std::string> m_origins; ///< normalized
    std::vector<PolicyValue> m_methods;
    std::vector<std::string> m_allowedHeaders;
    std::vector<std::string> m_exposedHeaders;
};

/// GET /crossdomain.xml answers with the policy file that the statement holds.
class CrossDomain final : public Step
{
public:
    CrossDomain(const policy::Statement& statement, Compilation& compilation)
    {
        if (const policy::Statement* content = statement.child("cross-domain-policy"))
            m_content = trimmed(content->text);
        else
            compilation.error(statement.origin.position, "GL6002",
                              "<cross-domain> lacks the element <cross-domain-policy>");
    }

    StepResult run(Execution& execution) const override
    {
        if (!isCrossDomainFile(execution.context.request))
            return Next::Continue;
        ResponseMessage response = emptyOk();
        response.headers.append("Content-Type", "application/xml");
        response.body.bytes = m_content;
        setResponse(execution.context, std::move(response));
        execution.notes.isBackendResponse = false;
        return Next::Respond;
    }

private:
    std::string m_content;
};

} // namespace

bool isCrossDomainFile(const RequestMessage& request)
{
    return request.method == "GET" && request.originalUrl.path == "/crossdomain.xml";
}

bool answerCrossDomainFile(Execution& execution, const Sequence& inbound)
{
    for (const CompiledStep& step : inbound.steps()) {
        if (dynamic_cast<const CrossDomain*>(step.step.get()) == nullptr)
            continue;
        const StepResult result = step.step->run(execution);
        return result && *result == Next::Respond;
    }
    return false;
}

bool answerPreflight(Execution& execution, const Sequence& inbound)
{
    if (isCrossDomainFile(execution.context.request))
        return answerCrossDomainFile(execution, inbound);
    const std::string* origin = execution.context.request.headers.find("Origin");
    if (origin == nullptr)
        return false;
    bool isAny = false;
    for (const CompiledStep& step : inbound.steps()) {
        const auto* cors = dynamic_cast<const Cors*>(step.step.get());
        if (cors == nullptr)
            continue;
        isAny = true;
        const Cors::Preflight result = cors->answer(execution, *origin);
        if (result == Cors::Preflight::Answered)
            return true;
        if (result == Cors::Preflight::UnmatchedAndEnds)
            break;
    }
    if (isAny)
        setResponse(execution.context, emptyOk());
    return isAny;
}

void registerCorsPolicies(PolicyRegistry& registry)
{
    registry.add("cors", compileStep<Cors>);
    registry.add("cross-domain", compileStep<CrossDomain>);
}

} // namespace gatelens::proxy
