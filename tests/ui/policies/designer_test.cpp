#include "ui/policies/designer.h"

#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace gatelens::ui {
namespace {

constexpr const char* kText = R"xml(<policies>
    <inbound>
        <base />
        <!-- who is it -->
        <set-variable name="tier" value="@("none")" />
        <choose>
            <when condition="@(context.Product == null)">
                <trace source="a"><message>one</message></trace>
            </when>
            <otherwise>
                <set-header name="x" exists-action="delete" />
            </otherwise>
        </choose>
    </inbound>
    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
</policies>
)xml";

class DesignerTest : public testing::Test
{
protected:
    DesignerTest()
        : m_model({PolicyTarget::Kind::Api, "orders", {}}, {"policy.xml", kText})
    {
        m_designer.setModel(&m_model);
    }

    [[nodiscard]] std::vector<std::string> namesIn(const CardPath& list) const
    {
        std::vector<std::string> names;
        const auto* node = nodeAt(m_model.lastValid(), list);
        if (!node)
            return names;
        for (const auto* child : node->childElements())
            names.push_back(child->name);
        return names;
    }

    DocumentModel m_model;
    Designer m_designer;
};

using Names = std::vector<std::string>;

TEST_F(DesignerTest, MovesUpPastAComment)
{
    m_designer.select({0, 2});
    m_designer.moveUp();
    EXPECT_EQ(namesIn({0}), (Names{"set-variable", "base", "choose"}));
    ASSERT_NE(m_designer.selectedNode(), nullptr);
    EXPECT_EQ(m_designer.selectedNode()->name, "set-variable");
    m_model.undoStack().undo();
    EXPECT_EQ(m_model.text(), kText);
}

TEST_F(DesignerTest, MovesDownAndKeepsTheSelection)
{
    m_designer.select({0, 2});
    m_designer.moveDown();
    EXPECT_EQ(namesIn({0}), (Names{"base", "choose", "set-variable"}));
    EXPECT_EQ(m_designer.selectedNode()->name, "set-variable");
}

TEST_F(DesignerTest, MovesIntoTheContainerAboveAndOutAgain)
{
    m_designer.select({0, 2});
    m_designer.moveDown();
    m_designer.moveIn();
    EXPECT_EQ(namesIn({0, 2, 1}), (Names{"set-header", "set-variable"}));
    EXPECT_EQ(m_designer.selectedNode()->name, "set-variable");
    m_designer.moveOut();
    EXPECT_EQ(namesIn({0}), (Names{"base", "choose", "set-variable"}));
}

TEST_F(DesignerTest, MovesToTheSectionAfter)
{
    m_designer.select({0, 2});
    m_designer.moveIn();
    EXPECT_EQ(namesIn({0}), (Names{"base", "choose"}));
    EXPECT_EQ(namesIn({1}), (Names{"base", "set-variable"}));
}

TEST_F(DesignerTest, RefusesWhatMayNotStandThereAndSaysWhy)
{
    QSignalSpy refused(&m_designer, &Designer::refused);
    m_designer.add({{2}, 1, {}}, "<rate-limit calls=\"5\" renewal-period=\"10\" />");
    ASSERT_EQ(refused.count(), 1);
    EXPECT_TRUE(refused.front().front().toString().contains(QStringLiteral("inbound only")));
    EXPECT_EQ(m_model.text(), kText);
}

TEST_F(DesignerTest, RefusesToMoveAContainerIntoItself)
{
    QSignalSpy refused(&m_designer, &Designer::refused);
    m_designer.move({0, 3}, {{0, 3, 0}, 0, {}});
    EXPECT_EQ(refused.count(), 1);
    EXPECT_EQ(m_model.text(), kText);
}

TEST_F(DesignerTest, AddsIntoASectionThatTheDocumentDoesNotHaveAndKeepsInheriting)
{
    m_designer.add({{}, 0, policy::Section::OnError}, "<set-status code=\"500\" reason=\"x\" />");
    EXPECT_EQ(namesIn({3}), (Names{"base", "set-status"}));
    EXPECT_EQ(nodeAt(m_model.lastValid(), {3})->name, "on-error");
    EXPECT_EQ(m_designer.selectedNode()->name, "set-status");
}

TEST_F(DesignerTest, DisablingKeepsTheStatementAsACommentAndEnablingRestoresTheBytes)
{
    m_designer.select({0, 2});
    m_designer.toggleDisabled();
    EXPECT_EQ(namesIn({0}), (Names{"base", "choose"}));
    const auto* note = nodeAt(m_model.lastValid(), {0, 2});
    ASSERT_NE(note, nullptr);
    ASSERT_TRUE(disabledStatement(*note));
    EXPECT_EQ(elementNameOf(*disabledStatement(*note)), "set-variable");
    m_designer.select({0, 2});
    m_designer.toggleDisabled();
    EXPECT_EQ(m_model.text(), kText);
}

TEST_F(DesignerTest, DeletesACardAndSelectsItsNeighbour)
{
    m_designer.select({0, 3});
    m_designer.remove();
    EXPECT_EQ(namesIn({0}), (Names{"base", "set-variable"}));
    ASSERT_NE(m_designer.selectedNode(), nullptr);
    EXPECT_EQ(m_designer.selectedNode()->name, "set-variable");
}

TEST_F(DesignerTest, CutAndPasteMovesTheTextThroughTheClipboard)
{
    m_designer.select({0, 2});
    m_designer.cut();
    EXPECT_EQ(namesIn({0}), (Names{"base", "choose"}));
    m_designer.select({1, 0});
    m_designer.paste();
    EXPECT_EQ(namesIn({1}), (Names{"base", "set-variable"}));
}

TEST_F(DesignerTest, PasteOfSomethingElseIsRefused)
{
    QSignalSpy refused(&m_designer, &Designer::refused);
    QApplication::clipboard()->setText(QStringLiteral("not a statement"));
    m_designer.select({1, 0});
    m_designer.paste();
    EXPECT_EQ(refused.count(), 1);
    EXPECT_EQ(m_model.text(), kText);
}

TEST_F(DesignerTest, DuplicatesBehindItself)
{
    m_designer.select({0, 2});
    m_designer.duplicate();
    EXPECT_EQ(namesIn({0}), (Names{"base", "set-variable", "set-variable", "choose"}));
}

TEST_F(DesignerTest, NothingIsEditedWhileTheCodeIsBroken)
{
    const auto at = m_model.text().find("</outbound>");
    m_model.edit({{at, at + 11}, ""}, QStringLiteral("Edit code"));
    const auto broken = m_model.text();
    EXPECT_FALSE(m_designer.canEdit());
    m_designer.select({0, 2});
    m_designer.remove();
    m_designer.moveUp();
    EXPECT_EQ(m_model.text(), broken);
}

TEST_F(DesignerTest, EveryPathOfTheCanvasLeadsBackToItself)
{
    const auto& document = m_model.lastValid();
    for (const CardPath& path :
         {CardPath{0}, CardPath{0, 1}, CardPath{0, 3, 0, 0}, CardPath{2, 0}}) {
        const auto nodePath = toNodePath(document, path);
        ASSERT_TRUE(nodePath);
        EXPECT_EQ(toCardPath(document, *nodePath), path);
    }
    EXPECT_FALSE(toNodePath(document, {0, 9}));
    EXPECT_EQ(nodeIdOf(document, {0, 3, 0, 0}), QStringLiteral("inbound.3.0.0"));
}

TEST_F(DesignerTest, TheCaretInAChildOfAStatementSelectsTheStatement)
{
    const auto offset = m_model.text().find("<message>") + 2;
    EXPECT_EQ(cardPathAt(m_model.lastValid(), offset), (CardPath{0, 3, 0, 0}));
    const auto condition = m_model.text().find("context.Product");
    EXPECT_EQ(cardPathAt(m_model.lastValid(), condition), (CardPath{0, 3, 0}));
}

} // namespace
} // namespace gatelens::ui
