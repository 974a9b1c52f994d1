#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace gatelens {
namespace {

namespace fs = std::filesystem;

std::set<std::string> codesIn(const fs::path& path, const std::regex& pattern)
{
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    std::set<std::string> codes;
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
        codes.insert((*match)[1]);
    return codes;
}

/// A code that users see and cannot look up, or look up and never see, is a mistake.
TEST(FindingsDocument, ListsEveryCodeOfTheSources)
{
    const fs::path root = GATELENS_SOURCE_FOLDER;
    std::set<std::string> used;
    for (const char* folder : {"core", "proxy"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            if (entry.path().extension() == ".cpp")
                used.merge(codesIn(entry.path(), std::regex("\"(GL[0-9]{4})\"")));
        }
    }
    EXPECT_GT(used.size(), 50U);
    EXPECT_EQ(codesIn(root / "docs/findings.md", std::regex("\\| (GL[0-9]{4}) \\|")), used);
}

} // namespace
} // namespace gatelens
