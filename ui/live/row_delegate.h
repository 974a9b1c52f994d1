#pragma once

#include "ui/live/paged_model.h"

#include <QFont>
#include <QStyledItemDelegate>

namespace gatelens::ui {

/// Draws the cells of a PagedModel straight from its formatted rows.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit RowDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

    /// The duration that fills the bar of a Duration cell.
    void setLongest(Micros longest) { m_longest = longest; }
    /// Texts to mark in names and paths, lower case.
    void setHighlights(std::vector<QString> texts) { m_highlights = std::move(texts); }
    /// Fonts and icons may have changed.
    void refresh();

private:
    struct Cell;

    void drawRow(const Cell& cell, const TableRow& row, ColumnKind kind) const;
    void drawStatus(const Cell& cell, const TableRow& row) const;
    void drawOperation(const Cell& cell, const TableRow& row) const;
    void drawPath(const Cell& cell, const TableRow& row) const;
    void drawDuration(const Cell& cell, const TableRow& row) const;
    void drawPolicy(const Cell& cell, const TableRow& row) const;
    void drawKept(const Cell& cell, const TableRow& row) const;
    void drawKind(const Cell& cell, const TableRow& row) const;
    void drawText(const Cell& cell, const QRect& box, const QString& text, const QFont& font,
                  const QColor& color, Qt::Alignment alignment = Qt::AlignLeft) const;
    void drawIcon(const Cell& cell, int x, IconId id, Tone tone) const;
    void markMatches(const Cell& cell, const QRect& box, const QString& text,
                     const QFontMetrics& metrics) const;

    QFont m_body;
    QFont m_data;
    QFont m_small;
    int m_digitWidth = 0; ///< of the data font, all letters of which are as wide
    int m_widestLetter = 0;
    Micros m_longest{std::chrono::milliseconds(250)};
    std::vector<QString> m_highlights;
};

} // namespace gatelens::ui
