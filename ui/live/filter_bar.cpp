#include "ui/live/filter_bar.h"

#include "ui/live/filter_completion.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/search_field.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QRegularExpression>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

constexpr qsizetype kHistoryLength = 100;
constexpr qsizetype kHistoryShown = 15;
const QString kHistoryKey = QStringLiteral("filter/history");
const QString kSavedKey = QStringLiteral("filter/saved");

/// Name and value of a term, for its chip; a term without a field is all value.
std::pair<QString, QString> partsOf(const QString& term)
{
    static const QRegularExpression predicate(
        QStringLiteral("^((?:not\\s+|-)?[A-Za-z][\\w.]*)\\s*(:|==|=/|!=|<=|>=|=|<|>)\\s*(.+)$"));
    const auto match = predicate.match(term);
    if (!match.hasMatch())
        return {{}, term};
    const QString op = match.captured(2);
    const QString sign = op == QStringLiteral(":") ? QString() : op + QLatin1Char(' ');
    return {match.captured(1), sign + match.captured(3)};
}

} // namespace

struct FilterBar::QuickFilter
{
    QString name;
    QString term;
    IconId icon;
    QString help;
};

FilterBar::FilterBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_field(new SearchField(IconId::Filter, tr("Filter, for example status:5xx dur>200ms"), this))
    , m_completion(new FilterCompletion(session, m_field))
    , m_error(new QLabel(this))
    , m_result(new QLabel(this))
    , m_chips(new QWidget(this))
    , m_chipLayout(new FlowLayout(m_chips, 8))
    , m_history(new QMenu(this))
    , m_filter(std::make_shared<const filter::Filter>())
{
    m_field->setObjectName(QStringLiteral("live.filter"));
    m_field->setFont(dataFont());
    m_field->setKeyHint(QStringLiteral("Ctrl+L"));
    m_field->setToolTip(tr("Fields, values and words: status:5xx api:orders dur>200ms not "
                           "path:/health \"some text\". Ctrl+Space completes."));
    m_error->setObjectName(QStringLiteral("live.filter.error"));
    m_error->setFont(smallFont());
    m_error->hide();
    m_result->setObjectName(QStringLiteral("live.filter.count"));
    m_result->setFont(smallFont());
    m_result->setForegroundRole(kSecondaryText);

    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_field, 1);
    buildButtons(row);
    auto* below = new QHBoxLayout;
    below->addWidget(m_chips, 1);
    below->addWidget(m_result, 0, Qt::AlignRight | Qt::AlignVCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(6);
    layout->addLayout(row);
    layout->addWidget(m_error);
    layout->addLayout(below);

    connect(m_field, &SearchField::searched, this, &FilterBar::take);
    connect(m_field, &QLineEdit::returnPressed, this, [this] { remember(m_text); });
    connect(m_history, &QMenu::aboutToShow, this, &FilterBar::fillHistory);
}

void FilterBar::buildButtons(QHBoxLayout* row)
{
    const std::vector<QuickFilter> quick{
        {tr("Failed"), QStringLiteral("success:false"), IconId::StatusErr,
         tr("Only what failed: 4xx, 5xx, cut short")},
        {tr("Slow"), QStringLiteral("dur>1s"), IconId::Clock, tr("Only what took more than 1 s")},
        {tr("Throttled"), QStringLiteral("status:429"), IconId::StatusShield,
         tr("Only 429 Too Many Requests")},
    };
    for (const QuickFilter& each : quick) {
        auto* button = new QToolButton(this);
        button->setText(each.name);
        button->setIcon(icon(each.icon, Tone::Text));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setCheckable(true);
        button->setToolTip(each.help);
        button->setAccessibleName(each.name);
        button->setObjectName(QStringLiteral("live.filter.quick.") + each.term);
        button->setProperty("term", each.term);
        row->addWidget(button);
        m_quick.push_back(button);
        connect(button, &QToolButton::clicked, this, [this, term = each.term](bool isOn) {
            setText(isOn ? (m_text + QLatin1Char(' ') + term).trimmed() : without(term));
        });
    }
    auto* history = new QToolButton(this);
    history->setText(tr("History"));
    history->setIcon(icon(IconId::Jobs, Tone::Text));
    history->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    history->setPopupMode(QToolButton::InstantPopup);
    history->setAutoRaise(true);
    history->setMenu(m_history);
    history->setToolTip(tr("Filters used lately and those saved"));
    history->setAccessibleName(tr("Filter history"));
    history->setObjectName(QStringLiteral("live.filter.history"));
    row->addWidget(history);
}

QLineEdit* FilterBar::field() const { return m_field; }

void FilterBar::setText(const QString& text)
{
    {
        const QSignalBlocker blocker(m_field);
        m_field->setText(text);
    }
    take(text);
    remember(m_text);
}

void FilterBar::addTerm(const QString& field, const QString& value, bool isExcluded)
{
    const QString term = toQString(filter::printPredicate(toUtf8(field), toUtf8(value)));
    const QString whole = isExcluded ? QStringLiteral("not ") + term : term;
    const auto has
        = std::any_of(m_filter->terms().begin(), m_filter->terms().end(),
                      [&](const filter::Term& each) { return toQString(each.text) == whole; });
    if (!has)
        setText((m_text + QLatin1Char(' ') + whole).trimmed());
}

void FilterBar::clearOrRestore()
{
    if (m_text.isEmpty()) {
        setText(m_cleared);
        return;
    }
    m_cleared = m_text;
    setText({});
}

void FilterBar::setResult(const QString& result) { m_result->setText(result); }

void FilterBar::take(const QString& text)
{
    auto parsed = filter::Filter::parse(toUtf8(text));
    setInvalid(m_field, !parsed);
    m_error->setVisible(!parsed);
    if (!parsed)
        return showError(parsed.error());
    const bool isSame = *parsed == *m_filter;
    m_text = text.trimmed();
    m_filter = std::make_shared<const filter::Filter>(std::move(*parsed));
    rebuildChips();
    if (!isSame)
        Q_EMIT filterChanged();
}

void FilterBar::showError(const Error& error)
{
    QPalette palette = m_error->palette();
    palette.setColor(QPalette::WindowText, currentTheme().error.text);
    m_error->setPalette(palette);
    m_error->setText(toQString(error.message));
}

void FilterBar::rebuildChips()
{
    setUpdatesEnabled(false);
    while (QLayoutItem* item = m_chipLayout->takeAt(0)) {
        item->widget()->deleteLater();
        item->widget()->hide();
        delete item;
    }
    const auto add = [this](const QString& term, bool isOn) {
        const auto [name, value] = partsOf(term);
        auto* chip = new Chip(name, value, m_chips);
        chip->setChecked(isOn);
        chip->setObjectName(QStringLiteral("live.filter.chip.") + term);
        m_chipLayout->addWidget(chip);
        chip->show();
        connect(chip, &Chip::toggled, this, [this, term](bool on) { switchChip(term, on); });
        connect(chip, &Chip::removed, this, [this, term, isOn] { removeChip(term, isOn); });
    };
    for (const filter::Term& term : m_filter->terms())
        add(toQString(term.text), true);
    for (const QString& term : m_off)
        add(term, false);
    m_chips->setVisible(m_chipLayout->count() > 0);
    for (QToolButton* button : m_quick) {
        const std::string term = toUtf8(button->property("term").toString());
        button->setChecked(
            std::any_of(m_filter->terms().begin(), m_filter->terms().end(),
                        [&](const filter::Term& each) { return each.text == term; }));
    }
    setUpdatesEnabled(true);
}

void FilterBar::switchChip(const QString& term, bool isOn)
{
    if (isOn) {
        m_off.removeOne(term);
        setText((m_text + QLatin1Char(' ') + term).trimmed());
    } else {
        m_off.append(term);
        setText(without(term));
    }
}

void FilterBar::removeChip(const QString& term, bool isOn)
{
    m_off.removeOne(term);
    if (isOn)
        setText(without(term));
    else
        rebuildChips();
}

QString FilterBar::without(const QString& term) const
{
    const auto& terms = m_filter->terms();
    for (std::size_t index = 0; index < terms.size(); ++index) {
        if (toQString(terms[index].text) == term)
            return toQString(filter::withoutTerm(toUtf8(m_text), *m_filter, index));
    }
    return m_text;
}

void FilterBar::fillHistory()
{
    m_history->clear();
    const QSettings settings;
    const QVariantMap saved = settings.value(kSavedKey).toMap();
    for (auto at = saved.begin(); at != saved.end(); ++at) {
        m_history->addAction(icon(IconId::Star, Tone::Text), at.key(), this,
                             [this, text = at.value().toString()] { setText(text); });
    }
    if (!saved.isEmpty())
        m_history->addSeparator();
    const QStringList history = settings.value(kHistoryKey).toStringList();
    for (const QString& text : history.mid(0, kHistoryShown))
        m_history->addAction(text, this, [this, text] { setText(text); });
    if (!history.isEmpty())
        m_history->addSeparator();
    m_history
        ->addAction(icon(IconId::Save, Tone::Text), tr("Save this filter"), this, &FilterBar::save)
        ->setEnabled(!m_text.isEmpty());
}

void FilterBar::remember(const QString& text)
{
    if (text.isEmpty())
        return;
    QSettings settings;
    QStringList history = settings.value(kHistoryKey).toStringList();
    history.removeAll(text);
    history.prepend(text);
    settings.setValue(kHistoryKey, QStringList(history.mid(0, kHistoryLength)));
}

void FilterBar::save()
{
    bool isAccepted = false;
    const QString name = QInputDialog::getText(this, tr("Save filter"), tr("Name"),
                                               QLineEdit::Normal, {}, &isAccepted);
    if (!isAccepted || name.trimmed().isEmpty())
        return;
    QSettings settings;
    QVariantMap saved = settings.value(kSavedKey).toMap();
    saved.insert(name.trimmed(), m_text);
    settings.setValue(kSavedKey, saved);
}

} // namespace gatelens::ui
