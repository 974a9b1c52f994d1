#pragma once

#include "proxy/api/engine.h"

namespace gatelens::proxy {

struct StartedEngine
{
    std::unique_ptr<Engine> engine;
    /// Of compiling the workspace. With errors among them the gateway is not running, everything
    /// else is; `Engine::apply` with a mended workspace starts it.
    Findings findings;
};

/// Builds the engine and starts its listeners. Fails, with nothing left running, when the store
/// cannot be opened or a listener's address is taken; the message names the file or the address.
[[nodiscard]] Result<StartedEngine> startEngine(EngineOptions options);

} // namespace gatelens::proxy
