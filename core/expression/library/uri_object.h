#pragma once

#include "core/expression/library/uri_parts.h"
#include "core/expression/types/library.h"

namespace gatelens::expression {

/// A System.Uri.
class UriObject final : public Object
{
public:
    explicit UriObject(uris::UriParts content)
        : parts(std::move(content))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("Uri")->self;
        return *known;
    }
    [[nodiscard]] std::string toText() const override;
    [[nodiscard]] bool equals(const Value& other) const noexcept override;
    [[nodiscard]] std::size_t hash() const noexcept override;

    const uris::UriParts parts;
};

/// The parts of a value that is a Uri.
[[nodiscard]] inline const uris::UriParts& uri(const Value& value)
{
    return value.get<UriObject>().parts;
}

} // namespace gatelens::expression
