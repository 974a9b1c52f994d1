#include "ui/diagnostics/header_list.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/flow_layout.h"

#include <QLineEdit>

#include <algorithm>

namespace gatelens::ui {
namespace {

constexpr int kAddWidth = 110;

} // namespace

HeaderList::HeaderList(const QString& spoken, QWidget* parent)
    : QWidget(parent)
    , m_spoken(spoken)
    , m_layout(new FlowLayout(this, 4))
    , m_add(new QLineEdit)
{
    m_layout->setContentsMargins(0, 2, 0, 2);
    m_add->setFont(dataFont());
    m_add->setFixedWidth(kAddWidth);
    m_add->setPlaceholderText(tr("+ header"));
    m_add->setAccessibleName(tr("Add a header to %1").arg(spoken));
    m_add->setToolTip(tr("Type a header's name and press Enter"));
    m_layout->addWidget(m_add);
    connect(m_add, &QLineEdit::editingFinished, this, &HeaderList::addTyped);
}

void HeaderList::setFieldName(const QString& name)
{
    setObjectName(name);
    m_add->setObjectName(name + QStringLiteral(".add"));
}

void HeaderList::setHeaders(const std::vector<std::string>& headers)
{
    if (m_headers == headers)
        return;
    m_headers = headers;
    rebuild();
}

void HeaderList::rebuild()
{
    for (auto* chip : findChildren<Chip*>(Qt::FindDirectChildrenOnly)) {
        m_layout->removeWidget(chip);
        chip->hide();
        chip->deleteLater();
    }
    for (std::size_t index = 0; index < m_headers.size(); ++index) {
        auto* chip = new Chip({}, toQString(m_headers[index]), this);
        chip->setCheckable(false);
        chip->setObjectName(QStringLiteral("%1.%2").arg(objectName()).arg(index));
        chip->setToolTip(tr("Remove with the cross or Delete"));
        connect(chip, &Chip::removed, this, [this, name = m_headers[index]] {
            auto changed = m_headers;
            std::erase(changed, name);
            setHeaders(changed);
            Q_EMIT edited(m_headers);
        });
        m_layout->insertWidget(static_cast<int>(index), chip);
        chip->show();
    }
    updateGeometry();
}

void HeaderList::addTyped()
{
    const auto name = toUtf8(m_add->text().trimmed().toLower());
    m_add->clear();
    if (name.empty() || std::find(m_headers.begin(), m_headers.end(), name) != m_headers.end())
        return;
    auto changed = m_headers;
    changed.push_back(name);
    setHeaders(changed);
    Q_EMIT edited(m_headers);
}

} // namespace gatelens::ui
