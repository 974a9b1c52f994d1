#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatelens {

struct HeaderField
{
    std::string name;
    std::string value;

    friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

/// ASCII letters compare without regard to case, other bytes as they are.
[[nodiscard]] bool equalsIgnoringCase(std::string_view left, std::string_view right) noexcept;

/// HTTP header fields in the order they arrived, one entry a line. Names compare without regard to
/// case and keep their spelling.
class HeaderList
{
public:
    using const_iterator = std::vector<HeaderField>::const_iterator;

    HeaderList() = default;
    HeaderList(std::initializer_list<HeaderField> fields);

    /// The first value of that name, or null. Valid until the list changes.
    [[nodiscard]] const std::string* find(std::string_view name) const noexcept;
    [[nodiscard]] bool contains(std::string_view name) const noexcept
    {
        return find(name) != nullptr;
    }
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;

    /// All values of that name joined with `separator`; nullopt when there is none.
    [[nodiscard]] std::optional<std::string> joined(std::string_view name,
                                                    std::string_view separator = ",") const;

    void append(std::string name, std::string value);

    /// Replaces every field of that name by one, in the place of the first; appends when there was
    /// none.
    void set(std::string_view name, std::string value);

    /// Removes every field of that name; says how many there were.
    std::size_t remove(std::string_view name);

    /// Calls `edit(name, value)` for every field in order; it may change the value.
    template<class Edit>
    void editValues(Edit edit)
    {
        for (HeaderField& field : m_fields)
            edit(std::as_const(field.name), field.value);
    }

    void reserve(std::size_t count) { m_fields.reserve(count); }
    void clear() noexcept { m_fields.clear(); }

    [[nodiscard]] const_iterator begin() const noexcept { return m_fields.begin(); }
    [[nodiscard]] const_iterator end() const noexcept { return m_fields.end(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_fields.size(); }
    [[nodiscard]] bool empty() const noexcept { return m_fields.empty(); }

    friend bool operator==(const HeaderList&, const HeaderList&) = default;

private:
    std::vector<HeaderField> m_fields;
};

} // namespace gatelens
