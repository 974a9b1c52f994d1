#include "core/expression/library/comparers.h"

#include "core/expression/json/token.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/library.h"

#include <cmath>

namespace gatelens::expression {

const Type& TextComparerObject::type() const noexcept
{
    static const Type* known = Library::instance().find("StringComparer")->self;
    return *known;
}

KeyComparer::KeyComparer(const Value& comparer)
{
    if (const auto* text = comparer.as<TextComparerObject>()) {
        m_isText = true;
        m_comparison = text->comparison;
    }
    m_own = comparer.as<EqualityObject>();
}

bool KeyComparer::equal(const Value& left, const Value& right) const
{
    if (m_isText && left.isString() && right.isString())
        return equalText(left.text(), right.text(), m_comparison);
    return m_own != nullptr ? m_own->equalKeys(left, right) : left.equals(right);
}

std::size_t KeyComparer::hash(const Value& value) const
{
    if (m_isText && ignoresCase(m_comparison) && value.isString())
        return hashText(toUpper(value.text()));
    return m_own != nullptr ? m_own->hashKey(value) : value.hash();
}

int orderValues(Env& env, const Value& left, const Value& right, const Value& comparer)
{
    if (const auto* own = comparer.as<RecordObject>(); own != nullptr && !own->fields.empty())
        return env.call(own->fields[0], left, right).asInt();
    if (left.isNull() || right.isNull())
        return left.isNull() ? (right.isNull() ? 0 : -1) : 1;
    if (left.isString() && right.isString()) {
        const auto* text = comparer.as<TextComparerObject>();
        return compareText(left.text(), right.text(),
                           text == nullptr ? Comparison::CurrentCulture : text->comparison);
    }
    const auto order = [](auto a, auto b) { return a < b ? -1 : (b < a ? 1 : 0); };
    if (left.tag() == right.tag()) {
        switch (left.tag()) {
        case Tag::Double:
            if (std::isnan(left.asDouble()) || std::isnan(right.asDouble()))
                return order(!std::isnan(left.asDouble()), !std::isnan(right.asDouble()));
            return order(left.asDouble(), right.asDouble());
        case Tag::Single:
            return order(left.asSingle(), right.asSingle());
        case Tag::Decimal:
            return left.asDecimal().compare(right.asDecimal());
        case Tag::UInt64:
            return order(left.asUnsigned(), right.asUnsigned());
        case Tag::DateTimeOffset:
            return order(left.asLong() - left.offsetMinutes() * 600000000LL,
                         right.asLong() - right.offsetMinutes() * 600000000LL);
        case Tag::Object:
            break;
        default:
            return order(left.asLong(), right.asLong());
        }
    }
    const auto* leftRecord = left.as<RecordObject>();
    const auto* rightRecord = right.as<RecordObject>();
    if (leftRecord != nullptr && rightRecord != nullptr
        && leftRecord->fields.size() == rightRecord->fields.size()
        && leftRecord->type().kind != TypeKind::Anonymous) {
        for (std::size_t i = 0; i < leftRecord->fields.size(); ++i) {
            const int part
                = orderValues(env, leftRecord->fields[i], rightRecord->fields[i], comparer);
            if (part != 0 || env.raised())
                return part;
        }
        return 0;
    }
    const auto* leftGuid = left.as<GuidObject>();
    const auto* rightGuid = right.as<GuidObject>();
    if (leftGuid != nullptr && rightGuid != nullptr)
        return order(leftGuid->bytes, rightGuid->bytes);
    const auto* leftToken = left.as<JsonToken>();
    const auto* rightToken = right.as<JsonToken>();
    if (leftToken != nullptr && rightToken != nullptr && leftToken->isScalar()
        && rightToken->isScalar())
        return orderValues(env, leftToken->scalar(), rightToken->scalar());
    if (left.type()->name == "BigInteger" && right.type()->name == "BigInteger") {
        const auto a = left.toText();
        const auto b = right.toText();
        const bool negativeA = a[0] == '-';
        const bool negativeB = b[0] == '-';
        if (negativeA != negativeB)
            return negativeA ? -1 : 1;
        const int size = a.size() == b.size() ? order(a, b) : order(a.size(), b.size());
        return negativeA ? -size : size;
    }
    env.invalidOperation(
        "Failed to compare two elements: at least one object must implement IComparable.");
    return 0;
}

namespace {

/// A comparer of the values' own order and equality.
Value defaultComparer(Env&, Args a)
{
    return makeValue<RecordObject>(*a.site().result, std::vector<Value>());
}

template<Comparison comparison>
Value comparer(Env&, Args)
{
    return makeValue<TextComparerObject>(comparison);
}

} // namespace

void registerComparers(LibraryBuilder& library)
{
    library.type("interface System.Collections.Generic.IEqualityComparer<T>", "Decides equality")
        .method("bool Equals(T x, T y)",
                [](Env&, Args a) { return Value::ofBool(KeyComparer(a[0]).equal(a[1], a[2])); })
        .method("int GetHashCode(T obj)", [](Env&, Args a) {
            return Value::ofInt(static_cast<std::int32_t>(KeyComparer(a[0]).hash(a[1])));
        });
    library.type("interface System.Collections.Generic.IComparer<T>", "Decides order")
        .method("int Compare(T x, T y)",
                [](Env& env, Args a) { return Value::ofInt(orderValues(env, a[1], a[2], a[0])); });
    library
        .type("class System.StringComparer : IEqualityComparer<string>, IComparer<string>",
              "Ways of comparing text")
        .property("static StringComparer Ordinal", comparer<Comparison::Ordinal>, "By code units")
        .property("static StringComparer OrdinalIgnoreCase",
                  comparer<Comparison::OrdinalIgnoreCase>, "By code units without case")
        .property("static StringComparer InvariantCulture", comparer<Comparison::InvariantCulture>)
        .property("static StringComparer InvariantCultureIgnoreCase",
                  comparer<Comparison::InvariantCultureIgnoreCase>)
        .property("static StringComparer CurrentCulture", comparer<Comparison::CurrentCulture>)
        .property("static StringComparer CurrentCultureIgnoreCase",
                  comparer<Comparison::CurrentCultureIgnoreCase>)
        .method("static StringComparer FromComparison(StringComparison comparisonType)",
                [](Env&, Args a) {
                    return makeValue<TextComparerObject>(static_cast<Comparison>(a[0].asLong()));
                })
        .method("static StringComparer Create(CultureInfo culture, bool ignoreCase)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("culture");
                    return makeValue<TextComparerObject>(
                        a[1].asBool() ? Comparison::InvariantCultureIgnoreCase
                                      : Comparison::InvariantCulture);
                })
        .method("bool Equals(string x, string y)",
                [](Env&, Args a) { return Value::ofBool(KeyComparer(a[0]).equal(a[1], a[2])); })
        .method("int Compare(string x, string y)",
                [](Env& env, Args a) { return Value::ofInt(orderValues(env, a[1], a[2], a[0])); })
        .method("int GetHashCode(string obj)", [](Env&, Args a) {
            return Value::ofInt(static_cast<std::int32_t>(KeyComparer(a[0]).hash(a[1])));
        });
    library.type("class System.Collections.Generic.EqualityComparer<T> : IEqualityComparer<T>")
        .unlisted()
        .property("static EqualityComparer<T> Default", defaultComparer)
        .method("bool Equals(T x, T y)",
                [](Env&, Args a) { return Value::ofBool(KeyComparer().equal(a[1], a[2])); })
        .method("int GetHashCode(T obj)", [](Env&, Args a) {
            return Value::ofInt(static_cast<std::int32_t>(KeyComparer().hash(a[1])));
        });
    library.type("class System.Collections.Generic.Comparer<T> : IComparer<T>")
        .unlisted()
        .property("static Comparer<T> Default", defaultComparer)
        .method("static Comparer<T> Create(Comparison<T> comparison)",
                [](Env& env, Args a) {
                    return a[0].isNull()
                        ? env.argumentNull("comparison")
                        : makeValue<RecordObject>(*a.site().result, std::vector<Value>{a[0]});
                })
        .method("int Compare(T x, T y)",
                [](Env& env, Args a) { return Value::ofInt(orderValues(env, a[1], a[2], a[0])); });
}

} // namespace gatelens::expression
