#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// Removes known secret values from texts that quote them: what a policy step did, what an error
/// says. Masking by name cannot reach those.
class SecretScrubber
{
public:
    /// Remembers `value`, and for "Scheme credentials" the credentials alone. Values shorter than
    /// six bytes are left alone: they stand in too many innocent places.
    void add(std::string_view value);

    [[nodiscard]] bool isEmpty() const noexcept { return m_values.empty(); }

    /// Replaces every occurrence of a remembered value by the masked text.
    void scrub(std::string& text) const;

    /// The same for JSON text, where a value may stand escaped.
    void scrubJson(std::string& json) const;

private:
    std::vector<std::string> m_values; ///< longest first, so that a part never breaks a whole
};

} // namespace gatelens
