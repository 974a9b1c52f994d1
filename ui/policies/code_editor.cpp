#include "ui/policies/code_editor.h"

#include "ui/policies/policy_lexer.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>
#include <Qsci/qscicommandset.h>

#include <array>

namespace gatelens::ui {
namespace {

enum Indicator
{
    ErrorIndicator = 8,
    WarningIndicator,
    InformationIndicator
};

enum Margin
{
    LineNumbers = 0,
    Folding = 2
};

constexpr int kSelectedNodeMarker = 1;

int indicatorOf(FindingSeverity severity)
{
    switch (severity) {
    case FindingSeverity::Error:
        return ErrorIndicator;
    case FindingSeverity::Warning:
        return WarningIndicator;
    case FindingSeverity::Information:
        return InformationIndicator;
    }
    return ErrorIndicator;
}

QsciScintilla::EolMode lineEndingOf(std::string_view text)
{
    return text.find("\r\n") == std::string_view::npos ? QsciScintilla::EolUnix
                                                       : QsciScintilla::EolWindows;
}

} // namespace

CodeEditor::CodeEditor(Designer& designer, QWidget* parent)
    : QsciScintilla(parent)
    , m_designer(designer)
    , m_lexer(new PolicyLexer(this))
{
    setObjectName(QStringLiteral("policy.code"));
    setAccessibleName(tr("Policy code"));
    setUp();
    setUpKeys();
    applyTheme();
    connect(this, &QsciScintillaBase::SCN_MODIFIED, this,
            [this](int position, int type, const char* text, int length, int, int, int, int, int,
                   int) { takeTyping(position, type, text, length); });
    connect(this, &QsciScintilla::cursorPositionChanged, this, [this](int, int) {
        followCaret();
        Q_EMIT caretMoved();
    });
    connect(this, &QsciScintilla::userListActivated, this,
            [this](int, const QString& label) { insertCompletion(label); });
    connect(&m_designer, &Designer::modelChanged, this, &CodeEditor::takeModel);
    connect(&m_designer, &Designer::selectionChanged, this, &CodeEditor::followSelection);
}

void CodeEditor::setUp()
{
    setUtf8(true);
    setLexer(m_lexer);
    setFrameShape(QFrame::NoFrame);
    // The document's undo stack is the only history: it also holds what canvas and form did.
    SendScintilla(SCI_SETUNDOCOLLECTION, 0);
    setIndentationsUseTabs(false);
    setTabWidth(4);
    setIndentationWidth(4);
    setAutoIndent(true);
    setBackspaceUnindents(true);
    setBraceMatching(SloppyBraceMatch);
    setMarginType(LineNumbers, NumberMargin);
    setMarginWidth(LineNumbers, QStringLiteral("00000"));
    setFolding(PlainFoldStyle, Folding);
    markerDefine(DownTriangle, SC_MARKNUM_FOLDEROPEN);
    markerDefine(RightTriangle, SC_MARKNUM_FOLDER);
    setMarginWidth(1, 0);
    setWrapMode(WrapWord);
    setWrapVisualFlags(WrapFlagInMargin, WrapFlagNone, 0);
    setWrapIndentMode(WrapIndentIndented);
    setCaretLineVisible(false);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    markerDefine(Background, kSelectedNodeMarker);
    for (const auto indicator : {ErrorIndicator, WarningIndicator, InformationIndicator})
        indicatorDefine(SquiggleIndicator, indicator);
    SendScintilla(SCI_AUTOCSETIGNORECASE, 1);
    SendScintilla(SCI_AUTOCSETMAXHEIGHT, 12);
    setReadOnly(true);
}

/// Keys that mean something else in this window go back to the window.
void CodeEditor::setUpKeys()
{
    constexpr std::array kGivenBack{Qt::CTRL | Qt::Key_Z,
                                    Qt::CTRL | Qt::Key_Y,
                                    Qt::CTRL | Qt::SHIFT | Qt::Key_Z,
                                    Qt::CTRL | Qt::Key_L,
                                    Qt::CTRL | Qt::Key_D,
                                    Qt::CTRL | Qt::Key_T,
                                    Qt::CTRL | Qt::Key_U,
                                    Qt::CTRL | Qt::SHIFT | Qt::Key_L};
    for (const auto& key : kGivenBack) {
        if (auto* command = standardCommands()->boundTo(key.toCombined()))
            command->setKey(0);
    }
}

void CodeEditor::applyTheme()
{
    const auto& theme = currentTheme();
    m_lexer->applyTheme();
    setPaper(theme.base);
    setColor(theme.text);
    setCaretForegroundColor(theme.text);
    setMarginsFont(dataFont());
    setMarginsBackgroundColor(theme.base);
    setMarginsForegroundColor(theme.secondary);
    setFoldMarginColors(theme.base, theme.base);
    setSelectionBackgroundColor(theme.selection);
    setSelectionForegroundColor(theme.selectionText);
    setMatchedBraceBackgroundColor(theme.selection);
    setMatchedBraceForegroundColor(theme.accent);
    setMarkerBackgroundColor(theme.information.tint, kSelectedNodeMarker);
    setIndicatorForegroundColor(theme.error.text, ErrorIndicator);
    setIndicatorForegroundColor(theme.warning.text, WarningIndicator);
    setIndicatorForegroundColor(theme.information.text, InformationIndicator);
    for (int marker = int(SC_MARKNUM_FOLDEREND); marker <= int(SC_MARKNUM_FOLDEROPEN); ++marker) {
        setMarkerForegroundColor(theme.base, marker);
        setMarkerBackgroundColor(theme.secondary, marker);
    }
    SendScintilla(SCI_SETEXTRAASCENT, 2);
    SendScintilla(SCI_SETEXTRADESCENT, 2);
    recolor();
}

void CodeEditor::changeEvent(QEvent* event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyTheme();
}

void CodeEditor::takeModel()
{
    auto* model = m_designer.model();
    m_isFollowing = true;
    setReadOnly(false);
    setText(model ? toQString(model->text()) : QString());
    setReadOnly(!model || !model->exists());
    if (model)
        setEolMode(lineEndingOf(model->text()));
    m_isFollowing = false;
    m_findings.clear();
    disconnect(m_edits);
    if (model)
        m_edits = connect(model, &DocumentModel::textEdited, this, &CodeEditor::followEdit);
}

void CodeEditor::takeTyping(int position, int type, const char* text, int length)
{
    auto* model = m_designer.model();
    if (m_isFollowing || !model)
        return;
    const auto begin = static_cast<std::size_t>(position);
    policy::TextEdit edit;
    if (type & SC_MOD_INSERTTEXT)
        edit = {{begin, begin}, std::string(text, static_cast<std::size_t>(length))};
    else if (type & SC_MOD_DELETETEXT)
        edit = {{begin, begin + static_cast<std::size_t>(length)}, {}};
    else
        return;
    m_isTyping = true;
    model->edit(std::move(edit), tr("Edit code"),
                {QStringLiteral("code"), ParseTiming::AfterPause});
    m_isTyping = false;
}

void CodeEditor::followEdit(const policy::TextEdit& edit)
{
    if (m_isTyping)
        return;
    m_isFollowing = true;
    const bool wasReadOnly = isReadOnly();
    setReadOnly(false);
    SendScintilla(SCI_SETTARGETSTART, edit.range.begin);
    SendScintilla(SCI_SETTARGETEND, edit.range.end);
    SendScintilla(SCI_REPLACETARGET, edit.replacement.size(), edit.replacement.c_str());
    setReadOnly(wasReadOnly && !m_designer.model()->exists());
    m_isFollowing = false;
}

std::size_t CodeEditor::caretOffset() const
{
    return static_cast<std::size_t>(SendScintilla(SCI_GETCURRENTPOS));
}

/// The caret selects the card it stands in, so that form and canvas show the same node.
void CodeEditor::followCaret()
{
    auto* model = m_designer.model();
    if (!model || m_isFollowing || m_isTyping || !hasFocus() || model->isFrozen())
        return;
    m_isSelecting = true;
    const auto path = cardPathAt(model->document(), caretOffset());
    if (!path.empty())
        m_designer.select(path);
    m_isSelecting = false;
}

void CodeEditor::followSelection()
{
    markerDeleteAll(kSelectedNodeMarker);
    auto* model = m_designer.model();
    const auto* node = m_designer.selectedNode();
    if (!model || !node || model->isFrozen() || m_designer.selection().empty())
        return;
    const auto first = static_cast<int>(
        SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(node->range.begin)));
    const auto last = static_cast<int>(
        SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(node->range.end)));
    for (int line = first; line <= last; ++line)
        markerAdd(line, kSelectedNodeMarker);
    if (m_isSelecting || hasFocus())
        return;
    m_isFollowing = true;
    ensureLineVisible(last);
    ensureLineVisible(first);
    setCursorPosition(first,
                      static_cast<int>(SendScintilla(
                          SCI_GETCOLUMN, static_cast<unsigned long>(node->range.begin))));
    m_isFollowing = false;
}

std::size_t CodeEditor::offsetOf(const SourcePosition& position) const
{
    if (position.line == 0)
        return 0;
    const auto lineStart = static_cast<std::size_t>(
        SendScintilla(SCI_POSITIONFROMLINE, static_cast<unsigned long>(position.line - 1)));
    return lineStart + (position.column > 0 ? position.column - 1 : 0);
}

void CodeEditor::setFindings(const Findings& findings)
{
    m_findings = findings;
    const auto length = SendScintilla(SCI_GETLENGTH);
    for (const auto indicator : {ErrorIndicator, WarningIndicator, InformationIndicator}) {
        SendScintilla(SCI_SETINDICATORCURRENT, indicator);
        SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, length);
    }
    for (const auto& finding : m_findings) {
        const auto begin = static_cast<long>(offsetOf(finding.position));
        if (begin >= length)
            continue;
        // A point is shown by the word that stands there.
        auto end = begin + static_cast<long>(finding.length);
        if (finding.length == 0)
            end = std::max(
                begin + 1,
                SendScintilla(SCI_WORDENDPOSITION, static_cast<unsigned long>(begin), 1L));
        SendScintilla(SCI_SETINDICATORCURRENT, indicatorOf(finding.severity));
        SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(begin),
                      std::min(end, length) - begin);
    }
}

QString CodeEditor::findingTextAt(std::size_t offset) const
{
    QStringList texts;
    for (const auto& finding : m_findings) {
        const auto begin = offsetOf(finding.position);
        if (offset >= begin && offset <= begin + std::max<std::size_t>(finding.length, 1))
            texts << QStringLiteral("%1 %2: %3")
                         .arg(toQString(toString(finding.severity)), toQString(finding.code),
                              toQString(finding.message));
    }
    return texts.join(u'\n');
}

bool CodeEditor::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QsciScintilla::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto at
        = SendScintilla(SCI_POSITIONFROMPOINTCLOSE, static_cast<unsigned long>(help->pos().x()),
                        static_cast<long>(help->pos().y()));
    const auto text = at >= 0 ? findingTextAt(static_cast<std::size_t>(at)) : QString();
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), text, this);
    return true;
}

void CodeEditor::goTo(std::uint32_t line, std::uint32_t column)
{
    const int target = line > 0 ? static_cast<int>(line) - 1 : 0;
    ensureLineVisible(target);
    // The beginning of a line means what is written there, not the blanks before it.
    const auto at = column > 1 ? offsetOf({{}, line, column})
                               : static_cast<std::size_t>(SendScintilla(
                                   SCI_GETLINEINDENTPOSITION, static_cast<unsigned long>(target)));
    SendScintilla(SCI_GOTOPOS, static_cast<unsigned long>(at));
    setFocus();
    followCaret();
}

void CodeEditor::setWorkspace(std::shared_ptr<const Workspace> workspace)
{
    m_workspace = std::move(workspace);
}

void CodeEditor::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        showCompletion();
        return;
    }
    QsciScintilla::keyPressEvent(event);
    const auto typed = event->text();
    if (typed == u"<" || typed == u"\"" || typed == u".")
        showCompletion();
}

} // namespace gatelens::ui
