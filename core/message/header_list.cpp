#include "core/message/header_list.h"

#include <algorithm>

namespace gatelens {

namespace {

constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

} // namespace

bool equalsIgnoringCase(std::string_view left, std::string_view right) noexcept
{
    return left.size() == right.size()
        && std::equal(left.begin(), left.end(), right.begin(),
                      [](char a, char b) { return a == b || lower(a) == lower(b); });
}

HeaderList::HeaderList(std::initializer_list<HeaderField> fields)
    : m_fields(fields)
{
}

const std::string* HeaderList::find(std::string_view name) const noexcept
{
    for (const HeaderField& field : m_fields) {
        if (equalsIgnoringCase(field.name, name))
            return &field.value;
    }
    return nullptr;
}

std::vector<std::string_view> HeaderList::all(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const HeaderField& field : m_fields) {
        if (equalsIgnoringCase(field.name, name))
            values.emplace_back(field.value);
    }
    return values;
}

std::optional<std::string> HeaderList::joined(std::string_view name,
                                              std::string_view separator) const
{
    std::optional<std::string> text;
    for (const HeaderField& field : m_fields) {
        if (!equalsIgnoringCase(field.name, name))
            continue;
        if (!text)
            text = field.value;
        else
            text->append(separator).append(field.value);
    }
    return text;
}

void HeaderList::append(std::string name, std::string value)
{
    m_fields.push_back({std::move(name), std::move(value)});
}

void HeaderList::set(std::string_view name, std::string value)
{
    const auto matches
        = [name](const HeaderField& field) { return equalsIgnoringCase(field.name, name); };
    const auto first = std::find_if(m_fields.begin(), m_fields.end(), matches);
    if (first == m_fields.end()) {
        append(std::string(name), std::move(value));
        return;
    }
    first->value = std::move(value);
    m_fields.erase(std::remove_if(first + 1, m_fields.end(), matches), m_fields.end());
}

std::size_t HeaderList::remove(std::string_view name)
{
    return std::erase_if(m_fields, [name](const HeaderField& field) {
        return equalsIgnoringCase(field.name, name);
    });
}

} // namespace gatelens
