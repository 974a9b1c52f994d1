#pragma once

#include "core/store/store_reader.h"
#include "ui/theme/icons.h"

#include <QString>

#include <vector>

namespace gatelens::ui {

/// One telemetry item with the envelope that carries it.
struct ItemDetail
{
    std::string kind; ///< request, dependency, …
    QString title;
    QString envelope; ///< JSON, indented
    std::uint64_t bytes = 0; ///< of the envelope on one line
};

/// What one logger received.
struct LoggerDetail
{
    QString loggerId; ///< "" for items that no logger of the gateway sent
    QString verdict; ///< "kept, item count 5", "not kept, this is what it would be"
    bool isKept = true;
    std::vector<ItemDetail> items;
};

/// Everything the detail pane shows of an exchange, prepared off the GUI thread.
struct ExchangeDetail
{
    Exchange exchange;
    std::vector<LoggerDetail> loggers;
    LoggerDetail correlated; ///< items of other senders with the same operation id
};

[[nodiscard]] Result<ExchangeDetail> readExchangeDetail(StoreReader& reader, std::int64_t id);

[[nodiscard]] ItemDetail itemDetail(const TelemetryItem& item);

} // namespace gatelens::ui
