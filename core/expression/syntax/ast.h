#pragma once

#include "core/expression/value.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

struct Expr;
struct Stmt;
struct TypeSyntax;
struct Local;

/// `List<int>` in `System.Collections.Generic.List<int>`.
struct NamePart
{
    std::string name;
    std::vector<TypeSyntax*> arguments;
    std::size_t unbound = 0; ///< number of missing arguments in `typeof(Dictionary<,>)`
};

struct TypeSyntax
{
    enum class Kind : std::uint8_t
    {
        Named, ///< `parts`
        Array, ///< `element`, `rank`
        Nullable, ///< `element`
        Tuple, ///< `elements`, `elementNames`
    };
    Kind kind = Kind::Named;
    std::uint32_t offset = 0;
    std::uint32_t end = 0;
    std::vector<NamePart> parts;
    TypeSyntax* element = nullptr;
    int rank = 1;
    std::vector<TypeSyntax*> elements;
    std::vector<std::string> elementNames;

    [[nodiscard]] bool isName(std::string_view name) const
    {
        return kind == Kind::Named && parts.size() == 1 && parts[0].arguments.empty()
            && parts[0].unbound == 0 && parts[0].name == name;
    }
    [[nodiscard]] bool isVar() const { return isName("var"); }
};

enum class PassMode : std::uint8_t
{
    Value,
    Out,
    Reference,
};

struct ArgumentSyntax
{
    std::string name; ///< of a named argument
    PassMode mode = PassMode::Value;
    Expr* value = nullptr;
};

struct ParameterSyntax
{
    TypeSyntax* type = nullptr; ///< null in an implicitly typed lambda
    std::string name;
    PassMode mode = PassMode::Value;
    bool isParams = false;
    Expr* defaultValue = nullptr;
    Local* local = nullptr; ///< set by scope analysis
    std::uint32_t offset = 0;
};

struct Pattern
{
    enum class Kind : std::uint8_t
    {
        Type, ///< `type`, and `name` unless it is only tested or discarded
        Constant, ///< `constant`
        Var, ///< `var name`, `var _`
        TypeOrConstant, ///< a name that can be either; the binder finds out
    };
    Kind kind = Kind::Type;
    TypeSyntax* type = nullptr;
    Expr* constant = nullptr;
    std::string name;
    Local* local = nullptr;
};

struct InitializerItem
{
    std::string member; ///< `member = value`
    std::vector<Expr*> index; ///< `[index] = value`
    std::vector<Expr*> elements; ///< a collection element: one value, or `{ a, b }`
    Expr* value = nullptr;
    bool isNested = false; ///< `member = { … }`: `value` is an initializer of the member's value
};

struct InterpolationPart
{
    std::string text; ///< literal text, when `value` is null
    Expr* value = nullptr;
    Expr* alignment = nullptr;
    std::string format;
    bool hasFormat = false;
};

enum class ExprKind : std::uint8_t
{
    Literal, ///< `value`
    Interpolated, ///< `interpolation`
    Name, ///< `name`, `typeArguments`
    PredefinedType, ///< `type`: `int` in `int.Parse`
    Member, ///< `left`.`name`, `typeArguments`
    Call, ///< `left`(`arguments`)
    Index, ///< `left`[`arguments`]
    ConditionalAccess, ///< `left`?.`right`, whose innermost receiver is ConditionalReceiver
    ConditionalReceiver,
    Unary, ///< `op` `left`
    Postfix, ///< `left` `op`
    Binary, ///< `left` `op` `right`
    Assign, ///< `left` `op` `right`
    Conditional, ///< `left` ? `right` : `third`
    Cast, ///< (`type`)`left`
    As,
    Is, ///< `left` is `pattern`
    New, ///< new `type`(`arguments`) { `initializer` }
    NewArray, ///< new `type`[`arguments`] { … }; `type` is the array type, null in new[] { … }
    NewAnonymous, ///< `initializer`
    ArrayInitializer, ///< { … } of a declaration or inside NewArray; `items`
    ObjectInitializer, ///< nested `{ … }` of a member; `initializer`
    Lambda, ///< `parameters` => `left` or `body`
    Tuple, ///< `arguments` (named elements)
    TypeOf, ///< `type`
    Default, ///< `type`, or null for the literal
    NameOf, ///< `left`
    SizeOf, ///< `type`
    Checked, ///< `left`; `flag`: checked, else unchecked
    Throw, ///< `left`
    Declaration, ///< `out var x`, `var (a, b)`: `type`, `name`; discard when the name is "_"
};

struct Expr
{
    ExprKind kind = ExprKind::Literal;
    std::uint32_t offset = 0;
    std::uint32_t end = 0;
    bool flag = false;
    bool hasInitializer = false;
    bool isParenthesized = false;
    bool isCalled = false; ///< a Member that is called: set by the binder
    bool takesAnything = false; ///< `delegate { … }`: fits delegates of any parameters
    int rank = 1; ///< of `new[,] { … }`
    std::string_view op; ///< points into static text
    std::string name;
    Value value;
    Expr* left = nullptr;
    Expr* right = nullptr;
    Expr* third = nullptr;
    TypeSyntax* type = nullptr;
    Stmt* body = nullptr;
    Pattern* pattern = nullptr;
    Local* local = nullptr; ///< the variable that a Name or Declaration means
    std::vector<TypeSyntax*> typeArguments;
    std::vector<ArgumentSyntax> arguments;
    std::vector<Expr*> items;
    std::vector<ParameterSyntax> parameters;
    std::vector<std::string>
        transparent; ///< members of the first parameter that are names in scope
    std::vector<InitializerItem> initializer;
    std::vector<InterpolationPart> interpolation;
    std::vector<Local*> scope; ///< of a lambda: its parameters and expression variables
};

enum class StmtKind : std::uint8_t
{
    Block, ///< `statements`
    Local, ///< `type` `declarators`; `isConst`
    Expression, ///< `expression`
    If, ///< `expression`, `body`, `otherwise`
    While,
    Do,
    For, ///< `statements` (initialisers), `expression`, `iterators`, `body`
    Foreach, ///< `type` `name` in `expression`, `body`; deconstruction in `pattern`
    Switch, ///< `expression`, `sections`
    Break,
    Continue,
    Return, ///< `expression` or null
    Throw, ///< `expression` or null
    Try, ///< `body`, `catches`, `finallyBody`
    Using, ///< `statements[0]` declares, or `expression`; `body`
    Goto, ///< `name`
    GotoCase, ///< `expression`
    GotoDefault,
    Labeled, ///< `name`: `body`
    LocalFunction, ///< `type` `name`<`typeParameters`>(`parameters`) `body` or => `expression`
    Checked, ///< `body`; `flag`: checked, else unchecked
    Empty,
};

struct Declarator
{
    std::string name;
    Expr* initializer = nullptr;
    Local* local = nullptr;
    std::uint32_t offset = 0;
};

struct SwitchLabel
{
    Pattern* pattern = nullptr; ///< null: default
    Expr* guard = nullptr;
    std::uint32_t offset = 0;
};

struct SwitchSection
{
    std::vector<SwitchLabel> labels;
    std::vector<Stmt*> statements;
};

struct CatchClause
{
    TypeSyntax* type = nullptr;
    std::string name;
    Local* local = nullptr;
    Expr* filter = nullptr;
    Stmt* body = nullptr;
    std::uint32_t offset = 0;
};

struct Stmt
{
    StmtKind kind = StmtKind::Empty;
    std::uint32_t offset = 0;
    std::uint32_t end = 0;
    bool flag = false;
    bool isConst = false;
    TypeSyntax* type = nullptr;
    std::string name;
    Expr* expression = nullptr;
    Stmt* body = nullptr;
    Stmt* otherwise = nullptr;
    Stmt* finallyBody = nullptr;
    Local* local = nullptr; ///< of foreach and local functions
    Expr* pattern = nullptr; ///< `foreach (var (a, b) in …)`
    std::vector<Declarator> declarators;
    std::vector<Stmt*> statements;
    std::vector<Expr*> iterators;
    std::vector<SwitchSection> sections;
    std::vector<CatchClause> catches;
    std::vector<std::string> typeParameters;
    std::vector<ParameterSyntax> parameters;
    std::vector<Local*> scope; ///< variables whose scope this statement is, set by scope analysis
};

/// A variable, parameter, constant or local function of the expression. Made by scope analysis,
/// typed by the binder.
struct Local
{
    std::string name;
    std::uint32_t offset = 0;
    std::uint32_t function = 0; ///< number of the lambda or local function that declares it
    std::uint32_t index = 0; ///< position among all locals of the tree
    bool isCaptured = false; ///< used inside an inner function
    bool isConst = false;
    bool isReadOnly = false; ///< foreach and using variables
    bool isParameter = false;
    bool isAssigned = false; ///< written anywhere after its declaration
    Stmt* localFunction = nullptr;

    // set by the binder
    const Type* type = nullptr;
    std::uint32_t slot = 0;
    Value constant;
    void* owner = nullptr; ///< the binder's function context
};

/// Owns every node of one parsed expression.
class SyntaxTree
{
public:
    Expr* expression = nullptr; ///< of `@(…)`
    Stmt* body = nullptr; ///< of `@{…}`
    std::vector<Local*> scope; ///< expression variables of `@(…)`

    Expr* newExpr(ExprKind kind, std::uint32_t offset);
    Stmt* newStmt(StmtKind kind, std::uint32_t offset);
    TypeSyntax* newType(std::uint32_t offset);
    Pattern* newPattern(Pattern::Kind kind);
    Local* newLocal(std::string name, std::uint32_t offset);

private:
    std::vector<std::unique_ptr<Expr>> m_expressions;
    std::vector<std::unique_ptr<Stmt>> m_statements;
    std::vector<std::unique_ptr<TypeSyntax>> m_types;
    std::vector<std::unique_ptr<Pattern>> m_patterns;
    std::vector<std::unique_ptr<Local>> m_locals;
};

/// Prints an expression or statement as C#, with all parentheses that its structure needs.
[[nodiscard]] std::string print(const Expr& expression);
[[nodiscard]] std::string print(const Stmt& statement);
[[nodiscard]] std::string print(const TypeSyntax& type);

} // namespace gatelens::expression
