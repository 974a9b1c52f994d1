#include "core/formats/export_preview.h"
#include "tests/core/formats/sample_store.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

TEST(ExportPreviewTest, IsTheBeginningOfTheExport)
{
    test::SampleStore store;
    for (const auto& exporter : exporters()) {
        const std::string whole = store.exported(exporter->id());
        const auto preview = previewExport(*exporter, store.reader(), {}, 300);
        ASSERT_TRUE(preview) << exporter->id() << ": " << preview.error().message;
        EXPECT_EQ(preview->isCut, whole.size() > 300) << exporter->id();
        EXPECT_LE(preview->text.size(), 300U);
        EXPECT_EQ(preview->text, whole.substr(0, preview->text.size())) << exporter->id();
    }
}

TEST(ExportPreviewTest, IsTheWholeExportWhenThatIsSmall)
{
    test::SampleStore store;
    const Exporter& csv = *findExporter("csv");
    const auto preview = previewExport(csv, store.reader(), {}, 1'000'000);
    ASSERT_TRUE(preview);
    EXPECT_FALSE(preview->isCut);
    EXPECT_EQ(preview->text, store.exported("csv"));
}

TEST(ExportPreviewTest, NeverEndsInsideACharacter)
{
    test::SampleStore store;
    const Exporter& har = *findExporter("har");
    const std::string whole = store.exported("har");
    const std::size_t wide = whole.find("\xC3");
    ASSERT_NE(wide, std::string::npos) << "the sample has no character of two bytes";
    const auto preview = previewExport(har, store.reader(), {}, wide + 1);
    ASSERT_TRUE(preview);
    EXPECT_EQ(preview->text, whole.substr(0, wide));
}

} // namespace
} // namespace gatelens
