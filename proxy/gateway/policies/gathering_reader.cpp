#include "proxy/gateway/policies/gathering_reader.h"

#include <string>
#include <utility>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

constexpr std::size_t kGatheredBytes = 8 * 1024;

class GatheringReader final : public BodyReader
{
public:
    explicit GatheringReader(std::unique_ptr<BodyReader> body)
        : m_body(std::move(body))
        , m_left(m_body->contentLength())
    {
    }

    awaitable<Result<std::string_view>> read() override
    {
        for (;;) {
            std::optional<Result<std::string_view>> piece = tryRead();
            if (piece)
                co_return std::move(*piece);
            const Result<std::string_view> next = co_await m_body->read();
            piece = take(next);
            if (piece)
                co_return std::move(*piece);
        }
    }

    std::optional<Result<std::string_view>> tryRead() override
    {
        if (m_failure)
            return Result<std::string_view>(*m_failure);
        if (m_hasEnded)
            return Result<std::string_view>(std::string_view{});
        for (;;) {
            const std::optional<Result<std::string_view>> next = m_body->tryRead();
            if (!next)
                return std::nullopt;
            std::optional<Result<std::string_view>> piece = take(*next);
            if (piece)
                return piece;
        }
    }

    std::optional<std::uint64_t> contentLength() const override { return m_body->contentLength(); }
    const HeaderList& trailers() const override { return m_body->trailers(); }

private:
    /// What is to be passed on now; nothing while too little is there.
    std::optional<Result<std::string_view>> take(const Result<std::string_view>& next)
    {
        if (m_isHandedOut)
            m_gathered.clear();
        m_isHandedOut = false;
        if (!next || next->empty()) {
            m_hasEnded = next.has_value();
            if (!next)
                m_failure = next.error();
            // What came before a break is passed on first.
            return next || !m_gathered.empty() ? handOut(m_gathered) : next;
        }
        if (m_left)
            *m_left -= std::min<std::uint64_t>(*m_left, next->size());
        const bool isRestHere = m_left == 0U;
        if (m_gathered.empty() && (isRestHere || next->size() >= kGatheredBytes))
            return next; // as it is: nothing to add to it
        m_gathered += *next;
        if (isRestHere || m_gathered.size() >= kGatheredBytes)
            return handOut(m_gathered);
        return std::nullopt;
    }

    Result<std::string_view> handOut(std::string_view bytes)
    {
        m_isHandedOut = true;
        return bytes;
    }

    std::unique_ptr<BodyReader> m_body;
    std::optional<std::uint64_t> m_left; ///< of an announced length
    std::string m_gathered;
    std::optional<Error> m_failure;
    bool m_isHandedOut = false;
    bool m_hasEnded = false;
};

} // namespace

std::unique_ptr<BodyReader> gathering(std::unique_ptr<BodyReader> body)
{
    return std::make_unique<GatheringReader>(std::move(body));
}

} // namespace gatelens::proxy
