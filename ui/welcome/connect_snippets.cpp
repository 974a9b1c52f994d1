#include "ui/welcome/connect_snippets.h"

#include "ui/theme/format.h"

#include <QCoreApplication>

namespace gatelens::ui {
namespace {

/// Any GUID will do: the intake takes every instrumentation key.
constexpr const char* kAnyKey = "00000000-0000-0000-0000-000000000001";

QString tr(const char* text)
{
    return QCoreApplication::translate("gatelens::ui::ConnectSnippets", text);
}

QString connectionString(const QString& endpoint)
{
    return QStringLiteral("APPLICATIONINSIGHTS_CONNECTION_STRING='InstrumentationKey=%1;"
                          "IngestionEndpoint=%2/'")
        .arg(QLatin1String(kAnyKey), endpoint);
}

} // namespace

std::vector<ConnectSnippet> connectSnippets(const Endpoints& endpoints)
{
    const auto plain = toQString(endpoints.ingest.value_or(""));
    const auto secure = toQString(endpoints.ingestTls.value_or(""));
    const auto authority = QString::fromStdString(endpoints.certificateAuthority.string());
    std::vector<ConnectSnippet> snippets;
    if (!plain.isEmpty())
        snippets.push_back({tr("Node.js, applicationinsights 2"),
                            connectionString(plain) + QStringLiteral(" node app.js"),
                            tr("Version 2 sends over plain HTTP.")});
    if (!secure.isEmpty()) {
        const auto secureString = connectionString(secure);
        snippets.push_back({tr("Node.js, applicationinsights 3 or OpenTelemetry"),
                            QStringLiteral("NODE_EXTRA_CA_CERTS='%1' \\\n%2 \\\nnode app.js")
                                .arg(authority, secureString),
                            tr("These SDKs insist on HTTPS. NODE_EXTRA_CA_CERTS trusts the local "
                               "certificate authority for this one process.")});
        snippets.push_back({tr("Python, azure-monitor-opentelemetry"),
                            QStringLiteral("REQUESTS_CA_BUNDLE='%1' \\\n%2 \\\npython app.py")
                                .arg(authority, secureString),
                            tr("REQUESTS_CA_BUNDLE replaces the trusted authorities for this one "
                               "process: calls to "
                               "other HTTPS servers need them in the same file.")});
        snippets.push_back(
            {tr(".NET"),
             QStringLiteral("SSL_CERT_FILE='%1' \\\n%2 \\\ndotnet run")
                 .arg(authority, secureString),
             tr("SSL_CERT_FILE acts on Linux. Over plain HTTP no trust is needed: use "
                "the address of the intake without TLS.")});
        snippets.push_back(
            {tr("Java agent"),
             QStringLiteral("keytool -importcert -noprompt -alias gatelens -file '%1' \\\n"
                            "  -keystore gatelens.p12 -storetype PKCS12 -storepass changeit\n"
                            "%2 \\\njava -Djavax.net.ssl.trustStore=gatelens.p12 \\\n"
                            "  -Djavax.net.ssl.trustStorePassword=changeit \\\n"
                            "  -javaagent:applicationinsights-agent.jar -jar app.jar")
                 .arg(authority, secureString),
             tr("The trust store is used by this one process.")});
    }
    return snippets;
}

} // namespace gatelens::ui
