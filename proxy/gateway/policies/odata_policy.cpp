#include "core/message/url.h"
#include "core/odata/request_check.h"
#include "proxy/gateway/policies/odata_query.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/gateway/policies/validation_report.h"

#include <fmt/format.h>

#include <charconv>

namespace gatelens::proxy {

namespace {

/// "4.01" as 401, so that versions compare as numbers; nullopt when it is none.
std::optional<int> versionNumber(std::string_view text)
{
    int major = 0;
    const char* const end = text.data() + text.size();
    const auto [dot, error] = std::from_chars(text.data(), end, major);
    if (error != std::errc() || dot == end || *dot != '.')
        return std::nullopt;
    const std::string_view fraction(dot + 1, static_cast<std::size_t>(end - dot - 1));
    int minor = 0;
    const auto [stop, problem] = std::from_chars(fraction.data(), end, minor);
    if (problem != std::errc() || stop != end || fraction.size() > 2)
        return std::nullopt;
    return major * 100 + (fraction.size() == 1 ? minor * 10 : minor);
}

/// Checks version headers, payload size and system query options of an OData request; where the
/// API tells its entity model also path, method, names, types and JSON payload.
class ValidateODataRequest final : public Step
{
public:
    ValidateODataRequest(const policy::Statement& statement, Compilation& compilation)
        : m_section(compilation.section())
    {
        StatementReader reader(statement, compilation);
        m_variable = reader.literal("error-variable-name");
        m_defaultVersion = readVersion(reader, "default-odata-version", "4.0");
        m_least = readVersion(reader, "min-odata-version", "");
        m_greatest = readVersion(reader, "max-odata-version", "");
        m_maxSize = reader.literalInteger("max-size");
        m_model = compilation.plan().odataModel;
        if (m_maxSize || m_model)
            compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        ValidationReport report(execution, m_section, m_variable);
        if (checkVersions(execution, report) || checkSize(execution, report))
            return report.finish();
        for (const std::string& problem : odataQueryProblems(execution.context.request.url.query)) {
            if (refuse(report, "QueryOption", problem))
                return report.finish();
        }
        if (m_model)
            checkModel(execution, report);
        return report.finish();
    }

private:
    static std::string readVersion(StatementReader& reader, std::string_view name,
                                   std::string_view fallback)
    {
        std::string version = reader.literal(name, fallback);
        if (!version.empty() && !versionNumber(version))
            reader.malformed(name, "an OData version such as 4.0");
        return version;
    }

    static bool refuse(ValidationReport& report, std::string rule, std::string details)
    {
        return report.add({.name = "request",
                           .type = "ODataRequest",
                           .rule = std::move(rule),
                           .details = std::move(details)},
                          ValidationAction::Prevent);
    }

    /// OData-Version says how the request is written, OData-MaxVersion what the client can read.
    [[nodiscard]] bool checkVersions(const Execution& execution, ValidationReport& report) const
    {
        const HeaderList& headers = execution.context.request.headers;
        for (const char* name : {"OData-Version", "OData-MaxVersion"}) {
            const std::string* given = headers.find(name);
            if (given == nullptr && std::string_view(name) == "OData-MaxVersion")
                continue;
            const std::string text
                = given == nullptr ? m_defaultVersion : std::string(trimmed(*given));
            const std::optional<int> version = versionNumber(text);
            if (!version)
                return refuse(
                    report, "Version",
                    fmt::format("Header {} value {} is not an OData version.", name, text));
            if (!m_least.empty() && *version < *versionNumber(m_least))
                return refuse(report, "Version",
                              fmt::format("OData version {} is lower than the minimum version {}.",
                                          text, m_least));
            const bool isLimited = std::string_view(name) == "OData-Version";
            if (isLimited && !m_greatest.empty() && *version > *versionNumber(m_greatest))
                return refuse(report, "Version",
                              fmt::format("OData version {} is higher than the maximum version {}.",
                                          text, m_greatest));
        }
        return false;
    }

    [[nodiscard]] bool checkSize(const Execution& execution, ValidationReport& report) const
    {
        const std::size_t size = execution.context.request.body.bytes.size();
        if (!m_maxSize || size <= static_cast<std::size_t>(*m_maxSize))
            return false;
        return refuse(report, "SizeLimit",
                      fmt::format("Request's body is {} bytes long and it exceeds the limit of {} "
                                  "bytes.",
                                  size, *m_maxSize));
    }

    void checkModel(const Execution& execution, ValidationReport& report) const
    {
        const RequestMessage& request = execution.context.request;
        const std::string* contentType = request.headers.find("Content-Type");
        const odata::RequestFacts facts{
            request.method, execution.context.operationPath, request.url.query,
            contentType == nullptr ? std::string_view() : *contentType, request.body.bytes};
        for (const odata::RequestProblem& problem : odata::checkRequest(*m_model, facts)) {
            if (refuse(report, std::string(problem.rule), sentence(problem)))
                return;
        }
    }

    static std::string sentence(const odata::RequestProblem& problem)
    {
        const bool isOption = problem.rule == "QueryOption";
        return fmt::format("{}{}{}", isOption ? "The query option " : "", problem.message,
                           problem.message.ends_with('?') ? "" : ".");
    }

    policy::Section m_section;
    std::shared_ptr<const odata::Model> m_model; ///< null when the API does not tell it
    std::string m_variable;
    std::string m_defaultVersion;
    std::string m_least;
    std::string m_greatest;
    std::optional<std::int64_t> m_maxSize;
};

} // namespace

void registerODataPolicy(PolicyRegistry& registry)
{
    registry.add("validate-odata-request", compileStep<ValidateODataRequest>);
}

} // namespace gatelens::proxy
