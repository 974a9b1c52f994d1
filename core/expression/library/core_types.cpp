#include "core/expression/library/collections.h"
#include "core/expression/library/comparers.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/parse.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

namespace {

/// Enum.Parse of a name, several names, or a number; nullopt when there is no such value.
std::optional<Value> parseEnum(const Type& type, std::string_view text, bool ignoreCase)
{
    std::int64_t bits = 0;
    std::string_view rest = text;
    do {
        const auto comma = std::min(rest.find(','), rest.size());
        const auto name = trimWhiteSpace(rest.substr(0, comma));
        rest = rest.substr(std::min(comma + 1, rest.size()));
        if (const auto number = parseInteger(name)) {
            bits |= *number;
            continue;
        }
        const auto comparison = ignoreCase ? Comparison::OrdinalIgnoreCase : Comparison::Ordinal;
        bool found = false;
        for (const auto& known : type.definition->values) {
            if (equalText(known.name, name, comparison)) {
                bits |= known.value;
                found = true;
                break;
            }
        }
        if (!found)
            return std::nullopt;
    } while (!rest.empty());
    return Value::ofEnum(type, bits);
}

Value parseEnumOrRaise(Env& env, const Value& typeValue, const Value& text, bool ignoreCase)
{
    if (typeValue.isNull() || text.isNull())
        return env.argumentNull(typeValue.isNull() ? "enumType" : "value");
    const auto* type = typeValue.get<TypeObject>().described;
    if (!type->isEnum())
        return env.argument("Type provided must be an Enum.");
    if (auto parsed = parseEnum(*type, text.text(), ignoreCase))
        return *parsed;
    return env.argument("Requested value '" + text.toText() + "' was not found.");
}

Value tryParseEnum(Args a, bool ignoreCase)
{
    const Type* type = a.site().typeArguments[0];
    auto parsed = a[0].isNull() || !type->isEnum() ? std::nullopt
                                                   : parseEnum(*type, a[0].text(), ignoreCase);
    *a[a.size() - 1].address() = parsed.value_or(defaultOf(type));
    return Value::ofBool(parsed.has_value());
}

/// False with an exception for a Type that is no enum.
bool isEnumType(Env& env, const Value& type)
{
    if (type.get<TypeObject>().described->isEnum())
        return true;
    env.argument("Type provided must be an Enum.");
    return false;
}

const std::vector<EnumValue>& valuesOf(const Value& type)
{
    return type.get<TypeObject>().described->definition->values;
}

/// False with an exception for what is neither a number nor an enum's value.
bool isEnumNumber(Env& env, const Value& value)
{
    if (value.isInteger() || value.tag() == Tag::Enum)
        return true;
    env.argument("The value passed in must be an enum base or an underlying type for an enum, such "
                 "as an Int32.");
    return false;
}

Value enumName(Env& env, Args a)
{
    if (!isEnumType(env, a[0]) || !isEnumNumber(env, a[1]))
        return {};
    for (const auto& known : valuesOf(a[0])) {
        if (known.value == a[1].asLong())
            return Value::ofText(known.name);
    }
    return {};
}

Value enumNames(Env& env, Args a)
{
    if (!isEnumType(env, a[0]))
        return {};
    std::vector<std::string> names;
    for (const auto& known : valuesOf(a[0]))
        names.push_back(known.name);
    return Value::ofStringList(names);
}

Value enumValues(Env& env, Args a)
{
    if (!isEnumType(env, a[0]))
        return {};
    const auto* type = a[0].get<TypeObject>().described;
    std::vector<Value> values;
    for (const auto& known : valuesOf(a[0]))
        values.push_back(Value::ofEnum(*type, known.value));
    return newArray(type, std::move(values));
}

Value enumOfNumber(Env& env, Args a)
{
    return isEnumType(env, a[0]) && isEnumNumber(env, a[1])
        ? Value::ofEnum(*a[0].get<TypeObject>().described, a[1].asLong())
        : Value();
}

Value formatEnumOf(Env& env, Args a)
{
    const Value value = enumOfNumber(env, a);
    if (env.raised())
        return {};
    auto text = formatValue(value, a[2].text());
    return text ? Value::ofString(std::move(*text))
                : env.format("Format String can be only \"G\", \"g\", \"X\", \"x\", \"F\", "
                             "\"f\", \"D\" or \"d\".");
}

void registerDelegates(LibraryBuilder& library)
{
    library.type("class System.Delegate", "A function value");
    library.type("delegate System.Action : Delegate", "A function without result")
        .method("void Invoke()", nullptr);
    library.type("delegate System.Action<T> : Delegate").method("void Invoke(T arg)", nullptr);
    library.type("delegate System.Action<A, B> : Delegate")
        .method("void Invoke(A arg1, B arg2)", nullptr);
    library.type("delegate System.Action<A, B, C> : Delegate")
        .method("void Invoke(A arg1, B arg2, C arg3)", nullptr);
    library.type("delegate System.Action<A, B, C, D> : Delegate")
        .method("void Invoke(A arg1, B arg2, C arg3, D arg4)", nullptr);
    library.type("delegate System.Func<R> : Delegate", "A function with a result")
        .method("R Invoke()", nullptr);
    library.type("delegate System.Func<T, R> : Delegate").method("R Invoke(T arg)", nullptr);
    library.type("delegate System.Func<A, B, R> : Delegate")
        .method("R Invoke(A arg1, B arg2)", nullptr);
    library.type("delegate System.Func<A, B, C, R> : Delegate")
        .method("R Invoke(A arg1, B arg2, C arg3)", nullptr);
    library.type("delegate System.Func<A, B, C, D, R> : Delegate")
        .method("R Invoke(A arg1, B arg2, C arg3, D arg4)", nullptr);
    library.type("delegate System.Func<A, B, C, D, E, R> : Delegate")
        .method("R Invoke(A arg1, B arg2, C arg3, D arg4, E arg5)", nullptr);
    library.type("delegate System.Predicate<T> : Delegate", "A test")
        .method("bool Invoke(T obj)", nullptr);
    library.type("delegate System.Comparison<T> : Delegate", "An order")
        .method("int Invoke(T x, T y)", nullptr);
    library.type("delegate System.Converter<A, B> : Delegate", "A conversion")
        .method("B Invoke(A input)", nullptr);
    library
        .type("delegate System.Text.RegularExpressions.MatchEvaluator : Delegate",
              "Makes the replacement of a match")
        .method("string Invoke(Match match)", nullptr);
}

Value makeException(Env&, Args a)
{
    const Type* type = a.site().result;
    auto message = a.size() > 0 && a[0].isString()
        ? a[0].toText()
        : "Exception of type '" + type->fullName + "' was thrown.";
    return makeValue<ExceptionObject>(*type, std::move(message), a.size() > 1 ? a[1] : Value());
}

Value makeArgumentException(Env&, Args a)
{
    const Type* type = a.site().result;
    // ArgumentNullException and ArgumentOutOfRangeException take the parameter's name first.
    const bool nameFirst = type->name != "ArgumentException";
    std::string message = "Value does not fall within the expected range.";
    std::string name;
    if (a.size() == 1 && nameFirst) {
        name = a[0].toText();
        message = type->name == "ArgumentNullException"
            ? "Value cannot be null."
            : "Specified argument was out of the range of valid values.";
    } else if (a.size() >= 1) {
        name = a.size() == 2 ? a[nameFirst ? 0 : 1].toText() : "";
        message = a[a.size() == 2 && nameFirst ? 1 : 0].toText();
    }
    if (!name.empty())
        message += "\nParameter name: " + name;
    auto exception = make<ExceptionObject>(*type, std::move(message));
    exception->parameter = name;
    return exception.value();
}

void exceptionType(LibraryBuilder& library, std::string_view declaration,
                   std::string_view description = {})
{
    library.type(declaration, description)
        .method("new()", makeException)
        .method("new(string message)", makeException)
        .method("new(string message, Exception innerException)", makeException);
}

void registerExceptions(LibraryBuilder& library)
{
    library.type("class System.Exception", "An error during evaluation")
        .method("new()", makeException)
        .method("new(string message)", makeException, "An exception with a message")
        .method("new(string message, Exception innerException)", makeException)
        .property(
            "string Message",
            [](Env&, Args a) { return Value::ofText(a[0].get<ExceptionObject>().message); },
            "Describes the error")
        .property(
            "Exception InnerException",
            [](Env&, Args a) { return a[0].get<ExceptionObject>().inner; },
            "The exception that caused this one, or null")
        .property(
            "string StackTrace", [](Env&, Args) { return Value::ofLiteral(""); },
            "Always empty here")
        .property(
            "string Source",
            [](Env&, Args a) {
                const Value& source = a[0].get<ExceptionObject>().source;
                return source.isNull() ? Value::ofLiteral("PolicyExpression") : source;
            },
            {},
            [](Env&, Args a) {
                a[0].get<ExceptionObject>().source = a[1];
                return Value();
            })
        .property(
            "string HelpLink", [](Env&, Args a) { return a[0].get<ExceptionObject>().help; }, {},
            [](Env&, Args a) {
                a[0].get<ExceptionObject>().help = a[1];
                return Value();
            })
        .property("IDictionary<string, object> Data",
                  [](Env&, Args a) {
                      auto& data = a[0].get<ExceptionObject>().data;
                      if (data.isNull())
                          data = makeValue<DictionaryObject>(
                              *genericOf("Dictionary", {core().string, core().object}));
                      return data;
                  })
        .property("int HResult", [](Env&, Args) { return Value::ofInt(-2146233088); })
        .method("Exception GetBaseException()", [](Env&, Args a) {
            Value innermost = a[0];
            while (!innermost.get<ExceptionObject>().inner.isNull())
                innermost = Value(innermost.get<ExceptionObject>().inner);
            return innermost;
        });
    exceptionType(library, "class System.SystemException : Exception");
    library
        .type("class System.ArgumentException : SystemException", "An argument is not acceptable")
        .method("new()", makeArgumentException)
        .method("new(string message)", makeArgumentException)
        .method("new(string message, string paramName)", makeArgumentException)
        .method("new(string message, Exception innerException)", makeException)
        .method("new(string message, string paramName, Exception innerException)",
                [](Env& env, Args a) {
                    Value made = makeArgumentException(env, Args(&a[0], 2, a.site()));
                    made.get<ExceptionObject>().inner = a[2];
                    return made;
                })
        .property("string ParamName", [](Env&, Args a) {
            const auto& name = a[0].get<ExceptionObject>().parameter;
            return name.empty() ? Value() : Value::ofText(name);
        });
    for (const auto* declaration :
         {"class System.ArgumentNullException : ArgumentException",
          "class System.ArgumentOutOfRangeException : ArgumentException"}) {
        auto type = library.type(declaration);
        type.method("new()", makeArgumentException)
            .method("new(string paramName)", makeArgumentException)
            .method("new(string paramName, string message)", makeArgumentException)
            .method("new(string message, Exception innerException)", makeException);
        if (std::string_view(declaration).find("Range") != std::string_view::npos)
            type.method("new(string paramName, object actualValue, string message)",
                        [](Env& env, Args a) {
                            Value named[2] = {a[0], a[2]};
                            Value made = makeArgumentException(env, Args(named, 2, a.site()));
                            auto& exception = made.get<ExceptionObject>();
                            exception.actual = a[1];
                            if (!a[1].isNull())
                                exception.message += "\nActual value was " + a[1].toText() + ".";
                            return made;
                        })
                .property("object ActualValue",
                          [](Env&, Args a) { return a[0].get<ExceptionObject>().actual; });
    }
    exceptionType(library,
                  "class System.Globalization.CultureNotFoundException : ArgumentException");
    exceptionType(library, "class System.Text.EncoderFallbackException : ArgumentException");
    exceptionType(library, "class System.Text.DecoderFallbackException : ArgumentException");
    exceptionType(library, "class System.ArithmeticException : SystemException");
    exceptionType(library, "class System.DivideByZeroException : ArithmeticException");
    exceptionType(library, "class System.OverflowException : ArithmeticException");
    exceptionType(library, "class System.FormatException : SystemException");
    exceptionType(library, "class System.UriFormatException : FormatException");
    exceptionType(library, "class System.IndexOutOfRangeException : SystemException");
    exceptionType(library, "class System.InvalidCastException : SystemException");
    exceptionType(library, "class System.InvalidOperationException : SystemException");
    exceptionType(library,
                  "class System.Collections.Generic.KeyNotFoundException : SystemException");
    exceptionType(library, "class System.NotSupportedException : SystemException");
    exceptionType(library, "class System.NotImplementedException : SystemException");
    exceptionType(library, "class System.NullReferenceException : SystemException");
    exceptionType(library, "class System.TimeoutException : SystemException");
    exceptionType(library, "class System.OutOfMemoryException : SystemException");
    exceptionType(library, "class System.InsufficientExecutionStackException : SystemException");
    exceptionType(library, "class System.RankException : SystemException");
    exceptionType(library, "class System.ArrayTypeMismatchException : SystemException");
    exceptionType(library, "class System.ObjectDisposedException : InvalidOperationException");
    exceptionType(library, "class System.TimeZoneNotFoundException : Exception");
    exceptionType(library,
                  "class System.Runtime.Serialization.SerializationException : SystemException");
    exceptionType(library, "class System.IO.IOException : SystemException");
    exceptionType(library, "class System.Net.Sockets.SocketException : SystemException");
    exceptionType(library, "class Newtonsoft.Json.JsonException : Exception");
    exceptionType(library, "class Newtonsoft.Json.JsonReaderException : JsonException");
    exceptionType(library, "class Newtonsoft.Json.JsonSerializationException : JsonException");
    exceptionType(library, "class System.Xml.XmlException : SystemException");
    exceptionType(library, "class System.Xml.XPath.XPathException : SystemException");
    exceptionType(library,
                  "class System.Security.Cryptography.CryptographicException : SystemException");
    exceptionType(
        library,
        "class System.Text.RegularExpressions.RegexMatchTimeoutException : TimeoutException");
    exceptionType(library,
                  "class Microsoft.CSharp.RuntimeBinder.RuntimeBinderException : Exception");
}

Value hashCode(Env&, Args a)
{
    // Any well-spread number does; the same for equal values and the same in every run.
    const auto hash = a[0].hash() * 0x9E3779B97F4A7C15ULL;
    if (a[0].isInteger() && a[0].tag() <= Tag::UInt32)
        return Value::ofInt(a[0].asInt());
    return Value::ofInt(static_cast<std::int32_t>(hash >> 32));
}

} // namespace

void registerCore(LibraryBuilder& library)
{
    library.type("class System.Object", "The root of all types")
        .method("new()",
                [](Env&, Args) {
                    return makeValue<RecordObject>(*core().object, std::vector<Value>());
                })
        .method(
            "string ToString()",
            [](Env& env, Args a) {
                auto text = textOf(a[0]);
                return env.charge(text.size()) ? Value::ofString(std::move(text)) : Value();
            },
            "The value as text in the invariant culture")
        .method(
            "bool Equals(object obj)",
            [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); },
            "Same type and same value")
        .method("int GetHashCode()", hashCode, "A number that is the same for equal values")
        .method(
            "Type GetType()",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.nullReference() : makeValue<TypeObject>(*a[0].type());
            },
            "The run-time type")
        .method("static bool Equals(object objA, object objB)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool ReferenceEquals(object objA, object objB)",
                [](Env&, Args a) { return Value::ofBool(a[0].isSameObject(a[1])); });
    library.type("class System.ValueType");
    library.type("interface System.IDisposable")
        .method(
            "void Dispose()", [](Env&, Args) { return Value(); }, "Nothing to release here");
    library.type("interface System.IFormatProvider");
    library.type("interface System.IComparable")
        .method("int CompareTo(object obj)", [](Env& env, Args a) {
            if (a[0].isString() && a[1].isString())
                return Value::ofInt(
                    compareText(a[0].text(), a[1].text(), Comparison::CurrentCulture));
            if (a[0].tag() != a[1].tag())
                return env.argument("Object must be of the same type.");
            auto* less
                = binaryOperator("<", a[0].tag() <= Tag::Int32 ? Tag::Int32 : a[0].tag(), false);
            if (less == nullptr)
                less = binaryOperator("<", Tag::Int64, false);
            if (a[0].equals(a[1]))
                return Value::ofInt(0);
            return Value::ofInt(less(env, a[0], a[1]).asBool() ? -1 : 1);
        });
    library.type("class System.Type", "Describes a type")
        .property(
            "string Name",
            [](Env&, Args a) { return Value::ofText(a[0].get<TypeObject>().described->name); },
            "Short name")
        .property(
            "string FullName",
            [](Env&, Args a) { return Value::ofText(a[0].get<TypeObject>().described->fullName); })
        .property("string Namespace",
                  [](Env&, Args a) {
                      const auto* definition = a[0].get<TypeObject>().described->definition;
                      return definition == nullptr ? Value::ofLiteral("System")
                                                   : Value::ofText(definition->nameSpace);
                  })
        .property(
            "bool IsArray",
            [](Env&, Args a) { return Value::ofBool(a[0].get<TypeObject>().described->isArray()); })
        .property(
            "bool IsEnum",
            [](Env&, Args a) { return Value::ofBool(a[0].get<TypeObject>().described->isEnum()); })
        .property("bool IsClass",
                  [](Env&, Args a) {
                      const auto* type = a[0].get<TypeObject>().described;
                      return Value::ofBool(type->isReference()
                                           && type->kind != TypeKind::Interface);
                  })
        .property("bool IsInterface",
                  [](Env&, Args a) {
                      return Value::ofBool(a[0].get<TypeObject>().described->kind
                                           == TypeKind::Interface);
                  })
        .property("bool IsPrimitive",
                  [](Env&, Args a) {
                      const auto* type = a[0].get<TypeObject>().described;
                      return Value::ofBool(type == core().boolean
                                           || (type->isNumeric() && type != core().decimal));
                  })
        .property("bool IsGenericType",
                  [](Env&, Args a) {
                      const auto* type = a[0].get<TypeObject>().described;
                      return Value::ofBool(type->isNullable()
                                           || (type->definition != nullptr
                                               && !type->definition->parameters.empty()));
                  })
        .property("Type BaseType",
                  [](Env&, Args a) {
                      const auto* base = a[0].get<TypeObject>().described->base();
                      return base == nullptr ? Value() : makeValue<TypeObject>(*base);
                  })
        .method("Type GetElementType()",
                [](Env&, Args a) {
                    const auto* type = a[0].get<TypeObject>().described;
                    return type->isArray() ? makeValue<TypeObject>(*type->element()) : Value();
                })
        .method("Type[] GetGenericArguments()",
                [](Env&, Args a) {
                    const auto* type = a[0].get<TypeObject>().described;
                    std::vector<Value> arguments;
                    if (!type->isArray()) {
                        for (const Type* argument : type->arguments)
                            arguments.push_back(makeValue<TypeObject>(*argument));
                    }
                    return newArray(core().typeType, std::move(arguments));
                })
        .method("Type GetGenericTypeDefinition()",
                [](Env& env, Args a) {
                    const auto* type = a[0].get<TypeObject>().described;
                    if (type->definition == nullptr || type->definition->parameters.empty())
                        return env.invalidOperation(
                            "This operation is only valid on generic types.");
                    return makeValue<TypeObject>(*type->definition->self);
                })
        .method("bool IsAssignableFrom(Type c)",
                [](Env&, Args a) {
                    return Value::ofBool(!a[1].isNull()
                                         && a[1].get<TypeObject>().described->isAssignableTo(
                                             a[0].get<TypeObject>().described));
                })
        .method("bool IsSubclassOf(Type c)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return env.argumentNull("c");
                    const auto* wanted = a[1].get<TypeObject>().described;
                    const Type* base = a[0].get<TypeObject>().described->base();
                    while (base != nullptr && base != wanted)
                        base = base->base();
                    return Value::ofBool(base != nullptr);
                })
        .method("bool IsInstanceOfType(object o)",
                [](Env&, Args a) {
                    return Value::ofBool(!a[1].isNull()
                                         && isInstance(a[1], a[0].get<TypeObject>().described));
                })
        .method("bool Equals(Type o)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .property("bool IsValueType",
                  [](Env&, Args a) {
                      return Value::ofBool(!a[0].get<TypeObject>().described->isReference());
                  })
        .method("static bool operator ==(Type left, Type right)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(Type left, Type right)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); });
    library.type("class System.Enum : ValueType", "Base of enumerations")
        .method(
            "static object Parse(Type enumType, string value)",
            [](Env& env, Args a) { return parseEnumOrRaise(env, a[0], a[1], false); },
            "The value of that name")
        .method("static object Parse(Type enumType, string value, bool ignoreCase)",
                [](Env& env, Args a) { return parseEnumOrRaise(env, a[0], a[1], a[2].asBool()); })
        .method("static bool TryParse<T>(string value, out T result)",
                [](Env&, Args a) { return tryParseEnum(a, false); })
        .method("static bool TryParse<T>(string value, bool ignoreCase, out T result)",
                [](Env&, Args a) { return tryParseEnum(a, a[1].asBool()); })
        .method("string ToString(string format)",
                [](Env& env, Args a) {
                    auto text = formatValue(a[0], a[1].text());
                    return text ? Value::ofString(std::move(*text))
                                : env.format("Format String can be only \"G\", \"g\", \"X\", "
                                             "\"x\", \"F\", \"f\", \"D\" or \"d\".");
                })
        .method("bool HasFlag(Enum flag)",
                [](Env&, Args a) {
                    return Value::ofBool((a[0].asLong() & a[1].asLong()) == a[1].asLong());
                })
        .method("int CompareTo(object target)",
                [](Env&, Args a) {
                    return Value::ofInt(a[0].asLong() < a[1].asLong()
                                            ? -1
                                            : (a[0].asLong() > a[1].asLong() ? 1 : 0));
                })
        .method("static bool IsDefined(Type enumType, object value)",
                [](Env& env, Args a) {
                    if (!isEnumType(env, a[0]) || (!a[1].isString() && !isEnumNumber(env, a[1])))
                        return Value();
                    for (const auto& known : valuesOf(a[0])) {
                        if (a[1].isString() ? known.name == a[1].text()
                                            : known.value == a[1].asLong())
                            return Value::ofBool(true);
                    }
                    return Value::ofBool(false);
                })
        .method("static string GetName(Type enumType, object value)", enumName)
        .method("static string[] GetNames(Type enumType)", enumNames)
        .method("static Array GetValues(Type enumType)", enumValues)
        .method("static object ToObject(Type enumType, object value)", enumOfNumber)
        .method("static string Format(Type enumType, object value, string format)", formatEnumOf)
        .method("static Type GetUnderlyingType(Type enumType)", [](Env& env, Args a) {
            return isEnumType(env, a[0]) ? makeValue<TypeObject>(*core().int32) : Value();
        });
    library.type("static System.Nullable", "Helpers for values that may be null")
        .method("static int Compare<T>(T? n1, T? n2)",
                [](Env& env, Args a) { return Value::ofInt(orderValues(env, a[0], a[1])); })
        .method("static bool Equals<T>(T? n1, T? n2)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static Type GetUnderlyingType(Type nullableType)", [](Env&, Args a) {
            const auto* type = a[0].get<TypeObject>().described;
            return type->isNullable() ? makeValue<TypeObject>(*type->element()) : Value();
        });
    library.type("struct System.Nullable<T>", "A value or null")
        .property(
            "bool HasValue", [](Env&, Args a) { return Value::ofBool(!a[0].isNull()); },
            "True when it is not null")
        .property(
            "T Value",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.invalidOperation("Nullable object must have a value.")
                                     : a[0];
            },
            "The value; InvalidOperationException when it is null")
        .method("T GetValueOrDefault()",
                [](Env&, Args a) { return a[0].isNull() ? defaultOf(a.site().result) : a[0]; })
        .method("T GetValueOrDefault(T defaultValue)",
                [](Env&, Args a) { return a[0].isNull() ? a[1] : a[0]; });
    registerDelegates(library);
    registerExceptions(library);
    library.type("enum System.DayOfWeek")
        .values({"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"});
    library.type("enum System.TypeCode")
        .values({"Empty", "Object", "DBNull", "Boolean", "Char", "SByte", "Byte", "Int16", "UInt16",
                 "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal", "DateTime"})
        .value("String", 18);
    library.type("enum System.StringComparison")
        .values({"CurrentCulture", "CurrentCultureIgnoreCase", "InvariantCulture",
                 "InvariantCultureIgnoreCase", "Ordinal", "OrdinalIgnoreCase"});
    library.type("enum System.StringSplitOptions")
        .flags()
        .values({"None", "RemoveEmptyEntries", "TrimEntries"});
    library.type("enum System.MidpointRounding")
        .values({"ToEven", "AwayFromZero", "ToZero", "ToNegativeInfinity", "ToPositiveInfinity"});
}

} // namespace gatelens::expression
