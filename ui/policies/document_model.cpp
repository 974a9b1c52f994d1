#include "ui/policies/document_model.h"

#include <QElapsedTimer>
#include <QUndoCommand>

#include <algorithm>

namespace gatelens::ui {
namespace {

/// Typing merges into one undo entry while the pauses are shorter than this (ux 7.8).
constexpr qint64 kMergePauseMs = 700;
/// Typing in the code view is parsed after this pause (ux 7.8).
constexpr int kParseDelayMs = 150;
constexpr int kMergeableCommandId = 1;

bool isContinuationByte(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

} // namespace

policy::TextEdit minimised(const policy::TextEdit& edit, std::string_view text)
{
    const auto old = text.substr(edit.range.begin, edit.range.size());
    const std::string_view replacement = edit.replacement;
    const auto shorter = std::min(old.size(), replacement.size());
    std::size_t head = 0;
    while (head < shorter && old[head] == replacement[head])
        ++head;
    std::size_t tail = 0;
    while (tail < shorter - head
           && old[old.size() - 1 - tail] == replacement[replacement.size() - 1 - tail])
        ++tail;
    const auto startsInside = [&](std::size_t offset) {
        return (offset < old.size() && isContinuationByte(old[offset]))
            || (offset < replacement.size() && isContinuationByte(replacement[offset]));
    };
    while (head > 0 && startsInside(head))
        --head;
    while (tail > 0 && isContinuationByte(old[old.size() - tail]))
        --tail;
    return {{edit.range.begin + head, edit.range.end - tail},
            std::string(replacement.substr(head, replacement.size() - head - tail))};
}

/// A replacement of bytes that knows what stood there before.
class DocumentEditCommand : public QUndoCommand
{
public:
    DocumentEditCommand(DocumentModel& model, const policy::TextEdit& edit, const QString& label,
                        const QString& mergeKey)
        : QUndoCommand(label)
        , m_model(model)
        , m_begin(edit.range.begin)
        , m_removed(model.m_text.substr(edit.range.begin, edit.range.size()))
        , m_inserted(edit.replacement)
        , m_mergeKey(mergeKey)
    {
        m_sinceEdit.start();
    }

    void redo() override { m_model.replace({{m_begin, m_begin + m_removed.size()}, m_inserted}); }

    void undo() override { m_model.replace({{m_begin, m_begin + m_inserted.size()}, m_removed}); }

    [[nodiscard]] int id() const override
    {
        return m_mergeKey.isEmpty() ? -1 : kMergeableCommandId;
    }

    bool mergeWith(const QUndoCommand* command) override
    {
        const auto* later = static_cast<const DocumentEditCommand*>(command);
        if (later->m_mergeKey != m_mergeKey || m_sinceEdit.elapsed() > kMergePauseMs)
            return false;
        absorb(*later);
        m_sinceEdit.restart();
        return true;
    }

private:
    /// Makes this one edit stand for itself and `later`, which has just been done.
    void absorb(const DocumentEditCommand& later)
    {
        const auto begin = std::min(m_begin, later.m_begin);
        const auto end
            = std::max(m_begin + m_inserted.size(), later.m_begin + later.m_removed.size());
        auto between = m_model.m_text.substr(
            begin, end - begin + later.m_inserted.size() - later.m_removed.size());
        auto after = between;
        between.replace(later.m_begin - begin, later.m_inserted.size(), later.m_removed);
        auto before = between;
        before.replace(m_begin - begin, m_inserted.size(), m_removed);
        m_begin = begin;
        m_removed = std::move(before);
        m_inserted = std::move(after);
        setObsolete(m_removed == m_inserted);
    }

    DocumentModel& m_model;
    std::size_t m_begin;
    std::string m_removed;
    std::string m_inserted;
    QString m_mergeKey;
    QElapsedTimer m_sinceEdit;
};

DocumentModel::DocumentModel(PolicyTarget target, PolicySource source, QObject* parent)
    : QObject(parent)
    , m_target(std::move(target))
    , m_file(std::move(source.file))
    , m_text(std::move(source.text))
{
    m_parseTimer.setSingleShot(true);
    m_parseTimer.setInterval(kParseDelayMs);
    connect(&m_parseTimer, &QTimer::timeout, this, &DocumentModel::parseNow);
    // Undo, redo and every edit end here, also those that were merged.
    connect(&m_undoStack, &QUndoStack::indexChanged, this, [this] {
        if (m_isStale && m_timing == ParseTiming::AtOnce)
            parseNow();
    });
    m_document = policy::Document::parse(m_text, m_file);
    m_lastValid = m_document;
}

// A stack clears itself when it goes and says so: by then nobody may look at it.
DocumentModel::~DocumentModel() { m_undoStack.disconnect(); }

const policy::Document& DocumentModel::document()
{
    if (m_isStale)
        parseNow();
    return m_document;
}

bool DocumentModel::isFrozen() { return exists() && !document().isWellFormed(); }

void DocumentModel::edit(policy::TextEdit edit, const QString& label, const EditOptions& options)
{
    edit = minimised(edit, m_text);
    if (edit.range.size() == 0 && edit.replacement.empty())
        return;
    m_timing = options.timing;
    m_undoStack.push(new DocumentEditCommand(*this, edit, label, options.mergeKey));
    m_timing = ParseTiming::AtOnce;
}

void DocumentModel::replace(const policy::TextEdit& edit)
{
    m_text.replace(edit.range.begin, edit.range.size(), edit.replacement);
    m_isStale = true;
    m_parseTimer.start();
    Q_EMIT textEdited(edit);
}

void DocumentModel::parseNow()
{
    m_parseTimer.stop();
    m_document = policy::Document::parse(m_text, m_file);
    m_isStale = false;
    if (m_document.isWellFormed() || m_text.empty())
        m_lastValid = m_document;
    Q_EMIT parsed();
}

} // namespace gatelens::ui
