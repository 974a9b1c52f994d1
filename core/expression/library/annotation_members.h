#pragma once

#include "core/expression/runtime/objects.h"
#include "core/expression/types/library.h"

namespace gatelens::expression {

// AddAnnotation and its kin, which XObject and JToken share.

/// The type that `Annotation<T>()` or `Annotation(Type)` asks for; null with an exception.
inline const Type* annotationType(Env& env, Args a)
{
    if (a.size() < 2)
        return a.site().typeArguments[0];
    if (!a[1].isNull())
        return a[1].get<TypeObject>().described;
    env.argumentNull("type");
    return nullptr;
}

template<class Node>
Value addAnnotation(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("annotation");
    if (env.charge(sizeof(Value)))
        a[0].get<Node>().annotations.add(a[1]);
    return {};
}

template<class Node>
Value firstAnnotation(Env& env, Args a)
{
    const Type* type = annotationType(env, a);
    if (type == nullptr)
        return {};
    auto found = a[0].get<Node>().annotations.ofType(type);
    return found.empty() ? defaultOf(a.site().result) : std::move(found.front());
}

template<class Node>
Value allAnnotations(Env& env, Args a)
{
    const Type* type = annotationType(env, a);
    return type == nullptr
        ? Value()
        : newArray(a.site().result->arguments[0], a[0].get<Node>().annotations.ofType(type));
}

template<class Node>
Value removeAnnotations(Env& env, Args a)
{
    if (const Type* type = annotationType(env, a))
        a[0].get<Node>().annotations.removeOfType(type);
    return {};
}

template<class Node>
void registerAnnotations(TypeBuilder& node)
{
    node.method("void AddAnnotation(object annotation)", addAnnotation<Node>,
                "Attaches an object to it")
        .method("T Annotation<T>()", firstAnnotation<Node>, "The first annotation of a type")
        .method("object Annotation(Type type)", firstAnnotation<Node>)
        .method("IEnumerable<T> Annotations<T>()", allAnnotations<Node>)
        .method("IEnumerable<object> Annotations(Type type)", allAnnotations<Node>)
        .method("void RemoveAnnotations<T>()", removeAnnotations<Node>)
        .method("void RemoveAnnotations(Type type)", removeAnnotations<Node>);
}

} // namespace gatelens::expression
