#pragma once

#include "ui/widgets/body_printing.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;

namespace gatelens::ui {

class SearchField;
class SegmentedControl;

/// Shows a message body: pretty (JSON, XML, form), as text or as bytes, with search inside and a
/// sentence when not all of it was kept.
class BodyViewer : public QWidget
{
    Q_OBJECT

public:
    explicit BodyViewer(QWidget* parent = nullptr);

    /// `totalBytes` is the size on the wire, `isCut` says that `body` is only its beginning.
    void setBody(const QByteArray& body, const QString& contentType, quint64 totalBytes,
                 bool isCut);
    /// Shows a sentence instead of a body ("No body", "not recorded: …").
    void setNote(const QString& note);

private:
    void print();
    void find(bool isBackwards);
    void save();

    QByteArray m_body;
    BodyKind m_kind = BodyKind::Text;
    SegmentedControl* m_mode;
    QLabel* m_note;
    SearchField* m_search;
    QWidget* m_bar;
    QPlainTextEdit* m_text;
};

} // namespace gatelens::ui
