#include "tests/blackbox/served_gateway.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace gatelens::test {

namespace json = boost::json;
using namespace std::chrono_literals;

namespace {

std::string textOf(const json::object& object, std::string_view name)
{
    const json::value* member = object.if_contains(name);
    return member == nullptr ? std::string() : std::string(member->as_string());
}

std::string contentOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

ServedGateway::ServedGateway(const TemporaryFolder& folder, std::vector<std::string> arguments)
    : m_store(folder / "store.db")
{
    ChildProcess::Options options;
    options.arguments
        = {GATELENSCTL,         "serve", "--gateway-port", "0", "--ingest-port", "0",
           "--ingest-tls-port", "0",     "--metrics-port", "0", "--store",       m_store.string()};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    options.environment = {{"XDG_DATA_HOME", (folder / "data").string()}};
    m_process = std::make_unique<ChildProcess>(std::move(options));
    const auto line = m_process->readLine(30s);
    if (!line)
        throw std::runtime_error("gatelensctl serve did not get ready: " + m_process->errors());
    const json::value ready = json::parse(*line);
    const json::object& members = ready.as_object();
    m_gateway = textOf(members, "gateway");
    m_intake = textOf(members, "ingest");
    m_tlsIntake = textOf(members, "ingestTls");
    m_metrics = textOf(members, "metrics");
    m_certificateAuthority = textOf(members, "ca");
}

int ServedGateway::stop()
{
    m_process->signal(SIGTERM);
    return m_process->wait(30s).value_or(-1);
}

Fetched fetch(const std::string& url, std::vector<std::string> arguments)
{
    const TemporaryFolder folder;
    std::vector<std::string> command{"curl",
                                     "--silent",
                                     "--show-error",
                                     "--max-time",
                                     "30",
                                     "--dump-header",
                                     (folder / "headers").string(),
                                     "--output",
                                     (folder / "body").string(),
                                     "--write-out",
                                     "%{http_code}"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    command.push_back(url);
    const Finished curl = runProgram(command);
    Fetched fetched;
    fetched.statusCode = curl.output.empty() ? 0 : std::stoi(curl.output);
    fetched.body = contentOf(folder / "body");
    std::istringstream headers(contentOf(folder / "headers"));
    for (std::string line; std::getline(headers, line);) {
        const std::size_t colon = std::min(line.find(':'), line.size());
        std::transform(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                       line.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        fetched.headers += line + '\n';
    }
    return fetched;
}

Finished gatelensctl(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), GATELENSCTL);
    return runProgram(std::move(arguments));
}

std::vector<std::string> linesOf(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (!line.empty())
            lines.push_back(line);
    }
    return lines;
}

json::value waitForExchanges(const std::filesystem::path& store, std::int64_t count)
{
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (true) {
        const Finished stats
            = gatelensctl({"stats", "--store", store.string(), "--format", "json"});
        if (stats.status == 0) {
            json::value value = json::parse(stats.output);
            if (value.at("exchanges").to_number<std::int64_t>() >= count)
                return value;
        }
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the store did not get its exchanges: " + stats.output
                                     + stats.errors);
        std::this_thread::sleep_for(50ms);
    }
}

} // namespace gatelens::test
