#include "proxy/gateway/policies/step_recorder.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace gatelens::proxy {

namespace {

std::string bodyDisplay(const MessageBody& body)
{
    switch (body.state) {
    case MessageBody::State::Absent:
        return "none";
    case MessageBody::State::Streaming:
        return "streaming";
    case MessageBody::State::Buffered:
        return std::to_string(body.bytes.size()) + " bytes";
    case MessageBody::State::Consumed:
        return "consumed";
    }
    return {};
}

boost::json::object change(std::string_view before, std::string_view after)
{
    return {{"before", before}, {"after", after}};
}

void addIfChanged(boost::json::object& changes, std::string_view name, std::string_view before,
                  std::string_view after)
{
    if (before != after)
        changes[name] = change(before, after);
}

boost::json::object headerChanges(const HeaderList& before, const HeaderList& after)
{
    boost::json::object changes;
    const auto compare = [&](const HeaderField& field) {
        const std::string key(field.name);
        const auto old = before.joined(key);
        const auto now = after.joined(key);
        if (old == now)
            return;
        boost::json::object& entry = changes[key].emplace_object();
        if (old)
            entry["before"] = *old;
        if (now)
            entry["after"] = *now;
    };
    std::for_each(before.begin(), before.end(), compare);
    std::for_each(after.begin(), after.end(), compare);
    return changes;
}

StepOutcome outcomeOf(const StepResult& result)
{
    if (!result)
        return StepOutcome::Failed;
    return *result == Next::Continue ? StepOutcome::Ran : StepOutcome::Ended;
}

} // namespace

StepRecorder::StepRecorder(const Execution& execution, const CompiledStep& step)
    : m_execution(execution)
    , m_path(step.origin.path)
    , m_index(execution.context.record->steps.size())
    , m_before(takeSnapshot())
    , m_startedAt(std::chrono::steady_clock::now())
{
    m_execution.step = &m_notes;
    PolicyStep& record = execution.context.record->steps.emplace_back();
    const policy::Origin& origin = step.origin;
    record.section = policy::toString(step.section);
    record.scope = policy::toString(origin.scope);
    record.scopeName = origin.fragmentId.empty() ? origin.scopeId : origin.fragmentId;
    record.policy = step.name;
    record.file = origin.position.file;
    record.line = origin.position.line;
    record.depth = step.depth;
    record.startedAfter
        = std::chrono::duration_cast<Micros>(m_startedAt - execution.context.facts.startedAt);
}

void StepRecorder::finish(const StepResult& result)
{
    const auto endedAt = std::chrono::steady_clock::now();
    boost::json::object detail;
    if (!m_path.empty())
        detail["path"] = m_path;
    if (!m_notes.attributes.empty())
        detail["attributes"] = std::move(m_notes.attributes);
    if (!m_notes.expressions.empty())
        detail["expressions"] = std::move(m_notes.expressions);
    for (auto& [name, value] : m_notes.extra)
        detail[name] = std::move(value);
    if (boost::json::object changes = changesSince(m_before); !changes.empty())
        detail["changes"] = std::move(changes);
    if (!result) {
        detail["error"]
            = {{"reason", result.error()->reason}, {"message", result.error()->message}};
        if (m_notes.summary.empty())
            m_notes.summary = result.error()->message;
    }
    // Children were appended behind it meanwhile: the index stays, references do not.
    PolicyStep& record = m_execution.context.record->steps[m_index];
    record.outcome = outcomeOf(result);
    record.duration = std::chrono::duration_cast<Micros>(endedAt - m_startedAt);
    record.summary = std::move(m_notes.summary);
    record.detail = boost::json::serialize(detail);
}

StepRecorder::Snapshot StepRecorder::takeSnapshot() const
{
    const ExchangeContext& context = m_execution.context;
    Snapshot snapshot;
    snapshot.method = context.request.method;
    snapshot.url = context.request.url.toString();
    snapshot.requestHeaders = context.request.headers;
    snapshot.requestBody = bodyDisplay(context.request.body);
    if (context.response) {
        snapshot.statusCode = context.response->statusCode;
        snapshot.responseHeaders = context.response->headers;
        snapshot.responseBody = bodyDisplay(context.response->body);
    }
    for (const auto& [name, value] : context.variables)
        snapshot.variables.emplace_back(name, value.toDisplay());
    return snapshot;
}

boost::json::object StepRecorder::changesSince(const Snapshot& before) const
{
    const Snapshot after = takeSnapshot();
    boost::json::object changes;
    addIfChanged(changes, "method", before.method, after.method);
    addIfChanged(changes, "url", before.url, after.url);
    addIfChanged(changes, "requestBody", before.requestBody, after.requestBody);
    addIfChanged(changes, "responseBody", before.responseBody, after.responseBody);
    if (before.statusCode != after.statusCode)
        changes["statusCode"] = {{"before", before.statusCode}, {"after", after.statusCode}};
    if (auto headers = headerChanges(before.requestHeaders, after.requestHeaders); !headers.empty())
        changes["requestHeaders"] = std::move(headers);
    if (auto headers = headerChanges(before.responseHeaders, after.responseHeaders);
        !headers.empty())
        changes["responseHeaders"] = std::move(headers);
    boost::json::object variables;
    for (const auto& [name, value] : after.variables) {
        const auto old = std::find_if(before.variables.begin(), before.variables.end(),
                                      [&](const auto& entry) { return entry.first == name; });
        if (old == before.variables.end())
            variables[name] = {{"after", value}};
        else
            addIfChanged(variables, name, old->second, value);
    }
    if (!variables.empty())
        changes["variables"] = std::move(variables);
    return changes;
}

} // namespace gatelens::proxy
