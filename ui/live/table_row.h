#pragma once

#include "core/store/store_reader.h"
#include "ui/theme/icons.h"

#include <QString>

#include <optional>

namespace gatelens::ui {

/// Whether loggers got an exchange, in the words of the Kept column.
enum class Kept
{
    NoLogger,
    No,
    Some, ///< of several loggers not all
    OnlyAsError,
    Yes
};

/// One row of a list as it is painted: every text formatted beforehand, so that painting and
/// `data()` only hand out what is there.
struct TableRow
{
    std::int64_t id = 0; ///< 0: no longer in the store
    bool isExchange = true;
    Timestamp time;
    QString timeText;
    Status status = Status::Neutral;
    IconId icon = IconId::StatusNone;
    int statusCode = 0;
    QString code;
    QString reason;
    QString method;
    QString name; ///< operation, or the item's name
    QString path;
    std::optional<Micros> duration;
    QString durationText;
    QString policy; ///< "26 / 28"
    bool isAnsweredByGateway = false;
    bool isFailed = false;
    Kept kept = Kept::NoLogger;
    QString keptText;
    QString size;
    QString retries; ///< number of further backend calls, "" for none
    QString kind; ///< of an item
    QString role;
    QString source;
    QString operationId;
    QString shortOperationId;
    QString apiId;
    QString apimOperationId;
    QString productId;
    QString subscriptionId;
    QString backendId;
    bool isSampledOut = false;
};

[[nodiscard]] TableRow tableRow(const ExchangeRow& row);
[[nodiscard]] TableRow tableRow(const ItemRow& row);

[[nodiscard]] IconId iconOfKind(std::string_view kind);

} // namespace gatelens::ui
