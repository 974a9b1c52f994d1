#pragma once

#include "core/base/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct _xmlSchema;

namespace gatelens::proxy {

/// A compiled XML Schema 1.0. Immutable; used by any number of threads.
class XmlSchema
{
public:
    /// Malformed with the line of the fault; Unsupported when it includes or imports other files:
    /// nothing is read from disk or network.
    [[nodiscard]] static Result<XmlSchema> parse(std::string_view text);

    /// What is wrong with a document, with its line; nothing when it conforms. `isSoap`: what
    /// counts is the first element in the body of the SOAP envelope.
    [[nodiscard]] std::optional<std::string> check(std::string_view xml, bool isSoap) const;

private:
    std::shared_ptr<_xmlSchema> m_schema;
};

} // namespace gatelens::proxy
