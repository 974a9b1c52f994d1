#include "ui/widgets/list_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QtTest/QTest>

#include <gtest/gtest.h>

namespace gatelens::ui {
namespace {

class ListTableTest : public testing::Test
{
protected:
    ListTableTest()
    {
        for (const auto& [name, count] :
             {std::pair("first", "1"), std::pair("second", "2"), std::pair("third", "3")})
            m_model.appendRow({new QStandardItem(QString::fromLatin1(name)),
                               new QStandardItem(QString::fromLatin1(count))});
        m_table.setModel(&m_model);
        m_table.show();
    }

    std::string copied()
    {
        QTest::keySequence(&m_table, QKeySequence::Copy);
        return QGuiApplication::clipboard()->text().toStdString();
    }

    QStandardItemModel m_model{0, 2};
    ListTable m_table{24};
};

TEST_F(ListTableTest, CopiesTheSelectedRowsInTheOrderShown)
{
    m_table.selectRow(2);
    m_table.selectionModel()->select(m_model.index(0, 0),
                                     QItemSelectionModel::Select | QItemSelectionModel::Rows);
    EXPECT_EQ(copied(), "first\t1\nthird\t3");
}

TEST_F(ListTableTest, CopiesAllRowsAfterSelectAll)
{
    QTest::keySequence(&m_table, QKeySequence::SelectAll);
    EXPECT_EQ(copied(), "first\t1\nsecond\t2\nthird\t3");
}

TEST_F(ListTableTest, CopiesColumnsAsTheyStandAndLeavesHiddenOnesOut)
{
    m_table.selectRow(1);
    m_table.horizontalHeader()->moveSection(1, 0);
    EXPECT_EQ(copied(), "2\tsecond");
    m_table.hideColumn(0);
    EXPECT_EQ(copied(), "2");
}

TEST_F(ListTableTest, LeavesTheClipboardAloneWithoutASelection)
{
    QGuiApplication::clipboard()->setText(QStringLiteral("kept"));
    m_table.clearSelection();
    EXPECT_EQ(copied(), "kept");
}

} // namespace
} // namespace gatelens::ui
