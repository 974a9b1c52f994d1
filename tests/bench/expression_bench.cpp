// What compiling and evaluating policy expressions costs, beside Lua doing the same work in the
// same run. Run from the release preset: build/release/tests/expression_bench
#include "core/expression/context_json.h"
#include "core/expression/expression.h"

#include <benchmark/benchmark.h>
#include <lua.hpp>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace gatelens::expression {
namespace {

constexpr std::string_view kHeader = "@(context.Request.Headers.GetValueOrDefault(\"X\",\"\"))";
constexpr std::string_view kTime
    = "@(new DateTimeOffset(context.Timestamp).ToUnixTimeMilliseconds().ToString())";
constexpr std::string_view kBody = "@((string)context.Request.Body.As<JObject>(preserveContent: "
                                   "true)[\"customer\"][\"address\"][\"city\"])";
constexpr std::string_view kLoop
    = "@{ int s = 0; for (int i = 0; i < 1000; i++) { s += i % 7; } return s; }";

/// About 1 KiB of JSON.
std::string body()
{
    std::string items;
    for (int i = 0; i < 16; ++i)
        items += (i > 0 ? "," : "") + std::string(R"({"sku":"A-)") + std::to_string(1000 + i)
            + R"(","qty":2,"price":12.5,"ok":true})";
    return R"({"id":"o-1","customer":{"name":"Ann","address":{"city":"Delft","zip":"2611"}},"items":[)"
        + items + "]}";
}

std::unique_ptr<OwnedContext> context()
{
    auto owned = OwnedContext::fromJson(
        R"({"request":{"headers":{"Accept":"*/*","Host":"a","X":"value"},"body":"{}"}})");
    (*owned)->context().request->body.bytes = body();
    return std::move(*owned);
}

std::shared_ptr<const Expression> compiled(std::string_view source)
{
    auto result = Expression::compile(source);
    if (std::holds_alternative<Findings>(result)) {
        std::fprintf(stderr, "does not compile: %s\n",
                     std::get<Findings>(result).front().message.c_str());
        std::abort();
    }
    return std::get<0>(result);
}

void evaluate(benchmark::State& state, std::string_view source)
{
    const auto expression = compiled(source);
    const auto owned = context();
    for (auto _ : state)
        benchmark::DoNotOptimize(expression->evaluate(owned->context()));
}

void compile(benchmark::State& state, std::string_view source)
{
    static_cast<void>(compiled(source)); // the registry is built once a process
    for (auto _ : state)
        benchmark::DoNotOptimize(Expression::compile(source));
}

/// `headers:GetValueOrDefault(name, default)` as a program that embeds Lua offers it: live data of
/// the host, looked up without regard to case.
int luaHeader(lua_State* vm)
{
    const auto* headers = static_cast<const HeaderList*>(lua_touserdata(vm, lua_upvalueindex(1)));
    const auto* value = headers->find(luaL_checkstring(vm, 2));
    if (value == nullptr)
        lua_pushvalue(vm, 3);
    else
        lua_pushlstring(vm, value->data(), value->size());
    return 1;
}

/// The same work as a Lua function that was loaded before; JSON by lua-cjson.
void lua(benchmark::State& state, const char* source)
{
    const auto owned = context();
    auto& request = *owned->context().request;
    const std::unique_ptr<lua_State, decltype(&lua_close)> vm(luaL_newstate(), lua_close);
    luaL_openlibs(vm.get());
    lua_pushlightuserdata(vm.get(), &request.headers);
    lua_pushcclosure(vm.get(), luaHeader, 1);
    lua_setglobal(vm.get(), "header");
    lua_pushlstring(vm.get(), request.body.bytes.data(), request.body.bytes.size());
    lua_setglobal(vm.get(), "body");
    if (luaL_dostring(vm.get(),
                      "cjson = require 'cjson'\n"
                      "context = { Timestamp = 1704164645.0, Request = { Body = body,"
                      " Headers = { GetValueOrDefault = header } } }")
            != LUA_OK
        || luaL_loadstring(vm.get(), source) != LUA_OK) {
        std::fprintf(stderr, "%s\n", lua_tostring(vm.get(), -1));
        std::abort();
    }
    for (auto _ : state) {
        lua_pushvalue(vm.get(), -1);
        lua_call(vm.get(), 0, 1);
        std::size_t size = 0;
        benchmark::DoNotOptimize(lua_tolstring(vm.get(), -1, &size));
        lua_pop(vm.get(), 1);
    }
}

void luaCompile(benchmark::State& state, const char* source)
{
    const std::unique_ptr<lua_State, decltype(&lua_close)> vm(luaL_newstate(), lua_close);
    for (auto _ : state) {
        benchmark::DoNotOptimize(luaL_loadstring(vm.get(), source));
        lua_pop(vm.get(), 1);
    }
}

constexpr const char* kLuaHeader = "return context.Request.Headers:GetValueOrDefault('X', '')";
constexpr const char* kLuaTime = "return tostring(math.floor(context.Timestamp * 1000))";
constexpr const char* kLuaBody = "return cjson.decode(context.Request.Body).customer.address.city";
constexpr const char* kLuaLoop = "local s = 0 for i = 0, 999 do s = s + i % 7 end return s";

BENCHMARK_CAPTURE(compile, Header, kHeader);
BENCHMARK_CAPTURE(luaCompile, Header, kLuaHeader);
BENCHMARK_CAPTURE(compile, Timestamp, kTime);
BENCHMARK_CAPTURE(compile, Body, kBody);
BENCHMARK_CAPTURE(compile, Loop, kLoop);
BENCHMARK_CAPTURE(evaluate, Header, kHeader);
BENCHMARK_CAPTURE(lua, Header, kLuaHeader);
BENCHMARK_CAPTURE(evaluate, Timestamp, kTime);
BENCHMARK_CAPTURE(lua, Timestamp, kLuaTime);
BENCHMARK_CAPTURE(evaluate, Loop, kLoop);
BENCHMARK_CAPTURE(lua, Loop, kLuaLoop);
BENCHMARK_CAPTURE(evaluate, Body, kBody);
BENCHMARK_CAPTURE(lua, Body, kLuaBody);

} // namespace
} // namespace gatelens::expression

BENCHMARK_MAIN();
