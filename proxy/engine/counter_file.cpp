#include "proxy/engine/counter_file.h"

#include "core/workspace/workspace_writer.h"

#include <boost/json.hpp>

#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>

namespace gatelens::proxy {

namespace json = boost::json;

CounterFile::CounterFile(std::filesystem::path path)
    : m_path(std::move(path))
{
}

std::vector<std::pair<std::string, std::string>> CounterFile::loadAll()
{
    std::ifstream input(m_path, std::ios::binary);
    if (!input)
        return {};
    const std::string text{std::istreambuf_iterator<char>(input), {}};
    boost::system::error_code error;
    const json::value parsed = json::parse(text, error);
    if (error || !parsed.is_object()) {
        std::filesystem::path aside = m_path;
        aside += ".unreadable";
        std::error_code ignored;
        std::filesystem::rename(m_path, aside, ignored);
        spdlog::warn("The quota counters in {} cannot be read; they were set aside as {} and "
                     "counting begins anew.",
                     m_path.string(), aside.string());
        return {};
    }
    for (const auto& [key, value] : parsed.get_object()) {
        if (value.is_string())
            m_counters[std::string(key)] = std::string(value.get_string());
    }
    return {m_counters.begin(), m_counters.end()};
}

void CounterFile::save(const std::vector<std::pair<std::string, std::string>>& changes)
{
    for (const auto& [key, text] : changes)
        m_counters[key] = text;
    json::object all;
    for (const auto& [key, text] : m_counters)
        all[key] = text;
    const Result<void> written = writeFileAtomically(m_path, json::serialize(all));
    if (!written)
        spdlog::error("The quota counters cannot be kept: {}", written.error().message);
}

} // namespace gatelens::proxy
