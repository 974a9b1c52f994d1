#include "core/message/header_list.h"
#include "core/store/filter_tree.h"

#include <algorithm>
#include <array>

namespace gatelens::filter {

namespace {

constexpr std::array<std::string_view, 9> kKinds{"request",      "dependency", "exception",
                                                 "trace",        "event",      "metric",
                                                 "availability", "pageview",   "exchange"};
constexpr std::array<std::string_view, 4> kKept{"yes", "no", "err", "part"};
constexpr std::array<std::string_view, 2> kTruth{"true", "false"};
constexpr std::array<std::string_view, 5> kSeverities{"verbose", "information", "warning", "error",
                                                      "critical"};
constexpr std::array<std::string_view, 4> kDecisions{"drawn", "errors", "sampled-out", "verbosity"};

constexpr std::string_view kNoMarks
    = "this store keeps no marks; filter by what the exchange itself holds";
constexpr std::string_view kNoDelivery
    = "what a destination accepted is shown in Forwarding, not kept with each exchange";
constexpr std::string_view kNoCost = "costs are estimated in Sampling, not kept with each exchange";
constexpr std::string_view kNoVariables
    = "variables are kept only inside traced policy steps; use a bare word to search them";
constexpr std::string_view kNoRules = "use kept, decision or rate for the result of sampling";

using Type = FieldType;

constexpr FieldEntry text(std::string_view name, Field field, std::string_view description)
{
    return {{name, Type::Text, false, {}, description}, field, {}};
}
constexpr FieldEntry keyed(std::string_view name, Field field, std::string_view description,
                           Type type = Type::Text)
{
    return {{name, type, true, {}, description}, field, {}};
}
constexpr FieldEntry number(std::string_view name, Field field, Type type,
                            std::string_view description)
{
    return {{name, type, false, {}, description}, field, {}};
}
constexpr FieldEntry choice(std::string_view name, Field field,
                            std::span<const std::string_view> choices, std::string_view description)
{
    return {{name, Type::Choice, false, choices, description}, field, {}};
}
constexpr FieldEntry refused(std::string_view name, std::string_view why)
{
    return {{name, Type::Text, false, {}, {}}, Field::Bare, why};
}

const auto kFields = std::to_array<FieldEntry>({
    choice("kind", Field::Kind, kKinds, "what the row is"),
    text("api", Field::Api, "API, by id or name"),
    text("op", Field::Operation, "operation, by id or name"),
    text("product", Field::Product, "product, by id or name"),
    text("sub", Field::Subscription, "subscription, by id or name"),
    text("user", Field::User, "user of the subscription, or of the item"),
    text("method", Field::Method, "HTTP method"),
    text("host", Field::Host, "host of the URL"),
    text("path", Field::Path, "path of the URL"),
    text("url", Field::Url, "the whole URL"),
    keyed("query.", Field::Query, "query parameter by name"),
    text("ip", Field::Ip, "address of the client"),
    text("region", Field::Region, "region of the gateway"),
    text("gateway", Field::Gateway, "gateway or service name"),
    number("status", Field::Status, Type::Number, "status code: 429, 5xx, 400..404"),
    number("backend.status", Field::BackendStatus, Type::Number, "status code of a backend call"),
    number("dur", Field::Duration, Type::Duration, "duration: >200ms, 100ms..1s"),
    number("backend.dur", Field::BackendDuration, Type::Duration, "time spent in backends"),
    number("policy.dur", Field::PolicyDuration, Type::Duration, "duration of a traced policy step"),
    number("ttfb", Field::TimeToFirstByte, Type::Duration, "time to a backend's first byte"),
    number("req.size", Field::RequestSize, Type::Size, "bytes of the request body"),
    number("resp.size", Field::ResponseSize, Type::Size, "bytes of the response body"),
    keyed("req.header.", Field::RequestHeader, "request header by name"),
    keyed("resp.header.", Field::ResponseHeader, "response header by name"),
    text("req.body", Field::RequestBody, "captured request bodies"),
    text("resp.body", Field::ResponseBody, "captured response bodies"),
    text("policy", Field::Policy, "a policy that ran or failed"),
    text("policy.scope", Field::PolicyScope, "scope of a traced policy step"),
    text("policy.error", Field::PolicyError, "a policy that failed"),
    keyed("step.", Field::Step, "policy of the N-th traced step, from 1"),
    text("last.source", Field::LastSource, "LastError.Source"),
    text("last.reason", Field::LastReason, "LastError.Reason"),
    text("last.section", Field::LastSection, "LastError.Section"),
    text("opid", Field::OperationId, "operation id (trace id)"),
    text("trace", Field::OperationId, "operation id (trace id)"),
    text("span", Field::Span, "id of a request or dependency"),
    text("parent", Field::Parent, "id of the caller's span"),
    choice("sev", Field::Severity, kSeverities, "severity of a trace or exception"),
    text("msg", Field::Message, "message of a trace"),
    text("exc.type", Field::ExceptionType, "type of an exception"),
    text("exc.msg", Field::ExceptionMessage, "message of an exception"),
    text("name", Field::Name, "name of an item"),
    text("target", Field::Target, "host or server of a dependency"),
    text("type", Field::Type, "type of a dependency"),
    choice("success", Field::Success, kTruth, "outcome"),
    keyed("prop.", Field::Property, "custom dimension by name"),
    keyed("metric.", Field::Measurement, "custom measurement or metric by name", Type::Number),
    text("role", Field::Role, "cloud role name"),
    text("instance", Field::Instance, "cloud role instance"),
    text("sdk", Field::Sdk, "SDK version"),
    choice("kept", Field::Kept, kKept,
           "whether a logger got it: yes, no, err (only as an error), "
           "part (a body was cut)"),
    choice("decision", Field::Decision, kDecisions, "why a logger got it or not"),
    number("itemcount", Field::ItemCount, Type::Number, "items that a kept one stands for"),
    number("rate", Field::Rate, Type::Number, "sample rate stamped, in percent"),
    text("source", Field::Source, "gateway, appinsights, otlp, opencensus, import"),
    number("time", Field::Time, Type::Time, "start: >-5m, >2026-11-20T14:00Z"),
    number("age", Field::Age, Type::Duration, "time since the start: <5m"),
    number("size", Field::ResponseSize, Type::Size, "bytes of the response body"),
    refused("var.", kNoVariables),
    refused("rule", kNoRules),
    refused("dest", kNoDelivery),
    refused("delivered", kNoDelivery),
    refused("rejected", kNoDelivery),
    refused("attempt", kNoDelivery),
    refused("mark", kNoMarks),
    refused("tag", kNoMarks),
    refused("note", kNoMarks),
    refused("label", kNoMarks),
    refused("cost", kNoCost),
});

char lowered(char character)
{
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
}

/// Restricted Damerau-Levenshtein distance: a swap of neighbours counts one.
std::size_t editDistance(std::string_view left, std::string_view right)
{
    std::vector<std::vector<std::size_t>> table(left.size() + 1,
                                                std::vector<std::size_t>(right.size() + 1));
    for (std::size_t row = 0; row <= left.size(); ++row) {
        for (std::size_t column = 0; column <= right.size(); ++column) {
            if (row == 0 || column == 0) {
                table[row][column] = row + column;
                continue;
            }
            const bool isSame = lowered(left[row - 1]) == lowered(right[column - 1]);
            table[row][column] = std::min({table[row - 1][column] + 1, table[row][column - 1] + 1,
                                           table[row - 1][column - 1] + (isSame ? 0 : 1)});
            if (row > 1 && column > 1 && lowered(left[row - 1]) == lowered(right[column - 2])
                && lowered(left[row - 2]) == lowered(right[column - 1]))
                table[row][column] = std::min(table[row][column], table[row - 2][column - 2] + 1);
        }
    }
    return table[left.size()][right.size()];
}

} // namespace

std::span<const FieldInfo> fields()
{
    static const std::vector<FieldInfo> kInfos = [] {
        std::vector<FieldInfo> infos;
        for (const FieldEntry& entry : kFields) {
            if (entry.refusal.empty())
                infos.push_back(entry.info);
        }
        return infos;
    }();
    return kInfos;
}

const FieldEntry* findField(std::string_view name)
{
    const auto found = std::find_if(kFields.begin(), kFields.end(), [&](const FieldEntry& entry) {
        return equalsIgnoringCase(entry.info.name, name);
    });
    return found == kFields.end() ? nullptr : &*found;
}

const FieldEntry& entryOf(Field field)
{
    return *std::find_if(kFields.begin(), kFields.end(),
                         [&](const FieldEntry& entry) { return entry.field == field; });
}

std::string_view closestField(std::string_view name)
{
    // The time of a distance grows with the product of the lengths; no field is that long.
    constexpr std::size_t kLongest = 32;
    std::string_view closest;
    std::size_t fewest = name.size() < 4 ? 2 : 3; // fewer edits than this
    if (name.size() > kLongest)
        return {};
    for (const FieldEntry& entry : kFields) {
        if (!entry.refusal.empty())
            continue;
        const std::size_t edits = editDistance(entry.info.name, name);
        if (edits < fewest) {
            fewest = edits;
            closest = entry.info.name;
        }
    }
    return closest;
}

bool isNumeric(FieldType type) { return type != FieldType::Text && type != FieldType::Choice; }

} // namespace gatelens::filter
