#include "core/formats/captured_body.h"

#include "core/diagnostics/utf8_prefix.h"
#include "core/formats/base64.h"

namespace gatelens {

BodyText bodyText(const MessageCapture& message)
{
    constexpr std::size_t kLongestRest = 3; // bytes of a broken character at the cut
    const std::string_view body = message.body;
    const std::size_t tries = message.isBodyCut ? kLongestRest : 0;
    for (std::size_t dropped = 0; dropped <= tries && dropped <= body.size(); ++dropped) {
        const std::string_view candidate = body.substr(0, body.size() - dropped);
        if (isValidUtf8(candidate))
            return {std::string(candidate), false};
    }
    return {toBase64(body), true};
}

} // namespace gatelens
