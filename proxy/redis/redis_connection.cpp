#include "proxy/redis/redis_connection.h"

#include <hiredis/hiredis.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace gatelens::proxy {

namespace {

using Words = std::vector<std::string>;
using ContextPtr = std::unique_ptr<redisContext, decltype(&redisFree)>;
using TlsContextPtr = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using TlsPtr = std::unique_ptr<SSL, decltype(&SSL_free)>;
using ReplyPtr = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

constexpr std::size_t kReadBytes = 16 * 1024;

Error connectionFailure(ErrorCode code, std::string message)
{
    return {code, std::move(message), {}};
}

timeval timevalOf(std::chrono::milliseconds time)
{
    timeval value{};
    value.tv_sec = static_cast<decltype(value.tv_sec)>(time.count() / 1000);
    value.tv_usec = static_cast<decltype(value.tv_usec)>(time.count() % 1000 * 1000);
    return value;
}

/// The newest complaint of OpenSSL on this thread.
std::string tlsProblem()
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code != 0) {
        std::array<char, 256> text{};
        ERR_error_string_n(code, text.data(), text.size());
        return text.data();
    }
    const bool isLate = errno == EAGAIN;
    return isLate ? "no answer within the time limit" : "the server closed the connection";
}

Result<RedisReply> readReply(const redisReply& reply)
{
    if (reply.type == REDIS_REPLY_ERROR)
        return connectionFailure(ErrorCode::Refused, std::string(reply.str, reply.len));
    RedisReply result;
    if (reply.type == REDIS_REPLY_STRING || reply.type == REDIS_REPLY_STATUS)
        result.text.emplace(reply.str, reply.len);
    result.number = reply.integer;
    return result;
}

/// A command as the protocol writes it: an array of bulk strings.
std::string encoded(const Words& words)
{
    std::string text = '*' + std::to_string(words.size()) + "\r\n";
    for (const std::string& word : words)
        text += '$' + std::to_string(word.size()) + "\r\n" + word + "\r\n";
    return text;
}

} // namespace

struct RedisConnection::Impl
{
    explicit Impl(const RedisAddress& server)
        : address(server)
    {
    }

    Result<void> connect();
    Result<void> secure();
    Result<void> trust();
    Result<void> expectName();
    Result<void> enter();
    Result<RedisReply> command(const Words& words);
    Result<RedisReply> commandOverTls(const Words& words);
    Result<RedisReply> plainCommand(const Words& words);

    RedisAddress address;
    ContextPtr context{nullptr, &redisFree};
    TlsContextPtr tlsContext{nullptr, &SSL_CTX_free};
    TlsPtr tls{nullptr, &SSL_free};
};

Result<void> RedisConnection::Impl::connect()
{
    const timeval connectTime = timevalOf(address.connectTimeout);
    context.reset(redisConnectWithTimeout(address.host.c_str(), address.port, connectTime));
    if (!context || context->err != 0)
        return connectionFailure(ErrorCode::Refused, context ? context->errstr : "out of memory");
    const timeval commandTime = timevalOf(address.commandTimeout);
    redisSetTimeout(context.get(), commandTime);
    return {};
}

Result<void> RedisConnection::Impl::trust()
{
    SSL_CTX_set_default_verify_paths(tlsContext.get());
    if (!address.caFile.empty()
        && SSL_CTX_load_verify_file(tlsContext.get(), address.caFile.c_str()) != 1)
        return connectionFailure(
            ErrorCode::Io, "reading the certificates of " + address.caFile + ": " + tlsProblem());
    SSL_CTX_set_verify(tlsContext.get(), address.verifiesTls ? SSL_VERIFY_PEER : SSL_VERIFY_NONE,
                       nullptr);
    return {};
}

/// What the server's certificate must be made out to: a name, or an address.
Result<void> RedisConnection::Impl::expectName()
{
    const std::string& name = address.tlsHost.empty() ? address.host : address.tlsHost;
    X509_VERIFY_PARAM* const parameters = SSL_get0_param(tls.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1)
        return {};
    ERR_clear_error(); // a name is no address
    // What the macro SSL_set_tlsext_host_name does, without its C casts.
    SSL_ctrl(tls.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(name.c_str())); // NOLINT: OpenSSL copies it
    if (SSL_set1_host(tls.get(), name.c_str()) != 1)
        return connectionFailure(ErrorCode::InvalidArgument, "'" + name + "' is no host name");
    return {};
}

Result<void> RedisConnection::Impl::secure()
{
    tlsContext.reset(SSL_CTX_new(TLS_client_method()));
    if (!tlsContext)
        return connectionFailure(ErrorCode::Refused, tlsProblem());
    SSL_CTX_set_min_proto_version(tlsContext.get(), TLS1_2_VERSION);
    const Result<void> trusted = trust();
    if (!trusted)
        return trusted;
    tls.reset(SSL_new(tlsContext.get()));
    if (!tls || SSL_set_fd(tls.get(), context->fd) != 1)
        return connectionFailure(ErrorCode::Refused, tlsProblem());
    const Result<void> named = expectName();
    if (!named)
        return named;
    errno = 0;
    if (SSL_connect(tls.get()) == 1)
        return {};
    const long verdict = SSL_get_verify_result(tls.get());
    const std::string why
        = verdict != X509_V_OK ? X509_verify_cert_error_string(verdict) : tlsProblem();
    ERR_clear_error();
    return connectionFailure(ErrorCode::Refused, "TLS: " + why);
}

Result<void> RedisConnection::Impl::enter()
{
    if (!address.password.empty()) {
        Words login;
        login.emplace_back("AUTH");
        if (!address.user.empty())
            login.push_back(address.user);
        login.push_back(address.password);
        const Result<RedisReply> reply = command(login);
        if (!reply)
            return reply.error();
    }
    if (address.database == 0)
        return {};
    const Result<RedisReply> reply = command({"SELECT", std::to_string(address.database)});
    if (!reply)
        return reply.error();
    return {};
}

Result<RedisReply> RedisConnection::Impl::command(const Words& words)
{
    return tls ? commandOverTls(words) : plainCommand(words);
}

Result<RedisReply> RedisConnection::Impl::plainCommand(const Words& words)
{
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string& word : words) {
        texts.push_back(word.data());
        sizes.push_back(word.size());
    }
    const ReplyPtr reply(
        static_cast<redisReply*>(redisCommandArgv(context.get(), static_cast<int>(texts.size()),
                                                  texts.data(), sizes.data())),
        &freeReplyObject);
    if (!reply)
        return connectionFailure(ErrorCode::PeerClosed, context->errstr);
    return readReply(*reply);
}

/// Debian's hiredis knows no TLS: its reader is given what OpenSSL read.
Result<RedisReply> RedisConnection::Impl::commandOverTls(const Words& words)
{
    const std::string request = encoded(words);
    std::size_t written = 0;
    errno = 0;
    if (SSL_write_ex(tls.get(), request.data(), request.size(), &written) != 1)
        return connectionFailure(ErrorCode::PeerClosed, tlsProblem());
    std::array<char, kReadBytes> bytes{};
    for (;;) {
        void* parsed = nullptr;
        if (redisReaderGetReply(context->reader, &parsed) != REDIS_OK)
            return connectionFailure(ErrorCode::PeerClosed, context->reader->errstr);
        if (parsed != nullptr) {
            const ReplyPtr reply(static_cast<redisReply*>(parsed), &freeReplyObject);
            return readReply(*reply);
        }
        std::size_t count = 0;
        errno = 0;
        if (SSL_read_ex(tls.get(), bytes.data(), bytes.size(), &count) != 1)
            return connectionFailure(ErrorCode::PeerClosed, tlsProblem());
        redisReaderFeed(context->reader, bytes.data(), count);
    }
}

RedisConnection::RedisConnection(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

RedisConnection::~RedisConnection() = default;

Result<std::unique_ptr<RedisConnection>> RedisConnection::open(const RedisAddress& address)
{
    auto impl = std::make_unique<Impl>(address);
    Result<void> ready = impl->connect();
    if (ready && address.usesTls)
        ready = impl->secure();
    if (ready)
        ready = impl->enter();
    if (!ready)
        return connectionFailure(ErrorCode::Refused, ready.error().message);
    return std::unique_ptr<RedisConnection>(new RedisConnection(std::move(impl)));
}

Result<RedisReply> RedisConnection::command(const Words& words) { return m_impl->command(words); }

} // namespace gatelens::proxy
