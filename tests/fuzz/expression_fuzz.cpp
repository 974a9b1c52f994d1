// Lexer, parser, binder and evaluator over hostile text: no crash, leak or hang. Input of nine
// bytes that begins with 0xFF is the seed of a program made from the registry, so that every member
// of the library is reached as well.
#include "core/expression/case_runner.h"
#include "core/expression/context_json.h"
#include "tests/core/expression/program_generator.h"

#include <cstdint>
#include <cstring>
#include <string>

using namespace gatelens::expression;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 4096)
        return 0;
    std::string source(reinterpret_cast<const char*>(data), size);
    if (size == 9 && data[0] == 0xFF) {
        std::uint64_t seed = 0;
        std::memcpy(&seed, data + 1, sizeof seed);
        ProgramGenerator generator(seed);
        source = seed % 2 == 0 ? generator.program() : generator.callOfMember(seed >> 1);
    }
    const auto compiled = Expression::compile(source);
    if (std::holds_alternative<gatelens::Findings>(compiled))
        return 0;
    auto owned = OwnedContext::fromJson(
        R"({"request":{"headers":{"A":"1"},"body":"{\"a\":[1,2]}"},"variables":{"v":1}})");
    Limits limits;
    limits.steps = 20'000;
    limits.bytes = 4 * 1024 * 1024;
    limits.regexMatchLimit = 10'000;
    limits.time = std::chrono::milliseconds(1000);
    const auto result = std::get<0>(compiled)->evaluate((*owned)->context(), limits);
    if (const auto* value = std::get_if<Value>(&result))
        static_cast<void>(value->toText());
    return 0;
}
