#include "core/store/field_values.h"

#include "core/message/url.h"
#include "core/store/filter_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gatelens::filter {

void FieldValues::text(std::string_view value)
{
    if (m_each != nullptr)
        (*m_each)(value);
    else
        m_isMet = m_isMet || matchesText(m_predicate, value);
}

void FieldValues::number(double value)
{
    if (m_each != nullptr)
        (*m_each)(fmt::format("{}", value));
    else
        m_isMet = m_isMet || matchesNumber(m_predicate, value, m_now);
}

void FieldValues::choice(std::string_view value)
{
    if (m_each != nullptr)
        (*m_each)(value);
    else
        m_isMet = m_isMet
            || std::any_of(m_predicate.texts.begin(), m_predicate.texts.end(),
                           [&](const TextValue& wanted) {
                               return equalsIgnoringCase(wanted.text, value);
                           });
}

std::optional<double> leadingNumber(std::string_view text)
{
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number);
    if (problem != std::errc() || stop == text.data())
        return std::nullopt;
    return number;
}

UrlParts partsOf(std::string_view url)
{
    UrlParts parts;
    const std::size_t schemeEnd = url.find("://");
    std::string_view rest = url;
    if (schemeEnd != std::string_view::npos) {
        rest = url.substr(schemeEnd + 3);
        const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
        rest.remove_prefix(authority.size());
        parts.host = authority.substr(0, authority.rfind(':'));
    }
    rest = rest.substr(0, rest.find('#'));
    const std::size_t question = rest.find('?');
    parts.path = rest.substr(0, question);
    if (question != std::string_view::npos)
        parts.query = rest.substr(question + 1);
    return parts;
}

void visitQuery(FieldValues& values, std::string_view query)
{
    for (const auto& [name, value] : parseQuery(query)) {
        if (equalsIgnoringCase(name, values.predicate().key))
            values.text(value);
    }
}

} // namespace gatelens::filter
