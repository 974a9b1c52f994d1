#include "core/formats/export_file.h"
#include "tests/core/formats/sample_store.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace gatelens {
namespace {

std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::size_t filesIn(const std::filesystem::path& folder)
{
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder))
        ++count;
    return count;
}

class ExportFileTest : public testing::Test
{
protected:
    test::SampleStore store;
    test::TemporaryFolder folder;
    const Exporter& exporter = *findExporter("csv");
};

TEST_F(ExportFileTest, TheFileHoldsTheExportAndNothingElseIsLeft)
{
    const auto summary = exportToFile(exporter, store.reader(), {}, folder / "out.csv");
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(contentOf(folder / "out.csv"), store.exported("csv"));
    EXPECT_EQ(summary->bytes, std::filesystem::file_size(folder / "out.csv"));
    EXPECT_EQ(summary->items, 12U);
    EXPECT_EQ(filesIn(folder.path()), 1U);
}

/// Writes until it is cancelled.
class EndlessExporter : public Exporter
{
public:
    [[nodiscard]] std::string_view id() const override { return "endless"; }
    [[nodiscard]] std::string_view suffix() const override { return ".endless"; }
    [[nodiscard]] std::string_view description() const override { return "never ends"; }
    [[nodiscard]] Result<ExportSummary> run(StoreReader&, const ExportScope&, ExportSink& sink,
                                            const OnExportProgress& onProgress) const override
    {
        while (onProgress({})) {
            if (const auto written = sink.write("text"); !written)
                return written.error();
        }
        return Error{ErrorCode::Cancelled, "the export was cancelled", {}};
    }
};

TEST_F(ExportFileTest, ACancelledExportLeavesTheOlderFileAlone)
{
    std::ofstream(folder / "out.csv") << "older";
    int left = 100;
    const auto summary = exportToFile(EndlessExporter(), store.reader(), {}, folder / "out.csv",
                                      [&left](const ExportProgress&) { return left-- > 0; });
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(contentOf(folder / "out.csv"), "older");
    EXPECT_EQ(filesIn(folder.path()), 1U);
}

TEST_F(ExportFileTest, WhereNothingCanBeWrittenIsSaid)
{
    const auto missing = exportToFile(exporter, store.reader(), {}, "/nonexistent/folder/out.csv");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::Io);
    EXPECT_NE(missing.error().message.find("/nonexistent/folder"), std::string::npos);

    const auto isFolder = exportToFile(exporter, store.reader(), {}, folder.path());
    ASSERT_FALSE(isFolder);
    EXPECT_EQ(isFolder.error().code, ErrorCode::InvalidArgument);
}

TEST(ExportersTest, EachFormatHasAnIdOfItsOwnAndIsFoundByIt)
{
    EXPECT_EQ(findExporter("nonsense"), nullptr);
    for (const auto& exporter : exporters()) {
        EXPECT_EQ(findExporter(exporter->id()), exporter.get());
        EXPECT_TRUE(exporter->suffix().starts_with('.'));
        EXPECT_FALSE(exporter->description().empty());
    }
}

} // namespace
} // namespace gatelens
