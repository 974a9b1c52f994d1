#include "ui/policies/document_model.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace gatelens::ui {
namespace {

constexpr const char* kDocument = "<policies>\n"
                                  "    <inbound>\n"
                                  "        <!-- keep me -->\n"
                                  "        <base />\n"
                                  "        <rate-limit calls='5'   renewal-period=\"10\" />\n"
                                  "    </inbound>\n"
                                  "</policies>\n";

DocumentModel makeModel() { return DocumentModel({}, {"policy.xml", kDocument}); }

policy::NodePath pathOfLimit(DocumentModel& model)
{
    return model.document().pathAt(model.text().find("<rate-limit") + 1);
}

TEST(DocumentModelTest, AnAttributeEditChangesOnlyItsBytesAndUndoBringsThemBack)
{
    auto model = makeModel();
    model.edit(model.document().setAttribute(pathOfLimit(model), "calls", "7"),
               QStringLiteral("Set calls"));
    std::string expected = kDocument;
    expected.replace(expected.find("'5'"), 3, "'7'");
    EXPECT_EQ(model.text(), expected);
    EXPECT_TRUE(model.isModified());
    EXPECT_EQ(model.undoStack().undoText(), QStringLiteral("Set calls"));
    model.undoStack().undo();
    EXPECT_EQ(model.text(), kDocument);
    EXPECT_FALSE(model.isModified());
    model.undoStack().redo();
    EXPECT_EQ(model.text(), expected);
}

TEST(DocumentModelTest, TypingInOneFieldIsOneEntryOfTheHistory)
{
    auto model = makeModel();
    for (const auto* value : {"6", "60", "600"})
        model.edit(model.document().setAttribute(pathOfLimit(model), "calls", value),
                   QStringLiteral("Set calls"), {QStringLiteral("calls"), ParseTiming::AtOnce});
    EXPECT_EQ(model.undoStack().count(), 1);
    EXPECT_NE(model.text().find("calls='600'"), std::string::npos);
    model.undoStack().undo();
    EXPECT_EQ(model.text(), kDocument);
}

TEST(DocumentModelTest, EditsOfDifferentPlacesMergeToTheRightText)
{
    auto model = makeModel();
    const EditOptions typing{QStringLiteral("code"), ParseTiming::AfterPause};
    const auto at = model.text().find("<base");
    model.edit({{at, at}, "ab"}, QStringLiteral("Edit code"), typing);
    model.edit({{at + 1, at + 2}, "XYZ"}, QStringLiteral("Edit code"), typing);
    model.edit({{0, 1}, "["}, QStringLiteral("Edit code"), typing);
    EXPECT_EQ(model.undoStack().count(), 1);
    const auto changed = model.text();
    model.undoStack().undo();
    EXPECT_EQ(model.text(), kDocument);
    model.undoStack().redo();
    EXPECT_EQ(model.text(), changed);
}

TEST(DocumentModelTest, DoingAndTakingBackInOneRunLeavesNoEntry)
{
    auto model = makeModel();
    const EditOptions typing{QStringLiteral("code"), ParseTiming::AfterPause};
    model.edit({{0, 0}, "x"}, QStringLiteral("Edit code"), typing);
    model.edit({{0, 1}, ""}, QStringLiteral("Edit code"), typing);
    EXPECT_EQ(model.text(), kDocument);
    EXPECT_EQ(model.undoStack().count(), 0);
}

TEST(DocumentModelTest, BrokenCodeFreezesTheLastValidTree)
{
    auto model = makeModel();
    QSignalSpy parsed(&model, &DocumentModel::parsed);
    const auto at = model.text().find("</inbound>");
    model.edit({{at, at + 10}, ""}, QStringLiteral("Edit code"));
    EXPECT_EQ(parsed.count(), 1);
    EXPECT_TRUE(model.isFrozen());
    ASSERT_NE(model.lastValid().root(), nullptr);
    EXPECT_NE(model.lastValid().root()->child("inbound"), nullptr);
    EXPECT_EQ(model.lastValid().text(), kDocument);
    model.undoStack().undo();
    EXPECT_FALSE(model.isFrozen());
}

TEST(DocumentModelTest, TypingIsParsedWhenSomebodyAsks)
{
    auto model = makeModel();
    const auto at = model.text().find("<base");
    model.edit({{at, at}, "<trace />"}, QStringLiteral("Edit code"),
               {QStringLiteral("code"), ParseTiming::AfterPause});
    QSignalSpy parsed(&model, &DocumentModel::parsed);
    ASSERT_NE(model.document().root(), nullptr);
    EXPECT_EQ(parsed.count(), 1);
    EXPECT_NE(model.document().root()->child("inbound")->child("trace"), nullptr);
}

TEST(DocumentModelTest, AnEmptyDocumentDoesNotExist)
{
    DocumentModel model({}, {"policy.xml", ""});
    EXPECT_FALSE(model.exists());
    EXPECT_FALSE(model.isFrozen());
    model.edit({{0, 0}, kDocument}, QStringLiteral("Create"));
    EXPECT_TRUE(model.exists());
    model.undoStack().undo();
    EXPECT_FALSE(model.exists());
}

TEST(DocumentModelTest, MinimisedKeepsWholeCharacters)
{
    const std::string text = "a\xC3\xA4z";
    const auto edit = minimised({{0, 4}, "a\xC3\xB6z"}, text);
    EXPECT_EQ(edit.range, (policy::TextRange{1, 3}));
    EXPECT_EQ(edit.replacement, "\xC3\xB6");
}

} // namespace
} // namespace gatelens::ui
