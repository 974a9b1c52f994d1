#include "ui/live/message_view.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/widgets/body_viewer.h"
#include "ui/widgets/key_value_table.h"

#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

namespace gatelens::ui {

MessageView::MessageView(const QString& fieldPrefix, QWidget* parent)
    : QWidget(parent)
    , m_prefix(fieldPrefix)
    , m_firstLine(new QLabel(this))
    , m_headers(new KeyValueTable(this))
    , m_body(new BodyViewer(this))
{
    m_firstLine->setFont(dataFont());
    m_firstLine->setContentsMargins(12, 8, 12, 8);
    m_firstLine->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_firstLine->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_headers->setObjectName(QStringLiteral("live.detail.headers.") + fieldPrefix);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_headers);
    splitter->addWidget(m_body);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_firstLine);
    layout->addWidget(splitter, 1);
    connect(m_headers, &KeyValueTable::filterWanted, this, &MessageView::filterWanted);
}

void MessageView::showMessage(const QString& firstLine, const MessageCapture& message)
{
    m_firstLine->setText(firstLine);
    m_firstLine->setToolTip(firstLine);
    QList<KeyValueTable::Row> rows;
    QString contentType;
    for (const HeaderField& field : message.headers) {
        const QString name = toQString(field.name);
        rows.append({name, toQString(field.value), m_prefix + QStringLiteral(".header.") + name});
        if (name.compare(QStringLiteral("content-type"), Qt::CaseInsensitive) == 0)
            contentType = toQString(field.value);
    }
    if (rows.isEmpty())
        rows.append({tr("No headers"), {}});
    m_headers->setRows(rows);
    if (message.body.empty()) {
        m_body->setNote(message.bodyBytes == 0
                            ? tr("No body")
                            : tr("%1, not recorded (store.captureBodies in gatelens.json)")
                                  .arg(formatBytes(message.bodyBytes)));
        return;
    }
    m_body->setBody(QByteArray(message.body.data(), static_cast<qsizetype>(message.body.size())),
                    contentType, message.bodyBytes, message.isBodyCut);
}

} // namespace gatelens::ui
