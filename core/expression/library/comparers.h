#pragma once

#include "core/expression/runtime/env.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

/// A System.StringComparer.
class TextComparerObject final : public Object
{
public:
    explicit TextComparerObject(Comparison way)
        : comparison(way)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override;

    const Comparison comparison;
};

/// An IEqualityComparer with an equality of its own (of XML nodes, of JSON tokens).
class EqualityObject : public Object
{
public:
    [[nodiscard]] virtual bool equalKeys(const Value& left, const Value& right) const = 0;
    [[nodiscard]] virtual std::size_t hashKey(const Value& value) const = 0;
};

/// Equality and hash of keys: `Equals`, or that of a StringComparer.
class KeyComparer
{
public:
    KeyComparer() = default;
    /// `comparer` is an IEqualityComparer or null.
    explicit KeyComparer(const Value& comparer);
    [[nodiscard]] bool equal(const Value& left, const Value& right) const;
    [[nodiscard]] std::size_t hash(const Value& value) const;

private:
    const EqualityObject* m_own = nullptr; ///< alive as long as the collection's comparer
    bool m_isText = false;
    Comparison m_comparison = Comparison::Ordinal;
};

/// Negative, zero or positive, as Comparer<T>.Default or the given IComparer orders values; raises
/// InvalidOperationException for what has no order.
[[nodiscard]] int orderValues(Env& env, const Value& left, const Value& right,
                              const Value& comparer = {});

} // namespace gatelens::expression
