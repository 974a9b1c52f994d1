#pragma once

#include "proxy/gateway/policies/liquid/liquid_template.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <memory>

namespace gatelens::proxy {

/// A compiled `set-body`, wherever it stands, or the like: text, an expression, or a Liquid
/// template.
class BodyEdit
{
public:
    BodyEdit(const policy::Statement& statement, Compilation& compilation);
    /// The text of another element, with the kind of its template ("", "none", "liquid").
    BodyEdit(const policy::Statement& statement, std::string_view templateKind,
             Compilation& compilation);

    /// The new body. `input` is the body a Liquid template sees as `body`, with its content type;
    /// null gives "".
    [[nodiscard]] PolicyResult<std::string> evaluate(Execution& execution, const MessageBody* input,
                                                     const HeaderList* inputHeaders) const;

    [[nodiscard]] bool isTemplate() const { return m_template != nullptr; }

private:
    PolicyValue m_text;
    std::shared_ptr<const liquid::Template> m_template;
    bool m_isNilNull = false; ///< xsi-nil="null"
};

} // namespace gatelens::proxy
