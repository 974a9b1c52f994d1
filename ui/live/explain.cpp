#include "ui/live/explain.h"

#include "core/message/message.h"
#include "core/telemetry/ids.h"
#include "ui/theme/format.h"

#include <QCoreApplication>

namespace gatelens::ui {

namespace {

QString trExplain(const char* text) { return QCoreApplication::translate("Explain", text); }

QString scopeOf(const PolicyStep& step)
{
    if (step.scopeName.empty())
        return toQString(step.scope);
    return trExplain("%1 scope %2").arg(toQString(step.scope), toQString(step.scopeName));
}

const PolicyStep* endingStep(const Exchange& exchange)
{
    for (auto step = exchange.steps.rbegin(); step != exchange.steps.rend(); ++step) {
        if (step->outcome == StepOutcome::Failed || step->outcome == StepOutcome::Ended)
            return &*step;
    }
    return nullptr;
}

QString statusText(int code)
{
    return QStringLiteral("%1 %2").arg(code).arg(toQString(reasonPhrase(code))).trimmed();
}

void explainAnswer(const Exchange& exchange, std::vector<Explanation>& out)
{
    if (exchange.apiId.empty()) {
        out.push_back({IconId::StatusWarn,
                       Tone::Warning,
                       trExplain("No API matched %1").arg(toQString(exchange.path)),
                       trExplain("Look at the path suffixes and versions of the APIs"),
                       {},
                       0});
        return;
    }
    if (exchange.apimOperationId.empty()) {
        out.push_back({IconId::StatusWarn,
                       Tone::Warning,
                       trExplain("No operation of %1 matched %2 %3")
                           .arg(toQString(exchange.apiName), toQString(exchange.method),
                                toQString(exchange.path)),
                       trExplain("Look at the methods and URL templates of its operations"),
                       {},
                       0});
        return;
    }
    if (!exchange.isAnsweredByGateway) {
        const bool hasCall = !exchange.backendCalls.empty();
        const Status status = statusOfCode(exchange.statusCode);
        Explanation answer{
            statusIcon(status),
            toneOf(status),
            trExplain("The backend answered %1").arg(statusText(exchange.statusCode)),
            {},
            {},
            0};
        if (hasCall) {
            const BackendCall& last = exchange.backendCalls.back();
            if (last.statusCode != exchange.statusCode)
                answer.sentence
                    = trExplain("Answered %1; the backend said %2")
                          .arg(statusText(exchange.statusCode), statusText(last.statusCode));
            answer.detail = toQString(last.method + " " + last.url);
        }
        out.push_back(answer);
        return;
    }
    Explanation answer{
        exchange.statusCode >= 400 ? IconId::StatusShield : IconId::StatusInfo,
        toneOf(statusOfCode(exchange.statusCode)),
        trExplain("Answered %1 by the gateway itself").arg(statusText(exchange.statusCode)),
        {},
        {},
        0};
    if (const PolicyStep* step = endingStep(exchange)) {
        answer.sentence = trExplain("Answered by %1 in %2, line %3")
                              .arg(toQString(step->policy), scopeOf(*step))
                              .arg(step->line);
        answer.detail = toQString(step->summary);
        answer.file = toQString(step->file);
        answer.line = step->line;
    } else if (!exchange.errors.empty()) {
        const ExchangeError& error = exchange.errors.back();
        answer.sentence = trExplain("Answered %1 because of %2")
                              .arg(statusText(exchange.statusCode), toQString(error.source));
        answer.detail = toQString(error.message);
    } else if (exchange.cache == "Hit") {
        answer.icon = IconId::Cache;
        answer.sentence
            = trExplain("Answered %1 from the cache").arg(statusText(exchange.statusCode));
    }
    out.push_back(answer);
}

void explainErrors(const Exchange& exchange, std::vector<Explanation>& out)
{
    if (exchange.statusCode == 0) {
        out.push_back({IconId::StatusErr,
                       Tone::Error,
                       trExplain("The client left before anything was sent"),
                       trExplain("after %1").arg(formatDuration(exchange.duration)),
                       {},
                       0});
    } else if (!exchange.isSentInFull) {
        out.push_back({IconId::StatusErr,
                       Tone::Error,
                       trExplain("The answer was cut short"),
                       trExplain("the client or the backend closed the connection"),
                       {},
                       0});
    }
    for (const ExchangeError& error : exchange.errors) {
        out.push_back({IconId::OnError,
                       Tone::Warning,
                       trExplain("on-error ran: %1, %2")
                           .arg(toQString(error.source), toQString(error.reason)),
                       toQString(error.message),
                       {},
                       0});
    }
}

void explainBackends(const Exchange& exchange, std::vector<Explanation>& out)
{
    if (exchange.backendCalls.empty() && exchange.stepsTotal > 0) {
        out.push_back(
            {IconId::StatusNone,
             Tone::Secondary,
             trExplain("No backend was called; %1 of %2 statements did not run")
                 .arg(exchange.stepsTotal - std::min(exchange.stepsTotal, exchange.stepsRun))
                 .arg(exchange.stepsTotal),
             {},
             {},
             0});
        return;
    }
    for (const BackendCall& call : exchange.backendCalls) {
        const QString to = toQString(call.backendId.empty() ? call.target : call.backendId);
        const bool isGood = call.failure.empty() && call.statusCode < 500;
        const QString took = formatDuration(call.duration);
        Explanation each{isGood ? IconId::Dependency : IconId::StatusErr,
                         isGood ? Tone::Secondary : Tone::Error,
                         {},
                         toQString(call.method + " " + call.url),
                         {},
                         0};
        each.sentence = call.failure.empty()
            ? trExplain("%1 answered %2 after %3").arg(to, statusText(call.statusCode), took)
            : trExplain("%1 gave no whole answer within %2: %3")
                  .arg(to, took, toQString(call.failure));
        out.push_back(each);
    }
}

Explanation explainLogger(const Exchange& exchange, const LoggerOutcome& outcome)
{
    const QString logger = toQString(outcome.loggerId);
    const double score = samplingScore(exchange.operationId);
    const QString draw = QString::number(score, 'f', 1);
    const QString percentage = QString::number(outcome.percentage, 'g', 4);
    switch (outcome.reason) {
    case KeepReason::Drawn:
        return {IconId::Check,
                Tone::Success,
                trExplain("Kept at %1").arg(logger),
                outcome.percentage >= 100
                    ? trExplain("100 % of its requests are kept")
                    : trExplain("The draw %1 is below %2 %").arg(draw, percentage),
                {},
                0};
    case KeepReason::AlwaysLogErrors:
        return {IconId::Check,
                Tone::Success,
                trExplain("Kept at %1 by always log errors").arg(logger),
                trExplain("At %1 % the draw %2 alone would have dropped it").arg(percentage, draw),
                {},
                0};
    case KeepReason::SampledOut:
        return {IconId::Minus,
                Tone::Secondary,
                trExplain("Not kept at %1").arg(logger),
                trExplain("The draw %1 is not below %2 %").arg(draw, percentage),
                {},
                0};
    case KeepReason::Verbosity:
        break;
    }
    return {IconId::Minus,
            Tone::Secondary,
            trExplain("Not kept at %1").arg(logger),
            trExplain("Its verbosity is error, and the request succeeded"),
            {},
            0};
}

} // namespace

std::vector<Explanation> explain(const Exchange& exchange)
{
    std::vector<Explanation> out;
    explainAnswer(exchange, out);
    explainErrors(exchange, out);
    explainBackends(exchange, out);
    for (const LoggerOutcome& outcome : exchange.loggers)
        out.push_back(explainLogger(exchange, outcome));
    if (exchange.loggers.empty()) {
        out.push_back({IconId::Minus,
                       Tone::Secondary,
                       trExplain("Sent to no logger"),
                       trExplain("No Application Insights diagnostic acts for it"),
                       {},
                       0});
    }
    return out;
}

} // namespace gatelens::ui
