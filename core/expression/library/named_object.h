#pragma once

#include "core/expression/library/fixed_text.h"
#include "core/expression/runtime/env.h"

#include <string>
#include <string_view>
#include <utility>

namespace gatelens::expression {

/// A value that is nothing but its name: a HashAlgorithmName, a padding, DBNull.
class NamedObject final : public Object
{
public:
    NamedObject(const Type& namedType, Value text)
        : name(std::move(text))
        , m_type(&namedType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::string toText() const override { return name.toText(); }
    [[nodiscard]] bool equals(const Value& other) const noexcept override;
    [[nodiscard]] std::size_t hash() const noexcept override { return name.hash(); }

    const Value name; ///< text, or null

private:
    const Type* m_type;
};

/// A static property of that name and value.
template<FixedText name>
Value named(Env&, Args a)
{
    return makeValue<NamedObject>(*a.site().result, Value::ofLiteral(name.text));
}
[[nodiscard]] std::string_view nameOfNamed(const Value& value);
/// `Equals`, `==` and `!=` of them.
[[nodiscard]] Value namesAreEqual(Env& env, Args a);
[[nodiscard]] Value namesDiffer(Env& env, Args a);

} // namespace gatelens::expression
