#include "core/expression/binding/binder.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/signature.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

const Method* invokeOf(const Type* delegate)
{
    return delegate->definition->methodsNamed("Invoke")->front();
}

std::vector<const Type*> parametersOf(const Type* delegate)
{
    std::vector<const Type*> types;
    for (const auto& parameter : invokeOf(delegate)->parameters)
        types.push_back(
            substitute(parameter.type, delegate->definition->parameters, delegate->arguments));
    return types;
}

const Type* resultOf(const Type* delegate)
{
    return substitute(invokeOf(delegate)->returnType, delegate->definition->parameters,
                      delegate->arguments);
}

} // namespace

void Binder::declareParameters(std::vector<ParameterSyntax>& syntax,
                               const std::vector<const Type*>& types, FunctionCode& code)
{
    for (std::size_t i = 0; i < syntax.size(); ++i) {
        Local* local = syntax[i].local;
        declareLocal(local, types[i]);
        auto& parameter = code.parameters.emplace_back();
        parameter.slot = local->slot;
        parameter.isCell = local->isCaptured;
        parameter.mayCycle = mayHoldClosure(types[i]);
        parameter.isReference = syntax[i].mode != PassMode::Value;
        if (parameter.isReference)
            parameter.initial = defaultOf(types[i]);
    }
}

std::shared_ptr<FunctionCode> Binder::bindFunction(Expr* lambda,
                                                   const std::vector<const Type*>& parameters,
                                                   const Type* returnType, FunctionScope& scope)
{
    auto code = std::make_shared<FunctionCode>();
    scope.outer = m_function;
    scope.returnType = returnType;
    m_function = &scope;
    declareParameters(lambda->parameters, parameters, *code);
    if (lambda->body != nullptr) {
        code->body = bindStmt(lambda->body);
    } else {
        Bound bound = bindValue(lambda->left);
        if (!bound.isError() && returnType != nullptr && returnType->kind != TypeKind::Void)
            bound = convertTo(std::move(bound), returnType, false, lambda->left->offset);
        if (returnType == nullptr && bound.isValue())
            scope.returned.push_back(bound.type);
        else if (returnType == nullptr && bound.kind == Bound::Kind::Lambda)
            bound = error(lambda->left->offset, 1, "CS1660",
                          "A lambda expression here needs a delegate type");
        else if (returnType == nullptr && bound.kind == Bound::Kind::Throw)
            scope.returned.push_back(core().nullType);
        code->expression = std::move(bound.node);
        if (code->expression == nullptr)
            code->expression = node([](Frame&) { return Value(); });
        code->expression = withCells(cellsOf(lambda->scope), std::move(code->expression));
    }
    m_function = scope.outer;
    code->slots = scope.slots;
    for (const auto& capture : scope.captures)
        code->captures.push_back(capture.second);
    return code;
}

const Type* Binder::lambdaResult(Expr* lambda, const std::vector<const Type*>& parameters)
{
    const auto key = std::make_pair(static_cast<const Expr*>(lambda), parameters);
    if (const auto known = m_function->lambdaResults.find(key);
        known != m_function->lambdaResults.end())
        return known->second;
    Diagnostics scratch;
    Diagnostics* reported = std::exchange(m_diagnostics, &scratch);
    FunctionScope scope;
    FunctionScope* here = m_function;
    const auto slots = here->slots;
    static_cast<void>(bindFunction(lambda, parameters, nullptr, scope));
    here->slots = std::max(here->slots, slots);
    m_diagnostics = reported;
    const Type* result = nullptr;
    const bool failed = std::any_of(scratch.begin(), scratch.end(),
                                    [](const Diagnostic& one) { return !one.isWarning; });
    auto& problem = m_lambdaProblems[lambda];
    problem.everBound = problem.everBound || !failed;
    if (problem.first.empty())
        problem.first = std::move(scratch);
    if (!failed) {
        result = core().voidType;
        for (const Type* returned : scope.returned) {
            if (result->kind == TypeKind::Void || result->kind == TypeKind::Null
                || (returned != result && classifyTypes(result, returned, false)))
                result = returned;
        }
        if (!scope.returned.empty()) {
            for (const Type* returned : scope.returned) {
                if (!classifyTypes(returned, result, false))
                    result = nullptr;
                if (result == nullptr)
                    break;
            }
        }
    }
    here->lambdaResults.emplace(key, result);
    return result;
}

Conversion Binder::classifyLambda(Expr* lambda, const Type* to)
{
    Conversion none;
    if (to->kind != TypeKind::Delegate)
        return none;
    const auto parameters = parametersOf(to);
    if (lambda->parameters.size() != parameters.size() && !lambda->takesAnything)
        return none;
    for (std::size_t i = 0; i < lambda->parameters.size(); ++i) {
        if (parameters[i]->isOpen() && parameters[i]->kind == TypeKind::Parameter
            && parameters[i]->display.empty())
            return none;
        if (lambda->parameters[i].type != nullptr
            && resolveType(lambda->parameters[i].type) != parameters[i])
            return none;
    }
    const Type* natural = lambdaResult(lambda, parameters);
    Conversion lambdaConversion;
    lambdaConversion.kind = ConversionKind::Lambda;
    const Type* wanted = resultOf(to);
    if (natural == nullptr) {
        // The body does not bind by itself: say so when the conversion is carried out, unless it is
        // only the result that needs its target (a lambda in a lambda, a constant that fits).
        Diagnostics scratch;
        Diagnostics* reported = std::exchange(m_diagnostics, &scratch);
        FunctionScope scope;
        static_cast<void>(bindFunction(lambda, parameters, wanted, scope));
        m_diagnostics = reported;
        const bool failed = std::any_of(scratch.begin(), scratch.end(),
                                        [](const Diagnostic& one) { return !one.isWarning; });
        return failed ? none : lambdaConversion;
    }
    if (wanted->kind == TypeKind::Void) {
        const bool isStatement = lambda->body != nullptr || lambda->left->kind == ExprKind::Call
            || lambda->left->kind == ExprKind::Assign || lambda->left->kind == ExprKind::Postfix
            || lambda->left->kind == ExprKind::New
            || lambda->left->kind == ExprKind::ConditionalAccess
            || lambda->left->kind == ExprKind::Throw
            || (lambda->left->kind == ExprKind::Unary
                && (lambda->left->op == "++" || lambda->left->op == "--"));
        const bool returnsValue = lambda->body != nullptr && natural->kind != TypeKind::Void;
        return isStatement && !returnsValue ? lambdaConversion : none;
    }
    if (natural->kind == TypeKind::Void)
        return lambda->body != nullptr && !lambda->flag ? lambdaConversion : none;
    if (lambda->body != nullptr && lambda->flag)
        return none; // some path ends without a value
    if (natural->kind == TypeKind::Null)
        return wanted->acceptsNull() || lambda->left == nullptr
                || lambda->left->kind == ExprKind::Throw
            ? lambdaConversion
            : none;
    if (classifyTypes(natural, wanted, false))
        return lambdaConversion;
    if (!natural->isIntegral())
        return none;
    // x => 1 converts to a Func of byte, since the constant fits.
    Diagnostics scratch;
    Diagnostics* reported = std::exchange(m_diagnostics, &scratch);
    FunctionScope scope;
    static_cast<void>(bindFunction(lambda, parameters, wanted, scope));
    m_diagnostics = reported;
    return scratch.empty() ? lambdaConversion : none;
}

NodePtr Binder::closureNode(const Type* type, std::shared_ptr<FunctionCode> code,
                            const FunctionScope& scope)
{
    std::vector<std::uint32_t> cells;
    for (const auto& capture : scope.captures)
        cells.push_back(slotOf(capture.first));
    return node([type, code = std::move(code), cells = std::move(cells)](Frame& frame) {
        std::vector<Value> captured;
        captured.reserve(cells.size());
        for (const auto cell : cells)
            captured.push_back(frame.slots[cell]);
        if (!frame.env.charge(64 + captured.size() * sizeof(Value)))
            return Value();
        return makeValue<ClosureObject>(*type, code, std::move(captured));
    });
}

Bound Binder::bindLambda(Expr* lambda, const Type* delegate)
{
    const Type* returnType = resultOf(delegate);
    FunctionScope scope;
    auto code = bindFunction(lambda, parametersOf(delegate), returnType, scope);
    return value(closureNode(delegate, std::move(code), scope), delegate, lambda->offset);
}

const Method* Binder::methodFor(const Bound& group, const std::vector<const Type*>& parameters,
                                Candidate& candidate)
{
    std::vector<Argument> arguments;
    for (const Type* type : parameters) {
        auto& argument = arguments.emplace_back();
        argument.bound.kind = Bound::Kind::Value;
        argument.bound.type = type;
    }
    const Type* receiverType = group.receiver != nullptr ? group.receiver->type : group.type;
    Ambiguity ambiguity;
    auto chosen
        = choose(group.methods, receiverType, group.typeArguments, arguments, false, ambiguity);
    if (!chosen || chosen->isExpanded || chosen->usesDefaults)
        return nullptr;
    candidate = std::move(*chosen);
    return candidate.method;
}

Bound Binder::bindMethodGroup(Bound group, const Type* delegate)
{
    Candidate candidate;
    const auto offset = group.offset;
    const auto wanted = parametersOf(delegate);
    const Method* method = methodFor(group, wanted, candidate);
    if (method == nullptr)
        return cannotConvert(group, delegate, offset);
    CallSite site;
    site.result = candidate.returnType;
    site.receiver = group.receiver != nullptr ? group.receiver->type : group.type;
    site.typeArguments = candidate.typeArguments;
    const bool hasReceiver = group.receiver != nullptr && !method->isStatic;
    NodePtr receiver
        = hasReceiver ? std::move(group.receiver->node) : node([](Frame&) { return Value(); });
    // Parameters that differ from the delegate's are converted by a small function of its own.
    std::vector<Tag> targets;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const Type* to = candidate.parameterTypes[i];
        targets.push_back(to != wanted[i] && to->isNumeric() && wanted[i]->isNumeric() ? to->tag
                                                                                       : Tag::Null);
    }
    return value(
        node([=, function = method->function, receiver = std::move(receiver)](Frame& frame) {
            Value self = receiver->evaluate(frame);
            if (frame.env.raised())
                return Value();
            if (hasReceiver && self.isNull())
                return frame.env.nullReference();
            const auto call = [=](Env& env, Value* arguments, std::size_t count) {
                std::vector<Value> values;
                if (hasReceiver)
                    values.push_back(self);
                for (std::size_t i = 0; i < count; ++i) {
                    values.push_back(targets[i] == Tag::Null
                                         ? arguments[i]
                                         : convertNumber(env, arguments[i], targets[i], false));
                }
                if (!env.step())
                    return Value();
                if (function == nullptr)
                    return env.invoke(values[0], values.data() + 1, values.size() - 1);
                return function(env, Args(values.data(), values.size(), site));
            };
            return Value::ofObject(new NativeFunction<decltype(call)>(*delegate, call));
        }),
        delegate, offset);
}

void Binder::bindLocalFunction(Stmt* function, std::vector<ActionPtr>& actions)
{
    Local* local = function->local;
    const auto found = m_localFunctions.find(local);
    if (found == m_localFunctions.end())
        return;
    const Method& method = found->second;
    auto code = std::make_shared<FunctionCode>();
    FunctionScope scope;
    scope.outer = m_function;
    scope.returnType = method.returnType;
    scope.typeParameters = method.typeParameters;
    m_function = &scope;
    std::vector<const Type*> types;
    for (const auto& parameter : method.parameters)
        types.push_back(parameter.type);
    declareParameters(function->parameters, types, *code);
    declareTypeArguments(method, *code);
    if (function->body != nullptr) {
        code->body = bindStmt(function->body);
    } else {
        Bound bound = bindValue(function->expression);
        if (!bound.isError() && method.returnType->kind != TypeKind::Void)
            bound = convertTo(std::move(bound), method.returnType, false,
                              function->expression->offset);
        code->expression
            = bound.node != nullptr ? std::move(bound.node) : node([](Frame&) { return Value(); });
    }
    m_function = scope.outer;
    code->slots = scope.slots;
    for (const auto& capture : scope.captures)
        code->captures.push_back(capture.second);
    auto closure = closureNode(local->type, std::move(code), scope);
    const auto slot = slotOf(local);
    actions.push_back(action([slot, closure = std::move(closure)](Frame& frame) {
        Value made = closure->evaluate(frame);
        frame.slots[slot].get<Cell>().content = std::move(made);
        return frame.env.raised() ? Outcome::Raised : Outcome::Next;
    }));
}

} // namespace gatelens::expression
