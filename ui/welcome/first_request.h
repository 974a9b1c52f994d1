#pragma once

#include "core/workspace/workspace.h"
#include "proxy/api/engine.h"

#include <QString>

#include <optional>
#include <string>

namespace gatelens::ui {

/// A request that the running gateway answers.
struct FirstRequest
{
    QString url;
    QString keyHeader; ///< "" when the API needs no subscription
    std::string subscriptionId; ///< an active one whose key opens it; "" when there is none
};

/// The first plain GET operation of an API; nullopt when the gateway is not listening or the
/// workspace has no such operation.
[[nodiscard]] std::optional<FirstRequest> firstRequest(const Workspace& workspace,
                                                       const Endpoints& endpoints);

/// The request for a terminal; without a key a placeholder stands in its place.
[[nodiscard]] QString curlLine(const FirstRequest& request, const QString& key);

} // namespace gatelens::ui
