#include "ui/live/curl.h"

#include "ui/theme/format.h"

namespace gatelens::ui {

namespace {

QString quoted(const QString& text)
{
    QString inner = text;
    inner.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + inner + QLatin1Char('\'');
}

/// Headers that curl writes itself; sent twice they would break the request.
bool isWrittenByCurl(const std::string& name)
{
    return equalsIgnoringCase(name, "host") || equalsIgnoringCase(name, "content-length")
        || equalsIgnoringCase(name, "connection") || equalsIgnoringCase(name, "transfer-encoding");
}

} // namespace

QString curlCommand(const Exchange& exchange)
{
    QStringList parts{QStringLiteral("curl ") + quoted(toQString(exchange.url))};
    if (exchange.method == "HEAD")
        parts += QStringLiteral("--head");
    else if (exchange.method != "GET" || !exchange.request.body.empty())
        parts += QStringLiteral("-X ") + toQString(exchange.method);
    for (const HeaderField& field : exchange.request.headers) {
        if (!isWrittenByCurl(field.name))
            parts += QStringLiteral("-H ") + quoted(toQString(field.name + ": " + field.value));
    }
    if (!exchange.request.body.empty())
        parts += QStringLiteral("--data-binary ") + quoted(toQString(exchange.request.body));
    return parts.join(QStringLiteral(" \\\n  "));
}

} // namespace gatelens::ui
