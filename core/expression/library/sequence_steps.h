#pragma once

#include "core/expression/library/collections.h"
#include "core/expression/types/library.h"

#include <memory>
#include <string_view>

namespace gatelens::expression {

// What the families of System.Linq.Enumerable share.

/// True with an ArgumentNullException raised for an argument that is null.
inline bool isNull(Env& env, const Value& source, std::string_view name = "source")
{
    if (source.isNull())
        env.argumentNull(name);
    return source.isNull();
}

/// A lazy sequence over a single source; `start` makes the stepping function of one run.
template<class Start>
Value lazy(Env& env, Args a, Start start)
{
    if (isNull(env, a[0]))
        return {};
    return lazySequence(a.site().result, [source = a[0], start](Env& inner) -> IteratorPtr {
        const DepthGuard depth(inner);
        if (!depth)
            return iterator([](Env&, Value&) { return false; });
        auto run = std::shared_ptr<Iterator>(iterate(inner, source));
        return iterator([step = start(std::move(run))](Env& env2, Value& out) mutable {
            const DepthGuard guard(env2);
            return guard && step(env2, out);
        });
    });
}

using Run = std::shared_ptr<Iterator>;

void registerSequenceTypes(LibraryBuilder& library); ///< IOrderedEnumerable, IGrouping, ILookup
void registerSequenceSteps(TypeBuilder& type); ///< Where, Select, Take …
void registerSequenceOrder(TypeBuilder& type); ///< OrderBy, ThenBy
void registerSequenceGroups(TypeBuilder& type); ///< GroupBy, ToLookup, Join
void registerSequenceResults(TypeBuilder& type); ///< First, Count, Sum, ToList …

} // namespace gatelens::expression
