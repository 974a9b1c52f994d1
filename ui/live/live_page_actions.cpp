#include "core/store/filter.h"
#include "ui/frame/command_registry.h"
#include "ui/live/curl.h"
#include "ui/live/detail_pane.h"
#include "ui/live/explain.h"
#include "ui/live/filter_bar.h"
#include "ui/live/item_table.h"
#include "ui/live/live_page.h"
#include "ui/session/session.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/segmented_control.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>
#include <QToolTip>

// Commands, keys and context menus of Live.
namespace gatelens::ui {

namespace {

enum ActionSlot
{
    CurlSlot = 10,
    TipSlot
};

/// What "Filter for" takes from a cell: field and value; nothing where a filter makes no sense.
std::pair<QString, QString> filterOfCell(const TableRow& row, ColumnKind kind)
{
    switch (kind) {
    case ColumnKind::Status:
        return {QStringLiteral("status"), row.code};
    case ColumnKind::Operation:
        return row.apimOperationId.isEmpty() ? std::pair(QStringLiteral("path"), row.path)
                                             : std::pair(QStringLiteral("op"), row.apimOperationId);
    case ColumnKind::Path:
        return {QStringLiteral("path"), row.path};
    case ColumnKind::Kind:
        return {QStringLiteral("kind"), row.kind};
    case ColumnKind::Name:
        return {QStringLiteral("name"), row.name};
    case ColumnKind::Role:
        return {QStringLiteral("role"), row.role};
    case ColumnKind::OperationId:
        return {QStringLiteral("opid"), row.operationId};
    case ColumnKind::Kept:
        if (row.kept == Kept::NoLogger || !row.isExchange)
            return {};
        return {QStringLiteral("kept"),
                row.kept == Kept::OnlyAsError ? QStringLiteral("err")
                    : row.kept == Kept::No    ? QStringLiteral("no")
                                              : QStringLiteral("yes")};
    case ColumnKind::Time:
    case ColumnKind::Duration:
    case ColumnKind::Policy:
    case ColumnKind::Size:
    case ColumnKind::Result:
    case ColumnKind::Source:
        break;
    }
    return {};
}

} // namespace

void LivePage::addCommands(CommandRegistry& commands)
{
    const QString scope = tr("Live");
    const auto add = [&](const QString& id, const QString& text, const QString& keys,
                         std::function<void()> run, std::optional<IconId> drawing = std::nullopt) {
        commands.addFor(this,
                        {.id = QStringLiteral("act.live.") + id,
                         .text = text,
                         .icon = drawing,
                         .shortcut = QKeySequence(keys),
                         .menu = MenuId::Telemetry,
                         .help = {},
                         .scope = scope},
                        std::move(run));
    };
    add(
        QStringLiteral("pause"), tr("Pause view"), QStringLiteral("F9"),
        [this] { m_pause->toggle(); }, IconId::Pause);
    add(
        QStringLiteral("clear"), tr("Clear view"), QString(), [this] { m_clear->toggle(); },
        IconId::Clear);
    add(QStringLiteral("clearFilter"), tr("Clear or restore filter"),
        QStringLiteral("Ctrl+Shift+L"), [this] { m_filter->clearOrRestore(); });
    add(
        QStringLiteral("orientation"), tr("Details at the right or below"),
        QStringLiteral("Ctrl+Shift+O"), [this] { turnDetail(); }, IconId::Layout);
    add(QStringLiteral("nextFailure"), tr("Next failure"), QStringLiteral("Alt+Down"), [this] {
        if (ItemTable* list = table())
            list->goToFailure(1);
    });
    add(QStringLiteral("previousFailure"), tr("Previous failure"), QStringLiteral("Alt+Up"),
        [this] {
            if (ItemTable* list = table())
                list->goToFailure(-1);
        });
    add(
        QStringLiteral("copyCurl"), tr("Copy as cURL"), QStringLiteral("Ctrl+Shift+C"),
        [this] { copyAsCurl(); }, IconId::Copy);
    add(QStringLiteral("copyJson"), tr("Copy rows as JSON"), QString(), [this] {
        if (ItemTable* list = table())
            list->copySelection(true);
    });
    connect(m_emptyCopy, &QPushButton::clicked, this, [this] {
        const auto& address = m_session.endpoints().gateway;
        if (!address)
            return;
        QGuiApplication::clipboard()->setText(toQString(*address));
        m_session.notify(tr("%1 copied").arg(toQString(*address)));
    });
}

void LivePage::showMenu(ItemTable* list, const QPoint& position, int row, int column)
{
    const TableRow* found = list->rows().rowAt(row);
    if (!found)
        return;
    const TableRow clicked = *found;
    const ColumnKind kind = list->rows().columns().at(static_cast<std::size_t>(column)).kind;
    QMenu menu(this);
    if (!clicked.operationId.isEmpty()) {
        menu.addAction(icon(IconId::Transaction, Tone::Text), tr("All items of this operation"),
                       this, &LivePage::openTransaction);
    }
    if (clicked.isExchange) {
        menu.addAction(icon(IconId::Info, Tone::Text), tr("Explain"), this,
                       [this, id = clicked.id] {
                           setDetailVisible(true);
                           m_detail->showExchange(id);
                           m_detail->setTab(DetailPane::Explain);
                       });
    }
    menu.addSeparator();
    if (const auto [field, value] = filterOfCell(clicked, kind); !value.isEmpty()) {
        const QString term = toQString(filter::printPredicate(toUtf8(field), toUtf8(value)));
        menu.addAction(icon(IconId::Filter, Tone::Text), tr("Filter for %1").arg(term), this,
                       [=, this] { m_filter->addTerm(field, value, false); });
        menu.addAction(tr("Filter out %1").arg(term), this,
                       [=, this] { m_filter->addTerm(field, value, true); });
        menu.addAction(tr("Only %1").arg(term), this, [=, this] { m_filter->setText(term); });
    }
    const auto same = [&](const QString& text, const QString& field, const QString& value) {
        if (!value.isEmpty())
            menu.addAction(text, this, [=, this] { m_filter->addTerm(field, value, false); });
    };
    same(tr("Same subscription"), QStringLiteral("sub"), clicked.subscriptionId);
    same(tr("Same product"), QStringLiteral("product"), clicked.productId);
    menu.addAction(tr("Show around, 5 min"), this, [this, time = clicked.time] {
        const auto half = std::chrono::seconds(150);
        m_session.time().showBetween(time - half, time + half);
    });
    menu.addSeparator();
    menu.addAction(icon(IconId::Copy, Tone::Text), tr("Copy cell"), this, [=] {
        QGuiApplication::clipboard()->setText(list->rows().textOf(clicked, kind));
    });
    menu.addAction(tr("Copy rows"), this, [list] { list->copySelection(false); });
    menu.addAction(tr("Copy rows as JSON"), this, [list] { list->copySelection(true); });
    if (clicked.isExchange)
        menu.addAction(tr("Copy as cURL"), this, &LivePage::copyAsCurl);
    if (!clicked.operationId.isEmpty()) {
        menu.addAction(tr("Copy operation id"), this,
                       [id = clicked.operationId] { QGuiApplication::clipboard()->setText(id); });
    }
    menu.exec(position);
}

void LivePage::showKeptTip(ItemTable* list, const QPoint& position, int row, int column)
{
    const TableRow* hovered = list->rows().rowAt(row);
    if (!hovered)
        return;
    const ColumnKind kind = list->rows().columns().at(static_cast<std::size_t>(column)).kind;
    if (!hovered->isExchange || kind != ColumnKind::Kept) {
        QString text = list->rows().textOf(*hovered, kind);
        if (kind == ColumnKind::Duration && hovered->duration)
            text = formatDurationExact(*hovered->duration);
        else if (kind == ColumnKind::Time)
            text = formatDateTime(hovered->time);
        else if (kind == ColumnKind::Operation)
            text = hovered->method + QLatin1Char(' ') + hovered->path;
        QToolTip::showText(position, text, list);
        return;
    }
    m_session.ask(
        this, TipSlot, [id = hovered->id](StoreReader& reader) { return reader.exchange(id); },
        [list, position](const Result<Exchange>& exchange) {
            if (!exchange)
                return;
            QStringList lines;
            // The reasons of the loggers stand at the end of the explanation.
            const auto all = explain(*exchange);
            const std::size_t loggers = std::max<std::size_t>(1, exchange->loggers.size());
            for (std::size_t at = all.size() - std::min(all.size(), loggers); at < all.size(); ++at)
                lines += all[at].sentence + QStringLiteral(": ") + all[at].detail;
            QToolTip::showText(position, lines.join(QLatin1Char('\n')), list);
        });
}

void LivePage::openTransaction()
{
    const ItemTable* list = table();
    const TableRow* row = list ? list->currentRow() : nullptr;
    if (!row || row->operationId.isEmpty())
        return;
    m_session.go({QStringLiteral("live"),
                  {{QStringLiteral("filter"),
                    toQString(filter::printPredicate("opid", toUtf8(row->operationId)))},
                   {QStringLiteral("view"), QStringLiteral("items")}}});
}

void LivePage::copyAsCurl()
{
    const TableRow* row = m_view == Exchanges ? m_exchanges->currentRow() : nullptr;
    if (!row)
        return;
    m_session.ask(
        this, CurlSlot, [id = row->id](StoreReader& reader) { return reader.exchange(id); },
        [this](const Result<Exchange>& exchange) {
            if (!exchange)
                return;
            QGuiApplication::clipboard()->setText(curlCommand(*exchange));
            m_session.notify(tr("Copied as cURL"));
        });
}

} // namespace gatelens::ui
