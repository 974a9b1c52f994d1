#include "core/expression/json/token.h"
#include "core/expression/library/base64.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/uri.h"
#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/parse.h"
#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"

#include <cmath>

namespace gatelens::expression {

namespace {

/// A scalar's content as a number type: text is parsed, reals round half to even.
Value numberFrom(Env& env, const Value& content, Tag target)
{
    if (content.isString()) {
        const auto text = content.text();
        if (target == Tag::Double || target == Tag::Single) {
            const auto real = parseReal(text);
            if (!real)
                return env.format("Input string was not in a correct format.");
            return target == Tag::Double ? Value::ofDouble(*real)
                                         : Value::ofSingle(static_cast<float>(*real));
        }
        if (target == Tag::Decimal) {
            const auto number = parseDecimal(text);
            return number ? Value::ofDecimal(*number)
                          : env.format("Input string was not in a correct format.");
        }
        const auto number = readInteger(text);
        if (number.error == NumberError::Format)
            return env.format("Input string was not in a correct format.");
        if (number.error == NumberError::Overflow || number.magnitude > (std::uint64_t{1} << 63))
            return env.raise("OverflowException", "Value was either too large or too small.");
        return convertNumber(env,
                             Value::ofLong(static_cast<std::int64_t>(
                                 number.isNegative ? ~number.magnitude + 1 : number.magnitude)),
                             target, true);
    }
    if (content.tag() == Tag::Boolean)
        return convertNumber(env, Value::ofInt(content.asBool() ? 1 : 0), target, true);
    const bool toInteger = target >= Tag::SByte && target <= Tag::UInt64;
    if (toInteger && content.tag() == Tag::Double)
        return convertNumber(env, Value::ofDouble(std::nearbyint(content.asDouble())), target,
                             true);
    if (toInteger && content.tag() == Tag::Decimal)
        return convertNumber(
            env, Value::ofDecimal(content.asDecimal().rounded(0, Decimal::Rounding::HalfToEven)),
            target, true);
    if (content.tag() >= Tag::Char && content.tag() <= Tag::Decimal)
        return convertNumber(env, content, target, true);
    if (content.isObject() && content.type()->name == "BigInteger")
        return numberFrom(env, Value::ofString(content.toText()), target);
    return env.argument("Can not convert " + content.typeName() + " to a number.");
}

/// A scalar's content as a plain type; raises for what does not fit.
Value scalarFrom(Env& env, const Value& content, const Type* type)
{
    const auto& types = core();
    if (type == types.object)
        return content;
    if (type == types.string)
        return content.isString()
            ? content
            : Value::ofString(content.isBytes() ? encodeBase64(content.bytes()) : textOf(content));
    if (isInstance(content, type))
        return content;
    const bool isTime = type == types.dateTime || type == types.dateTimeOffset;
    const bool holdsTime = content.tag() == Tag::DateTime || content.tag() == Tag::DateTimeOffset;
    const bool comesOfText = isTime || type == types.timeSpan || type == types.guid
        || type == types.bytes || type->name == "Uri";
    if (comesOfText && !content.isString() && !(isTime && holdsTime))
        return env.argument("Can not convert " + content.typeName() + " to " + type->name + ".");
    if (type == types.boolean) {
        if (content.isString()) {
            const auto parsed = parseBoolean(content.text());
            return parsed ? Value::ofBool(*parsed)
                          : env.format("String was not recognized as a valid Boolean.");
        }
        const Value number = numberFrom(env, content, Tag::Double);
        return env.raised() ? Value() : Value::ofBool(number.asDouble() != 0);
    }
    if (type == types.character) {
        const auto units = toUtf16(textOf(content));
        return units.size() == 1 ? Value::ofChar(units[0])
                                 : env.format("String must be exactly one character long.");
    }
    if (type->isNumeric())
        return numberFrom(env, content, type->tag);
    if (type->isEnum()) {
        if (!content.isString())
            return Value::ofEnum(*type, numberFrom(env, content, Tag::Int64).asLong());
        for (const auto& known : type->definition->values) {
            if (equalText(known.name, content.text(), Comparison::OrdinalIgnoreCase))
                return Value::ofEnum(*type, known.value);
        }
        return env.argument("Requested value '" + content.toText() + "' was not found.");
    }
    if (type == types.dateTime || type == types.dateTimeOffset) {
        if (content.tag() == Tag::DateTime)
            return Value::ofDateTimeOffset(content.asLong(), 0);
        if (content.tag() == Tag::DateTimeOffset)
            return Value::ofDateTimeTicks(
                content.asLong() - content.offsetMinutes() * kTicksPerMinute, ClockKind::Utc);
        const auto parsed = content.isString() ? parseDateTime(content.text()) : std::nullopt;
        if (!parsed)
            return env.format("String was not recognized as a valid DateTime.");
        if (type == types.dateTimeOffset)
            return Value::ofDateTimeOffset(parsed->ticks,
                                           static_cast<std::int16_t>(parsed->offsetMinutes));
        return Value::ofDateTimeTicks(parsed->ticks - parsed->offsetMinutes * kTicksPerMinute,
                                      parsed->hasOffset ? ClockKind::Local
                                                        : ClockKind::Unspecified);
    }
    if (type == types.timeSpan) {
        const auto ticks = content.isString() ? parseTimeSpanTicks(content.text()) : std::nullopt;
        return ticks ? Value::ofTimeSpanTicks(*ticks)
                     : env.format("String was not recognized as a valid TimeSpan.");
    }
    if (type == types.guid) {
        const auto bytes = content.isString() ? parseGuid(content.text()) : std::nullopt;
        return bytes ? makeValue<GuidObject>(*bytes)
                     : env.format("Guid should contain 32 digits with 4 dashes.");
    }
    if (type->name == "Uri")
        return makeUri(env, textOf(content));
    if (type == types.bytes) {
        auto bytes = content.isString() ? decodeBase64(content.text()) : std::nullopt;
        return bytes ? Value::ofBytes(std::move(*bytes))
                     : env.format("The input is not a valid Base-64 string.");
    }
    return env.argument("Can not convert " + content.typeName() + " to " + type->name + ".");
}

bool isTokenType(const Type* type)
{
    static const Type* token = Library::instance().find("JToken")->self;
    return type->isAssignableTo(token);
}

Value wrongShape(Env& env, const JsonToken& token, const Type* type)
{
    return env.raise("JsonSerializationException",
                     "Cannot deserialize the current JSON "
                         + std::string(token.kind() == JsonKind::Array ? "array" : "object")
                         + " into type '" + type->fullName + "'.");
}

/// Where a token to convert comes from: a tree, or a text being deserialized, whose reader has
/// exceptions of its own.
struct JsonSource
{
    bool isText = false;
    JsonReading reading;
};

Value convertToken(Env& env, const JsonToken& token, const Type* type, const JsonSource& source);

/// The types that Json.NET's reader reads by itself; all others its serializer converts.
bool isReadDirectly(const Type* plain)
{
    const auto& types = core();
    return plain == types.int32 || plain == types.decimal || plain == types.dateTime
        || plain == types.dateTimeOffset || plain == types.string || plain == types.bytes;
}

/// Turns what a conversion raised into the exception of deserializing.
Value deserialized(Env& env, Value made, const JsonToken& token, const Type* plain)
{
    const bool isCut = plain == core().int32 && token.kind() == JsonKind::Float && !env.raised();
    if ((!env.raised() || env.isAborted()) && !isCut)
        return made;
    if (env.raised())
        static_cast<void>(env.takeException());
    return env.raise(isReadDirectly(plain) ? "JsonReaderException" : "JsonSerializationException",
                     "Could not convert " + token.toCompactText() + " to " + plain->name + ".");
}

/// Scalars in the tree below that look like dates become dates.
void readDates(JsonToken& token, const JsonReading& reading)
{
    if (token.isScalar()) {
        if (token.kind() == JsonKind::String)
            static_cast<JsonScalar&>(token).assign(dateOrText(token.scalar().toText(), reading));
        return;
    }
    const auto& container = static_cast<const JsonContainer&>(token);
    for (std::size_t i = 0; i < container.size(); ++i)
        readDates(container.at(i), reading);
}

std::string memberName(const Type& type, std::size_t index)
{
    return type.kind == TypeKind::Anonymous ? type.fieldNames[index]
                                            : "Item" + std::to_string(index + 1);
}

/// The property of a member: of its very name, or of its name in another case.
const JsonToken* memberIn(const JsonObject& object, const std::string& name)
{
    const JsonToken* content = object.get(name);
    for (const auto& property : object.properties()) {
        if (content == nullptr && equalText(property->name, name, Comparison::OrdinalIgnoreCase))
            content = property->value().get();
    }
    return content;
}

/// MissingMemberHandling.Error.
bool hasOnlyMembersOf(Env& env, const JsonObject& object, const Type& type)
{
    for (const auto& property : object.properties()) {
        bool isMember = false;
        for (std::size_t i = 0; i < type.arguments.size(); ++i)
            isMember = isMember
                || equalText(property->name, memberName(type, i), Comparison::OrdinalIgnoreCase);
        if (!isMember) {
            env.raise("JsonSerializationException",
                      "Could not find member '" + property->name + "' on object of type '"
                          + type.name + "'.");
            return false;
        }
    }
    return true;
}

/// An anonymous object or Tuple from the properties of its members' names, whatever their case.
Value recordFrom(Env& env, const JsonToken& token, const Type* type, const JsonSource& source)
{
    if (token.kind() != JsonKind::Object)
        return wrongShape(env, token, type);
    const auto& object = static_cast<const JsonObject&>(token);
    if (source.reading.refusesUnknown && !hasOnlyMembersOf(env, object, *type))
        return {};
    std::vector<Value> fields;
    for (std::size_t i = 0; i < type->arguments.size(); ++i) {
        const auto name = memberName(*type, i);
        const JsonToken* content = memberIn(object, name);
        fields.push_back(content == nullptr
                             ? defaultOf(type->arguments[i])
                             : convertToken(env, *content, type->arguments[i], source));
        if (env.raised())
            return {};
    }
    return makeValue<RecordObject>(*type, std::move(fields));
}

/// A dictionary from an object; null when `type` is no dictionary.
Value dictionaryFrom(Env& env, const JsonToken& token, const Type* type, const JsonSource& source)
{
    const auto& library = Library::instance();
    const Type* shape = instanceOf(type, library.find("IDictionary", 2));
    if (shape == nullptr)
        shape = instanceOf(type, library.find("IReadOnlyDictionary", 2));
    if (shape == nullptr)
        return {};
    if (token.kind() != JsonKind::Object)
        return wrongShape(env, token, type);
    const Type* actual = genericOf("Dictionary", shape->arguments);
    auto made = make<DictionaryObject>(*actual);
    for (const auto& property : static_cast<const JsonObject&>(token).properties()) {
        Value key = scalarFrom(env, Value::ofText(property->name), shape->arguments[0]);
        Value content = convertToken(env, *property->value(), shape->arguments[1], source);
        if (env.raised() || !env.charge(64))
            return {};
        made->set(std::move(key), std::move(content));
    }
    return made.value();
}

Value listFrom(Env& env, const JsonToken& token, const Type* type, const JsonSource& source)
{
    const Type* element = elementTypeOf(type);
    if (element == nullptr)
        return {};
    if (token.kind() != JsonKind::Array)
        return wrongShape(env, token, type);
    std::vector<Value> items;
    for (const auto& item : static_cast<const JsonArray&>(token).items()) {
        items.push_back(convertToken(env, *item, element, source));
        if (env.raised() || !env.charge(sizeof(Value)))
            return {};
    }
    if (type->isArray())
        return newArray(element, std::move(items));
    if (type->definition != nullptr && type->definition->name == "HashSet") {
        auto set = make<SetObject>(*type, Value());
        for (auto& item : items)
            set->keys.add(std::move(item), {});
        return set.value();
    }
    return newList(element, std::move(items));
}

Value scalarOf(Env& env, const JsonToken& token, const Type* type, const JsonSource& source)
{
    const Value& content = token.scalar();
    if (content.isNull())
        return type->acceptsNull()
            ? Value()
            : env.raise("JsonSerializationException",
                        "Error converting value {null} to type '" + type->fullName + "'.");
    const Type* plain = type->withoutNullable();
    const bool isContainerType
        = plain != core().string && plain != core().bytes && elementTypeOf(plain) != nullptr;
    if (isContainerType)
        return env.raise("JsonSerializationException",
                         "Error converting value to type '" + type->fullName + "'.");
    if (!source.isText)
        return scalarFrom(env, content, plain);
    if (plain == core().object && content.isString())
        return dateOrText(content.toText(), source.reading);
    const bool mayBeDate = plain == core().dateTime && content.isString();
    const JsonReading asDate{.zone = source.reading.zone};
    const Value known = mayBeDate ? dateOrText(content.toText(), asDate) : content;
    Value made = scalarFrom(env, known, plain);
    return deserialized(env, std::move(made), token, plain);
}

Value convertToken(Env& env, const JsonToken& token, const Type* type, const JsonSource& source)
{
    const DepthGuard depth(env);
    if (!depth)
        return {};
    const Value self = Value::ofObject(const_cast<JsonToken*>(&token));
    const bool isAny = type == core().object || type->kind == TypeKind::Dynamic;
    if (source.isText && (isTokenType(type) || (isAny && token.isContainer())))
        readDates(const_cast<JsonToken&>(token), source.reading);
    if (isTokenType(type)) {
        if (!isInstance(self, type) && token.kind() == JsonKind::Null)
            return {};
        if (!isInstance(self, type))
            return env.raise("InvalidCastException",
                             "Unable to cast object of type '" + self.fullTypeName() + "' to type '"
                                 + type->fullName + "'.");
        return self;
    }
    if (token.isScalar())
        return scalarOf(env, token, type, source);
    if (isAny)
        return self;
    if (source.isText && isReadDirectly(type->withoutNullable()))
        return env.raise(
            "JsonReaderException",
            "Error reading " + type->name + ". Unexpected token: "
                + std::string(token.kind() == JsonKind::Array ? "StartArray" : "StartObject")
                + ".");
    if (type->definition != nullptr && type->definition->name == "KeyValuePair"
        && token.kind() == JsonKind::Object) {
        const auto& object = static_cast<const JsonObject&>(token);
        const auto* key = object.get("Key");
        const auto* content = object.get("Value");
        return pairOf(type,
                      key == nullptr ? defaultOf(type->arguments[0])
                                     : convertToken(env, *key, type->arguments[0], source),
                      content == nullptr ? defaultOf(type->arguments[1])
                                         : convertToken(env, *content, type->arguments[1], source));
    }
    const bool isRecord = type->kind == TypeKind::Anonymous || type->kind == TypeKind::ValueTuple
        || (type->definition != nullptr && type->definition->name == "Tuple");
    if (isRecord)
        return recordFrom(env, token, type, source);
    Value made = dictionaryFrom(env, token, type, source);
    if (made.isNull() && !env.raised() && type != core().string)
        made = listFrom(env, token, type, source);
    if (made.isNull() && !env.raised())
        return wrongShape(env, token, type);
    return made;
}

/// The types that JToken itself converts to: ToObject casts to them.
bool isCastType(const Type* plain)
{
    const auto& types = core();
    return plain->isNumeric() || plain == types.boolean || plain == types.string
        || plain == types.dateTime || plain == types.dateTimeOffset || plain == types.timeSpan
        || plain == types.guid || plain->name == "Uri";
}

} // namespace

Value fromToken(Env& env, const JsonToken& token, const Type* type)
{
    if (isCastType(type->withoutNullable()))
        return castToken(env, Value::ofObject(const_cast<JsonToken*>(&token)), type);
    return convertToken(env, token, type, {});
}

Ref<JsonToken> parseDeserialized(Env& env, std::string_view text, const JsonReading& reading)
{
    // Dates are recognised where the type wants them.
    auto asWritten = reading;
    asWritten.dates = JsonDates::None;
    auto parsed = parseJson(env, text, asWritten);
    if (parsed)
        return parsed;
    // A text that ends early fails in the serializer, any other in the reader.
    const auto* thrown = env.exception().as<ExceptionObject>();
    const bool endsEarly = thrown != nullptr && thrown->message.starts_with("Unexpected end");
    if (!endsEarly || env.isAborted())
        return {};
    const auto message = thrown->message;
    static_cast<void>(env.takeException());
    env.raise("JsonSerializationException", message);
    return {};
}

Value deserializeToken(Env& env, const JsonToken& token, const Type* type,
                       const JsonReading& reading)
{
    return convertToken(env, token, type, {true, reading});
}

Value deserializeJson(Env& env, std::string_view text, const Type* type, const JsonReading& reading)
{
    if (trimWhiteSpace(text).empty())
        return type->acceptsNull()
            ? Value()
            : env.raise("JsonSerializationException",
                        "No JSON content found to convert to " + type->name + ".");
    const auto parsed = parseDeserialized(env, text, reading);
    return parsed ? deserializeToken(env, *parsed, type, reading) : Value();
}

Ref<JsonToken> toToken(Env& env, const Value& value, const JsonWriting& writing)
{
    if (auto* token = value.as<JsonToken>())
        return Ref<JsonToken>(token);
    if (const auto* xml = xmlToSerialize(value))
        return jsonOfXml(env, *xml, false);
    const bool isStructured = value.isObject() && !value.isBytes()
        && (value.as<Sequence>() != nullptr || value.as<RecordObject>() != nullptr);
    if (!isStructured)
        return tokenOf(env, value);
    // What serialization writes is what it reads; the round trip keeps the two the same.
    const DepthGuard depth(env);
    if (!depth)
        return {};
    if (const auto* record = value.as<RecordObject>()) {
        auto object = make<JsonObject>();
        const auto& type = record->type();
        const bool isPair = type.definition != nullptr && type.definition->name == "KeyValuePair";
        for (std::size_t i = 0; i < record->fields.size(); ++i) {
            if (!isMemberWritten(*record, i, writing))
                continue;
            auto content = toToken(env, record->fields[i], writing);
            if (!content)
                return {};
            const auto name = type.kind == TypeKind::Anonymous ? type.fieldNames[i]
                : isPair                                       ? (i == 0 ? "Key" : "Value")
                                                               : "Item" + std::to_string(i + 1);
            object->set(env, name, std::move(content));
        }
        return Ref<JsonToken>(object.get());
    }
    if (const auto* dictionary = value.as<DictionaryBase>()) {
        auto object = make<JsonObject>();
        for (const auto& [key, content] : dictionary->entries()) {
            auto token = toToken(env, content, writing);
            if (!token)
                return {};
            object->set(env, textOf(key), std::move(token));
        }
        return Ref<JsonToken>(object.get());
    }
    auto array = make<JsonArray>();
    for (const auto& item : drain(env, value)) {
        auto token = toToken(env, item, writing);
        if (!token || !array->add(env, std::move(token)))
            return {};
    }
    return env.raised() ? Ref<JsonToken>() : Ref<JsonToken>(array.get());
}

Value castToken(Env& env, const Value& value, const Type* type)
{
    const auto* token = value.as<JsonToken>();
    const bool isNullable = type->acceptsNull();
    if (token == nullptr)
        return isNullable ? Value() : env.argumentNull("value");
    if (token->kind() == JsonKind::Property)
        return castToken(env, static_cast<const JsonProperty*>(token)->value().value(), type);
    if (!token->isScalar())
        return env.argument("Can not convert "
                            + std::string(token->kind() == JsonKind::Object ? "Object" : "Array")
                            + " to " + type->withoutNullable()->name + ".");
    const Value& content = token->scalar();
    if (content.isNull())
        return isNullable ? Value() : env.argument("Can not convert Null to " + type->name + ".");
    const Type* plain = type->withoutNullable();
    if (plain == core().string && content.isBytes())
        return Value::ofString(encodeBase64(content.bytes()));
    return scalarFrom(env, content, plain);
}

} // namespace gatelens::expression
