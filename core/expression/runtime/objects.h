#pragma once

#include "core/expression/runtime/env.h"
#include "core/expression/runtime/object.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// An array of any element type but byte. Rectangular arrays keep their elements in one row.
class ArrayObject : public Sequence
{
public:
    ArrayObject(const Type& arrayType, std::vector<Value> elements,
                std::vector<std::size_t> extents = {})
        : items(std::move(elements))
        , dimensions(std::move(extents))
        , m_type(&arrayType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return items.size(); }

    std::vector<Value> items;
    std::vector<std::size_t> dimensions; ///< of a rectangular array of two or more
private:
    const Type* m_type;
};

/// `byte[]`, packed.
class BytesObject final : public Sequence
{
public:
    explicit BytesObject(std::string content)
        : bytes(std::move(content))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *core().bytes; }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return bytes.size(); }

    std::string bytes;
};

/// A Guid: 16 bytes in the order its text shows them.
class GuidObject final : public Object
{
public:
    explicit GuidObject(const std::array<std::uint8_t, 16>& content)
        : bytes(content)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *core().guid; }
    [[nodiscard]] std::string toText() const override;
    [[nodiscard]] bool equals(const Value& other) const noexcept override;
    [[nodiscard]] std::size_t hash() const noexcept override;

    const std::array<std::uint8_t, 16> bytes;
};

/// An anonymous object, a ValueTuple, a System.Tuple or a KeyValuePair: fields in order.
class RecordObject final : public Object
{
public:
    RecordObject(const Type& recordType, std::vector<Value> values)
        : fields(std::move(values))
        , m_type(&recordType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::string toText() const override;
    [[nodiscard]] bool equals(const Value& other) const noexcept override;
    [[nodiscard]] std::size_t hash() const noexcept override;

    std::vector<Value> fields;

private:
    const Type* m_type;
};

/// A System.Type.
class TypeObject final : public Object
{
public:
    explicit TypeObject(const Type& type)
        : described(&type)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *core().typeType; }
    [[nodiscard]] std::string toText() const override { return described->fullName; }
    [[nodiscard]] bool equals(const Value& other) const noexcept override;
    [[nodiscard]] std::size_t hash() const noexcept override { return described->number; }

    const Type* const described;
};

/// A delegate made of a C++ function.
template<class F>
class NativeFunction final : public FunctionObject
{
public:
    NativeFunction(const Type& type, F function)
        : m_type(&type)
        , m_function(std::move(function))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] Value invoke(Env& env, Value* arguments, std::size_t count) override
    {
        return m_function(env, arguments, count);
    }

private:
    const Type* m_type;
    F m_function;
};

/// Several delegates called one after the other, as `+=` makes them; the last one's result counts.
class MulticastObject final : public FunctionObject
{
public:
    MulticastObject(const Type& type, std::vector<Value> calls)
        : parts(std::move(calls))
        , m_type(&type)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] Value invoke(Env& env, Value* arguments, std::size_t count) override;
    [[nodiscard]] bool equals(const Value& other) const noexcept override;

    const std::vector<Value> parts;

private:
    const Type* m_type;
};

/// `left + right` of two delegates; either may be null.
[[nodiscard]] Value combineDelegates(const Value& left, const Value& right);
/// `left - right`: without the last run of right's calls; null when nothing is left.
[[nodiscard]] Value removeDelegate(const Value& left, const Value& right);

/// An iterator made of a callable `bool(Env&, Value& out)`.
template<class F>
class IteratorOf final : public Iterator
{
public:
    explicit IteratorOf(F next)
        : m_next(std::move(next))
    {
    }
    bool next(Env& env, Value& out) override { return env.step() && m_next(env, out); }

private:
    F m_next;
};

template<class F>
[[nodiscard]] IteratorPtr iterator(F next)
{
    return std::make_unique<IteratorOf<F>>(std::move(next));
}

/// A lazy sequence made of a callable that begins a run.
template<class F>
class LazySequence final : public Sequence
{
public:
    LazySequence(const Type& type, F begin)
        : m_type(&type)
        , m_begin(std::move(begin))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] IteratorPtr iterate(Env& env) override { return m_begin(env); }
    [[nodiscard]] bool isLazy() const noexcept override { return true; }

private:
    const Type* m_type;
    F m_begin;
};

/// A lazy sequence that left its evaluation, with all that it may still need: JSON and XML roots,
/// and the variables of closures, whose cycles end with it.
class OutlivingSequence final : public Sequence
{
public:
    OutlivingSequence(Value sequence, std::vector<Value> roots, std::vector<Value> variables)
        : inner(std::move(sequence))
        , m_roots(std::move(roots))
        , m_variables(std::move(variables))
    {
    }
    ~OutlivingSequence() override;
    [[nodiscard]] const Type& type() const noexcept override { return *inner.type(); }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] bool isLazy() const noexcept override { return true; }

    const Value inner;

private:
    std::vector<Value> m_roots;
    std::vector<Value> m_variables;
};

/// `type` is the static type of the sequence, IEnumerable<T>.
template<class F>
[[nodiscard]] Value lazySequence(const Type* type, F begin)
{
    return Value::ofObject(new LazySequence<F>(*type, std::move(begin)));
}

[[nodiscard]] Value newArray(const Type* element, std::vector<Value> items);
/// Elements of any sequence; empty with an exception raised on failure.
[[nodiscard]] std::vector<Value> drain(Env& env, const Value& sequence);

/// The text of a value as string conversion in the language makes it (null gives "").
[[nodiscard]] std::string textOf(const Value& value);

/// Guid text in one of the forms N, D, B, P; X is not read.
[[nodiscard]] std::optional<std::array<std::uint8_t, 16>> parseGuid(std::string_view text);
[[nodiscard]] std::string formatGuid(const std::array<std::uint8_t, 16>& bytes, char form);

} // namespace gatelens::expression
