#pragma once

#include "core/telemetry/exchange.h"
#include "proxy/gateway/exchange_context.h"
#include "proxy/gateway/external_cache.h"
#include "proxy/gateway/policies/policy_state.h"
#include "proxy/gateway/policy_plan.h"
#include "proxy/gateway/policy_services.h"

#include <boost/json.hpp>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gatelens::proxy::testing {

/// What a scripted backend saw of one call.
struct SeenRequest
{
    std::string method;
    std::string url;
    HeaderList headers;
    std::string body;
    std::chrono::milliseconds timeout{0};
    std::string proxy; ///< "host:port authorization", "" for none
    std::string certificate; ///< thumbprint of the client certificate, "" for none
    std::string httpVersion; ///< 1, 2 or 2or1
    std::optional<std::chrono::milliseconds> continueTimeout;
};

/// Answers calls from a script, in order; an empty script gives 200 with an empty body.
class ScriptedTransport final : public HttpTransport
{
public:
    struct Answer
    {
        int statusCode = 200;
        HeaderList headers;
        std::string body;
        std::optional<ErrorCode> failure;
    };

    boost::asio::awaitable<Result<IncomingResponse>> send(OutgoingRequest request) override;

    std::deque<Answer> script; ///< for calls that no route answers
    std::map<std::string, std::deque<Answer>> routes; ///< by a part of the URL
    std::vector<SeenRequest> seen;

private:
    [[nodiscard]] Answer nextAnswer(const std::string& url);
};

/// An external cache in memory; unreachable when told so.
class FakeExternalCache final : public ExternalCache
{
public:
    boost::asio::awaitable<Result<std::optional<std::string>>> get(std::string key) override;
    boost::asio::awaitable<Result<void>> set(std::string key, std::string bytes,
                                             std::chrono::seconds life) override;
    boost::asio::awaitable<Result<bool>> remove(std::string key) override;

    bool isReachable = true;
    std::map<std::string, std::string> entries;
};

/// A clock that stands still until told otherwise, and waits that only move it.
class FakeServices final : public PolicyServices
{
public:
    [[nodiscard]] Timestamp now() const override { return time; }
    [[nodiscard]] Result<Url> resolve(const Url& url, std::string_view,
                                      std::string_view) const override
    {
        return url;
    }
    [[nodiscard]] HttpTransport& transportFor(const Url&) override { return transport; }
    [[nodiscard]] PolicyState& state() override { return policyState; }
    [[nodiscard]] ExternalCache* externalCache() override
    {
        return hasExternalCache ? &external : nullptr;
    }
    boost::asio::awaitable<void> delay(Micros duration) override;
    [[nodiscard]] double random() override { return 0.5; }

    Timestamp time = *parseIso8601("2026-11-20T12:00:00Z");
    ScriptedTransport transport;
    PolicyState policyState;
    FakeExternalCache external;
    bool hasExternalCache = false;
    std::vector<Micros> delays;
};

/// One exchange after it ran: what the client got and what was recorded.
struct Ran
{
    ResponseMessage response; ///< its body buffered
    std::unique_ptr<Exchange> record;
    std::map<std::string, std::string> variables; ///< as text
    std::vector<SeenRequest> backend; ///< calls of this exchange
    std::optional<bool> isPreflightAnswered;
};

/// A workspace of one API with one operation, its compiled plan, and services that many exchanges
/// share. Described by JSON; see conformance/README.md.
class PolicyHarness
{
public:
    explicit PolicyHarness(const boost::json::object& description);
    ~PolicyHarness();

    [[nodiscard]] const Findings& findings() const { return m_findings; }
    [[nodiscard]] bool isCompiled() const { return m_plan != nullptr; }

    /// Runs one request through the plan; `request` is described by JSON.
    [[nodiscard]] Ran run(const boost::json::object& request, bool isTraced = false);

    FakeServices services;

private:
    struct Parts;

    void prepare(ExchangeContext& context, const boost::json::object& request) const;

    std::unique_ptr<Parts> m_parts;
    Findings m_findings;
    std::shared_ptr<const PolicyPlan> m_plan;
};

/// An answer of the script, described by JSON.
[[nodiscard]] ScriptedTransport::Answer answerOf(const boost::json::object& description);

} // namespace gatelens::proxy::testing
