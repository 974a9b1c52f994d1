#pragma once

namespace gatelens {

/// Visits a std::variant with one lambda a kind, without a catch-all: a new kind then stops the
/// build at every place that must decide.
template<class... Fs>
struct Overloaded : Fs...
{
    using Fs::operator()...;
};
template<class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>; // clang 14 does not deduce aggregates

} // namespace gatelens
