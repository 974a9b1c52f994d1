#include "core/expression/library/array_items.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// True when every value of the first number type is one of the second.
bool widens(const Type* from, const Type* to)
{
    if (!from->isNumeric() || !to->isNumeric() || from->tag == Tag::Decimal
        || to->tag == Tag::Decimal || to->tag == Tag::Char)
        return false;
    if (to->tag >= Tag::Single)
        return from->tag < to->tag;
    const auto bits = [](Tag tag) {
        switch (tag) {
        case Tag::SByte:
        case Tag::Byte:
            return 8;
        case Tag::Char:
        case Tag::Int16:
        case Tag::UInt16:
            return 16;
        case Tag::Int32:
        case Tag::UInt32:
            return 32;
        default:
            return 64;
        }
    };
    const auto isSigned = [](Tag tag) {
        return tag == Tag::SByte || tag == Tag::Int16 || tag == Tag::Int32 || tag == Tag::Int64;
    };
    if (isSigned(from->tag) && !isSigned(to->tag))
        return false;
    return bits(from->tag) < bits(to->tag)
        || (bits(from->tag) == bits(to->tag) && isSigned(from->tag) == isSigned(to->tag));
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
    auto items = arrayItems(source);
    const Type* held = source.type()->element();
    const Type* wanted = target.type()->element();
    if (held != wanted && widens(held, wanted)) {
        for (auto& item : items)
            item = convertNumber(env, item, wanted->tag, false);
    } else if (held != wanted && !held->isReference() && !wanted->isReference()) {
        return env.raise("ArrayTypeMismatchException",
                         "Source array type cannot be assigned to destination array type.");
    }
    if (!acceptsItems(target, items))
        return env.invalidCast(source, *target.type());
    for (std::int64_t i = 0; i < count; ++i)
        assignItem(target, static_cast<std::size_t>(to + i),
                   items[static_cast<std::size_t>(from + i)]);
    return {};
}

Value outsideArray(Env& env)
{
    return env.raise("IndexOutOfRangeException", "Index was outside the bounds of the array.");
}

/// GetLength: the number of elements along a dimension.
Value extentOf(Env& env, Args a)
{
    const auto* array = a[0].as<ArrayObject>();
    const bool isFlat = array == nullptr || array->dimensions.empty();
    const auto rank = isFlat ? std::size_t{1} : array->dimensions.size();
    if (a[1].asInt() < 0 || static_cast<std::size_t>(a[1].asInt()) >= rank)
        return outsideArray(env);
    return Value::ofInt(static_cast<std::int32_t>(
        isFlat ? arrayLength(a[0]) : array->dimensions[static_cast<std::size_t>(a[1].asInt())]));
}

/// Position of the element at these indices, one a dimension; nullopt with an exception raised.
std::optional<std::size_t> cellOf(Env& env, const Value& value, const Value& indices)
{
    if (indices.isNull()) {
        env.argumentNull("indices");
        return std::nullopt;
    }
    const auto* array = value.as<ArrayObject>();
    const auto extents = array == nullptr || array->dimensions.empty()
        ? std::vector{arrayLength(value)}
        : array->dimensions;
    const auto given = arrayItems(indices);
    if (given.size() != extents.size()) {
        env.argument("Array rank and the number of indices must be equal.");
        return std::nullopt;
    }
    std::size_t at = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (given[i].asLong() < 0 || static_cast<std::size_t>(given[i].asLong()) >= extents[i]) {
            outsideArray(env);
            return std::nullopt;
        }
        at = at * extents[i] + static_cast<std::size_t>(given[i].asLong());
    }
    return at;
}

/// GetValue of several indices, or of one as a long.
Value valueAt(Env& env, Args a)
{
    const auto at = cellOf(env, a[0], a[1]);
    return at ? arrayItems(a[0])[*at] : Value();
}

Value setValueAt(Env& env, Args a)
{
    const auto at = cellOf(env, a[0], a[2]);
    if (!at)
        return {};
    if (!acceptsItems(a[0], {a[1]}))
        return env.invalidCast(a[1], *a[0].type()->element());
    assignItem(a[0], *at, a[1]);
    return {};
}

/// `(Type elementType, int length1[, int length2[, int length3]])`
Value createInstance(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("elementType");
    const Type* element = a[0].get<TypeObject>().described;
    std::vector<std::size_t> extents;
    std::uint64_t count = 1;
    for (std::size_t i = 1; i < a.size(); ++i) {
        if (a[i].asInt() < 0)
            return env.argumentRange(a.size() == 2 ? "length" : "length" + std::to_string(i));
        extents.push_back(static_cast<std::size_t>(a[i].asInt()));
        // Checked at each factor: their product could wrap round.
        count *= extents.back();
        if (!env.charge(count * sizeof(Value)))
            return {};
    }
    std::vector<Value> items(count, defaultOf(element));
    if (extents.size() == 1)
        return newArray(element, std::move(items));
    const Type* type = arrayOf(element, static_cast<int>(extents.size()));
    return makeValue<ArrayObject>(*type, std::move(items), std::move(extents));
}

/// `(Type elementType, int[] or long[] lengths)`
Value createInstanceOf(Env& env, Args a)
{
    const auto lengths = arrayItems(a[1]);
    if (lengths.empty() || lengths.size() > 32)
        return env.argument("An array has 1 to 32 dimensions.");
    std::vector<Value> arguments{a[0]};
    for (const auto& length : lengths) {
        if (length.asLong() > INT32_MAX)
            return env.argumentRange("lengths");
        arguments.push_back(
            Value::ofInt(static_cast<std::int32_t>(std::max<std::int64_t>(length.asLong(), -1))));
    }
    return createInstance(env, Args(arguments.data(), arguments.size(), a.site()));
}

/// Every element as `default` has it.
Value initialize(Env& env, Args a)
{
    const auto length = arrayLength(a[0]);
    const Value initial = defaultOf(a[0].type()->element());
    if (a[0].type()->element()->isReference() || !env.step(length))
        return {};
    assignItems(a[0], std::vector<Value>(length, initial));
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
    if (const auto* bytes = array.as<BytesObject>())
        return bytes->bytes.size();
    const auto* list = array.as<ListObject>();
    return list != nullptr ? list->items.size() : array.get<ArrayObject>().items.size();
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
    const auto* list = array.as<ListObject>();
    return list != nullptr ? list->items : array.get<ArrayObject>().items;
}

void assignItem(const Value& array, std::size_t index, const Value& item)
{
    if (auto* bytes = array.as<BytesObject>())
        bytes->bytes[index] = static_cast<char>(item.asLong());
    else if (auto* list = array.as<ListObject>())
        list->items[index] = item;
    else
        array.get<ArrayObject>().items[index] = item;
}

void assignItems(const Value& array, const std::vector<Value>& items, std::size_t at)
{
    for (std::size_t i = 0; i < items.size(); ++i)
        assignItem(array, at + i, items[i]);
    if (auto* list = array.as<ListObject>())
        list->changed();
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
        .property("long LongLength",
                  [](Env&, Args a) {
                      return Value::ofLong(static_cast<std::int64_t>(arrayLength(a[0])));
                  })
        .property("int Rank", [](Env&, Args a) { return Value::ofInt(a[0].type()->rank); })
        .method("int GetLength(int dimension)", extentOf)
        .method("int GetUpperBound(int dimension)",
                [](Env& env, Args a) {
                    const Value length = extentOf(env, a);
                    return env.raised() ? Value() : Value::ofInt(length.asInt() - 1);
                })
        .property("bool IsFixedSize", [](Env&, Args) { return Value::ofBool(true); })
        .property("bool IsReadOnly", [](Env&, Args) { return Value::ofBool(false); })
        .method("IEnumerator GetEnumerator()", enumeratorOf)
        .method("long GetLongLength(int dimension)",
                [](Env& env, Args a) {
                    const Value length = extentOf(env, a);
                    return env.raised() ? Value() : Value::ofLong(length.asInt());
                })
        .property("bool IsSynchronized", [](Env&, Args) { return Value::ofBool(false); })
        .property("object SyncRoot", [](Env&, Args a) { return a[0]; })
        .method("void Initialize()", initialize)
        .method("object GetValue(params int[] indices)", valueAt)
        .method("object GetValue(params long[] indices)", valueAt)
        .method("void SetValue(object value, params int[] indices)", setValueAt)
        .method("void SetValue(object value, params long[] indices)", setValueAt)
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
                        std::any_of(items.begin(), items.end(), [&](const Value& item) {
                            return passesTest(env, a[1], item);
                        }));
                })
        .method("static bool TrueForAll<T>(T[] array, Predicate<T> match)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    const auto items = arrayItems(a[0]);
                    return Value::ofBool(
                        std::all_of(items.begin(), items.end(), [&](const Value& item) {
                            return passesTest(env, a[1], item);
                        }));
                })
        .method("static T Find<T>(T[] array, Predicate<T> match)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]))
                        return Value();
                    for (const auto& item : arrayItems(a[0])) {
                        if (passesTest(env, a[1], item))
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
                        if (passesTest(env, a[1], *item))
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
                        if (passesTest(env, a[1], item))
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
        .method("static ReadOnlyCollection<T> AsReadOnly<T>(T[] array)",
                [](Env& env, Args a) {
                    return isNullArray(env, a[0])
                        ? Value()
                        : makeValue<ReadOnlyObject>(*a.site().result, a[0]);
                })
        .method("static void Fill<T>(T[] array, T value)",
                [](Env& env, Args a) {
                    if (isNullArray(env, a[0]) || !env.step(arrayLength(a[0])))
                        return Value();
                    for (std::size_t i = 0; i < arrayLength(a[0]); ++i)
                        assignItem(a[0], i, a[1]);
                    return Value();
                })
        .method("static void ConstrainedCopy(Array sourceArray, int sourceIndex, Array "
                "destinationArray, int destinationIndex, int length)",
                copy)
        .method("static void Copy(Array sourceArray, Array destinationArray, long length)", copy)
        .method("static void Copy(Array sourceArray, long sourceIndex, Array destinationArray, "
                "long destinationIndex, long length)",
                copy)
        .method("static Array CreateInstance(Type elementType, int length)", createInstance)
        .method("static Array CreateInstance(Type elementType, params int[] lengths)",
                createInstanceOf)
        .method("static Array CreateInstance(Type elementType, params long[] lengths)",
                createInstanceOf)
        .method("static Array CreateInstance(Type elementType, int length1, int length2)",
                createInstance)
        .method(
            "static Array CreateInstance(Type elementType, int length1, int length2, int length3)",
            createInstance)
        .method("static void Resize<T>(ref T[] array, int newSize)", resize)
        .method("static T[] Empty<T>()",
                [](Env&, Args a) { return newArray(a.site().typeArguments[0], {}); });
}

} // namespace gatelens::expression
