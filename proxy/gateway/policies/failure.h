#pragma once

#include "core/message/message.h"

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <memory>
#include <optional>
#include <string>

namespace gatelens::proxy {

struct CompiledStep;

/// Why a statement failed: becomes LastError and the default response that on-error finds.
struct PolicyFailure
{
    std::string reason; ///< LastError.Reason
    std::string message; ///< LastError.Message
    /// What the client gets unless on-error changes it; nullopt keeps the response there is.
    std::optional<ResponseMessage> response;
    /// Element name of the statement inside another (set-body in return-response) that failed.
    std::string source;
    /// The statement, filled in by the sequence that ran it.
    const CompiledStep* step = nullptr;
};

/// A failure on its way up. A type of its own, so that a PolicyResult<bool> cannot take it for a
/// value. Empty only as the error of a result that has none.
class FailurePtr
{
public:
    FailurePtr() = default;
    explicit FailurePtr(PolicyFailure failure)
        : m_failure(std::make_shared<PolicyFailure>(std::move(failure)))
    {
    }

    PolicyFailure* operator->() const { return m_failure.get(); }
    PolicyFailure& operator*() const { return *m_failure; }

private:
    std::shared_ptr<PolicyFailure> m_failure;
};

[[noreturn]] void throw_exception_from_error(const FailurePtr& failure,
                                             const boost::source_location& location);

template<class T>
using PolicyResult = boost::system::result<T, FailurePtr>;

/// How the pipeline goes on after a statement.
enum class Next
{
    Continue,
    Respond, ///< send context.response as it is, skip everything that is left
    FromCache, ///< skip the rest of inbound and backend, run outbound
};

using StepResult = PolicyResult<Next>;

/// A failure with a default response of its own.
[[nodiscard]] FailurePtr makeFailure(std::string reason, std::string message,
                                     ResponseMessage response);

/// A failure that the client sees as 500 with an activity id.
[[nodiscard]] FailurePtr makeInternalFailure(std::string reason, std::string message,
                                             std::string_view requestId);

} // namespace gatelens::proxy
