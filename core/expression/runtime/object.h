#pragma once

#include "core/expression/value.h"

#include <atomic>
#include <cassert>
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

namespace gatelens::expression {

class Env;

/// A reference type's instance. Counted by reference (atomically: values travel between threads
/// through caches); destroyed without recursion however deep the structure is.
class Object
{
public:
    Object() noexcept = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;
    virtual ~Object() = default;

    [[nodiscard]] virtual const Type& type() const noexcept = 0; ///< run-time .NET type
    [[nodiscard]] virtual std::string toText() const; ///< ToString(); the type's name by default
    [[nodiscard]] virtual bool equals(const Value& other) const noexcept;
    [[nodiscard]] virtual std::size_t hash() const noexcept;
    /// What ReferenceEquals compares: two faces of one thing are the same object.
    [[nodiscard]] virtual const Object* identity() const noexcept { return this; }

    void retain() const noexcept { m_references.fetch_add(1, std::memory_order_relaxed); }
    void release() const noexcept
    {
        // The only owner needs no atomic subtraction: nobody else can become one.
        if (m_references.load(std::memory_order_acquire) == 1
            || m_references.fetch_sub(1, std::memory_order_acq_rel) == 1)
            destroy();
    }
    /// `retain` of an object that no other thread has seen yet.
    void retainFresh() const noexcept
    {
        m_references.store(m_references.load(std::memory_order_relaxed) + 1,
                           std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint32_t references() const noexcept
    {
        return m_references.load(std::memory_order_relaxed);
    }

private:
    void destroy() const noexcept;

    mutable std::atomic<std::uint32_t> m_references{0};
    mutable const Object* m_next = nullptr; ///< of those that wait for their destruction
};

/// Owner of an Object.
template<class T>
class Ref
{
public:
    Ref() noexcept = default;
    explicit Ref(T* object) noexcept
        : m_object(object)
    {
        if (m_object != nullptr)
            m_object->retain();
    }
    /// Of an object that was just made.
    [[nodiscard]] static Ref fresh(T* object) noexcept
    {
        object->retainFresh();
        Ref made;
        made.m_object = object;
        return made;
    }
    /// The same owner, seen as of a base.
    template<std::derived_from<T> Derived>
    Ref(Ref<Derived>&& other) noexcept // NOLINT(google-explicit-constructor)
        : m_object(other.leave())
    {
    }
    Ref(const Ref& other) noexcept
        : Ref(other.m_object)
    {
    }
    Ref(Ref&& other) noexcept
        : m_object(std::exchange(other.m_object, nullptr))
    {
    }
    Ref& operator=(Ref other) noexcept
    {
        std::swap(m_object, other.m_object);
        return *this;
    }
    ~Ref()
    {
        if (m_object != nullptr)
            m_object->release();
    }
    [[nodiscard]] T* get() const noexcept { return m_object; }
    /// Gives up the ownership without counting down.
    [[nodiscard]] T* leave() noexcept { return std::exchange(m_object, nullptr); }
    T* operator->() const noexcept { return m_object; }
    T& operator*() const noexcept { return *m_object; }
    explicit operator bool() const noexcept { return m_object != nullptr; }
    [[nodiscard]] Value value() const noexcept { return Value::ofObject(m_object); }

private:
    T* m_object = nullptr;
};

template<class T, class... Arguments>
[[nodiscard]] Ref<T> make(Arguments&&... arguments)
{
    return Ref<T>::fresh(new T(std::forward<Arguments>(arguments)...));
}

template<class T, class... Arguments>
[[nodiscard]] Value makeValue(Arguments&&... arguments)
{
    return Value::ofObject(new T(std::forward<Arguments>(arguments)...));
}

/// A string too long for the inside of a Value.
class StringObject final : public Object
{
public:
    explicit StringObject(std::string content) noexcept
        : text(std::move(content))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override;
    [[nodiscard]] std::string toText() const override { return text; }

    const std::string text;
};

/// One run over a sequence.
class Iterator
{
public:
    Iterator() = default;
    Iterator(const Iterator&) = delete;
    Iterator& operator=(const Iterator&) = delete;
    virtual ~Iterator() = default;
    /// False at the end or when an exception was raised in `env`.
    virtual bool next(Env& env, Value& out) = 0;
};
using IteratorPtr = std::unique_ptr<Iterator>;

/// Anything that can be enumerated, except strings.
class Sequence : public Object
{
public:
    [[nodiscard]] virtual IteratorPtr iterate(Env& env) = 0;
    /// The number of elements when it is known without enumerating.
    [[nodiscard]] virtual std::optional<std::size_t> knownCount() const { return std::nullopt; }
    /// Runs its source when it is enumerated, each time anew.
    [[nodiscard]] virtual bool isLazy() const noexcept { return false; }
};

/// A delegate.
class FunctionObject : public Object
{
public:
    [[nodiscard]] virtual Value invoke(Env& env, Value* arguments, std::size_t count) = 0;
};

/// The variable that a closure and its surroundings share.
class Cell final : public Object
{
public:
    [[nodiscard]] const Type& type() const noexcept override;
    Value content;
};

} // namespace gatelens::expression
