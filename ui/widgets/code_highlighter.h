#pragma once

#include "ui/widgets/body_printing.h"

#include <QSyntaxHighlighter>

namespace gatelens::ui {

/// Colours printed JSON and XML in read-only views.
class CodeHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

    void setKind(BodyKind kind) { m_kind = kind; }

protected:
    void highlightBlock(const QString& text) override;

private:
    void highlightJson(const QString& text);
    void highlightXml(const QString& text);

    BodyKind m_kind = BodyKind::Text;
};

} // namespace gatelens::ui
