#pragma once

#include <QMetaType>
#include <QString>
#include <QVariantMap>

#include <cstdint>

namespace gatelens::ui {

/// What is selected in the window, whatever page it stands on. Selecting never changes the filter.
struct Selection
{
    enum class Kind
    {
        None,
        Exchange,
        Item,
        Operation, ///< `apiId` and `apimOperationId`
        PolicyStatement
    };

    Kind kind = Kind::None;
    std::int64_t id = 0; ///< of the store, for Exchange and Item
    QString operationId; ///< trace id
    QString apiId;
    QString apimOperationId;
    QString origin; ///< id of the page

    friend bool operator==(const Selection&, const Selection&) = default;
};

/// Somewhere to go: a page and what it is to show there. Back and forward walk these.
struct Place
{
    QString page; ///< Page::id
    QVariantMap state; ///< read by Page::restore: "filter", "view", "exchange", "file", "line", …

    friend bool operator==(const Place&, const Place&) = default;
};

} // namespace gatelens::ui

Q_DECLARE_METATYPE(gatelens::ui::Selection)
Q_DECLARE_METATYPE(gatelens::ui::Place)
