#include "core/formats/har_entry.h"

#include "core/base/whitespace.h"
#include "core/formats/captured_body.h"
#include "core/message/message.h"
#include "core/message/url.h"

#include <algorithm>

namespace gatelens {

namespace {

constexpr std::string_view kHttpVersion = "HTTP/1.1";
constexpr double kDoesNotApply = -1;

/// What an entry shows, whether it is the exchange itself or one of its backend calls.
struct EntrySource
{
    const Exchange& exchange;
    const MessageCapture& request;
    const MessageCapture& response;
    Timestamp startedAt;
    Micros duration{0};
    std::string_view kind;
    std::string_view spanId;
    std::string_view parentId;
    std::string_view method;
    std::string_view url;
    int statusCode = 0;
    bool isSuccess = true;
    std::string error; ///< why there was no whole answer
};

double millis(Micros duration) { return static_cast<double>(duration.count()) / 1000; }

/// A URL of nothing but ASCII, as the format's schema demands.
std::string asciiUrl(std::string_view url)
{
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string text;
    for (const char character : url) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte > 0x20 && byte < 0x7F && character != '"' && character != '<'
            && character != '>') {
            text += character;
            continue;
        }
        text += '%';
        text += kHex[byte >> 4U];
        text += kHex[byte & 0xFU];
    }
    return text;
}

void writeNameValue(JsonWriter& json, std::string_view name, std::string_view value)
{
    json.open('{');
    json.text("name", name);
    json.text("value", value);
    json.close('}');
}

void writeHeaders(JsonWriter& json, const HeaderList& headers, const ExportMasking& masking)
{
    json.open("headers", '[');
    for (const HeaderField& field : headers)
        writeNameValue(json, field.name, masking.headerValue(field.name, field.value));
    json.close(']');
}

void writeQuery(JsonWriter& json, std::string_view url)
{
    json.open("queryString", '[');
    const std::size_t mark = url.find('?');
    std::string_view query;
    if (mark != std::string_view::npos)
        query = url.substr(mark + 1, url.find('#', mark) - mark - 1);
    while (!query.empty()) {
        const std::string_view part = query.substr(0, query.find('&'));
        const std::size_t equals = part.find('=');
        const bool hasValue = equals != std::string_view::npos;
        if (!part.empty()) {
            writeNameValue(json, percentDecode(part.substr(0, equals), false),
                           hasValue ? percentDecode(part.substr(equals + 1), false)
                                    : std::string());
        }
        query.remove_prefix(std::min(part.size() + 1, query.size()));
    }
    json.close(']');
}

/// Calls `each` with the trimmed pieces between ";".
template<class Each>
void forEachPart(std::string_view text, Each each)
{
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(';'));
        each(trimmed(part, kBlanks));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
    }
}

struct NameAndValue
{
    std::string_view name;
    std::string_view value;
};

NameAndValue splitPair(std::string_view text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        return {text, {}};
    return {trimmed(text.substr(0, equals), kBlanks), trimmed(text.substr(equals + 1), kBlanks)};
}

void writeRequestCookies(JsonWriter& json, const HeaderList& headers, const ExportMasking& masking)
{
    json.open("cookies", '[');
    for (const HeaderField& field : headers) {
        const std::string_view value = masking.headerValue(field.name, field.value);
        if (!equalsIgnoringCase(field.name, "Cookie") || value == kMaskedValue)
            continue;
        forEachPart(value, [&](std::string_view part) {
            if (!part.empty())
                writeNameValue(json, splitPair(part).name, splitPair(part).value);
        });
    }
    json.close(']');
}

void writeCookieAttribute(JsonWriter& json, const NameAndValue& attribute)
{
    if (equalsIgnoringCase(attribute.name, "Path"))
        json.text("path", attribute.value);
    else if (equalsIgnoringCase(attribute.name, "Domain"))
        json.text("domain", attribute.value);
    else if (equalsIgnoringCase(attribute.name, "HttpOnly"))
        json.flag("httpOnly", true);
    else if (equalsIgnoringCase(attribute.name, "Secure"))
        json.flag("secure", true);
}

void writeResponseCookies(JsonWriter& json, const HeaderList& headers, const ExportMasking& masking)
{
    json.open("cookies", '[');
    for (const HeaderField& field : headers) {
        const std::string_view value = masking.headerValue(field.name, field.value);
        if (!equalsIgnoringCase(field.name, "Set-Cookie") || value == kMaskedValue)
            continue;
        json.open('{');
        bool isFirst = true;
        forEachPart(value, [&](std::string_view part) {
            const NameAndValue pair = splitPair(part);
            if (isFirst) {
                json.text("name", pair.name);
                json.text("value", pair.value);
            } else {
                writeCookieAttribute(json, pair);
            }
            isFirst = false;
        });
        json.close('}');
    }
    json.close(']');
}

std::string_view headerOr(const HeaderList& headers, std::string_view name,
                          std::string_view otherwise)
{
    const std::string* value = headers.find(name);
    return value != nullptr ? std::string_view(*value) : otherwise;
}

void writeRequest(JsonWriter& json, const EntrySource& entry, const ExportMasking& masking)
{
    const std::string url = masking.url(entry.url);
    json.open("request", '{');
    json.text("method", entry.method);
    json.text("url", asciiUrl(url));
    json.text("httpVersion", kHttpVersion);
    writeRequestCookies(json, entry.request.headers, masking);
    writeHeaders(json, entry.request.headers, masking);
    writeQuery(json, url);
    if (!entry.request.body.empty() || entry.request.bodyBytes > 0) {
        const BodyText body = bodyText(entry.request);
        json.open("postData", '{');
        json.text("mimeType", headerOr(entry.request.headers, "Content-Type", ""));
        json.text("text", body.text);
        if (body.isBinary)
            json.text("_encoding", "base64");
        json.close('}');
    }
    json.integer("headersSize", -1);
    json.integer("bodySize", static_cast<std::int64_t>(entry.request.bodyBytes));
    json.close('}');
}

void writeResponse(JsonWriter& json, const EntrySource& entry, const ExportMasking& masking)
{
    json.open("response", '{');
    json.integer("status", entry.statusCode);
    json.text("statusText", reasonPhrase(entry.statusCode));
    json.text("httpVersion", kHttpVersion);
    writeResponseCookies(json, entry.response.headers, masking);
    writeHeaders(json, entry.response.headers, masking);
    const BodyText body = bodyText(entry.response);
    json.open("content", '{');
    json.integer("size", static_cast<std::int64_t>(entry.response.bodyBytes));
    json.text("mimeType", headerOr(entry.response.headers, "Content-Type", "x-unknown"));
    if (!entry.response.body.empty())
        json.text("text", body.text);
    if (body.isBinary)
        json.text("encoding", "base64");
    json.close('}');
    json.text("redirectURL", masking.url(headerOr(entry.response.headers, "Location", "")));
    json.integer("headersSize", -1);
    json.integer("bodySize", static_cast<std::int64_t>(entry.response.bodyBytes));
    json.close('}');
}

/// HAR's timings, in milliseconds; -1 is what does not apply. `connect` includes `ssl`.
struct HarTimings
{
    double blocked = kDoesNotApply;
    double dns = kDoesNotApply;
    double connect = kDoesNotApply;
    double ssl = kDoesNotApply;
    double send = 0;
    double wait = 0;
    double receive = 0;

    [[nodiscard]] double total() const
    {
        return std::max(blocked, 0.0) + std::max(dns, 0.0) + std::max(connect, 0.0) + send + wait
            + receive;
    }
};

HarTimings timingsOf(const Exchange& exchange)
{
    HarTimings timings;
    timings.receive = millis(std::clamp(exchange.clientTime, Micros(0), exchange.duration));
    timings.wait = millis(exchange.duration) - timings.receive;
    return timings;
}

HarTimings timingsOf(const BackendCall& call)
{
    const CallTiming& phases = call.timing;
    HarTimings timings;
    if (phases.queue > Micros(0))
        timings.blocked = millis(phases.queue);
    if (phases.connect + phases.tls > Micros(0))
        timings.connect = millis(phases.connect + phases.tls);
    if (phases.tls > Micros(0))
        timings.ssl = millis(phases.tls);
    timings.send = millis(phases.send);
    timings.wait = millis(phases.firstByte);
    timings.receive = millis(phases.receive);
    return timings;
}

void writeTimings(JsonWriter& json, const HarTimings& timings)
{
    json.number("time", timings.total());
    json.open("timings", '{');
    json.number("blocked", timings.blocked);
    json.number("dns", timings.dns);
    json.number("connect", timings.connect);
    json.number("ssl", timings.ssl);
    json.number("send", timings.send);
    json.number("wait", timings.wait);
    json.number("receive", timings.receive);
    json.close('}');
}

void writeLoggers(JsonWriter& json, const Exchange& exchange)
{
    json.open("loggers", '[');
    for (const LoggerOutcome& outcome : exchange.loggers) {
        if (outcome.isKept)
            json.textElement(outcome.loggerId);
    }
    json.close(']');
}

void writeOwnMember(JsonWriter& json, const EntrySource& entry)
{
    const Exchange& exchange = entry.exchange;
    json.open("_gatelens", '{');
    json.integer("v", 1);
    json.text("kind", entry.kind);
    json.text("id", entry.spanId);
    json.textIfSet("parent", entry.parentId);
    json.text("trace", exchange.operationId);
    json.text("opName", operationNameOf(exchange));
    json.text("timeUnixNano", std::to_string(entry.startedAt.time_since_epoch().count()) + "000");
    json.number("durationMs", millis(entry.duration));
    json.flag("success", entry.isSuccess);
    json.text("code", std::to_string(entry.statusCode));
    json.textIfSet("clientIp", exchange.clientIp);
    json.textIfSet("api", exchange.apiId);
    json.textIfSet("revision", exchange.apiId.empty() ? "" : exchange.apiRevision);
    json.textIfSet("operation", exchange.apimOperationId);
    json.textIfSet("product", exchange.productId);
    json.textIfSet("subscription", exchange.subscriptionId);
    writeLoggers(json, exchange);
    json.open("truncated", '{');
    json.flag("request", entry.request.isBodyCut);
    json.flag("response", entry.response.isBodyCut);
    json.close('}');
    json.textIfSet("error", entry.error);
    json.close('}');
}

void writeEntry(JsonWriter& json, const EntrySource& entry, const HarTimings& timings,
                const ExportMasking& masking)
{
    json.open('{');
    json.textIfSet("pageref", entry.exchange.operationId);
    json.text("startedDateTime", harTime(entry.startedAt));
    writeRequest(json, entry, masking);
    writeResponse(json, entry, masking);
    json.open("cache", '{');
    json.close('}');
    writeTimings(json, timings);
    writeOwnMember(json, entry);
    json.close('}');
}

} // namespace

std::string harTime(Timestamp time)
{
    std::string text = toIso8601(time);
    text.erase(text.size() - 4, 3); // three digits instead of six
    return text;
}

void writeHarEntry(JsonWriter& json, const Exchange& exchange, const ExportMasking& masking)
{
    const EntrySource entry{.exchange = exchange,
                            .request = exchange.request,
                            .response = exchange.response,
                            .startedAt = exchange.startedAt,
                            .duration = exchange.duration,
                            .kind = "request",
                            .spanId = exchange.spanId,
                            .parentId = exchange.parentId,
                            .method = exchange.method,
                            .url = exchange.url,
                            .statusCode = exchange.statusCode,
                            .isSuccess = exchange.statusCode < 400 && exchange.isSentInFull,
                            .error = exchange.errors.empty()
                                ? std::string(exchange.isSentInFull ? "" : "not sent in full")
                                : exchange.errors.back().reason};
    writeEntry(json, entry, timingsOf(exchange), masking);
}

void writeHarEntry(JsonWriter& json, const Exchange& exchange, const BackendCall& call,
                   const ExportMasking& masking)
{
    const EntrySource entry{.exchange = exchange,
                            .request = call.request,
                            .response = call.response,
                            .startedAt = call.startedAt,
                            .duration = call.duration,
                            .kind = "dependency",
                            .spanId = call.spanId,
                            .parentId = exchange.spanId,
                            .method = call.method,
                            .url = call.url,
                            .statusCode = call.statusCode,
                            .isSuccess
                            = call.statusCode > 0 && call.statusCode < 400 && call.failure.empty(),
                            .error = call.failure};
    writeEntry(json, entry, timingsOf(call), masking);
}

} // namespace gatelens
