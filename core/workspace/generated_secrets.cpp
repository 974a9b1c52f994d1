#include "core/workspace/generated_secrets.h"

#include "core/workspace/secrets.h"
#include "core/workspace/workspace_writer.h"

#include <boost/json.hpp>

#include <fstream>
#include <iterator>

namespace gatelens {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

std::string print(const std::map<std::string, std::string>& values)
{
    json::object object;
    for (const auto& [name, value] : values)
        object.emplace(name, value);
    return json::serialize(object) + '\n';
}

Error malformed(const fs::path& file)
{
    return {ErrorCode::Malformed,
            "the keys that Gatelens has made are not readable; mend the file, a JSON object of "
            "texts, or move it away to have new ones made",
            {file.string(), 0, 0}};
}

} // namespace

GeneratedSecrets::GeneratedSecrets(fs::path file)
    : m_file(std::move(file))
{
}

Result<std::unique_ptr<GeneratedSecrets>> GeneratedSecrets::open(fs::path file)
{
    std::unique_ptr<GeneratedSecrets> secrets(new GeneratedSecrets(std::move(file)));
    std::error_code error;
    if (!fs::exists(secrets->m_file, error))
        return secrets;
    std::ifstream stream(secrets->m_file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    boost::system::error_code problem;
    const json::value content = json::parse(text, problem);
    if (problem || !content.is_object())
        return malformed(secrets->m_file);
    for (const auto& [name, value] : content.get_object()) {
        if (!value.is_string())
            return malformed(secrets->m_file);
        secrets->m_values.emplace(name, value.get_string());
    }
    return secrets;
}

std::optional<std::string> GeneratedSecrets::find(const std::string& name) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_values.find(name);
    return found == m_values.end() ? std::nullopt : std::optional(found->second);
}

Result<std::string> GeneratedSecrets::findOrMakeKey(const std::string& name)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_values.find(name); found != m_values.end())
        return found->second;
    auto made = newSubscriptionKey();
    if (!made)
        return made;
    auto values = m_values;
    values.emplace(name, *made);
    if (auto written = writeFileAtomically(m_file, print(values), NewFileAccess::OwnerOnly);
        !written)
        return written.error();
    m_values = std::move(values);
    return made;
}

} // namespace gatelens
