#include "core/policy/validator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace gatelens::policy {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> acceptedDocuments()
{
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(GATELENS_TEST_DATA "/accepted"))
        paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string readText(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Documents in the forms in which people keep them: raw and escaped, with comments, byte-order
/// marks, foreign markup, old syntax. None may get an error.
class AcceptedDocument : public testing::TestWithParam<fs::path>
{
};

TEST_P(AcceptedDocument, HasNoError)
{
    const Document document = Document::parse(readText(GetParam()), GetParam().filename().string());
    ValidationContext context;
    context.checkExpression = compileExpression;
    for (const Finding& finding : validate(document, context))
        EXPECT_NE(finding.severity, FindingSeverity::Error)
            << toString(finding.position) << ' ' << finding.code << ' ' << finding.message;
    EXPECT_TRUE(document.isWellFormed());
}

INSTANTIATE_TEST_SUITE_P(Files, AcceptedDocument, testing::ValuesIn(acceptedDocuments()),
                         [](const auto& one) { return one.param.stem().string(); });

} // namespace
} // namespace gatelens::policy
