#pragma once

#include "core/expression/runtime/node.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/syntax/ast.h"
#include "core/expression/types/library.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gatelens::expression {

/// What an expression of the syntax tree turned out to mean.
struct Bound
{
    enum class Kind : std::uint8_t
    {
        Error, ///< reported already
        Value, ///< `node` gives a `type`
        Type, ///< `type` names it, for static members
        Namespace, ///< `name`
        Methods, ///< `methods` of `receiver` (or of `type`); a call or conversion chooses
        Lambda, ///< `syntax`; a conversion to a delegate binds it
        Default, ///< the literal `default`
        Throw, ///< converts to anything
    };
    Kind kind = Kind::Error;
    NodePtr node;
    const Type* type = nullptr;
    std::optional<Value> constant;
    Expr* syntax = nullptr;
    std::string name;
    std::vector<const Method*> methods;
    std::vector<const Type*> typeArguments;
    std::unique_ptr<Bound> receiver;
    bool isContextPath = false; ///< a chain of members of `context`
    std::uint32_t offset = 0;

    [[nodiscard]] bool isError() const { return kind == Kind::Error; }
    [[nodiscard]] bool isValue() const { return kind == Kind::Value; }
    [[nodiscard]] bool isNullLiteral() const
    {
        return isValue() && type != nullptr && type->kind == TypeKind::Null;
    }
    [[nodiscard]] bool isDynamic() const { return isValue() && type->kind == TypeKind::Dynamic; }
};

/// A type that may mention type parameters of a generic local function: those are known when it
/// runs, from the function's hidden arguments.
class TypeSource
{
public:
    explicit TypeSource(const Type* type)
        : m_type(type)
    {
    }
    void add(const Type* parameter, NodePtr load)
    {
        m_parameters.push_back(parameter);
        m_loads.push_back(std::move(load));
    }
    [[nodiscard]] bool mentions(const Type* parameter) const
    {
        return std::find(m_parameters.begin(), m_parameters.end(), parameter) != m_parameters.end();
    }
    [[nodiscard]] bool isOpen() const { return !m_loads.empty(); }
    /// The closed type, for the call that `frame` belongs to.
    [[nodiscard]] const Type* in(Frame& frame) const;

private:
    const Type* m_type;
    std::vector<const Type*> m_parameters;
    std::vector<NodePtr> m_loads; ///< one a parameter: a TypeObject
};

/// Something that can be assigned to. `prepare` runs once and keeps receiver and indexes in hidden
/// variables, so that `load` and `store` may both follow.
struct Target
{
    const Type* type = nullptr;
    std::vector<NodePtr> prepare;
    std::function<NodePtr()> load;
    std::function<NodePtr(NodePtr)> store; ///< gives the stored value
};

enum class ConversionKind : std::uint8_t
{
    None,
    Identity, ///< nothing to do at run time: same type, reference, boxing, T to T?
    Numeric,
    Constant, ///< an integer constant that fits a smaller type
    EnumZero,
    EnumNumber, ///< explicit between enum and number
    User, ///< by `method`, with standard conversions around it
    Unbox, ///< explicit: a checked cast at run time
    Nullable, ///< explicit: from T? to T
    Lambda,
    Methods,
    Dynamic,
    Tuple,
    Default,
    Throw,
};

struct Conversion
{
    ConversionKind kind = ConversionKind::None;
    const Method* method = nullptr;
    bool isIdentity = false; ///< types equal: always the better conversion
    const Type* parameter = nullptr; ///< closed parameter type of a user-defined conversion
    const Type* result = nullptr; ///< and its closed result type

    explicit operator bool() const { return kind != ConversionKind::None; }
};

} // namespace gatelens::expression
