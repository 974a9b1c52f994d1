#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatelens::test {

/// A real program under test or a real client. Its standard output is read through a pipe, its
/// standard error goes to a file in memory that failures can print. Killed by process id when the
/// test ends before it does.
class ChildProcess
{
public:
    struct Options
    {
        std::vector<std::string> arguments; ///< the program first
        std::map<std::string, std::string> environment; ///< added to ours
        std::string workingFolder; ///< "" is ours
        std::string input; ///< standard input
    };

    explicit ChildProcess(Options options);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    [[nodiscard]] pid_t pid() const { return m_pid; }

    /// The next line of standard output; nullopt at its end or when the time is over.
    std::optional<std::string> readLine(std::chrono::milliseconds timeout);
    /// Everything that is left of standard output.
    std::string readAll(std::chrono::milliseconds timeout);
    /// What was written to standard error so far.
    [[nodiscard]] std::string errors() const;

    void signal(int number) const;
    /// Exit status, 128 + signal when killed; nullopt when it still runs after the time.
    std::optional<int> wait(std::chrono::milliseconds timeout);

private:
    bool fill(std::chrono::milliseconds timeout);

    pid_t m_pid = -1;
    int m_output = -1;
    int m_errors = -1;
    std::string m_buffer;
    std::optional<int> m_status;
};

struct Finished
{
    int status = -1; ///< 128 + signal when killed, -1 when it had to be stopped
    std::string output;
    std::string errors;
};

/// Runs a program to its end.
Finished runProgram(std::vector<std::string> arguments,
                    std::chrono::milliseconds timeout = std::chrono::seconds(60),
                    std::map<std::string, std::string> environment = {}, std::string input = {});

} // namespace gatelens::test
