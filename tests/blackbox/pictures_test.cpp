// The desktop application takes pictures of itself, as documentation and reviews use them.

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace gatelens::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A picture of a page that shows nothing compresses to less than this.
constexpr std::uintmax_t kLeastBytes = 20'000;

TEST(PicturesTest, EveryViewIsPhotographedInBothThemes)
{
    const TemporaryFolder folder;
    const fs::path pictures = folder / "pictures";
    const Finished run = runProgram({GATELENS, "--screenshot", pictures.string()}, 120s,
                                    {{"QT_QPA_PLATFORM", "offscreen"},
                                     {"XDG_DATA_HOME", (folder / "data").string()},
                                     {"XDG_CONFIG_HOME", (folder / "config").string()},
                                     {"XDG_CACHE_HOME", (folder / "cache").string()}});
    ASSERT_EQ(run.status, 0) << run.errors;
    for (const char* page :
         {"live", "metrics", "policies", "diagnostics", "sampling", "forwarding"}) {
        for (const char* theme : {"light", "dark"}) {
            const std::string ending = std::string(page) + '-' + theme + ".png";
            bool isFound = false;
            for (const auto& entry : fs::directory_iterator(pictures)) {
                if (!entry.path().filename().string().ends_with(ending))
                    continue;
                isFound = true;
                EXPECT_GT(entry.file_size(), kLeastBytes) << entry.path();
            }
            EXPECT_TRUE(isFound) << "no picture " << ending;
        }
    }
}

TEST(LaunchTest, NamesAnUnknownOption)
{
    const TemporaryFolder folder;
    const Finished run = runProgram({GATELENS, "--workspace", (folder / "nowhere").string(),
                                     "--screenshot", (folder / "pictures").string(), "--bogus"},
                                    30s, {{"QT_QPA_PLATFORM", "offscreen"}});
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.errors.find("bogus"), std::string::npos) << run.errors;
}

} // namespace
} // namespace gatelens::test
