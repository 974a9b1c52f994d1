#pragma once

#include "core/expression/runtime/node.h"

namespace gatelens::expression {

/// A statement that does nothing.
inline ActionPtr nothing()
{
    return action([](Frame&) { return Outcome::Next; });
}

/// What a loop does after its body: true to go on.
inline bool goesOn(Outcome outcome)
{
    return outcome == Outcome::Next || outcome == Outcome::Continue;
}

/// What a loop or switch makes of how its body ended: its own break is done.
inline Outcome leaving(Outcome outcome)
{
    return outcome == Outcome::Break ? Outcome::Next : outcome;
}

} // namespace gatelens::expression
