#pragma once

#include "core/base/time.h"

#include <string>
#include <string_view>

namespace gatelens::proxy {

/// A signed attendee token as the demo workspace's policies expect it: HS256, issuer
/// login.conference.example, audience conference-attendees, role attendee, valid for one hour.
/// `key64` is the Base64 text of the signing key.
[[nodiscard]] std::string attendeeToken(std::string_view key64, std::string_view subject,
                                        Timestamp issuedAt);

} // namespace gatelens::proxy
