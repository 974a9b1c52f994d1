#include "core/expression/library/named_object.h"

namespace gatelens::expression {

bool NamedObject::equals(const Value& other) const noexcept
{
    const auto* one = other.as<NamedObject>();
    return one != nullptr && one->m_type == m_type && one->name.equals(name);
}

std::string_view nameOfNamed(const Value& value) { return value.get<NamedObject>().name.text(); }

Value namesAreEqual(Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); }

Value namesDiffer(Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); }

} // namespace gatelens::expression
