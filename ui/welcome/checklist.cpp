#include "ui/welcome/checklist.h"

#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/widgets/icon_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

namespace gatelens::ui {
namespace {

struct StepText
{
    const char* id; ///< key in the settings
    const char* title;
    const char* note;
    const char* page; ///< where it is done
};

constexpr std::array<StepText, 5> kSteps{{
    {"traffic", QT_TRANSLATE_NOOP("gatelens::ui::Checklist", "See a request"),
     QT_TRANSLATE_NOOP("gatelens::ui::Checklist", "the demo sends some, or send the cURL line"),
     "live"},
    {"apply", QT_TRANSLATE_NOOP("gatelens::ui::Checklist", "Change a policy and apply it"),
     QT_TRANSLATE_NOOP("gatelens::ui::Checklist", "Policies, then any card"), "policies"},
    {"job", QT_TRANSLATE_NOOP("gatelens::ui::Checklist", "Compare sampling, or export a capture"),
     QT_TRANSLATE_NOOP("gatelens::ui::Checklist",
                       "what would be kept, what it costs, what is lost"),
     "sampling"},
    {"app", QT_TRANSLATE_NOOP("gatelens::ui::Checklist", "Connect an application"),
     QT_TRANSLATE_NOOP("gatelens::ui::Checklist", "its telemetry joins that of the gateway"),
     "welcome"},
    {"destination", QT_TRANSLATE_NOOP("gatelens::ui::Checklist", "Add a destination"),
     QT_TRANSLATE_NOOP("gatelens::ui::Checklist", "send what was captured to Application Insights"),
     "forwarding"},
}};

QString settingsKey(const char* id) { return QStringLiteral("firstrun/") + QLatin1String(id); }

} // namespace

Checklist::Checklist(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_progress(new QLabel)
{
    setObjectName(QStringLiteral("firstRun.checklist"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    m_progress->setFont(smallFont());
    m_progress->setForegroundRole(kSecondaryText);
    layout->addWidget(m_progress);
    const QSettings settings;
    for (std::size_t step = 0; step < kSteps.size(); ++step) {
        const auto& text = kSteps[step];
        auto& row = m_rows[step];
        row.isDone = settings.value(settingsKey(text.id)).toBool();
        row.mark = new IconLabel;
        row.title = new QLabel(tr(text.title));
        auto* note = new QLabel(tr(text.note));
        note->setFont(smallFont());
        note->setForegroundRole(kSecondaryText);
        auto* go = new QPushButton(tr("Open"));
        go->setObjectName(QStringLiteral("firstRun.step.") + QLatin1String(text.id));
        go->setAccessibleName(tr("Open: %1").arg(row.title->text()));
        go->setToolTip(tr("Go where this is done"));
        go->setVisible(QLatin1String(text.page) != QLatin1String("welcome"));
        connect(go, &QPushButton::clicked, this, [&session, page = text.page] {
            session.go({QString::fromLatin1(page), {}});
        });
        auto* texts = new QVBoxLayout;
        texts->setSpacing(0);
        texts->addWidget(row.title);
        texts->addWidget(note);
        auto* line = new QHBoxLayout;
        line->addWidget(row.mark, 0, Qt::AlignTop);
        line->addLayout(texts, 1);
        line->addWidget(go);
        layout->addLayout(line);
        showRow(static_cast<Step>(step));
    }
    showProgress();
    connect(&session, &Session::statusChanged, this, &Checklist::takeStatus);
    connect(&session, &Session::workspaceChanged, this, [this] { setDone(ApplyChange); });
    connect(&session.jobs(), &Jobs::finished, this,
            [this](const QString&, JobState state, const QString&) {
                if (state == JobState::Done)
                    setDone(FinishJob);
            });
    takeStatus(session.status());
}

void Checklist::takeStatus(const EngineStatus& status)
{
    if (status.requestsTotal > 0)
        setDone(SeeTraffic);
    // The demo's services send telemetry of their own: only what comes without it counts.
    if (status.isDemoTrafficOn)
        m_itemsOfDemo = status.ingestedItems;
    else if (status.ingestedItems > m_itemsOfDemo)
        setDone(ConnectApp);
    if (!status.forward.empty())
        setDone(AddDestination);
}

void Checklist::setDone(Step step)
{
    auto& row = m_rows[static_cast<std::size_t>(step)];
    if (row.isDone)
        return;
    row.isDone = true;
    QSettings().setValue(settingsKey(kSteps[static_cast<std::size_t>(step)].id), true);
    showRow(step);
    showProgress();
}

void Checklist::showRow(Step step)
{
    const auto& row = m_rows[static_cast<std::size_t>(step)];
    const auto status = row.isDone ? Status::Success : Status::Neutral;
    row.mark->setIcon(statusIcon(status), toneOf(status));
    row.mark->setAccessibleName(row.isDone ? tr("done") : tr("to do"));
    auto font = row.title->font();
    font.setWeight(row.isDone ? QFont::Normal : QFont::DemiBold);
    row.title->setFont(font);
}

int Checklist::doneCount() const
{
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.isDone; }));
}

void Checklist::showProgress()
{
    m_progress->setText(tr("%1 of %2 done").arg(doneCount()).arg(static_cast<int>(StepCount)));
}

} // namespace gatelens::ui
