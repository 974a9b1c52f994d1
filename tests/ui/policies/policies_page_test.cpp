#include "tests/ui/support/page_fixture.h"
#include "ui/policies/card_widget.h"
#include "ui/policies/code_editor.h"
#include "ui/policies/picker_list.h"
#include "ui/policies/policies_page.h"
#include "ui/policies/scope_tree.h"
#include "ui/policies/statement_picker.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTreeView>

namespace gatelens::ui::test {
namespace {

class PoliciesPageTest : public PageFixture
{
protected:
    PoliciesPageTest()
        : m_page(new PoliciesPage(*m_session, *m_commands))
    {
        showPage(m_page);
        m_page->openTarget({PolicyTarget::Kind::Api, "demo-conference-api", {}});
    }

    [[nodiscard]] std::string code()
    {
        return find<CodeEditor>(QStringLiteral("policy.code"))->text().toStdString();
    }

    CardWidget* card(const QString& id)
    {
        return find<CardWidget>(QStringLiteral("policy.card.") + id);
    }

    void selectCard(const QString& id)
    {
        QTest::mouseClick(card(id), Qt::LeftButton, {}, {40, 10});
    }

    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        auto* focused = m_window->focusWidget();
        ASSERT_NE(focused, nullptr);
        QTest::keyClick(focused, static_cast<Qt::Key>(key), modifiers);
    }

    void type(QLineEdit* field, const QString& text)
    {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }

    void saveAndApply()
    {
        click(QStringLiteral("policy.apply"));
        waitFor([this] { return m_engine->applyCount() > 0; }, "Apply");
    }

    PoliciesPage* m_page;
};

constexpr const char* kFile = "apis/demo-conference-api/policy.xml";

/// What the drop of a card, or of XML text when `path` is empty, does to the list that holds
/// `card`.
void dropBehindLast(QWidget* card, const QByteArray& path, const QString& source,
                    Qt::KeyboardModifiers modifiers = {})
{
    auto* list = card->parentWidget();
    while (list && !list->acceptDrops())
        list = list->parentWidget();
    ASSERT_NE(list, nullptr);
    QMimeData data;
    if (!path.isEmpty())
        data.setData(QLatin1String(kStatementMimeType), path);
    data.setText(source);
    const QPoint at(20, list->height() - 2);
    QDragEnterEvent enter(at, Qt::MoveAction | Qt::CopyAction, &data, Qt::LeftButton, modifiers);
    QCoreApplication::sendEvent(list, &enter);
    ASSERT_TRUE(enter.isAccepted());
    QDragMoveEvent move(at, Qt::MoveAction | Qt::CopyAction, &data, Qt::LeftButton, modifiers);
    QCoreApplication::sendEvent(list, &move);
    if (!move.isAccepted())
        return;
    QDropEvent drop(QPointF(at), Qt::MoveAction | Qt::CopyAction, &data, Qt::LeftButton, modifiers);
    QCoreApplication::sendEvent(list, &drop);
}

TEST_F(PoliciesPageTest, OneAttributeChangedInTheFormIsTheOnlyDifferenceInTheFile)
{
    const auto before = readFile(kFile);
    selectCard(QStringLiteral("inbound.3"));
    auto* calls = find<QLineEdit>(QStringLiteral("policy.form.calls"));
    ASSERT_NE(calls, nullptr);
    EXPECT_EQ(calls->text(), QStringLiteral("600"));
    type(calls, QStringLiteral("30"));
    auto expected = before;
    expected.replace(expected.find("calls=\"600\""), 11, "calls=\"30\"");
    EXPECT_EQ(code(), expected);
    saveAndApply();
    EXPECT_EQ(readFile(kFile), expected);
    waitFor([this] { return m_session->workspace() != m_workspace; }, "the applied workspace");
    EXPECT_EQ(m_session->workspace()->findApi("demo-conference-api")->policy->text, expected);
    EXPECT_FALSE(find(QStringLiteral("policy.save"))->isEnabled());
}

TEST_F(PoliciesPageTest, UndoAndRedoWorkAcrossFormAndCode)
{
    const auto before = code();
    selectCard(QStringLiteral("inbound.3"));
    auto* calls = find<QLineEdit>(QStringLiteral("policy.form.calls"));
    type(calls, QStringLiteral("7"));
    const auto changed = code();
    EXPECT_NE(changed, before);
    click(QStringLiteral("policy.undo"));
    EXPECT_EQ(code(), before);
    EXPECT_EQ(find<QLineEdit>(QStringLiteral("policy.form.calls"))->text(), QStringLiteral("600"));
    click(QStringLiteral("policy.redo"));
    EXPECT_EQ(code(), changed);
}

TEST_F(PoliciesPageTest, TypingInTheCodeChangesTheCanvasAndUndoTakesItBack)
{
    const auto before = code();
    auto* editor = find<CodeEditor>(QStringLiteral("policy.code"));
    editor->goTo(3, 9);
    QTest::keyClicks(editor, QStringLiteral("<base />"));
    waitFor(
        [this] {
            return m_window->findChild<CardWidget*>(QStringLiteral("policy.card.inbound.6"));
        },
        "the seventh card");
    QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(code(), before);
}

TEST_F(PoliciesPageTest, BrokenCodeShowsTheBannerAndKeepsTheLastDesign)
{
    auto* editor = find<CodeEditor>(QStringLiteral("policy.code"));
    editor->goTo(3, 9);
    QTest::keyClicks(editor, QStringLiteral("<inb"));
    auto* banner = find(QStringLiteral("policy.banner"));
    waitFor([&] { return banner->isVisible(); }, "the banner");
    EXPECT_NE(card(QStringLiteral("inbound.3")), nullptr);
    selectCard(QStringLiteral("inbound.3"));
    EXPECT_FALSE(find(QStringLiteral("policy.form"))->isEnabled());
}

TEST_F(PoliciesPageTest, ThePickerAddsAStatementBehindTheSelection)
{
    selectCard(QStringLiteral("inbound.2"));
    card(QStringLiteral("inbound.2"))->setFocus();
    QTest::keyClick(card(QStringLiteral("inbound.2")), Qt::Key_Insert);
    auto* search = find<QLineEdit>(QStringLiteral("policy.addPicker.search"));
    QTest::keyClicks(search, QStringLiteral("set-header"));
    QTest::keyClick(search, Qt::Key_Return);
    EXPECT_FALSE(find(QStringLiteral("policy.addPicker"))->isVisible());
    EXPECT_EQ(card(QStringLiteral("inbound.3"))->face().title, QStringLiteral("set-header"));
    EXPECT_NE(code().find("<set-header"), std::string::npos);
}

TEST_F(PoliciesPageTest, AnEntryOfThePickerCanBeDraggedToAList)
{
    click(QStringLiteral("policy.add.inbound"));
    auto* list = find<PickerList>(QStringLiteral("policy.addPicker.list"));
    const auto matches = list->model()->match(list->model()->index(0, 0), Qt::DisplayRole,
                                              QStringLiteral("set-method"), 1, Qt::MatchExactly);
    ASSERT_EQ(matches.size(), 1);
    const std::unique_ptr<QMimeData> carried(list->mimeDataOf(matches.front()));
    ASSERT_NE(carried, nullptr);
    dropBehindLast(card(QStringLiteral("inbound.1")), {}, carried->text());
    EXPECT_NE(code().find("<set-method>"), std::string::npos);
    EXPECT_LT(code().find("<set-method>"), code().find("</inbound>"));
}

TEST_F(PoliciesPageTest, AltUpMovesTheCardAndDeleteRemovesIt)
{
    selectCard(QStringLiteral("inbound.3"));
    card(QStringLiteral("inbound.3"))->setFocus();
    press(Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(card(QStringLiteral("inbound.2"))->face().title, QStringLiteral("rate-limit-by-key"));
    EXPECT_LT(code().find("<rate-limit-by-key"), code().find("<set-variable"));
    press(Qt::Key_Delete);
    EXPECT_EQ(code().find("<rate-limit-by-key"), std::string::npos);
}

TEST_F(PoliciesPageTest, DroppingACardMovesItAndCtrlCopiesIt)
{
    ASSERT_EQ(card(QStringLiteral("inbound.4"))->face().title,
              QStringLiteral("set-backend-service"));
    const auto source
        = QStringLiteral("<include-fragment fragment-id=\"datadog-inferred-proxy\" />");
    dropBehindLast(card(QStringLiteral("outbound.1")), "0.1", source);
    EXPECT_GT(code().find("<include-fragment"), code().find("<outbound>"));
    click(QStringLiteral("policy.undo"));
    EXPECT_LT(code().find("<include-fragment"), code().find("<outbound>"));
    dropBehindLast(card(QStringLiteral("outbound.1")), "0.1", source, Qt::ControlModifier);
    EXPECT_LT(code().find("<include-fragment"), code().find("<outbound>"));
    EXPECT_GT(code().rfind("<include-fragment"), code().find("<outbound>"));
}

TEST_F(PoliciesPageTest, ADropWhereTheStatementMayNotStandChangesNothing)
{
    const auto before = code();
    dropBehindLast(card(QStringLiteral("outbound.1")), {},
                   QStringLiteral("<rate-limit calls=\"5\" renewal-period=\"10\" />"));
    EXPECT_EQ(code(), before);
}

TEST_F(PoliciesPageTest, AnExpressionSwitchWrapsTheLiteral)
{
    selectCard(QStringLiteral("inbound.4"));
    click(QStringLiteral("policy.form.backend-id.fx"));
    EXPECT_NE(code().find("backend-id=\"@(\"conference-pool\")\""), std::string::npos);
    click(QStringLiteral("policy.form.backend-id.fx"));
    EXPECT_NE(code().find("backend-id=\"conference-pool\""), std::string::npos);
}

TEST_F(PoliciesPageTest, AWrongValueIsNamedUnderItsField)
{
    selectCard(QStringLiteral("inbound.3"));
    type(find<QLineEdit>(QStringLiteral("policy.form.calls")), QStringLiteral("many"));
    auto* hint = find<QLabel>(QStringLiteral("policy.form.calls.hint"));
    EXPECT_TRUE(hint->isVisible());
    EXPECT_TRUE(hint->text().contains(QStringLiteral("whole number")));
}

TEST_F(PoliciesPageTest, RefusedApplyKeepsTheFileAndSaysWhy)
{
    m_engine->m_refusal = {{{kFile, 6, 9}, 0, FindingSeverity::Error, "GL1", "no such policy"}};
    selectCard(QStringLiteral("inbound.3"));
    type(find<QLineEdit>(QStringLiteral("policy.form.calls")), QStringLiteral("8"));
    saveAndApply();
    auto* banner = find(QStringLiteral("policy.refusal"));
    waitFor([&] { return banner->isVisible(); }, "the refusal");
    EXPECT_NE(readFile(kFile).find("calls=\"8\""), std::string::npos);
    EXPECT_EQ(m_session->workspace(), m_workspace);
}

TEST_F(PoliciesPageTest, AScopeWithoutADocumentOffersToCreateOne)
{
    m_page->openTarget(
        {PolicyTarget::Kind::Operation, "demo-conference-api", "list-speaker-topics"});
    EXPECT_TRUE(find(QStringLiteral("policy.empty"))->isVisible());
    click(QStringLiteral("policy.create"));
    EXPECT_FALSE(find(QStringLiteral("policy.empty"))->isVisible());
    EXPECT_NE(code().find("<base />"), std::string::npos);
    saveAndApply();
    EXPECT_NE(readFile("apis/demo-conference-api/operations/list-speaker-topics/policy.xml")
                  .find("<policies>"),
              std::string::npos);
}

TEST_F(PoliciesPageTest, BaseShowsWhatItInheritsAndLeadsThere)
{
    waitFor(
        [this] {
            return m_window->findChild<QAbstractButton*>(
                QStringLiteral("policy.inherited.inbound.0"));
        },
        "the inherited statements");
    click(QStringLiteral("policy.inherited.inbound.0"));
    EXPECT_EQ(find<QLabel>(QStringLiteral("policy.title"))->text(), QStringLiteral("All APIs"));
}

TEST_F(PoliciesPageTest, TheEffectiveViewShowsTheMergedDocument)
{
    click(QStringLiteral("policy.effective"));
    auto* text = find<QsciScintilla>(QStringLiteral("policy.effective.text"));
    waitFor([&] { return text->text().contains(QStringLiteral("<cors")); }, "the merged document");
    EXPECT_TRUE(text->text().contains(QStringLiteral("<rate-limit-by-key")));
    EXPECT_FALSE(text->text().contains(QStringLiteral("<base")));
    EXPECT_TRUE(text->isReadOnly());
    grab(QStringLiteral("policies-effective"));
}

TEST_F(PoliciesPageTest, TheFilterOfTheScopeTreeFindsAnOperation)
{
    auto* filter = find<QLineEdit>(QStringLiteral("policy.scopeFilter"));
    QTest::keyClicks(filter, QStringLiteral("print-badge"));
    auto* tree = find<QTreeView>(QStringLiteral("policy.scopeTree"));
    ASSERT_GE(tree->model()->rowCount(), 1);
    const auto api = tree->model()->index(0, 0);
    EXPECT_EQ(tree->model()->rowCount(api), 1);
}

TEST_F(PoliciesPageTest, ModesShowWhatTheySay)
{
    click(QStringLiteral("policy.mode.code"));
    EXPECT_FALSE(find(QStringLiteral("policy.canvas"))->isVisible());
    click(QStringLiteral("policy.mode.design"));
    EXPECT_TRUE(find(QStringLiteral("policy.canvas"))->isVisible());
    EXPECT_FALSE(find(QStringLiteral("policy.code"))->isVisible());
}

TEST_F(PoliciesPageTest, AFindingOpensItsPlace)
{
    Finding finding;
    finding.position = {"policy.xml", 18, 9};
    EXPECT_TRUE(m_page->openFinding(finding));
    EXPECT_EQ(find<QLabel>(QStringLiteral("policy.title"))->text(), QStringLiteral("All APIs"));
    finding.position.file = "elsewhere.xml";
    EXPECT_FALSE(m_page->openFinding(finding));
}

TEST_F(PoliciesPageTest, TheCaretInASectionSaysThatItIsAWholeSection)
{
    auto* editor = find<CodeEditor>(QStringLiteral("policy.code"));
    editor->goTo(2, 8);
    EXPECT_TRUE(find(QStringLiteral("policy.form"))->isVisible());
    const auto labels = find(QStringLiteral("policy.form"))->findChildren<QLabel*>();
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->text().startsWith(QStringLiteral("A whole section"));
    }));
}

TEST_F(PoliciesPageTest, EveryDocumentOfTheDemoOpensUnchanged)
{
    for (const auto& api : m_workspace->apis) {
        for (const auto& operation : api.operations) {
            m_page->openTarget({PolicyTarget::Kind::Operation, api.key(), operation.id});
            EXPECT_EQ(code(), operation.policy ? operation.policy->text : std::string());
        }
    }
    for (const auto& fragment : m_workspace->fragments) {
        m_page->openTarget({PolicyTarget::Kind::Fragment, fragment.id, {}});
        EXPECT_EQ(code(), fragment.policy.text);
    }
    EXPECT_FALSE(find(QStringLiteral("policy.save"))->isEnabled());
}

TEST_F(PoliciesPageTest, PictureOfTheDesigner)
{
    selectCard(QStringLiteral("inbound.3"));
    waitFor(
        [this] {
            return m_window->findChild<QAbstractButton*>(
                QStringLiteral("policy.inherited.inbound.0"));
        },
        "the inherited statements");
    EXPECT_TRUE(card(QStringLiteral("inbound.3"))->isVisible());
    grab(QStringLiteral("policies-light"));
}

} // namespace
} // namespace gatelens::ui::test
