#include "core/expression/library/array_items.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

bool passes(Env& env, const Value& test, const Value& item)
{
    const Value result = env.call(test, item);
    return !env.raised() && result.asBool();
}

Value copy(Env& env, Args a)
{
    const bool isShort = a.size() == 3;
    const Value source = a[0];
    const Value target = a[isShort ? 1 : 2];
    if (source.isNull() || target.isNull())
        return env.argumentNull(source.isNull() ? "sourceArray" : "destinationArray");
    const auto from = isShort ? 0 : a[1].asLong();
    const auto to = isShort ? 0 : a[3].asLong();
    const auto count = a[a.size() - 1].asLong();
    if (from < 0 || to < 0 || count < 0)
        return env.argumentRange(count < 0 ? "length" : "sourceIndex");
    if (from + count > static_cast<std::int64_t>(arrayLength(source))
        || to + count > static_cast<std::int64_t>(arrayLength(target)))
        return env.argument("Source or destination array was not long enough.");
    if (!env.step(static_cast<std::uint64_t>(count)))
        return {};
    const auto items = arrayItems(source);
    if (!acceptsItems(target, items))
        return env.invalidCast(source, *target.type());
    for (std::int64_t i = 0; i < count; ++i)
        assignItem(target, static_cast<std::size_t>(to + i), items[static_cast<std::size_t>(from + i)]);
    return {};
}

Value resize(Env& env, Args a)
{
    if (a[1].asInt() < 0)
        return env.argumentRange("newSize");
    Value& array = *a[0].address();
    const Type* element = a.site().typeArguments[0];
    if (!env.charge(static_cast<std::uint64_t>(a[1].asInt()) * sizeof(Value)))
        return {};
    auto items = array.isNull() ? std::vector<Value>() : arrayItems(array);
    items.resize(static_cast<std::size_t>(a[1].asInt()), defaultOf(element));
    array = newArray(element, std::move(items));
    return {};
}

} // namespace

std::size_t arrayLength(const Value& array)
{
    const auto* bytes = array.as<BytesObject>();
    return bytes != nullptr ? bytes->bytes.size() : array.get<ArrayObject>().items.size();
}

std::vector<Value> arrayItems(const Value& array)
{
    if (const auto* bytes = array.as<BytesObject>()) {
        std::vector<Value> items;
        items.reserve(bytes->bytes.size());
        for (const char byte : bytes->bytes)
            items.push_back(Value::ofInteger(Tag::Byte, static_cast<std::uint8_t>(byte)));
        return items;
    }
    return array.get<ArrayObject>().items;
}

void assignItem(const Value& array, std::size_t index, const Value& item)
{
    if (auto* bytes = array.as<BytesObject>())
        bytes->bytes[index] = static_cast<char>(item.asLong());
    else
        array.get<ArrayObject>().items[index] = item;
}

void assignItems(const Value& array, const std::vector<Value>& items, std::size_t at)
{
    for (std::size_t i = 0; i < items.size(); ++i)
        assignItem(array, at + i, items[i]);
}

bool acceptsItems(const Value& array, const std::vector<Value>& items)
{
    const Type* element = array.type()->element();
    return std::all_of(items.begin(), items.end(), [&](const Value& item) {
        return item.isNull() ? element->acceptsNull() : isInstance(item, element);
    });
}

bool isNullArray(Env& env, const Value& array)
{
    if (array.isNull())
        env.argumentNull("array");
    return array.isNull();
}

void registerArrays(LibraryBuilder& library)
{
    auto type = library.type("class System.Array : IEnumerable", "What all arrays share");
    registerArraySearch(type);
    type.property(
            "int Length",
            [](Env&, Args a) { return Value::ofInt(static_cast<std::int32_t>(arrayLength(a[0]))); },
            "Number of elements")
        .property(
            "long LongLength",
            [](Env&, Args a) { return Value::ofLong(static_cast<std::int64_t>(arrayLength(a[0]))); })
        .property("int Rank", [](Env&, Args a) { return Value::ofInt(a[0].type()->rank); })
        .method("int GetLength(int dimension)",
                [](Env& env, Args a) {
                    const auto* array = a[0].as<ArrayObject>();
                    if (array == nullptr || array->dimensions.empty())
                        return a[1].asInt() == 0
                            ? Value::ofInt(static_cast<std::int32_t>(arrayLength(a[0])))
                            : env.raise("IndexOutOfRangeException",
                                        "Index was outside the bounds of the array.");
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) >= array->dimensions.size())
                        return env.raise("IndexOutOfRangeException",
                                         "Index was outside the bounds of the array.");
                    return Value::ofInt(static_cast<std::int32_t>(
                        array->dimensions[static_cast<std::size_t>(a[1].asInt())]));
                })
        .method("int GetUpperBound(int dimension)",
                [](Env& env, Args a) {
                    const auto* array = a[0].as<ArrayObject>();
                    if (array == nullptr || array->dimensions.empty())
                        return Value::ofInt(static_cast<std::int32_t>(arrayLength(a[0])) - 1);
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) >= array->dimensions.size())
                        return env.raise("IndexOutOfRangeException",
                                         "Index was outside the bounds of the array.");
                    return Value::ofInt(
                        static_cast<std::int32_t>(
                            array->dimensions[static_cast<std::size_t>(a[1].asInt())])
                        - 1);
                })
        .method("int GetLowerBound(int dimension)", [](Env&, Args) { return Value::ofInt(0); })
        .method("object GetValue(int index)",
                [](Env& env, Args a) {
                    const auto items = arrayItems(a[0]);
                    if (a[1].asInt() < 0 || static_cast<std::size_t>(a[1].asInt()) >= items.size())
                        return env.raise("IndexOutOfRangeException",
                                         "Index was outside the bounds of the array.");
                    return items[static_cast<std::size_t>(a[1].asInt())];
                })
        .method("void SetValue(object value, int index)",
                [](Env& env, Args a) {
                    if (a[2].asInt() < 0
                        || static_cast<std::size_t>(a[2].asInt()) >= arrayLength(a[0]))
                        return env.raise("IndexOutOfRangeException",
                                         "Index was outside the bounds of the array.");
                    if (!acceptsItems(a[0], {a[1]}))
                        return env.invalidCast(a[1], *a[0].type()->element());
                    assignItem(a[0], static_cast<std::size_t>(a[2].asInt()), a[1]);
                    return Value();
                })
        .method("object Clone()",
                [](Env& env, Args a) {
                    if (!env.charge(arrayLength(a[0]) * sizeof(Value)))
                        return Value();
                    if (a[0].isBytes())
                        return Value::ofBytes(std::string(a[0].bytes()));
                    const auto& array = a[0].get<ArrayObject>();
                    return makeValue<ArrayObject>(array.type(), array.items, array.dimensions);
                })
        .method("void CopyTo(Array array, int index)",
                [](Env& env, Args a) {
                    Value values[5] = {a[0], Value::ofInt(0), a[1], a[2],
                                       Value::ofInt(static_cast<std::int32_t>(arrayLength(a[0])))};
                    return copy(env, Args(values, 5, a.site()));
                })
        .method("static bool Exists<T>(T[] array, Predicate<T> match)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    const auto items = arrayItems(a[0]);
                    return Value::ofBool(
                        std::any_of(items.begin(), items.end(),
                                    [&](const Value& item) { return passes(env, a[1], item); }));
                })
        .method("static bool TrueForAll<T>(T[] array, Predicate<T> match)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    const auto items = arrayItems(a[0]);
                    return Value::ofBool(
                        std::all_of(items.begin(), items.end(),
                                    [&](const Value& item) { return passes(env, a[1], item); }));
                })
        .method("static T Find<T>(T[] array, Predicate<T> match)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    for (const auto& item : arrayItems(a[0])) {
                        if (passes(env, a[1], item))
                            return item;
                        if (env.raised())
                            return Value();
                    }
                    return defaultOf(a.site().result);
                })
        .method("static T FindLast<T>(T[] array, Predicate<T> match)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    const auto items = arrayItems(a[0]);
                    for (auto item = items.rbegin(); item != items.rend(); ++item) {
                        if (passes(env, a[1], *item))
                            return *item;
                        if (env.raised())
                            return Value();
                    }
                    return defaultOf(a.site().result);
                })
        .method("static T[] FindAll<T>(T[] array, Predicate<T> match)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    std::vector<Value> found;
                    for (const auto& item : arrayItems(a[0])) {
                        if (passes(env, a[1], item))
                            found.push_back(item);
                        if (env.raised())
                            return Value();
                    }
                    return newArray(a.site().result->element(), std::move(found));
                })
        .method("static R[] ConvertAll<T, R>(T[] array, Converter<T, R> converter)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    std::vector<Value> converted;
                    for (const auto& item : arrayItems(a[0])) {
                        converted.push_back(env.call(a[1], item));
                        if (env.raised())
                            return Value();
                    }
                    return newArray(a.site().result->element(), std::move(converted));
                })
        .method("static void ForEach<T>(T[] array, Action<T> action)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    for (const auto& item : arrayItems(a[0])) {
                        env.call(a[1], item);
                        if (env.raised())
                            break;
                    }
                    return Value();
                })
        .method(
            "static void Reverse(Array array)",
            [](Env& env, Args a) {
                if (isNullArray(env, a[0]))
                    return Value();
                auto items = arrayItems(a[0]);
                std::reverse(items.begin(), items.end());
                assignItems(a[0], items);
                return Value();
            },
            "Turns the order around in place")
        .method("static void Reverse(Array array, int index, int length)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    if (a[1].asInt() < 0 || a[2].asInt() < 0
                        || a[1].asLong() + a[2].asLong()
                            > static_cast<std::int64_t>(arrayLength(a[0])))
                        return env.argument("Offset and length were out of bounds for the array.");
                    auto items = arrayItems(a[0]);
                    std::reverse(items.begin() + a[1].asInt(),
                                 items.begin() + a[1].asInt() + a[2].asInt());
                    assignItems(a[0], items);
                    return Value();
                })
        .method("static void Copy(Array sourceArray, Array destinationArray, int length)", copy)
        .method("static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int "
                "destinationIndex, int length)",
                copy)
        .method("static void Clear(Array array, int index, int length)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    if (a[1].asInt() < 0 || a[2].asInt() < 0
                        || a[1].asLong() + a[2].asLong()
                            > static_cast<std::int64_t>(arrayLength(a[0])))
                        return env.raise("IndexOutOfRangeException",
                                         "Index was outside the bounds of the array.");
                    const Value initial = defaultOf(a[0].type()->element());
                    for (std::int64_t i = 0; i < a[2].asLong(); ++i)
                        assignItem(a[0], static_cast<std::size_t>(a[1].asLong() + i), initial);
                    return Value();
                })
        .method("static void Resize<T>(ref T[] array, int newSize)", resize)
        .method("static T[] Empty<T>()",
                [](Env&, Args a) { return newArray(a.site().typeArguments[0], {}); });
    library.type("static System.Buffer")
        .unlisted()
        .method(
            "static void BlockCopy(Array src, int srcOffset, Array dst, int dstOffset, int count)",
            copy);
}

} // namespace gatelens::expression
