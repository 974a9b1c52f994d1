#include "ui/widgets/body_viewer.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/code_highlighter.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

enum Mode
{
    Pretty,
    Text,
    Hex
};

/// More than this is not printed: a text view of it would cost more than a frame.
constexpr qsizetype kPrintedBytes = 512 * 1024;

} // namespace

BodyViewer::BodyViewer(QWidget* parent)
    : QWidget(parent)
    , m_mode(new SegmentedControl(this))
    , m_note(new QLabel(this))
    , m_search(new SearchField(tr("Find in the body"), this))
    , m_bar(new QWidget(this))
    , m_text(new QPlainTextEdit(this))
{
    m_mode->addSegment(tr("Pretty"), QStringLiteral("body.pretty"));
    m_mode->addSegment(tr("Text"), QStringLiteral("body.text"));
    m_mode->addSegment(tr("Hex"), QStringLiteral("body.hex"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(dataFont());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Body"));
    m_text->setObjectName(QStringLiteral("body.view"));
    m_search->setObjectName(QStringLiteral("body.search"));
    m_search->setMaximumWidth(220);
    m_note->setFont(smallFont());
    m_note->setForegroundRole(kSecondaryText);
    m_note->setWordWrap(true);
    auto* saveButton = new QToolButton(this);
    saveButton->setIcon(icon(IconId::Save, Tone::Text));
    saveButton->setAutoRaise(true);
    saveButton->setToolTip(tr("Save body"));
    saveButton->setAccessibleName(tr("Save body"));
    saveButton->setObjectName(QStringLiteral("body.save"));
    (new CodeHighlighter(m_text->document()))->setObjectName(QStringLiteral("body.highlighter"));

    auto* bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(12, 6, 12, 6);
    bar->addWidget(m_mode);
    bar->addWidget(m_search, 1);
    bar->addStretch();
    bar->addWidget(saveButton);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    m_note->setContentsMargins(12, 4, 12, 4);
    layout->addWidget(m_note);
    layout->addWidget(m_text, 1);

    connect(m_mode, &SegmentedControl::currentChanged, this, &BodyViewer::print);
    connect(m_search, &SearchField::searched, this, [this] { find(false); });
    connect(saveButton, &QToolButton::clicked, this, &BodyViewer::save);
}

void BodyViewer::setBody(const QByteArray& body, const QString& contentType, quint64 totalBytes,
                         bool isCut)
{
    m_body = body;
    m_kind = bodyKind(contentType, body);
    m_bar->show();
    m_text->show();
    QString note = tr("%1, %2").arg(contentType.isEmpty() ? tr("no content type") : contentType,
                                    formatBytes(totalBytes));
    if (isCut) {
        note += tr(". The first %1 were kept (store.captureBodyBytes in gatelens.json)")
                    .arg(formatBytes(static_cast<quint64>(body.size())));
    }
    m_note->setText(note);
    if (m_kind == BodyKind::Binary && m_mode->current() != Hex)
        m_mode->setCurrent(Hex);
    else if (m_kind != BodyKind::Binary && m_mode->current() == Hex)
        m_mode->setCurrent(Pretty);
    else
        print();
}

void BodyViewer::setNote(const QString& note)
{
    m_body.clear();
    m_bar->hide();
    m_text->hide();
    m_note->setText(note);
}

void BodyViewer::print()
{
    const QByteArray body = m_body.left(kPrintedBytes);
    BodyKind colors = BodyKind::Text;
    QString text;
    if (m_mode->current() == Hex) {
        text = hexDump(body.left(kPrintedBytes / 8));
    } else if (m_mode->current() == Pretty) {
        std::optional<QString> pretty;
        if (m_kind == BodyKind::Json)
            pretty = prettyJson(body);
        else if (m_kind == BodyKind::Xml)
            pretty = prettyXml(body);
        else if (m_kind == BodyKind::Form)
            pretty = prettyForm(body);
        // What cannot be read as a whole (cut, or not what it says it is) still has colours.
        colors = m_kind;
        text = pretty.value_or(QString::fromUtf8(body));
    } else {
        text = QString::fromUtf8(body);
    }
    if (auto* highlighter = m_text->document()->findChild<CodeHighlighter*>())
        highlighter->setKind(colors);
    m_text->setPlainText(text);
}

void BodyViewer::find(bool isBackwards)
{
    const QString wanted = m_search->text();
    if (wanted.isEmpty())
        return;
    const auto flags = isBackwards ? QTextDocument::FindFlags(QTextDocument::FindBackward)
                                   : QTextDocument::FindFlags();
    if (!m_text->find(wanted, flags)) {
        m_text->moveCursor(isBackwards ? QTextCursor::End : QTextCursor::Start);
        m_text->find(wanted, flags);
    }
}

void BodyViewer::save()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save body"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_body) < 0 || !file.commit())
        m_note->setText(tr("%1 could not be written: %2").arg(path, file.errorString()));
    else
        m_note->setText(tr("Saved to %1").arg(path));
}

} // namespace gatelens::ui
