#include "proxy/gateway/policies/query_text.h"

#include "core/message/header_list.h"
#include "core/message/url.h"

#include <algorithm>

namespace gatelens::proxy {

QueryText::QueryText(std::string_view query)
{
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        if (end != 0)
            appendRaw(query.substr(0, end));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
}

bool QueryText::contains(std::string_view name) const
{
    return std::any_of(m_parts.begin(), m_parts.end(),
                       [name](const Part& part) { return equalsIgnoringCase(part.name, name); });
}

void QueryText::remove(std::string_view name)
{
    std::erase_if(m_parts,
                  [name](const Part& part) { return equalsIgnoringCase(part.name, name); });
}

void QueryText::append(std::string_view name, std::string_view value)
{
    m_parts.push_back({percentEncode(name) + '=' + percentEncode(value), std::string(name)});
}

void QueryText::appendRaw(std::string_view part)
{
    m_parts.push_back({std::string(part), percentDecode(part.substr(0, part.find('=')), true)});
}

std::string QueryText::text() const
{
    std::string query;
    for (const Part& part : m_parts) {
        if (!query.empty())
            query += '&';
        query += part.raw;
    }
    return query;
}

} // namespace gatelens::proxy
