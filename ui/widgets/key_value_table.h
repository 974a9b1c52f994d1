#pragma once

#include "ui/widgets/list_table.h"

#include <QList>

class QStandardItemModel;

namespace gatelens::ui {

/// Two columns, name and value: headers, properties, settings. Values can be copied; the context
/// menu offers a filter for a value when the owner has named the filter field of its rows.
class KeyValueTable : public ListTable
{
    Q_OBJECT

public:
    struct Row
    {
        QString name;
        QString value;
        QString filterField; ///< "req.header.Accept"; "" when the value cannot be filtered for
        bool isHeading = false; ///< a group's name over both columns
    };

    explicit KeyValueTable(QWidget* parent = nullptr);

    void setRows(const QList<Row>& rows);
    /// Grows with its rows instead of scrolling, for tables inside a scrolled page.
    void setGrowing(bool isGrowing);

    [[nodiscard]] QString rowText(const QModelIndex& row) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// `isExcluded` for "filter out".
    void filterWanted(const QString& field, const QString& value, bool isExcluded);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QStandardItemModel* m_model;
    bool m_isGrowing = false;
};

} // namespace gatelens::ui
