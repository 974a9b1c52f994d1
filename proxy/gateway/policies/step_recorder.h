#pragma once

#include "proxy/gateway/policies/execution.h"
#include "proxy/gateway/policies/step.h"

#include <chrono>

namespace gatelens::proxy {

/// Writes one traced step into the exchange's record: what it evaluated, what it changed in
/// request, response and variables, how long it took. Made only while steps are traced.
class StepRecorder
{
public:
    StepRecorder(const Execution& execution, const CompiledStep& step);

    /// The execution that the step is to run with: its notes go to this recorder.
    [[nodiscard]] Execution& execution() { return m_execution; }

    void finish(const StepResult& result);

private:
    struct Snapshot
    {
        std::string method;
        std::string url;
        HeaderList requestHeaders;
        std::string requestBody; ///< display
        int statusCode = 0;
        HeaderList responseHeaders;
        std::string responseBody;
        std::vector<std::pair<std::string, std::string>> variables;
    };

    [[nodiscard]] Snapshot takeSnapshot() const;
    [[nodiscard]] boost::json::object changesSince(const Snapshot& before) const;

    StepNotes m_notes;
    Execution m_execution;
    const std::string& m_path; ///< of the compiled step, which outlives the run
    std::size_t m_index;
    Snapshot m_before;
    std::chrono::steady_clock::time_point m_startedAt;
};

} // namespace gatelens::proxy
