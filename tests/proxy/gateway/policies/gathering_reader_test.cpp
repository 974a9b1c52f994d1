#include "proxy/gateway/policies/gathering_reader.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Gives its pieces one by one; those at odd places have to be waited for. Breaks at the end when
/// told so.
class PiecesReader : public BodyReader
{
public:
    PiecesReader(std::vector<std::string> pieces, bool isBroken,
                 std::optional<std::uint64_t> length = std::nullopt)
        : m_pieces(std::move(pieces))
        , m_isBroken(isBroken)
        , m_length(length)
    {
    }

    asio::awaitable<Result<std::string_view>> read() override { co_return next(); }
    std::optional<Result<std::string_view>> tryRead() override
    {
        return m_next % 2 == 0 ? std::optional(next()) : std::nullopt;
    }
    std::optional<std::uint64_t> contentLength() const override { return m_length; }
    const HeaderList& trailers() const override { return m_trailers; }

private:
    Result<std::string_view> next()
    {
        if (m_next < m_pieces.size())
            return std::string_view(m_pieces[m_next++]);
        if (m_isBroken)
            return Error{ErrorCode::PeerClosed, "broken off", {}};
        return std::string_view();
    }

    std::vector<std::string> m_pieces;
    std::size_t m_next = 0;
    bool m_isBroken;
    std::optional<std::uint64_t> m_length;
    HeaderList m_trailers;
};

struct Gathered
{
    std::vector<std::size_t> sizes;
    std::string text;
    bool isBroken = false;
};

asio::awaitable<Gathered> readThrough(std::unique_ptr<BodyReader> body)
{
    const std::unique_ptr<BodyReader> reader = gathering(std::move(body));
    Gathered gathered;
    for (;;) {
        const Result<std::string_view> piece = co_await reader->read();
        gathered.isBroken = !piece;
        if (!piece || piece->empty())
            co_return gathered;
        gathered.sizes.push_back(piece->size());
        gathered.text += *piece;
    }
}

Gathered gather(std::unique_ptr<BodyReader> body)
{
    asio::io_context io;
    auto result = asio::co_spawn(io, readThrough(std::move(body)), asio::use_future);
    io.run();
    return result.get();
}

TEST(GatheringReaderTest, CollectsSmallPiecesUntilTheEnd)
{
    const Gathered gathered = gather(
        std::make_unique<PiecesReader>(std::vector<std::string>{"one ", "two ", "three"}, false));
    EXPECT_EQ(gathered.text, "one two three");
    EXPECT_THAT(gathered.sizes, ElementsAre(13));
}

TEST(GatheringReaderTest, PassesOnWhatReachesEightKilobytes)
{
    const std::vector<std::string> pieces{std::string(5000, 'a'), std::string(5000, 'b'), "c",
                                          std::string(9000, 'd'), std::string(9000, 'e')};
    const Gathered gathered = gather(std::make_unique<PiecesReader>(pieces, false));
    EXPECT_THAT(gathered.sizes, ElementsAre(10'000, 9'001, 9'000));
    EXPECT_EQ(gathered.text, pieces[0] + pieces[1] + pieces[2] + pieces[3] + pieces[4]);
}

TEST(GatheringReaderTest, DoesNotWaitForTheEndOfAnAnnouncedLength)
{
    const std::unique_ptr<BodyReader> reader = gathering(
        std::make_unique<PiecesReader>(std::vector<std::string>{"all of it"}, false, 9));
    const auto piece = reader->tryRead();
    ASSERT_TRUE(piece);
    EXPECT_EQ(**piece, "all of it");
}

TEST(GatheringReaderTest, PassesOnWhatCameBeforeABreakAndThenTellsIt)
{
    const Gathered gathered
        = gather(std::make_unique<PiecesReader>(std::vector<std::string>{"half"}, true));
    EXPECT_EQ(gathered.text, "half");
    EXPECT_TRUE(gathered.isBroken);
    const Gathered nothing
        = gather(std::make_unique<PiecesReader>(std::vector<std::string>{}, true));
    EXPECT_THAT(nothing.sizes, IsEmpty());
    EXPECT_TRUE(nothing.isBroken);
}

} // namespace
} // namespace gatelens::proxy
