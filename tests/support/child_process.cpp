#include "tests/support/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <utility>

extern char** environ;

namespace gatelens::test {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> environmentWith(const std::map<std::string, std::string>& added)
{
    std::vector<std::string> lines;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string line(*entry);
        if (!added.contains(line.substr(0, line.find('='))))
            lines.push_back(line);
    }
    for (const auto& [name, value] : added)
        lines.push_back(name + '=' + value);
    return lines;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (std::string& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

ChildProcess::ChildProcess(Options options)
{
    // A client that dies early must not take the test with it.
    std::signal(SIGPIPE, SIG_IGN);
    int output[2] = {};
    if (pipe2(output, O_CLOEXEC) != 0)
        throw std::runtime_error("cannot make a pipe");
    m_errors = memfd_create("child-errors", MFD_CLOEXEC);
    const int input = memfd_create("child-input", MFD_CLOEXEC);
    if (write(input, options.input.data(), options.input.size())
        != static_cast<ssize_t>(options.input.size()))
        throw std::runtime_error("cannot write the child's input");
    lseek(input, 0, SEEK_SET);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, m_errors, STDERR_FILENO);
    if (!options.workingFolder.empty())
        posix_spawn_file_actions_addchdir_np(&actions, options.workingFolder.c_str());

    std::vector<std::string> environment = environmentWith(options.environment);
    const int error
        = posix_spawnp(&m_pid, options.arguments.front().c_str(), &actions, nullptr,
                       pointersTo(options.arguments).data(), pointersTo(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    close(output[1]);
    close(input);
    m_output = output[0];
    if (error != 0)
        throw std::runtime_error("cannot start " + options.arguments.front() + ": "
                                 + std::strerror(error));
}

ChildProcess::~ChildProcess()
{
    if (!m_status && !wait(std::chrono::milliseconds(0))) {
        signal(SIGKILL);
        wait(std::chrono::seconds(10));
    }
    close(m_output);
    close(m_errors);
}

bool ChildProcess::fill(std::chrono::milliseconds timeout)
{
    pollfd waiting{m_output, POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(timeout.count())) <= 0)
        return false;
    char piece[4096];
    const ssize_t count = read(m_output, piece, sizeof piece);
    if (count <= 0)
        return false;
    m_buffer.append(piece, static_cast<std::size_t>(count));
    return true;
}

std::optional<std::string> ChildProcess::readLine(std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    while (true) {
        if (const std::size_t end = m_buffer.find('\n'); end != std::string::npos) {
            std::string line = m_buffer.substr(0, end);
            m_buffer.erase(0, end + 1);
            return line;
        }
        const auto left
            = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0 || !fill(left))
            return std::nullopt;
    }
}

std::string ChildProcess::readAll(std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    while (true) {
        const auto left
            = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0 || !fill(left))
            return std::exchange(m_buffer, {});
    }
}

std::string ChildProcess::errors() const
{
    std::string text(static_cast<std::size_t>(std::max<off_t>(lseek(m_errors, 0, SEEK_END), 0)),
                     '\0');
    const ssize_t count = pread(m_errors, text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return text;
}

void ChildProcess::signal(int number) const
{
    if (m_pid > 0 && !m_status)
        kill(m_pid, number);
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds timeout)
{
    const auto deadline = Clock::now() + timeout;
    while (!m_status) {
        int status = 0;
        if (waitpid(m_pid, &status, WNOHANG) == m_pid)
            m_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        else if (Clock::now() >= deadline)
            return std::nullopt;
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return m_status;
}

Finished runProgram(std::vector<std::string> arguments, std::chrono::milliseconds timeout,
                    std::map<std::string, std::string> environment, std::string input)
{
    ChildProcess child({std::move(arguments), std::move(environment), {}, std::move(input)});
    Finished finished;
    finished.output = child.readAll(timeout);
    finished.status = child.wait(timeout).value_or(-1);
    finished.errors = child.errors();
    return finished;
}

} // namespace gatelens::test
