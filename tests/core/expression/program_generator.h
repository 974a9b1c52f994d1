#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// Makes programs out of the registry itself: every type and every member can turn up, mostly with
/// arguments of the declared types, often with null or a value of another type. The same seed gives
/// the same program.
class ProgramGenerator
{
public:
    explicit ProgramGenerator(std::uint64_t seed)
        : m_random(seed)
    {
    }

    /// `@(…)` or `@{…}`.
    [[nodiscard]] std::string program();
    /// One call, property or operator of the member with that number (all members of the registry
    /// are numbered), read or run in a statement.
    [[nodiscard]] std::string callOfMember(std::size_t number);
    [[nodiscard]] static std::size_t memberCount();

private:
    [[nodiscard]] std::size_t below(std::size_t limit);
    [[nodiscard]] bool oneIn(std::size_t chances) { return below(chances) == 0; }
    [[nodiscard]] std::string_view anyOf(const std::vector<std::string>& texts);
    /// An expression of a type written as C# writes it, or of another type now and then.
    [[nodiscard]] std::string valueOf(const std::string& type, int depth);
    [[nodiscard]] std::string lambdaOf(const std::string& type, int depth);
    [[nodiscard]] std::string argumentsOf(const void* method, int depth);
    [[nodiscard]] std::string memberExpression(std::size_t number, int depth);
    [[nodiscard]] std::string statement(int depth);

    std::mt19937_64 m_random;
};

} // namespace gatelens::expression
