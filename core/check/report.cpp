#include "core/check/report.h"

#include "core/base/json_text.h"
#include "core/message/url.h"

#include <fmt/format.h>

#include <set>

namespace gatelens {

namespace {

std::string jsonText(std::string_view text)
{
    std::string out;
    appendJsonString(out, text);
    return out;
}

/// SARIF's word for a severity.
std::string_view levelOf(FindingSeverity severity)
{
    switch (severity) {
    case FindingSeverity::Error:
        return "error";
    case FindingSeverity::Warning:
        return "warning";
    case FindingSeverity::Information:
        break;
    }
    return "note";
}

/// A path as a URI reference: everything but unreserved characters and slashes escaped.
std::string uriOf(std::string_view path)
{
    std::string uri;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        uri += percentEncode(path.substr(0, slash));
        if (slash == std::string_view::npos)
            break;
        uri += '/';
        path.remove_prefix(slash + 1);
    }
    return uri;
}

std::string sarifRegion(const Finding& finding)
{
    if (finding.position.line == 0)
        return {};
    std::string region = fmt::format(", \"region\": {{ \"startLine\": {}", finding.position.line);
    if (finding.position.column != 0)
        region += fmt::format(", \"startColumn\": {}", finding.position.column);
    if (finding.position.column != 0 && finding.length != 0)
        region += fmt::format(", \"endColumn\": {}", finding.position.column + finding.length);
    return region + " }";
}

std::string sarifResult(const Finding& finding)
{
    return fmt::format(
        "        {{ \"ruleId\": {}, \"level\": \"{}\", \"message\": {{ \"text\": {} }},\n"
        "          \"locations\": [ {{ \"physicalLocation\": {{ \"artifactLocation\": {{ \"uri\": "
        "{} "
        "}}{} }} }} ] }}",
        jsonText(finding.code), levelOf(finding.severity), jsonText(finding.message),
        jsonText(uriOf(finding.position.file)), sarifRegion(finding));
}

} // namespace

std::string toText(const Findings& findings)
{
    std::string text;
    for (const Finding& finding : findings) {
        const std::string where = toString(finding.position);
        text += fmt::format("{}{}{} {} {}\n", where, where.empty() ? "" : ": ",
                            toString(finding.severity), finding.code, finding.message);
    }
    return text;
}

std::string toJson(const Findings& findings)
{
    std::string text = "[";
    for (const Finding& finding : findings)
        text += fmt::format(
            "{}\n  {{\"file\": {}, \"line\": {}, \"column\": {}, \"severity\": \"{}\", "
            "\"code\": {}, \"message\": {}}}",
            text.size() == 1 ? "" : ",", jsonText(finding.position.file), finding.position.line,
            finding.position.column, toString(finding.severity), jsonText(finding.code),
            jsonText(finding.message));
    return text + (findings.empty() ? "]\n" : "\n]\n");
}

std::string toSarif(const Findings& findings, const std::string& version)
{
    std::set<std::string> codes;
    std::string results;
    for (const Finding& finding : findings) {
        codes.insert(finding.code);
        results += (results.empty() ? "" : ",\n") + sarifResult(finding);
    }
    std::string rules;
    for (const std::string& code : codes)
        rules += fmt::format("{}{{ \"id\": {} }}", rules.empty() ? "" : ", ", jsonText(code));
    return fmt::format("{{\n  \"version\": \"2.1.0\",\n"
                       "  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
                       "  \"runs\": [\n    {{\n"
                       "      \"tool\": {{ \"driver\": {{ \"name\": \"Gatelens\", \"version\": {}, "
                       "\"rules\": [ {} ] "
                       "}} }},\n"
                       "      \"columnKind\": \"unicodeCodePoints\",\n"
                       "      \"results\": [\n{}\n      ]\n    }}\n  ]\n}}\n",
                       jsonText(version), rules, results);
}

} // namespace gatelens
