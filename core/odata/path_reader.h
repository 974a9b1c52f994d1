#pragma once

#include "core/odata/expression_reader.h"

namespace gatelens::odata {

/// Reads a path of an expression, name by name, and follows it through the model:
/// "Address/City/Name", "Trips/any(t:…)", "$it/Sales.Vip/Discount", "f/Orders/$count".
class PathReader
{
public:
    explicit PathReader(ExpressionReader& reader)
        : m_reader(reader)
        , m_model(reader.m_scope.model)
    {
    }

    /// Reads from the name at hand.
    TypeUse run();

    /// Reads "(name=value,…)" of a call, if it stands there, and gives the overload's result.
    TypeUse call(const std::vector<const Operation*>& overloads, bool isBound,
                 std::string_view name);

private:
    TypeUse first(const std::string& name);
    TypeUse segment(const TypeUse& current, const std::string& name);
    TypeUse member(const TypeUse& current, const std::string& name);
    TypeUse qualified(const TypeUse& current, const std::string& name);
    TypeUse lambda(const TypeUse& current, const std::string& name);

    ExpressionReader& m_reader;
    const Model& m_model;
};

} // namespace gatelens::odata
