#include "core/expression/case_runner.h"

#include "core/expression/context_json.h"
#include "core/expression/json/token.h"
#include "core/expression/library/base64.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/library.h"

#include <boost/json.hpp>

namespace gatelens::expression {

namespace json = boost::json;

namespace {

constexpr int kMaxListDepth = 20;

std::string_view nameOfTag(Tag tag)
{
    switch (tag) {
    case Tag::Null:
        return "null";
    case Tag::Boolean:
        return "bool";
    case Tag::Char:
        return "char";
    case Tag::SByte:
        return "sbyte";
    case Tag::Byte:
        return "byte";
    case Tag::Int16:
        return "short";
    case Tag::UInt16:
        return "ushort";
    case Tag::Int32:
        return "int";
    case Tag::UInt32:
        return "uint";
    case Tag::Int64:
        return "long";
    case Tag::UInt64:
        return "ulong";
    case Tag::Single:
        return "float";
    case Tag::Double:
        return "double";
    case Tag::Decimal:
        return "decimal";
    case Tag::DateTime:
        return "datetime";
    case Tag::DateTimeOffset:
        return "datetimeoffset";
    case Tag::TimeSpan:
        return "timespan";
    case Tag::Enum:
        return "enum";
    case Tag::ShortString:
    case Tag::String:
        return "string";
    default:
        return "object";
    }
}

const Type* xmlObjectType()
{
    static const Type* known = Library::instance().find("XObject")->self;
    return known;
}

} // namespace

namespace {

CaseOutcome described(const Value& value, Env& env, int depth);

/// The elements of a sequence, each with its type. An exception of a lazy one stays in `env`.
std::string listText(const Value& value, Env& env, int depth)
{
    json::array items;
    for (const auto& item : drain(env, value)) {
        json::object line{{"type", "null"}, {"value", nullptr}};
        if (!item.isNull() && depth < kMaxListDepth) {
            const auto outcome = described(item, env, depth + 1);
            line["type"] = outcome.type;
            line["value"] = outcome.value;
        }
        items.push_back(std::move(line));
    }
    return json::serialize(items);
}

CaseOutcome described(const Value& value, Env& env, int depth)
{
    CaseOutcome outcome;
    outcome.type = std::string(nameOfTag(value.tag()));
    outcome.isNull = value.isNull();
    if (!value.isObject()) {
        outcome.value = value.toText();
        return outcome;
    }
    const auto& name = value.type()->name;
    if (const auto* token = value.as<JsonToken>()) {
        outcome.type = "json";
        outcome.value = token->toCompactText();
    } else if (value.isBytes()) {
        outcome.type = "bytes";
        outcome.value = encodeBase64(value.bytes());
    } else if (value.as<GuidObject>() != nullptr) {
        outcome.type = "guid";
        outcome.value = value.toText();
    } else if (name == "Uri") {
        outcome.type = "uri";
        outcome.value = value.toText();
    } else if (value.type()->isAssignableTo(xmlObjectType())) {
        outcome.type = "xml";
        outcome.value = value.toText();
    } else if (value.as<Sequence>() != nullptr) {
        outcome.type = "list";
        outcome.value = listText(value, env, depth);
    } else {
        outcome.value = value.toText();
    }
    return outcome;
}

} // namespace

CaseOutcome describeValue(const Value& value, PolicyContext& context)
{
    const Limits limits;
    Env env(&context, limits);
    auto outcome = described(value, env, 0);
    if (env.raised()) {
        const Value exception = env.takeException();
        outcome.throws = exception.typeName();
        outcome.message = exception.toText();
    }
    return outcome;
}

CaseOutcome runCase(std::string_view expression, std::string_view contextJson)
{
    CaseOutcome outcome;
    auto owned = OwnedContext::fromJson(contextJson.empty() ? "{}" : contextJson);
    if (!owned) {
        outcome.throws = "InvalidContext";
        outcome.message = owned.error().message;
        return outcome;
    }
    auto compiled = Expression::compile(expression);
    if (const auto* findings = std::get_if<Findings>(&compiled)) {
        outcome.throws = "CompileError";
        for (const auto& finding : *findings) {
            if (finding.severity != FindingSeverity::Error)
                continue;
            outcome.message += (outcome.message.empty() ? "" : "; ") + toString(finding.position)
                + ": " + finding.code + ": " + finding.message;
        }
        return outcome;
    }
    auto& context = (*owned)->context();
    const auto result = std::get<0>(compiled)->evaluate(context);
    if (const auto* thrown = std::get_if<Thrown>(&result)) {
        outcome.throws = thrown->typeName;
        outcome.message = thrown->message;
    } else {
        outcome = describeValue(std::get<Value>(result), context);
    }
    outcome.traces = (*owned)->traces();
    return outcome;
}

std::string toJsonLine(std::string_view id, const CaseOutcome& outcome)
{
    json::object line;
    if (!id.empty())
        line["id"] = id;
    if (!outcome.throws.empty()) {
        line["throws"] = outcome.throws;
        line["message"] = outcome.message;
    } else {
        line["type"] = outcome.type;
        if (outcome.isNull)
            line["value"] = nullptr;
        else
            line["value"] = outcome.value;
    }
    if (!outcome.traces.empty())
        line["trace"] = json::value_from(outcome.traces);
    return json::serialize(line);
}

std::string runCaseLine(std::string_view line)
{
    boost::system::error_code failed;
    const auto parsed = json::parse(line, failed);
    const auto* object = failed ? nullptr : parsed.if_object();
    const auto* expression = object == nullptr ? nullptr : object->if_contains("expr");
    if (expression == nullptr || !expression->is_string()) {
        CaseOutcome invalid;
        invalid.throws = "InvalidCase";
        invalid.message = "a case is a JSON object with a text \"expr\"";
        return toJsonLine("", invalid);
    }
    const auto* id = object->if_contains("id");
    const auto* context = object->if_contains("context");
    const auto outcome
        = runCase(expression->as_string(),
                  context == nullptr || context->is_null() ? "{}" : json::serialize(*context));
    return toJsonLine(id != nullptr && id->is_string() ? std::string_view(id->as_string())
                                                       : std::string_view(),
                      outcome);
}

} // namespace gatelens::expression
