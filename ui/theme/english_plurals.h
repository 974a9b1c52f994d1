#pragma once

#include <QTranslator>

namespace gatelens::ui {

/// The English "translation" of counted texts: `tr("%n item(s)", nullptr, n)` reads "1 item" or
/// "2 items". Other languages bring a translation file, which is asked before this one.
class EnglishPlurals : public QTranslator
{
    Q_OBJECT

public:
    using QTranslator::QTranslator;

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char* context, const char* sourceText,
                                    const char* disambiguation, int count) const override;
};

} // namespace gatelens::ui
