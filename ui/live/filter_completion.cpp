#include "ui/live/filter_completion.h"

#include "core/store/filter.h"
#include "ui/session/session.h"
#include "ui/theme/format.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>
#include <QStandardItemModel>

namespace gatelens::ui {

namespace {

constexpr int kValuesSlot = 0;
constexpr std::size_t kMostValues = 40;
constexpr int kShown = 12;
constexpr int kInsertRole = Qt::UserRole;

} // namespace

FilterCompletion::FilterCompletion(Session& session, QLineEdit* field)
    : QObject(field)
    , m_session(session)
    , m_field(field)
    , m_model(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_model, this))
{
    m_completer->setWidget(field);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(kShown);
    connect(field, &QLineEdit::textEdited, this, &FilterCompletion::offer);
    connect(m_completer, QOverload<const QModelIndex&>::of(&QCompleter::activated), this,
            [this](const QModelIndex& index) { insert(index.data(kInsertRole).toString()); });
}

FilterCompletion::Word FilterCompletion::wordAtCursor() const
{
    const QString text = m_field->text().left(m_field->cursorPosition());
    int start = 0;
    bool isQuoted = false;
    for (int at = 0; at < text.size(); ++at) {
        if (text[at] == QLatin1Char('"'))
            isQuoted = !isQuoted;
        else if (!isQuoted && (text[at].isSpace() || text[at] == QLatin1Char('(')))
            start = at + 1;
    }
    if (text.mid(start).startsWith(QLatin1Char('-')))
        ++start;
    return {start, text.mid(start)};
}

void FilterCompletion::offer()
{
    const Word word = wordAtCursor();
    const qsizetype colon = word.text.indexOf(QLatin1Char(':'));
    if (word.text.isEmpty()) {
        m_completer->popup()->hide();
    } else if (colon < 0) {
        offerFields(word.text);
    } else {
        askForValues(word, word.text.left(colon), word.text.mid(colon + 1));
    }
}

void FilterCompletion::offerFields(const QString& prefix)
{
    m_session.queries().cancel(this, kValuesSlot);
    m_model->clear();
    for (const filter::FieldInfo& info : filter::fields()) {
        const QString name = toQString(info.name);
        if (!name.startsWith(prefix, Qt::CaseInsensitive))
            continue;
        auto* item
            = new QStandardItem(QStringLiteral("%1  %2").arg(name, toQString(info.description)));
        item->setData(info.hasKey ? name : name + QLatin1Char(':'), kInsertRole);
        m_model->appendRow(item);
    }
    showOffers();
}

void FilterCompletion::askForValues(const Word& word, const QString& name, const QString& prefix)
{
    ExchangeQuery query;
    query.range = m_session.time().range();
    m_session.ask(
        this, kValuesSlot,
        [query, field = toUtf8(name)](StoreReader& reader) {
            return reader.fieldValues(field, query, kMostValues);
        },
        [this, word, name,
         prefix](const Result<std::vector<std::pair<std::string, std::uint64_t>>>& values) {
            if (!values || wordAtCursor().text != word.text)
                return;
            m_model->clear();
            for (const auto& [value, count] : *values) {
                const QString text = toQString(value);
                if (!text.contains(prefix, Qt::CaseInsensitive) || text.isEmpty())
                    continue;
                auto* item
                    = new QStandardItem(QStringLiteral("%1   %2").arg(text, formatCount(count)));
                item->setData(toQString(filter::printPredicate(toUtf8(name), value)), kInsertRole);
                m_model->appendRow(item);
            }
            showOffers();
        });
}

void FilterCompletion::showOffers()
{
    if (m_model->rowCount() == 0 || !m_field->hasFocus()) {
        m_completer->popup()->hide();
        return;
    }
    QRect place = m_field->rect();
    place.setWidth(std::min(place.width(), 460));
    m_completer->complete(place);
}

void FilterCompletion::insert(const QString& completion)
{
    const Word word = wordAtCursor();
    QString text = m_field->text();
    const bool isWhole
        = !completion.endsWith(QLatin1Char(':')) && !completion.endsWith(QLatin1Char('.'));
    const QString inserted = isWhole ? completion + QLatin1Char(' ') : completion;
    text.replace(word.start, static_cast<int>(word.text.size()), inserted);
    m_field->setText(text);
    m_field->setCursorPosition(word.start + static_cast<int>(inserted.size()));
    if (!isWhole)
        offer();
}

} // namespace gatelens::ui
