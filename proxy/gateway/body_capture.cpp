#include "proxy/gateway/body_capture.h"

#include <algorithm>
#include <utility>

namespace gatelens::proxy {

namespace {

class CapturingReader : public BodyReader
{
public:
    CapturingReader(std::unique_ptr<BodyReader> reader, std::shared_ptr<BodyCapture> capture)
        : m_reader(std::move(reader))
        , m_capture(std::move(capture))
    {
    }

    boost::asio::awaitable<Result<std::string_view>> read() override
    {
        Result<std::string_view> piece = co_await m_reader->read();
        note(piece);
        co_return piece;
    }

    std::optional<Result<std::string_view>> tryRead() override
    {
        std::optional<Result<std::string_view>> piece = m_reader->tryRead();
        if (piece)
            note(*piece);
        return piece;
    }

    std::optional<std::uint64_t> contentLength() const override
    {
        return m_reader->contentLength();
    }
    const HeaderList& trailers() const override { return m_reader->trailers(); }

private:
    void note(const Result<std::string_view>& piece)
    {
        if (piece && !piece->empty())
            m_capture->add(*piece);
        m_capture->lastReadAt = std::chrono::steady_clock::now();
        m_capture->isComplete = m_capture->isComplete || (piece && piece->empty());
        m_capture->isBroken = m_capture->isBroken || !piece;
    }

    std::unique_ptr<BodyReader> m_reader;
    std::shared_ptr<BodyCapture> m_capture;
};

} // namespace

void BodyCapture::add(std::string_view piece)
{
    totalBytes += piece.size();
    if (bytes.size() < limit)
        bytes += piece.substr(0, static_cast<std::size_t>(limit) - bytes.size());
}

void BodyCapture::moveInto(MessageCapture& capture)
{
    capture.isBodyCut = bytes.size() < totalBytes;
    capture.bodyBytes = totalBytes;
    capture.body = std::move(bytes);
}

std::unique_ptr<BodyReader> capturing(std::unique_ptr<BodyReader> reader,
                                      std::shared_ptr<BodyCapture> capture)
{
    return std::make_unique<CapturingReader>(std::move(reader), std::move(capture));
}

} // namespace gatelens::proxy
