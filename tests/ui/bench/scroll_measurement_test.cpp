#include "tests/support/temporary_folder.h"
#include "tests/ui/support/demo_traffic.h"
#include "tests/ui/support/waiting.h"
#include "ui/live/item_table.h"
#include "ui/session/session.h"

#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QScrollBar>

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

// Measures what scrolling a long list costs the GUI thread. It asserts what was painted, never how
// fast: times depend on the machine. GATELENS_BENCH_ROWS=1000000 for the figure of
// docs/performance.md.
namespace gatelens::ui {

namespace {

int wantedRows()
{
    bool isNumber = false;
    const int rows = qEnvironmentVariableIntValue("GATELENS_BENCH_ROWS", &isNumber);
    return isNumber ? rows : 20'000;
}

double percentile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values.at(static_cast<std::size_t>(share * static_cast<double>(values.size() - 1)));
}

void tell(const char* what, const std::vector<double>& milliseconds)
{
    std::printf("%-42s p50 %6.2f ms   p99 %6.2f ms   most %6.2f ms\n", what,
                percentile(milliseconds, 0.5), percentile(milliseconds, 0.99),
                percentile(milliseconds, 1));
}

std::vector<TableColumn> columns()
{
    return {{ColumnKind::Time, QStringLiteral("Time"), 112},
            {ColumnKind::Status, QStringLiteral("Status"), 150},
            {ColumnKind::Operation, QStringLiteral("Operation"), 220},
            {ColumnKind::Path, QStringLiteral("Path"), 260},
            {ColumnKind::Duration, QStringLiteral("Duration"), 150, true},
            {ColumnKind::Policy, QStringLiteral("Policy"), 88, true},
            {ColumnKind::Kept, QStringLiteral("Kept"), 84},
            {ColumnKind::Size, QStringLiteral("Size"), 76, true}};
}

} // namespace

TEST(ScrollMeasurement, EveryPlaceOfALongListIsPainted)
{
    const int rows = wantedRows();
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "capture.gatelens";
    test::writeTraffic(path, rows, now(), std::chrono::milliseconds(5));
    Session session(nullptr, path, nullptr);
    ItemTable table(session, new PagedModel(session, readExchanges(), columns()));
    table.resize(1400, 900);
    table.show();
    QElapsedTimer loading;
    loading.start();
    table.rows().setQuery({});
    ASSERT_TRUE(test::waitFor([&] { return table.rows().rowCount() == rows; }, 120'000));
    std::printf("%d rows: list read in %lld ms\n", rows, static_cast<long long>(loading.elapsed()));

    QImage target(table.viewport()->size(), QImage::Format_ARGB32_Premultiplied);
    std::mt19937 random(1);
    std::uniform_int_distribution<int> anywhere(0, table.verticalScrollBar()->maximum());
    std::vector<double> missing;
    std::vector<double> loaded;
    for (int jump = 0; jump < 60; ++jump) {
        table.verticalScrollBar()->setValue(anywhere(random));
        QElapsedTimer timer;
        timer.start();
        table.viewport()->render(&target);
        missing.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        const int first = table.rowAt(0);
        const int last = std::min(rows - 1, first + table.viewport()->height() / 26);
        ASSERT_TRUE(test::waitFor([&] {
            return table.rows().rowAt(first) != nullptr && table.rows().rowAt(last) != nullptr;
        })) << "row "
            << first;
        timer.restart();
        table.viewport()->render(&target);
        loaded.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        EXPECT_FALSE(table.rows().rowAt(first)->name.isEmpty());
    }
    tell("paint at a random place, rows on their way", missing);
    tell("paint at a random place, rows there", loaded);
}

} // namespace gatelens::ui
