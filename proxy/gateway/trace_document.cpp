#include "proxy/gateway/trace_document.h"

#include "core/base/time.h"
#include "proxy/gateway/error_response.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

constexpr std::string_view kInspector = "api-inspector";
constexpr std::string_view kForwarder = "request-forwarder";

/// "00:00:00.0234365": a .NET TimeSpan; our clock ends at microseconds.
std::string timeSpan(Micros time)
{
    const auto micros = std::max<std::int64_t>(time.count(), 0);
    const std::int64_t seconds = micros / 1'000'000;
    return fmt::format("{:02}:{:02}:{:02}.{:06}0", seconds / 3600, seconds / 60 % 60, seconds % 60,
                       micros % 1'000'000);
}

/// "2026-11-20T12:00:00.0000000Z": seven digits of a second.
std::string tracedTime(Timestamp time)
{
    std::string text = toIso8601(time);
    const bool hasZone = text.ends_with('Z');
    if (hasZone)
        text.pop_back();
    const std::size_t dot = text.find('.');
    std::string digits = dot == std::string::npos ? std::string() : text.substr(dot + 1);
    digits.resize(7, '0');
    return text.substr(0, dot) + '.' + digits + 'Z';
}

json::array headerList(const HeaderList& headers)
{
    json::array list;
    for (const HeaderField& field : headers)
        list.push_back(json::object{{"name", field.name}, {"value", field.value}});
    return list;
}

json::object urlParts(const Url& url)
{
    json::object query;
    for (const auto& [name, value] : parseQuery(url.query))
        query[name] = json::array{value};
    return {{"scheme", url.scheme},
            {"host", url.host},
            {"port", url.port},
            {"path", url.path},
            {"queryString", url.query.empty() ? std::string() : '?' + url.query},
            {"query", std::move(query)},
            {"isDefaultPort", url.port == defaultPort(url.scheme)}};
}

/// Entries of a trace while it is made: by section, and there in the order of time.
class TraceWriter
{
public:
    explicit TraceWriter(const Exchange& record)
        : m_record(record)
    {
    }

    void add(std::string_view section, std::string_view source, Micros elapsed, json::value data)
    {
        m_entries[std::string(section)].push_back(
            {elapsed,
             json::object{{"source", source},
                          {"timestamp", tracedTime(m_record.startedAt + elapsed)},
                          {"elapsed", timeSpan(elapsed)},
                          {"data", std::move(data)}}});
    }

    [[nodiscard]] json::object take()
    {
        json::object sections;
        for (const char* section : {"inbound", "backend", "outbound", "on-error"}) {
            const auto found = m_entries.find(section);
            if (found == m_entries.end())
                continue;
            std::stable_sort(
                found->second.begin(), found->second.end(),
                [](const Entry& left, const Entry& right) { return left.elapsed < right.elapsed; });
            json::array entries;
            for (Entry& entry : found->second)
                entries.push_back(std::move(entry.content));
            sections[section] = std::move(entries);
        }
        return sections;
    }

private:
    struct Entry
    {
        Micros elapsed;
        json::object content;
    };

    const Exchange& m_record;
    std::map<std::string, std::vector<Entry>> m_entries;
};

json::value orDash(const std::string& id)
{
    return id.empty() ? json::value("-") : json::value(json::object{{"id", id}});
}

void addRequest(TraceWriter& writer, const Exchange& record, const TraceSurroundings& surroundings)
{
    writer.add("inbound", kInspector, Micros(0),
               json::object{{"request",
                             json::object{{"method", record.method},
                                          {"url", record.url},
                                          {"headers", headerList(record.request.headers)}}}});
    if (surroundings.api == nullptr)
        return;
    json::object api{{"from", '/' + surroundings.api->path},
                     {"to",
                      surroundings.serviceUrl ? json::value(urlParts(*surroundings.serviceUrl))
                                              : json::value(nullptr)},
                     {"version",
                      surroundings.api->version.empty() ? json::value(nullptr)
                                                        : json::value(surroundings.api->version)},
                     {"revision", record.apiRevision}};
    json::object configuration{{"api", std::move(api)}};
    if (surroundings.operation != nullptr)
        configuration["operation"]
            = json::object{{"method", surroundings.operation->method},
                           {"uriTemplate", surroundings.operation->urlTemplate}};
    configuration["user"] = orDash(record.userId);
    configuration["product"] = orDash(record.productId);
    writer.add("inbound", kInspector, Micros(0),
               json::object{{"configuration", std::move(configuration)}});
}

json::object parsedDetail(const std::string& detail)
{
    boost::system::error_code error;
    json::value parsed = json::parse(detail, error);
    return !error && parsed.is_object() ? std::move(parsed.get_object()) : json::object();
}

std::string_view outcomeText(StepOutcome outcome)
{
    switch (outcome) {
    case StepOutcome::Ran:
        return "ran";
    case StepOutcome::Skipped:
        return "skipped";
    case StepOutcome::Ended:
        return "ended the pipeline";
    case StepOutcome::Failed:
        return "failed";
    }
    return {};
}

/// What a step evaluated, each as an entry of its own before the step's.
void addExpressions(TraceWriter& writer, const PolicyStep& step, json::array& expressions)
{
    for (json::value& entry : expressions) {
        json::object data{{"message", "Expression was successfully evaluated."}};
        if (entry.is_object()) {
            for (auto& [name, value] : entry.get_object())
                data[name] = std::move(value);
        }
        writer.add(step.section, step.policy, step.startedAfter, std::move(data));
    }
}

void addStep(TraceWriter& writer, const PolicyStep& step)
{
    json::object data;
    if (!step.summary.empty())
        data["message"] = step.summary;
    for (auto& [name, value] : parsedDetail(step.detail)) {
        if (name == "expressions" && value.is_array())
            addExpressions(writer, step, value.get_array());
        else
            data[name] = std::move(value);
    }
    data["scope"] = step.scope;
    if (!step.scopeName.empty())
        data["scopeName"] = step.scopeName;
    data["section"] = step.section;
    data["outcome"] = outcomeText(step.outcome);
    data["file"] = step.file;
    data["line"] = step.line;
    data["durationMs"] = static_cast<double>(step.duration.count()) / 1000.0;
    writer.add(step.section, step.policy, step.startedAfter, std::move(data));
}

/// The time limit is told by the forward-request that was running then.
std::string forwardingMessage(const Exchange& record, Micros begun)
{
    std::string message = "Request is being forwarded to the backend service.";
    const auto running
        = std::find_if(record.steps.rbegin(), record.steps.rend(), [begun](const PolicyStep& step) {
              return step.policy == "forward-request" && step.startedAfter <= begun;
          });
    if (running == record.steps.rend())
        return message;
    const json::object detail = parsedDetail(running->detail);
    if (const json::value* timeout = detail.if_contains("timeoutSeconds"))
        message += fmt::format(" Timeout set to {} seconds", json::serialize(*timeout));
    return message;
}

void addCall(TraceWriter& writer, const Exchange& record, const BackendCall& call)
{
    const Micros begun = std::chrono::duration_cast<Micros>(call.startedAt - record.startedAt);
    writer.add("backend", kForwarder, begun,
               json::object{{"message", forwardingMessage(record, begun)},
                            {"request",
                             json::object{{"method", call.method},
                                          {"url", call.url},
                                          {"headers", headerList(call.request.headers)}}}});
    if (call.statusCode == 0) {
        writer.add("backend", kForwarder, begun + call.duration,
                   json::object{{"message", call.failure}});
        return;
    }
    writer.add("backend", kForwarder, begun + call.duration,
               json::object{{"response",
                             json::object{{"status",
                                           json::object{{"code", call.statusCode},
                                                        {"reason", reasonPhrase(call.statusCode)}}},
                                          {"headers", headerList(call.response.headers)}}}});
}

/// Built-in steps leave no record of their own; those of statements are in their steps.
void addBuiltInError(TraceWriter& writer, const Exchange& record, const ExchangeError& error)
{
    if (!error.scope.empty())
        return;
    const std::string_view section
        = error.section.empty() ? std::string_view("inbound") : std::string_view(error.section);
    writer.add(section, error.source,
               std::chrono::duration_cast<Micros>(error.at - record.startedAt),
               json::object{{"messages", json::array{error.message}}, {"reason", error.reason}});
}

void addEnd(TraceWriter& writer, const Exchange& record)
{
    const std::string_view section
        = record.errors.empty() ? std::string_view("outbound") : std::string_view("on-error");
    writer.add(
        section, "transport", record.duration,
        json::object{{"message", "Response headers have been sent to the caller."},
                     {"response",
                      json::object{{"status",
                                    json::object{{"code", record.statusCode},
                                                 {"reason", reasonPhrase(record.statusCode)}}},
                                   {"headers", headerList(record.response.headers)}}}});
    writer.add(section, "transport", record.duration,
               json::object{{"message",
                             record.isSentInFull
                                 ? "Response body streaming to the caller is complete."
                                 : "Response body streaming to the caller was broken off."},
                            {"bodySize", record.responseBytes}});
}

} // namespace

std::string traceDocument(const Exchange& record, const TraceSurroundings& surroundings)
{
    TraceWriter writer(record);
    addRequest(writer, record, surroundings);
    for (const PolicyStep& step : record.steps)
        addStep(writer, step);
    for (const BackendCall& call : record.backendCalls) {
        if (call.kind == CallKind::ForwardRequest)
            addCall(writer, record, call);
    }
    for (const ExchangeError& error : record.errors)
        addBuiltInError(writer, record, error);
    addEnd(writer, record);
    return json::serialize(
        json::object{{"traceId", record.requestId}, {"traceEntries", writer.take()}});
}

} // namespace gatelens::proxy
