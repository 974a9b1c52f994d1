#include "core/expression/library/families.h"
#include "core/expression/runtime/objects.h"

#include <array>
#include <cstdlib>
#include <random>

namespace gatelens::expression {

namespace {

/// Knuth's subtractive generator as System.Random has it, so that a seed gives the same numbers.
class RandomObject final : public Object
{
public:
    RandomObject(const Type& type, std::int32_t seed)
        : m_type(&type)
    {
        std::int32_t mj = 161803398 - (seed == INT32_MIN ? INT32_MAX : std::abs(seed));
        m_seeds[55] = mj;
        std::int32_t mk = 1;
        for (std::size_t i = 1; i < 55; ++i) {
            const std::size_t at = 21 * i % 55;
            m_seeds[at] = mk;
            mk = wrapped(mj, mk);
            mj = m_seeds[at];
        }
        for (int round = 1; round < 5; ++round) {
            for (std::size_t i = 1; i < 56; ++i)
                m_seeds[i] = wrapped(m_seeds[i], m_seeds[1 + (i + 30) % 55]);
        }
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }

    /// From 0 to below Int32.MaxValue.
    std::int32_t next()
    {
        m_next = m_next >= 55 ? 1 : m_next + 1;
        m_nextBehind = m_nextBehind >= 55 ? 1 : m_nextBehind + 1;
        std::int32_t result = difference(m_seeds[m_next], m_seeds[m_nextBehind]);
        if (result == INT32_MAX)
            --result;
        if (result < 0)
            result += INT32_MAX;
        m_seeds[m_next] = result;
        return result;
    }
    /// From 0 to below 1.
    double sample() { return next() * (1.0 / INT32_MAX); }
    /// `low` to below `high`.
    std::int32_t between(std::int64_t low, std::int64_t high)
    {
        const auto range = static_cast<double>(high - low);
        double fraction = 0;
        if (high - low <= INT32_MAX) {
            fraction = sample();
        } else {
            // One sample has too few bits for such a range.
            std::int64_t wide = next();
            if (next() % 2 == 0)
                wide = -wide;
            fraction = (static_cast<double>(wide) + (INT32_MAX - 1)) / (2.0 * INT32_MAX - 1);
        }
        return static_cast<std::int32_t>(static_cast<std::int64_t>(fraction * range) + low);
    }

private:
    static std::int32_t difference(std::int32_t left, std::int32_t right)
    {
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(left)
                                         - static_cast<std::uint32_t>(right));
    }
    static std::int32_t wrapped(std::int32_t left, std::int32_t right)
    {
        const auto result = difference(left, right);
        return result < 0 ? result + INT32_MAX : result;
    }

    const Type* m_type;
    std::array<std::int32_t, 56> m_seeds{};
    std::size_t m_next = 0;
    std::size_t m_nextBehind = 21;
};

RandomObject& generator(Args a) { return a[0].get<RandomObject>(); }

Value nextBytes(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("buffer");
    for (auto& byte : a[1].get<BytesObject>().bytes)
        byte = static_cast<char>(generator(a).next() % 256);
    return {};
}

} // namespace

void registerRandom(LibraryBuilder& library)
{
    library.type("class System.Random", "A generator of random numbers")
        .method(
            "new()",
            [](Env&, Args a) {
                thread_local std::random_device device;
                return makeValue<RandomObject>(*a.site().result,
                                               static_cast<std::int32_t>(device()));
            },
            "Seeded by chance")
        .method(
            "new(int Seed)",
            [](Env&, Args a) { return makeValue<RandomObject>(*a.site().result, a[0].asInt()); },
            "The same numbers for the same seed")
        .method("int Next()", [](Env&, Args a) { return Value::ofInt(generator(a).next()); })
        .method(
            "int Next(int maxValue)",
            [](Env& env, Args a) {
                return a[1].asInt() < 0 ? env.argumentRange("maxValue")
                                        : Value::ofInt(generator(a).between(0, a[1].asInt()));
            },
            "From 0 to below maxValue")
        .method(
            "int Next(int minValue, int maxValue)",
            [](Env& env, Args a) {
                return a[1].asInt() > a[2].asInt()
                    ? env.argumentRange("minValue")
                    : Value::ofInt(generator(a).between(a[1].asInt(), a[2].asInt()));
            },
            "From minValue to below maxValue")
        .method(
            "double NextDouble()",
            [](Env&, Args a) { return Value::ofDouble(generator(a).sample()); },
            "From 0 to below 1")
        .method("void NextBytes(byte[] buffer)", nextBytes);
}

} // namespace gatelens::expression
