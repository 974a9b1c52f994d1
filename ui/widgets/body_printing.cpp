#include "ui/widgets/body_printing.h"

#include <QUrlQuery>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

#include <boost/json/parse.hpp>

namespace gatelens::ui {

namespace {

constexpr int kBytesALine = 16;

bool isJson(const QByteArray& body)
{
    boost::system::error_code error;
    const auto value = boost::json::parse(
        boost::json::string_view(body.constData(), static_cast<std::size_t>(body.size())), error);
    return !error;
}

bool looksBinary(const QByteArray& body)
{
    const QByteArray start = body.left(1024);
    return start.contains('\0') || QString::fromUtf8(start.left(1000)).count(QChar(0xFFFD)) > 8;
}

/// Copies a string with its quotes from `at`; returns the place behind it.
qsizetype copyString(const QString& text, qsizetype at, QString& out)
{
    out += text[at++];
    while (at < text.size()) {
        const QChar c = text[at++];
        out += c;
        if (c == QLatin1Char('\\') && at < text.size())
            out += text[at++];
        else if (c == QLatin1Char('"'))
            break;
    }
    return at;
}

/// Indents JSON that is known to be well-formed, without changing numbers, names or their order.
QString indentJson(const QString& text)
{
    QString out;
    out.reserve(text.size() * 2);
    qsizetype depth = 0;
    const auto newLine = [&] {
        out += QLatin1Char('\n');
        out += QString(depth * 2, QLatin1Char(' '));
    };
    for (qsizetype at = 0; at < text.size();) {
        const QChar c = text[at];
        if (c == QLatin1Char('"')) {
            at = copyString(text, at, out);
            continue;
        }
        ++at;
        if (c.isSpace())
            continue;
        if (c == QLatin1Char('{') || c == QLatin1Char('[')) {
            qsizetype next = at;
            while (next < text.size() && text[next].isSpace())
                ++next;
            if (next < text.size()
                && (text[next] == QLatin1Char('}') || text[next] == QLatin1Char(']'))) {
                out += c;
                out += text[next];
                at = next + 1;
                continue;
            }
            out += c;
            ++depth;
            newLine();
        } else if (c == QLatin1Char('}') || c == QLatin1Char(']')) {
            --depth;
            newLine();
            out += c;
        } else if (c == QLatin1Char(',')) {
            out += c;
            newLine();
        } else if (c == QLatin1Char(':')) {
            out += QStringLiteral(": ");
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace

BodyKind bodyKind(const QString& contentType, const QByteArray& body)
{
    const QString type = contentType.section(QLatin1Char(';'), 0, 0).trimmed().toLower();
    if (type.endsWith(QStringLiteral("json")))
        return BodyKind::Json;
    if (type.endsWith(QStringLiteral("xml")) || type == QStringLiteral("text/html"))
        return BodyKind::Xml;
    if (type == QStringLiteral("application/x-www-form-urlencoded"))
        return BodyKind::Form;
    if (type.startsWith(QStringLiteral("image/")) || looksBinary(body))
        return BodyKind::Binary;
    const QByteArray start = body.trimmed().left(1);
    if (start == "{" || start == "[")
        return BodyKind::Json;
    return start == "<" ? BodyKind::Xml : BodyKind::Text;
}

std::optional<QString> prettyJson(const QByteArray& body)
{
    if (!isJson(body))
        return std::nullopt;
    return indentJson(QString::fromUtf8(body));
}

std::optional<QString> prettyXml(const QByteArray& body)
{
    QXmlStreamReader reader(body);
    reader.setNamespaceProcessing(false);
    QString out;
    QXmlStreamWriter writer(&out);
    writer.setAutoFormatting(true);
    writer.setAutoFormattingIndent(2);
    while (!reader.atEnd()) {
        reader.readNext();
        // The reader begins every document, also one without a declaration of its own.
        const bool isMadeUp = reader.isStartDocument() && reader.documentVersion().isEmpty();
        if (!reader.isWhitespace() && !reader.hasError() && !isMadeUp)
            writer.writeCurrentToken(reader);
    }
    if (reader.hasError())
        return std::nullopt;
    return out.trimmed();
}

QString prettyForm(const QByteArray& body)
{
    QByteArray text = body;
    const QUrlQuery query(QString::fromUtf8(text.replace('+', "%20")));
    QStringList lines;
    for (const auto& [name, value] : query.queryItems(QUrl::FullyDecoded))
        lines += name + QStringLiteral(" = ") + value;
    return lines.join(QLatin1Char('\n'));
}

QString hexDump(const QByteArray& body)
{
    QString out;
    out.reserve(body.size() * 5);
    for (qsizetype at = 0; at < body.size(); at += kBytesALine) {
        const QByteArray line = body.mid(at, kBytesALine);
        QString text;
        for (const char c : line) {
            const auto byte = static_cast<unsigned char>(c);
            text += byte >= 0x20 && byte < 0x7f ? QChar(char16_t(byte)) : QChar(0x00B7);
        }
        out += QStringLiteral("%1  %2  %3\n")
                   .arg(at, 8, 16, QLatin1Char('0'))
                   .arg(QString::fromLatin1(line.toHex(' ')), -(kBytesALine * 3 - 1))
                   .arg(text);
    }
    return out;
}

} // namespace gatelens::ui
