#pragma once

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

#include <boost/json.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace gatelens::test {

/// Keys of the demo workspace (public: SHA-256 of "gatelens-demo:" and a name).
inline constexpr const char* kStarterKey
    = "831d0040a78d37b37cfbaa5c00b3577d253908fb7eb5c93bc9e685c2c85b3ccf";
inline constexpr const char* kUnlimitedKey
    = "fda2290c6511116c037ffddfef248bebdd61ea92e05ce23009abd2f2c1119056";
inline constexpr const char* kSuspendedKey
    = "1efdfcbdb541b51d850791266f428d410d2664d02d57971fc9c945a260f4115e";

/// `gatelensctl serve` on free ports with a store and a data folder of its own.
class ServedGateway
{
public:
    /// `arguments` come after "serve" and the ports; by default the demo is served without its
    /// traffic.
    explicit ServedGateway(const TemporaryFolder& folder,
                           std::vector<std::string> arguments = {"--demo", "--no-traffic"});

    [[nodiscard]] const std::string& gateway() const { return m_gateway; }
    [[nodiscard]] const std::string& intake() const { return m_intake; }
    [[nodiscard]] const std::string& tlsIntake() const { return m_tlsIntake; }
    [[nodiscard]] const std::string& metrics() const { return m_metrics; }
    [[nodiscard]] const std::string& certificateAuthority() const { return m_certificateAuthority; }
    [[nodiscard]] const std::filesystem::path& store() const { return m_store; }
    [[nodiscard]] ChildProcess& process() { return *m_process; }

    /// SIGTERM, then waits: the exit status.
    int stop();

private:
    std::filesystem::path m_store;
    std::unique_ptr<ChildProcess> m_process;
    std::string m_gateway;
    std::string m_intake;
    std::string m_tlsIntake;
    std::string m_metrics;
    std::string m_certificateAuthority;
};

/// What curl saw.
struct Fetched
{
    int statusCode = 0;
    std::string headers; ///< as received, lower-case names
    std::string body;
};

/// Runs curl. `arguments` are further options before the URL.
Fetched fetch(const std::string& url, std::vector<std::string> arguments = {});

/// Runs gatelensctl to its end.
Finished gatelensctl(std::vector<std::string> arguments);

/// The lines of a text without the empty ones.
std::vector<std::string> linesOf(const std::string& text);

/// Waits until `gatelensctl stats` of this store shows at least `count` exchanges and gives the
/// statistics.
boost::json::value waitForExchanges(const std::filesystem::path& store, std::int64_t count);

} // namespace gatelens::test
