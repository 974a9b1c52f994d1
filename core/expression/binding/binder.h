#pragma once

#include "core/expression/binding/bound.h"
#include "core/expression/expression.h"
#include "core/expression/syntax/diagnostics.h"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace gatelens::expression {

/// What binding learned about the whole expression.
struct BindResult
{
    std::shared_ptr<FunctionCode> code;
    const Type* resultType = nullptr;
    Traits traits;
};

/// The variables of one lambda, local function or the whole expression while it is bound.
struct FunctionScope
{
    FunctionScope* outer = nullptr;
    std::uint32_t slots = 0;
    std::vector<std::pair<Local*, std::uint32_t>> captures; ///< inner slot of each captured cell
    const Type* returnType = nullptr; ///< null while it is being inferred
    bool isVoidAllowed = false;
    std::vector<const Type*> returned; ///< types of the `return` expressions while inferring
    std::vector<Value> returnedConstants;
    bool returnsNothing = false;
    std::vector<const Type*> typeParameters; ///< of a generic local function
    /// Natural result types of lambdas inside, by parameter types: each is bound once for inference
    /// however many overloads ask.
    std::map<std::pair<const Expr*, std::vector<const Type*>>, const Type*> lambdaResults;
    std::map<std::string, std::uint32_t> labels;
};

/// Turns the syntax tree into executable nodes: finds out types, chooses overloads, inserts
/// conversions, folds constants and reports what is wrong.
///
/// The methods are spread over bind_*.cpp by what they bind.
class Binder
{
public:
    Binder(SyntaxTree& tree, std::string_view source, Diagnostics& diagnostics);

    BindResult bind();

    /// Binds one operation on values whose types are known only at run time (`dynamic`).
    [[nodiscard]] static Value evaluateDynamic(Env& env,
                                               const std::function<Bound(Binder&)>& build);

    // --- used by late binding ---
    [[nodiscard]] Bound valueOf(Value value);
    Bound bindBinaryOperation(std::string_view op, Bound left, Bound right, std::uint32_t offset);
    Bound bindUnaryOperation(std::string_view op, Bound operand, std::uint32_t offset);
    /// What a member is named for: a call passes over properties that cannot be called.
    enum class MemberUse
    {
        Value,
        Call
    };
    Bound bindMember(Bound receiver, const std::string& name,
                     const std::vector<const Type*>& typeArguments, std::uint32_t offset,
                     MemberUse use = MemberUse::Value);
    Bound bindIndexOf(Bound receiver, std::vector<Bound> arguments, std::uint32_t offset);
    Bound convertTo(Bound value, const Type* type, bool isExplicit, std::uint32_t offset);
    struct Argument
    {
        std::string name;
        PassMode mode = PassMode::Value;
        Expr* syntax = nullptr;
        Bound bound; ///< Lambda kinds are bound when the overload is known
        std::optional<Target> target; ///< of ref and out
        Local* declared = nullptr; ///< of `out var`
        bool isUntypedOut = false; ///< `out var x`, `out _`: takes the parameter's type
    };
    Bound invoke(Bound callee, std::vector<Argument> arguments, std::uint32_t offset);
    Bound memberOf(const Value& self, const std::string& name, std::uint32_t offset);
    Bound assignDynamic(const Value& self, const std::string& name, const Value& content,
                        std::uint32_t offset);
    Bound assignDynamicIndex(const Value& self, const Value& key, const Value& content,
                             std::uint32_t offset);

private:
    // --- reporting ---
    Bound error(std::uint32_t offset, std::uint32_t length, std::string code, std::string message);
    void warn(std::uint32_t offset, std::uint32_t length, std::string code, std::string message);
    Bound cannotConvert(const Bound& value, const Type* type, std::uint32_t offset);
    /// Reports what is wrong inside a lambda that never bound; false when nothing is.
    bool reportLambda(const Expr* lambda);

    // --- values ---
    [[nodiscard]] static Bound value(NodePtr node, const Type* type, std::uint32_t offset);
    [[nodiscard]] static Bound constant(Value value, const Type* type, std::uint32_t offset);
    [[nodiscard]] Bound defaultValue(const Type* type, std::uint32_t offset);
    [[nodiscard]] Bound rvalue(Bound bound); ///< reports when it is a type, method group …

    // --- expressions ---
    Bound bindExpr(Expr* expression); ///< any kind
    Bound bindValue(Expr* expression); ///< a value, or Lambda, Default, Throw, Methods
    Bound bindTyped(Expr* expression, const Type* type); ///< converted to `type`
    NodePtr bindCondition(Expr* expression);
    Bound bindName(Expr* expression);
    Bound bindMemberAccess(Expr* expression);
    Bound bindCall(Expr* expression);
    Bound bindIndex(Expr* expression);
    Bound bindConditionalAccess(Expr* expression);
    Bound bindUnary(Expr* expression);
    Bound bindIncrement(Expr* expression, bool isPostfix);
    Bound bindBinary(Expr* expression);
    Bound bindCoalesce(Expr* expression);
    Bound bindAssign(Expr* expression);
    Bound bindDeconstruction(Expr* expression);
    Bound bindConditional(Expr* expression);
    Bound bindCast(Expr* expression);
    Bound bindAs(Expr* expression);
    Bound bindIs(Expr* expression);
    Bound bindNew(Expr* expression);
    Bound bindNewArray(Expr* expression);
    Bound bindArrayInitializer(Expr* expression, const Type* arrayType);
    Bound bindAnonymous(Expr* expression);
    Bound bindTuple(Expr* expression);
    Bound bindInterpolated(Expr* expression);
    Bound bindNameOf(Expr* expression);
    Bound bindTypeOf(Expr* expression);
    bool bindInitializer(std::vector<InitializerItem>& items, const Type* type, std::uint32_t slot,
                         std::vector<NodePtr>& steps);
    Bound concatenation(Bound left, Bound right, std::uint32_t offset);
    Bound equality(std::string_view op, Bound left, Bound right, std::uint32_t offset);
    Bound userOperator(std::string_view op, std::vector<Bound*> operands, std::uint32_t offset);
    /// `+` and `-` of delegates; an Error without a report when it is something else.
    Bound delegateOperation(std::string_view op, Bound& left, Bound& right, std::uint32_t offset);
    Bound numericOperation(std::string_view op, Bound left, Bound right, std::uint32_t offset);
    Bound enumOperation(std::string_view op, Bound& left, Bound& right, std::uint32_t offset);
    Bound logical(std::string_view op, Bound left, Bound right, std::uint32_t offset);
    Bound dynamicGet(Bound member);
    Bound lateCall(Bound callee, std::vector<Argument>& arguments, std::uint32_t offset);
    Bound dynamicBinary(std::string_view op, Bound left, Bound right, std::uint32_t offset);
    Bound operatorError(std::string_view op, const Bound& left, const Bound& right,
                        std::uint32_t offset);
    Bound combine(BinaryFunction function, Bound left, Bound right, const Type* type, bool isLifted,
                  std::string_view op, std::uint32_t offset);
    [[nodiscard]] const Type* commonType(const Bound& left, const Bound& right) const;
    [[nodiscard]] const Type* bestCommonType(const std::vector<Bound>& values) const;

    // --- patterns ---
    NodePtr bindPattern(Pattern* pattern, std::uint32_t inputSlot, const Type* inputType,
                        std::uint32_t offset);

    // --- targets ---
    std::optional<Target> bindTarget(Expr* expression);
    std::optional<Target> localTarget(Local* local, std::uint32_t offset, bool isInitialization);
    std::optional<Target> tupleFieldTarget(Expr* expression, const Type* type);
    std::optional<Target> memberTarget(Bound receiver, const std::string& name,
                                       std::uint32_t offset);
    std::optional<Target> indexTarget(Bound receiver, std::vector<Argument> arguments,
                                      std::uint32_t offset);

    // --- members, calls ---
    Bound staticMember(const Type* type, const std::string& name,
                       const std::vector<const Type*>& typeArguments, std::uint32_t offset);
    Bound typeByName(const std::string& name, const std::vector<const Type*>& typeArguments);
    Bound propertyValue(const Property& property, Bound receiver, const Type* declaring,
                        std::uint32_t offset);
    [[nodiscard]] const Property* findProperty(const Type* type, std::string_view name,
                                               const Type*& declaring) const;
    [[nodiscard]] std::vector<const Method*> findMethods(const Type* type,
                                                         std::string_view name) const;
    /// C# passes over what cannot be called when a name is called: `array.First()` is LINQ's method
    /// although JToken has a property First.
    [[nodiscard]] bool isPassedOver(const Property& property, const Type* type) const;
    Bound missingMember(const Type* type, const std::string& name, bool isStatic,
                        std::uint32_t offset);
    std::vector<Argument> bindArguments(std::vector<ArgumentSyntax>& arguments, bool& failed);
    void noteMember(const Bound& receiver, const Type* declaring, std::string_view name);
    void noteVariable(const Bound& callee, const std::vector<Argument>& arguments);

    struct Candidate
    {
        const Method* method = nullptr;
        bool isExpanded = false; ///< `params` arguments one by one
        bool usesDefaults = false;
        bool isExtensionCall = false;
        std::vector<const Type*> typeArguments;
        std::vector<const Type*> parameterTypes; ///< one an argument
        std::vector<int> parameterOf; ///< parameter index of each argument
        const Type* returnType = nullptr;
        std::vector<const Type*> ownerArguments;
    };
    std::optional<Candidate> applicable(const Method& method, const Type* receiverType,
                                        const std::vector<const Type*>& typeArguments,
                                        std::vector<Argument>& arguments, bool isExpanded,
                                        bool asExtension);
    bool inferTypes(const Method& method, const Candidate& candidate,
                    std::vector<Argument>& arguments,
                    const std::vector<const Type*>& parameterTypes,
                    std::vector<const Type*>& inferred);
    void inferFrom(const Type* argument, const Type* parameter,
                   const std::vector<const Type*>& wanted,
                   std::vector<std::vector<const Type*>>& bounds) const;
    [[nodiscard]] static const Type* fixed(const std::vector<const Type*>& bounds);
    [[nodiscard]] int compareCandidates(const Candidate& left, const Candidate& right,
                                        std::vector<Argument>& arguments);
    /// Two methods that fit a call equally well.
    struct Ambiguity
    {
        const Method* one = nullptr;
        const Method* other = nullptr;
        explicit operator bool() const { return one != nullptr; }
    };
    Bound ambiguousCall(const Ambiguity& ambiguity, std::size_t length, std::uint32_t offset);
    [[nodiscard]] int betterConversion(Argument& argument, const Type* left, const Type* right);
    Bound chooseAndCall(const std::string& name, const std::vector<const Method*>& methods,
                        Bound* receiver, const Type* receiverType,
                        const std::vector<const Type*>& typeArguments,
                        std::vector<Argument>& arguments, std::uint32_t offset);
    std::optional<Candidate> choose(const std::vector<const Method*>& methods,
                                    const Type* receiverType,
                                    const std::vector<const Type*>& typeArguments,
                                    std::vector<Argument>& arguments, bool asExtension,
                                    Ambiguity& ambiguity);
    Bound emitCall(const Candidate& candidate, Bound* receiver, const Type* receiverType,
                   std::vector<Argument>& arguments, std::uint32_t offset);
    std::vector<NodePtr> emitArguments(const Candidate& candidate, std::vector<Argument>& arguments,
                                       std::vector<NodePtr>& before, std::vector<NodePtr>& after);
    Bound noOverload(const std::string& name, const std::vector<const Method*>& methods,
                     std::vector<Argument>& arguments, std::uint32_t offset);
    Bound invokeDelegate(Bound callee, std::vector<Argument>& arguments, std::uint32_t offset);
    Bound invokeDynamic(Bound receiver, const std::string& name, std::vector<Argument>& arguments,
                        std::uint32_t offset);
    Bound invokeLocalFunction(Expr* name, std::vector<Argument>& arguments, std::uint32_t offset);
    Bound constructed(const Type* type, std::vector<Argument>& arguments, std::uint32_t offset);

    // --- lambdas ---
    Bound bindLambda(Expr* lambda, const Type* delegate);
    std::shared_ptr<FunctionCode> bindFunction(Expr* lambda,
                                               const std::vector<const Type*>& parameters,
                                               const Type* returnType, FunctionScope& scope);
    /// Result type of the lambda for these parameter types; null when it does not bind, void when
    /// it gives nothing.
    const Type* lambdaResult(Expr* lambda, const std::vector<const Type*>& parameters);
    Bound bindMethodGroup(Bound group, const Type* delegate);
    const Method* methodFor(const Bound& group, const std::vector<const Type*>& parameters,
                            Candidate& candidate);
    NodePtr closureNode(const Type* type, std::shared_ptr<FunctionCode> code,
                        const FunctionScope& scope);
    void bindLocalFunction(Stmt* function, std::vector<ActionPtr>& actions);
    void declareParameters(std::vector<ParameterSyntax>& syntax,
                           const std::vector<const Type*>& types, FunctionCode& code);

    // --- conversions ---
    /// A JSON object seen as IEnumerable<JToken> gives its properties, not key-value pairs.
    Bound asChildren(Bound token, const Type* type);
    Conversion classify(const Bound& from, const Type* to, bool isExplicit);
    Conversion classifyTypes(const Type* from, const Type* to, bool isExplicit) const;
    Conversion userConversion(const Type* from, const Type* to, bool isExplicit) const;
    Conversion classifyLambda(Expr* lambda, const Type* to);

    // --- statements ---
    ActionPtr bindStmt(Stmt* statement);
    ActionPtr bindEmbedded(Stmt* statement);
    ActionPtr bindList(std::vector<Stmt*>& statements, std::vector<Local*>& scope);
    ActionPtr bindLocalDeclaration(Stmt* statement);
    ActionPtr bindFor(Stmt* statement);
    ActionPtr bindForeach(Stmt* statement);
    ActionPtr bindSwitch(Stmt* statement);
    ActionPtr bindTry(Stmt* statement);
    ActionPtr bindUsing(Stmt* statement);
    ActionPtr bindReturn(Stmt* statement);
    ActionPtr bindExpressionStatement(Expr* expression);
    /// Slots of the captured variables of a scope that this function owns, for `newCells`.
    struct CellSlot
    {
        std::uint32_t slot = 0;
        bool mayCycle = false;
    };
    [[nodiscard]] std::vector<CellSlot> cellsOf(const std::vector<Local*>& scope) const;
    [[nodiscard]] static bool mayHoldClosure(const Type* type);
    static NodePtr withCells(std::vector<CellSlot> cells, NodePtr inner);
    ActionPtr scoped(std::vector<Local*>& scope, ActionPtr body);
    std::uint32_t labelOf(const std::string& name);

    // --- types, variables ---
    const Type* resolveType(TypeSyntax* syntax); ///< null when reported
    [[nodiscard]] TypeSource typeSource(const Type* type);
    /// Hidden parameters of a generic local function, behind the others: its type arguments.
    void declareTypeArguments(const Method& function, FunctionCode& code);
    [[nodiscard]] NodePtr typeArgumentNode(const Type* type);
    std::uint32_t newSlot() { return m_function->slots++; }
    void declareLocal(Local* local, const Type* type);
    std::uint32_t slotOf(Local* local); ///< captures when it belongs to an outer function
    NodePtr loadLocal(Local* local);
    [[nodiscard]] static NodePtr loadSlot(std::uint32_t slot);
    [[nodiscard]] static NodePtr storeSlot(std::uint32_t slot, NodePtr node);
    [[nodiscard]] static NodePtr sequence(std::vector<NodePtr> before, NodePtr last);

    SyntaxTree& m_tree;
    std::string_view m_source;
    Diagnostics* m_diagnostics; ///< swapped for a scratch list while overloads are tried
    FunctionScope* m_function = nullptr;
    Traits m_traits;
    bool m_isPure = true;
    bool m_isChecked = false;
    bool m_isUnchecked = false; ///< inside `unchecked`: constants may wrap
    std::vector<std::pair<std::uint32_t, const Type*>> m_conditionalReceivers;
    struct SwitchContext
    {
        const Type* type = nullptr;
        std::vector<std::pair<Value, std::uint32_t>> cases; ///< constant and its section's label
        std::uint32_t defaultLabel = 0;
    };
    std::deque<SwitchContext>
        m_switches; ///< a guard may hold a switch of its own: references stay valid
    std::uint32_t m_labels = 0;
    std::vector<std::uint32_t> m_catchSlots; ///< of the exceptions that `throw;` means
    std::map<const Local*, Method> m_localFunctions; ///< signatures of local functions
    std::map<const Type*, Local> m_typeArguments; ///< where each type parameter's argument is kept
    /// What is wrong with the body of a lambda that no parameter types made bind.
    struct LambdaProblem
    {
        bool everBound = false;
        Diagnostics first;
    };
    std::map<const Expr*, LambdaProblem> m_lambdaProblems;
    std::string m_conditionalPath; ///< of a `?.` on a member of context
    int m_speculation = 0;
};

} // namespace gatelens::expression
