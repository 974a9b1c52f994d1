#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace gatelens::ui {

enum class BodyKind
{
    Json,
    Xml,
    Form,
    Text,
    Binary
};

/// What a body is, by its content type and, where that says nothing, by its first bytes.
[[nodiscard]] BodyKind bodyKind(const QString& contentType, const QByteArray& body);

/// The text indented by two blanks, members in their order; nullopt when it is not JSON.
[[nodiscard]] std::optional<QString> prettyJson(const QByteArray& body);

/// The document with one element a line; nullopt when it is not well-formed.
[[nodiscard]] std::optional<QString> prettyXml(const QByteArray& body);

/// "name = value" lines of a urlencoded form, decoded.
[[nodiscard]] QString prettyForm(const QByteArray& body);

/// "00000010  48 65 6c …  Hel…" lines of sixteen bytes.
[[nodiscard]] QString hexDump(const QByteArray& body);

} // namespace gatelens::ui
