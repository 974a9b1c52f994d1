#include "core/expression/library/text_members.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"

namespace gatelens::expression {

namespace {

Value join(Env& env, const Value& separator, const Value& values)
{
    if (values.isNull())
        return env.argumentNull("values");
    const auto between = textOrUnit(separator);
    std::string out;
    bool isFirst = true;
    const auto run = iterate(env, values);
    Value item;
    while (run->next(env, item)) {
        if (!isFirst)
            out += between;
        isFirst = false;
        const auto before = out.size();
        out += textOf(item);
        if (!env.charge(out.size() - before + between.size()))
            return {};
    }
    return env.raised() ? Value() : Value::ofString(joinSurrogates(std::move(out)));
}

Value joinRange(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    const auto& items = a[1].get<ArrayObject>().items;
    const auto start = a[2].asLong();
    const auto count = a[3].asLong();
    if (start < 0 || count < 0 || start + count > static_cast<std::int64_t>(items.size()))
        return env.argumentRange("startIndex");
    std::vector<Value> part(items.begin() + start, items.begin() + start + count);
    return join(env, a[0], newArray(core().string, std::move(part)));
}

Value concat(Env& env, Args a)
{
    std::string out;
    for (std::size_t i = 0; i < a.size(); ++i)
        out += textOf(a[i]);
    return env.charge(out.size()) ? Value::ofString(joinSurrogates(std::move(out))) : Value();
}

Value formatText(Env& env, const Value& format, std::span<const Value> arguments)
{
    if (format.isNull())
        return env.argumentNull("format");
    auto text = formatComposite(format.text(), arguments);
    if (!text)
        return env.format("Input string was not in a correct format.");
    return env.charge(text->size()) ? Value::ofString(std::move(*text)) : Value();
}

Value formatArray(Env& env, Args a)
{
    const bool hasProvider = a.size() > 2;
    const Value& array = a[hasProvider ? 2 : 1];
    if (array.isNull())
        return env.argumentNull("args");
    return formatText(env, a[hasProvider ? 1 : 0], array.get<ArrayObject>().items);
}

} // namespace

void registerTextJoining(TypeBuilder& type)
{
    type.method(
            "static string Join(string separator, params string[] value)",
            [](Env& env, Args a) { return join(env, a[0], a[1]); },
            "The texts with separator between them")
        .method("static string Join(string separator, params object[] values)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Join(string separator, IEnumerable<string> values)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Join<T>(string separator, IEnumerable<T> values)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Join(string separator, string[] value, int startIndex, int count)",
                joinRange)
        .method("static string Join(char separator, params string[] value)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Join<T>(char separator, IEnumerable<T> values)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Concat(object arg0)", concat)
        .method("static string Concat(object arg0, object arg1)", concat)
        .method("static string Concat(object arg0, object arg1, object arg2)", concat)
        .method("static string Concat(string str0, string str1)", concat,
                "The texts one after the other")
        .method("static string Concat(string str0, string str1, string str2)", concat)
        .method("static string Concat(string str0, string str1, string str2, string str3)", concat)
        .method("static string Concat(params string[] values)",
                [](Env& env, Args a) { return join(env, Value::ofLiteral(""), a[0]); })
        .method("static string Concat(params object[] args)",
                [](Env& env, Args a) { return join(env, Value::ofLiteral(""), a[0]); })
        .method("static string Concat(IEnumerable<string> values)",
                [](Env& env, Args a) { return join(env, Value::ofLiteral(""), a[0]); })
        .method("static string Concat<T>(IEnumerable<T> values)",
                [](Env& env, Args a) { return join(env, Value::ofLiteral(""), a[0]); })
        .method(
            "static string Format(string format, object arg0)",
            [](Env& env, Args a) {
                return formatText(env, a[0], std::span<const Value>(&a[1], 1));
            },
            "Puts the arguments in place of {0}, {1} …")
        .method("static string Format(string format, object arg0, object arg1)",
                [](Env& env, Args a) {
                    return formatText(env, a[0], std::span<const Value>(&a[1], 2));
                })
        .method("static string Format(string format, object arg0, object arg1, object arg2)",
                [](Env& env, Args a) {
                    return formatText(env, a[0], std::span<const Value>(&a[1], 3));
                })
        .method("static string Format(string format, params object[] args)", formatArray)
        .method(
            "static string Format(IFormatProvider provider, string format, params object[] args)",
            formatArray);
}

} // namespace gatelens::expression
