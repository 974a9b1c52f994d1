#pragma once

#include "core/base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using xsltStylesheet = struct _xsltStylesheet;

namespace gatelens::proxy {

/// A compiled XSLT 1.0 stylesheet. It reads no files and no network, and writes none; immutable,
/// used by any number of threads.
class XslStylesheet
{
public:
    [[nodiscard]] static Result<XslStylesheet> parse(std::string_view text);

    /// Transforms an XML document; parameters are texts.
    [[nodiscard]] Result<std::string>
    apply(std::string_view xml,
          const std::vector<std::pair<std::string, std::string>>& parameters) const;

    /// The content type that xsl:output asks for; "" when it says nothing.
    [[nodiscard]] std::string contentType() const;

private:
    std::shared_ptr<xsltStylesheet> m_sheet;
};

} // namespace gatelens::proxy
