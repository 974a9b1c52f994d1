#include "proxy/metrics/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace gatelens::proxy {

namespace {

/// Fields of /proc/self/stat behind the command's name, which may hold blanks; empty when
/// unreadable.
std::vector<std::string> statFields()
{
    std::ifstream stream("/proc/self/stat");
    std::string text;
    std::getline(stream, text);
    std::istringstream rest(text.substr(std::min(text.rfind(')') + 1, text.size())));
    std::vector<std::string> fields;
    for (std::string field; rest >> field;)
        fields.push_back(field);
    return fields;
}

double bootTimeSeconds()
{
    std::ifstream stream("/proc/stat");
    for (std::string name; stream >> name;) {
        double value = 0;
        if (name == "btime" && stream >> value)
            return value;
    }
    return 0;
}

double openDescriptors()
{
    std::error_code failure;
    double count = 0;
    for (auto entry = std::filesystem::directory_iterator("/proc/self/fd", failure);
         !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure))
        ++count;
    return count;
}

void gauge(Exposition& page, std::string_view name, std::string_view help, double value)
{
    page.family(name, MetricKind::Gauge, help);
    page.sample({}, value);
}

} // namespace

void writeProcessMetrics(Exposition& page)
{
    // Positions count from the field behind the name: see proc(5), fields 14, 15, 22 and 24.
    constexpr std::size_t kUserTicks = 11;
    constexpr std::size_t kSystemTicks = 12;
    constexpr std::size_t kStartTicks = 19;
    constexpr std::size_t kResidentPages = 21;

    page.family("gatelens_build_info", MetricKind::Gauge, "The running build; always 1.");
    page.sample({{"version", GATELENS_VERSION}}, std::uint64_t{1});

    const std::vector<std::string> fields = statFields();
    if (fields.size() > kResidentPages) {
        const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
        const auto number = [&](std::size_t index) { return std::strtod(fields[index].c_str(), nullptr); };
        page.family("process_cpu_seconds_total", MetricKind::Counter, "User and system CPU time.");
        page.sample({}, (number(kUserTicks) + number(kSystemTicks)) / ticks);
        gauge(page, "process_resident_memory_bytes", "Resident memory.",
              number(kResidentPages) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
        gauge(page, "process_start_time_seconds", "Start of the process since the epoch.",
              bootTimeSeconds() + number(kStartTicks) / ticks);
    }
    gauge(page, "process_open_fds", "Open file descriptors.", openDescriptors());
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        gauge(page, "process_max_fds", "Most file descriptors that may be open.",
              static_cast<double>(limit.rlim_cur));
    }
}

} // namespace gatelens::proxy
