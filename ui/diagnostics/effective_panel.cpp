#include "ui/diagnostics/effective_panel.h"

#include "core/diagnostics/effective_diagnostics.h"
#include "ui/diagnostics/envelope_preview.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/style.h"
#include "ui/widgets/icon_label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kPanelPadding = 12;
constexpr int kTextLeft = 22;

QString nameOf(const Api& api)
{
    const auto name = toQString(api.displayName.empty() ? api.id : api.displayName);
    return api.isCurrent ? name
                         : EffectivePanel::tr("%1, rev. %2").arg(name, toQString(api.revision));
}

QLabel* smallText(const QString& text)
{
    auto* label = new QLabel(text);
    label->setFont(smallFont());
    label->setForegroundRole(kSecondaryText);
    label->setWordWrap(true);
    return label;
}

QWidget* line()
{
    auto* divider = new QWidget;
    divider->setFixedHeight(1);
    divider->setAutoFillBackground(true);
    divider->setBackgroundRole(QPalette::Mid);
    return divider;
}

} // namespace

EffectivePanel::EffectivePanel(Session& session, DiagnosticsDraft& draft, QWidget* parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_api(new QComboBox)
    , m_count(new QLabel)
    , m_destinations(new QVBoxLayout)
    , m_preview(new EnvelopePreview(session, draft))
{
    setObjectName(QStringLiteral("diag.effective"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMinimumWidth(340);
    m_api->setObjectName(QStringLiteral("diag.effective.api"));
    m_api->setAccessibleName(tr("Effective for"));
    m_api->setToolTip(tr("The API whose destinations are shown"));
    m_api->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_api->setMinimumContentsLength(12);
    m_count->setFont(smallFont());
    m_count->setForegroundRole(kSecondaryText);
    auto* title = new QLabel(tr("Effective for"));
    title->setFont(strongFont());
    auto* top = new QHBoxLayout;
    top->setContentsMargins(kPanelPadding, 8, kPanelPadding, 8);
    top->setSpacing(8);
    top->addWidget(title);
    top->addWidget(m_api, 1);
    top->addWidget(m_count);
    m_destinations->setContentsMargins(0, 0, 0, 0);
    m_destinations->setSpacing(0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addLayout(m_destinations);
    layout->addWidget(line());
    layout->addWidget(m_preview, 1);
    connect(m_api, &QComboBox::activated, this,
            [this] { setApi(toUtf8(m_api->currentData().toString())); });
    connect(&m_draft, &DiagnosticsDraft::changed, this, &EffectivePanel::refresh);
}

void EffectivePanel::takeWorkspace()
{
    QStringList keys;
    for (const auto& api : m_draft.workspace().apis)
        keys << toQString(api.key());
    QStringList shown;
    for (int index = 0; index < m_api->count(); ++index)
        shown << m_api->itemData(index).toString();
    if (keys == shown)
        return;
    m_api->clear();
    for (const auto& api : m_draft.workspace().apis)
        m_api->addItem(nameOf(api), toQString(api.key()));
    if (m_draft.workspace().findApi(m_apiKey) == nullptr && !keys.isEmpty())
        setApi(toUtf8(keys.front()));
    else
        m_api->setCurrentIndex(m_api->findData(toQString(m_apiKey)));
}

void EffectivePanel::setApi(const std::string& apiKey)
{
    m_api->setCurrentIndex(m_api->findData(toQString(apiKey)));
    if (m_apiKey == apiKey)
        return;
    m_apiKey = apiKey;
    listDestinations();
    m_preview->setApi(apiKey);
}

void EffectivePanel::fetchExchanges() { m_preview->fetchExchanges(); }

void EffectivePanel::refresh()
{
    takeWorkspace();
    listDestinations();
    m_preview->refresh();
}

void EffectivePanel::addDestination(const EffectiveDiagnostic& destination)
{
    auto* row = new QWidget;
    auto* layout = new QVBoxLayout(row);
    layout->setContentsMargins(kPanelPadding, 6, kPanelPadding, 8);
    layout->setSpacing(1);
    auto* title = new QLabel(toQString(destination.settings.loggerId));
    title->setFont(strongFont());
    auto* origin = new QPushButton(toQString(destination.reason));
    setButtonKind(origin, ButtonKind::Link);
    origin->setObjectName(QStringLiteral("diag.effective.origin.")
                          + toQString(destination.settings.loggerId));
    origin->setAccessibleName(tr("%1, %2: show its settings").arg(title->text(), origin->text()));
    origin->setToolTip(tr("Show the settings that act here"));
    const DiagnosticCell cell{destination.scope == "api" ? m_apiKey : std::string(),
                              destination.settings.loggerId};
    connect(origin, &QPushButton::clicked, this, [this, cell] { Q_EMIT originWanted(cell); });
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(new IconLabel(IconId::StatusOk, Tone::Success, 14));
    first->addWidget(title, 1);
    auto* second = new QHBoxLayout;
    second->setContentsMargins(kTextLeft - 2, 0, 0, 0);
    origin->setFont(smallFont());
    second->addWidget(origin);
    second->addStretch(1);
    auto* what = smallText(longText(destination.settings));
    what->setContentsMargins(kTextLeft, 0, 0, 0);
    layout->addLayout(first);
    layout->addLayout(second);
    layout->addWidget(what);
    m_destinations->addWidget(line());
    m_destinations->addWidget(row);
}

void EffectivePanel::addNoDestination()
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(kPanelPadding, 6, kPanelPadding, 8);
    layout->setSpacing(8);
    layout->addWidget(new IconLabel(IconId::StatusNone, Tone::Secondary, 14), 0, Qt::AlignTop);
    layout->addWidget(smallText(tr("No logger receives the requests of this API. Choose its cell "
                                   "in the matrix and enable one.")),
                      1);
    m_destinations->addWidget(line());
    m_destinations->addWidget(row);
}

void EffectivePanel::listDestinations()
{
    while (auto* item = m_destinations->takeAt(0)) {
        // A click on an origin may have led here: its button goes when control is back.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const auto* api = m_draft.workspace().findApi(m_apiKey);
    const auto effective = effectiveDiagnostics(m_draft.workspace(), api);
    for (const auto& one : effective)
        addDestination(one);
    if (effective.empty())
        addNoDestination();
    m_count->setText(tr("%n destination(s)", nullptr, static_cast<int>(effective.size())));
}

} // namespace gatelens::ui
