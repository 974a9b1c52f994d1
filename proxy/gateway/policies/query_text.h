#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// The query of a URL for editing: parameters that are not touched keep their text byte for byte.
/// Names compare decoded and without regard to case.
class QueryText
{
public:
    explicit QueryText(std::string_view query);

    [[nodiscard]] bool contains(std::string_view name) const;
    void remove(std::string_view name);
    /// Adds `name=value`, percent-encoded.
    void append(std::string_view name, std::string_view value);
    /// Adds a part that is encoded already.
    void appendRaw(std::string_view part);
    [[nodiscard]] std::string text() const;

    struct Part
    {
        std::string raw; ///< "name=value" as written
        std::string name; ///< decoded
    };
    [[nodiscard]] const std::vector<Part>& parts() const { return m_parts; }

private:
    std::vector<Part> m_parts;
};

} // namespace gatelens::proxy
