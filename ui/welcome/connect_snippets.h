#pragma once

#include "proxy/api/engine.h"

#include <QString>

#include <vector>

namespace gatelens::ui {

/// How one kind of application sends its telemetry to Gatelens.
struct ConnectSnippet
{
    QString platform; ///< "Node.js, applicationinsights 3"
    QString text; ///< to be copied into a shell
    QString note; ///< what to know about it
};

/// Texts with the present addresses. The local certificate authority is trusted for one process
/// only, never for the machine.
[[nodiscard]] std::vector<ConnectSnippet> connectSnippets(const Endpoints& endpoints);

} // namespace gatelens::ui
