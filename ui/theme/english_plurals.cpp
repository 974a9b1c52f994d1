#include "ui/theme/english_plurals.h"

namespace gatelens::ui {

QString EnglishPlurals::translate(const char*, const char* sourceText, const char*, int count) const
{
    // An empty answer means "not translated"; without a count there is no plural to choose.
    auto text = QString::fromUtf8(sourceText);
    if (count < 0 || !text.contains(QLatin1String("(s)")))
        return {};
    return text.replace(QLatin1String("(s)"), count == 1 ? QString() : QStringLiteral("s"));
}

} // namespace gatelens::ui
