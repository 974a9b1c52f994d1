#include "ui/live/table_row.h"

#include "core/message/message.h"
#include "ui/theme/format.h"

#include <QCoreApplication>

namespace gatelens::ui {

namespace {

QString trRow(const char* text) { return QCoreApplication::translate("TableRow", text); }

Kept keptOf(const ExchangeRow& row)
{
    if (row.loggersTotal == 0)
        return Kept::NoLogger;
    if (row.loggersKept == 0)
        return Kept::No;
    if (row.isKeptOnlyAsError)
        return Kept::OnlyAsError;
    return row.loggersKept < row.loggersTotal ? Kept::Some : Kept::Yes;
}

QString keptText(Kept kept, const ExchangeRow& row)
{
    switch (kept) {
    case Kept::No:
        return trRow("no");
    case Kept::Some:
        return trRow("%1 of %2").arg(row.loggersKept).arg(row.loggersTotal);
    case Kept::OnlyAsError:
        return trRow("err");
    case Kept::Yes:
        return trRow("yes");
    case Kept::NoLogger:
        break;
    }
    return emDash();
}

Status statusOfSeverity(Severity severity)
{
    if (severity >= Severity::Error)
        return Status::Error;
    if (severity == Severity::Warning)
        return Status::Warning;
    return severity == Severity::Information ? Status::Information : Status::Neutral;
}

Status statusOfItem(const ItemRow& row)
{
    if (row.success)
        return *row.success ? Status::Success : Status::Error;
    if (row.severity)
        return statusOfSeverity(*row.severity);
    return Status::Neutral;
}

QString severityText(Severity severity)
{
    switch (severity) {
    case Severity::Verbose:
        return trRow("verbose");
    case Severity::Information:
        return trRow("information");
    case Severity::Warning:
        return trRow("warning");
    case Severity::Error:
        return trRow("error");
    case Severity::Critical:
        break;
    }
    return trRow("critical");
}

} // namespace

TableRow tableRow(const ExchangeRow& row)
{
    TableRow made;
    made.id = row.id;
    made.time = row.startedAt;
    made.timeText = formatTime(row.startedAt);
    made.statusCode = row.statusCode;
    made.status = statusOfCode(row.statusCode);
    const bool isRefusal = row.isAnsweredByGateway && made.status == Status::Warning;
    made.icon = isRefusal ? IconId::StatusShield : statusIcon(made.status);
    made.code = row.statusCode == 0 ? emDash() : QString::number(row.statusCode);
    made.reason
        = row.statusCode == 0 ? trRow("client left") : toQString(reasonPhrase(row.statusCode));
    if (!row.isSentInFull && row.statusCode != 0) {
        made.reason = trRow("cut short");
        made.status = Status::Error;
        made.icon = statusIcon(Status::Error);
    }
    made.method = toQString(row.method);
    made.name = toQString(row.apimOperationId.empty() ? row.path : row.apimOperationId);
    made.path = toQString(row.path);
    made.duration = row.duration;
    made.durationText = formatDuration(row.duration);
    made.policy = QStringLiteral("%1 / %2").arg(row.stepsRun).arg(row.stepsTotal);
    made.isAnsweredByGateway = row.isAnsweredByGateway;
    made.isFailed = row.isFailed;
    made.kept = keptOf(row);
    made.keptText = keptText(made.kept, row);
    made.size = formatBytes(row.responseBytes);
    if (row.backendCalls > 1)
        made.retries = QString::number(row.backendCalls - 1);
    made.operationId = toQString(row.operationId);
    made.shortOperationId = shortId(row.operationId);
    made.apiId = toQString(row.apiId);
    made.apimOperationId = toQString(row.apimOperationId);
    made.productId = toQString(row.productId);
    made.subscriptionId = toQString(row.subscriptionId);
    made.backendId = toQString(row.backendId);
    made.isSampledOut = made.kept == Kept::No;
    return made;
}

TableRow tableRow(const ItemRow& row)
{
    TableRow made;
    made.id = row.id;
    made.isExchange = false;
    made.time = row.time;
    made.timeText = formatTime(row.time);
    made.kind = toQString(row.kind);
    made.icon = iconOfKind(row.kind);
    made.status = statusOfItem(row);
    made.code = toQString(row.resultCode);
    if (row.severity)
        made.reason = severityText(*row.severity);
    made.name = toQString(row.name);
    made.duration = row.duration;
    if (row.duration)
        made.durationText = formatDuration(*row.duration);
    made.role = toQString(row.cloudRoleName);
    made.source = toQString(row.source);
    made.operationId = toQString(row.operationId);
    made.shortOperationId = shortId(row.operationId);
    made.isFailed = made.status == Status::Error;
    made.isSampledOut = row.isSampledOut;
    made.kept = row.isSampledOut ? Kept::No : Kept::Yes;
    made.keptText = row.isSampledOut ? trRow("no") : trRow("yes");
    return made;
}

IconId iconOfKind(std::string_view kind)
{
    if (kind == "request")
        return IconId::Request;
    if (kind == "dependency")
        return IconId::Dependency;
    if (kind == "exception")
        return IconId::Exception;
    if (kind == "trace")
        return IconId::Trace;
    if (kind == "metric")
        return IconId::Metric;
    if (kind == "availability")
        return IconId::Availability;
    return IconId::Event;
}

} // namespace gatelens::ui
