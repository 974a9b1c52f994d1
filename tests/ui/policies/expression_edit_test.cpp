#include "tests/ui/support/waiting.h"
#include "ui/policies/expression_edit.h"

#include <QTextBlock>
#include <QTextLayout>
#include <QVBoxLayout>

#include <gtest/gtest.h>

namespace gatelens::ui::test {
namespace {

TEST(ExpressionEdit, IsAsHighAsItsTextWrapsIntoTheWidthItGets)
{
    QWidget form;
    auto* layout = new QVBoxLayout(&form);
    auto* edit = new ExpressionEdit;
    layout->addWidget(edit);
    layout->addStretch(1);
    edit->setPlainText(QStringLiteral("@(context.Subscription?.Id ?? context.Request.IpAddress)"));
    form.resize(900, 300);
    form.show();
    const auto isWhole = [edit] {
        return edit->document()->lastBlock().layout()->lineCount()
            * edit->fontMetrics().lineSpacing()
            <= edit->viewport()->height();
    };
    EXPECT_TRUE(gatelens::test::waitFor(isWhole));
    const int wide = edit->height();
    form.resize(260, 300);
    EXPECT_TRUE(gatelens::test::waitFor([&] { return edit->height() > wide && isWhole(); }));
}

} // namespace
} // namespace gatelens::ui::test
