// The include graph is checked here because prose does not hold it.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace gatelens {
namespace {

namespace fs = std::filesystem;

/// From the bottom up: a layer may include itself and what stands before it.
constexpr std::array<std::string_view, 5> kLayers{"resources", "core", "proxy", "ui", "app"};

struct Include
{
    fs::path file; ///< relative to the checkout
    std::string target;
};

std::size_t levelOf(std::string_view path)
{
    const std::string_view top = path.substr(0, path.find('/'));
    return static_cast<std::size_t>(std::find(kLayers.begin(), kLayers.end(), top)
                                    - kLayers.begin());
}

std::vector<Include> includesOf(std::string_view layer)
{
    static const std::regex kInclude(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
    const fs::path root(GATELENS_ROOT);
    std::vector<Include> includes;
    for (const auto& entry : fs::recursive_directory_iterator(root / layer)) {
        const fs::path extension = entry.path().extension();
        if (extension != ".h" && extension != ".cpp")
            continue;
        std::ifstream stream(entry.path());
        std::smatch match;
        for (std::string line; std::getline(stream, line);) {
            if (std::regex_search(line, match, kInclude))
                includes.push_back({fs::relative(entry.path(), root), match[1]});
        }
    }
    return includes;
}

TEST(LayeringTest, IncludesPointDownwardsOnly)
{
    for (const std::string_view layer : kLayers) {
        for (const Include& include : includesOf(layer)) {
            const std::size_t target = levelOf(include.target);
            if (target < kLayers.size()) {
                EXPECT_LE(target, levelOf(layer)) << include.file << " includes " << include.target;
            }
        }
    }
}

TEST(LayeringTest, CoreKnowsNoSocketsAndNoQt)
{
    for (const Include& include : includesOf("core")) {
        EXPECT_NE(include.target.rfind("boost/asio", 0), 0U) << include.file;
        EXPECT_NE(include.target.rfind("boost/beast", 0), 0U) << include.file;
    }
    for (const std::string_view layer : {"core", "proxy"}) {
        for (const Include& include : includesOf(layer))
            EXPECT_FALSE(
                std::regex_match(include.target, std::regex("Q[A-Z].*|Qsci/.*|qt6?keychain/.*")))
                << include.file;
    }
}

TEST(LayeringTest, TheWindowKnowsTheNetworkOnlyThroughTheEngine)
{
    for (const Include& include : includesOf("ui")) {
        const bool isNetwork
            = include.target.rfind("proxy/", 0) == 0 && include.target.rfind("proxy/api/", 0) != 0;
        EXPECT_FALSE(isNetwork) << include.file << " includes " << include.target;
    }
}

TEST(LayeringTest, NobodyClimbsByDots)
{
    for (const std::string_view layer : kLayers) {
        for (const Include& include : includesOf(layer))
            EXPECT_EQ(include.target.find("../"), std::string::npos) << include.file;
    }
}

} // namespace
} // namespace gatelens
