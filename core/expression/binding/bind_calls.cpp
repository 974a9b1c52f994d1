#include "core/expression/binding/binder.h"
#include "core/expression/runtime/objects.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// Parameter and result types of a delegate type, closed over its arguments.
struct DelegateShape
{
    std::vector<const Type*> parameters;
    const Type* result = nullptr;
};

DelegateShape shapeOf(const Type* delegate)
{
    DelegateShape shape;
    const auto& definition = *delegate->definition;
    const Method* invoke = definition.methodsNamed("Invoke")->front();
    for (const auto& parameter : invoke->parameters)
        shape.parameters.push_back(
            substitute(parameter.type, definition.parameters, delegate->arguments));
    shape.result = substitute(invoke->returnType, definition.parameters, delegate->arguments);
    return shape;
}

} // namespace

std::vector<Binder::Argument> Binder::bindArguments(std::vector<ArgumentSyntax>& syntax,
                                                    bool& failed)
{
    std::vector<Argument> arguments;
    for (auto& one : syntax) {
        auto& argument = arguments.emplace_back();
        argument.name = one.name;
        argument.mode = one.mode;
        argument.syntax = one.value;
        if (one.mode == PassMode::Value) {
            argument.bound = bindValue(one.value);
            failed = failed || argument.bound.isError();
            if (argument.bound.isValue() && argument.bound.type->kind == TypeKind::Void) {
                error(one.value->offset, 1, "CS1503", "Argument has no value (void)");
                failed = true;
            }
            continue;
        }
        const bool isDiscard = one.value->kind == ExprKind::Declaration
            && one.value->local == nullptr
            && (one.value->type == nullptr || one.value->type->isVar());
        const bool isVar = one.value->kind == ExprKind::Declaration && one.value->local != nullptr
            && one.value->type->isVar();
        if (isDiscard || isVar) {
            argument.isUntypedOut = true;
            argument.declared = isVar ? one.value->local : nullptr;
            continue;
        }
        argument.target = bindTarget(one.value);
        failed = failed || !argument.target.has_value();
    }
    return arguments;
}

Bound Binder::bindCall(Expr* expression)
{
    Expr* callee = expression->left;
    if (callee->kind == ExprKind::Name && callee->local == nullptr && callee->name == "nameof"
        && expression->arguments.size() == 1)
        return bindNameOf(expression);
    if (callee->kind == ExprKind::Name && callee->local != nullptr
        && callee->local->localFunction != nullptr) {
        bool failed = false;
        auto arguments = bindArguments(expression->arguments, failed);
        return failed ? Bound() : invokeLocalFunction(callee, arguments, expression->offset);
    }
    if (callee->kind == ExprKind::Member)
        callee->isCalled = true;
    Bound bound = bindExpr(callee);
    bool failed = bound.isError();
    auto arguments = bindArguments(expression->arguments, failed);
    if (failed)
        return Bound();
    noteVariable(bound, arguments);
    const auto offset = bound.kind == Bound::Kind::Methods ? bound.offset : expression->offset;
    return invoke(std::move(bound), std::move(arguments), offset);
}

void Binder::noteVariable(const Bound& callee, const std::vector<Argument>& arguments)
{
    if (callee.kind != Bound::Kind::Methods || callee.receiver == nullptr
        || callee.receiver->name != "context.Variables" || arguments.empty())
        return;
    const auto& first = arguments.front().bound;
    if (first.constant && first.constant->isString())
        m_traits.variablesRead.push_back(first.constant->toText());
}

Bound Binder::invoke(Bound callee, std::vector<Argument> arguments, std::uint32_t offset)
{
    if (callee.kind == Bound::Kind::Value)
        return invokeDelegate(std::move(callee), arguments, offset);
    if (callee.kind == Bound::Kind::Type)
        return error(offset, 1, "CS1955",
                     "Non-invocable member '" + callee.type->display
                         + "' cannot be used like a method: write 'new'?");
    if (callee.kind != Bound::Kind::Methods)
        return callee.isError() ? std::move(callee)
                                : error(offset, 1, "CS0149", "Method name expected");
    const bool isLateBound = (callee.receiver != nullptr && callee.receiver->isDynamic());
    if (isLateBound)
        return invokeDynamic(std::move(*callee.receiver), callee.name, arguments, offset);
    // A dynamic argument makes the call late bound too, unless there is nothing to choose.
    const bool anyDynamic
        = std::any_of(arguments.begin(), arguments.end(),
                      [](const Argument& argument) { return argument.bound.isDynamic(); });
    if (anyDynamic && callee.methods.size() != 1)
        return lateCall(std::move(callee), arguments, offset);
    if (callee.receiver != nullptr)
        return chooseAndCall(callee.name, callee.methods, callee.receiver.get(),
                             callee.receiver->type, callee.typeArguments, arguments, offset);
    return chooseAndCall(callee.name, callee.methods, nullptr, callee.type, callee.typeArguments,
                         arguments, offset);
}

Bound Binder::chooseAndCall(const std::string& name, const std::vector<const Method*>& methods,
                            Bound* receiver, const Type* receiverType,
                            const std::vector<const Type*>& typeArguments,
                            std::vector<Argument>& arguments, std::uint32_t offset)
{
    bool isAmbiguous = false;
    if (auto candidate
        = choose(methods, receiverType, typeArguments, arguments, false, isAmbiguous))
        return emitCall(*candidate, receiver, receiverType, arguments, offset);
    const auto* extensions = receiver != nullptr ? Library::instance().extensions(name) : nullptr;
    if (extensions != nullptr && !isAmbiguous) {
        std::vector<Argument> all;
        all.reserve(arguments.size() + 1);
        auto& self = all.emplace_back();
        self.bound = std::move(*receiver);
        for (auto& argument : arguments)
            all.push_back(std::move(argument));
        if (auto candidate
            = choose(*extensions, receiverType, typeArguments, all, true, isAmbiguous)) {
            if (candidate->method->name == "AsFormUrlEncodedContent"
                || candidate->method->name == "As")
                m_isPure = false;
            return emitCall(*candidate, nullptr, receiverType, all, offset);
        }
        if (methods.empty()) {
            // Is it the receiver or the arguments that do not fit?
            const bool fitsReceiver
                = std::any_of(extensions->begin(), extensions->end(), [&](const Method* method) {
                      std::vector<std::vector<const Type*>> bounds(method->typeParameters.size());
                      const Type* wanted = method->parameters[0].type;
                      inferFrom(self.bound.type, wanted, method->typeParameters, bounds);
                      std::vector<const Type*> closed;
                      for (const auto& bound : bounds)
                          closed.push_back(fixed(bound));
                      wanted = substitute(wanted, method->typeParameters, closed);
                      return static_cast<bool>(classify(self.bound, wanted, false));
                  });
            if (!fitsReceiver)
                return missingMember(receiverType, name, false, offset);
        }
        std::vector<Argument> shown;
        for (std::size_t i = 1; i < all.size(); ++i)
            shown.push_back(std::move(all[i]));
        return noOverload(name, methods.empty() ? *extensions : methods, shown, offset);
    }
    if (isAmbiguous)
        return error(offset, static_cast<std::uint32_t>(name.size()), "CS0121",
                     "The call is ambiguous between several overloads of '" + name + "'");
    return noOverload(name, methods, arguments, offset);
}

Bound Binder::noOverload(const std::string& name, const std::vector<const Method*>& methods,
                         std::vector<Argument>& arguments, std::uint32_t offset)
{
    // A mistake in a lambda's body is what the author has to mend.
    for (const auto& argument : arguments) {
        if (argument.bound.kind == Bound::Kind::Lambda && reportLambda(argument.bound.syntax))
            return Bound();
    }
    std::string shown;
    for (const auto& argument : arguments) {
        shown += shown.empty() ? "" : ", ";
        if (argument.bound.isValue())
            shown += argument.bound.type->display;
        else
            shown += argument.bound.kind == Bound::Kind::Lambda ? "lambda" : "?";
    }
    std::string known;
    int count = 0;
    for (const Method* method : methods) {
        if (++count > 3)
            break;
        known += (known.empty() ? "" : "; ") + method->signature;
    }
    if (methods.size() > 3)
        known += "; …";
    const bool countMatches
        = std::any_of(methods.begin(), methods.end(), [&](const Method* method) {
              const auto extra = method->isExtension ? 1U : 0U;
              return method->parameters.size() == arguments.size() + extra;
          });
    return error(offset, static_cast<std::uint32_t>(name.size()),
                 countMatches ? "CS1503" : "CS1501",
                 "No overload of '" + (name == ".ctor" ? std::string("the constructor") : name)
                     + "' takes (" + shown + ")" + (known.empty() ? "" : ". Known: " + known));
}

std::optional<Binder::Candidate> Binder::choose(const std::vector<const Method*>& methods,
                                                const Type* receiverType,
                                                const std::vector<const Type*>& typeArguments,
                                                std::vector<Argument>& arguments, bool asExtension,
                                                bool& isAmbiguous)
{
    std::vector<Candidate> candidates;
    for (const Method* method : methods) {
        auto normal
            = applicable(*method, receiverType, typeArguments, arguments, false, asExtension);
        if (normal) {
            candidates.push_back(std::move(*normal));
            continue;
        }
        const bool hasParams
            = !method->parameters.empty() && method->parameters.back().passBy == PassBy::Params;
        if (!hasParams)
            continue;
        if (auto expanded
            = applicable(*method, receiverType, typeArguments, arguments, true, asExtension))
            candidates.push_back(std::move(*expanded));
    }
    if (candidates.empty())
        return std::nullopt;
    if (candidates.size() == 1)
        return std::move(candidates.front());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        bool isBest = true;
        for (std::size_t j = 0; j < candidates.size() && isBest; ++j)
            isBest = i == j || compareCandidates(candidates[i], candidates[j], arguments) > 0;
        if (isBest)
            return std::move(candidates[i]);
    }
    // Members of a base class are hidden by those of the class; the first of equals is the nearest.
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        bool isNoWorse = true;
        for (std::size_t j = 0; j < candidates.size() && isNoWorse; ++j)
            isNoWorse = i == j || compareCandidates(candidates[i], candidates[j], arguments) >= 0;
        if (isNoWorse)
            return std::move(candidates[i]);
    }
    isAmbiguous = true;
    return std::nullopt;
}

std::optional<Binder::Candidate> Binder::applicable(const Method& method, const Type* receiverType,
                                                    const std::vector<const Type*>& typeArguments,
                                                    std::vector<Argument>& arguments,
                                                    bool isExpanded, bool asExtension)
{
    Candidate candidate;
    candidate.method = &method;
    candidate.isExpanded = isExpanded;
    candidate.isExtensionCall = asExtension;
    if (!typeArguments.empty() && typeArguments.size() != method.typeParameters.size())
        return std::nullopt;
    const auto& parameters = method.parameters;
    std::vector<bool> filled(parameters.size(), false);
    std::size_t position = 0;
    for (const auto& argument : arguments) {
        std::size_t index = position;
        if (!argument.name.empty()) {
            const auto found
                = std::find_if(parameters.begin(), parameters.end(),
                               [&](const Parameter& one) { return one.name == argument.name; });
            if (found == parameters.end())
                return std::nullopt;
            index = static_cast<std::size_t>(found - parameters.begin());
        } else {
            if (isExpanded && position + 1 >= parameters.size())
                index = parameters.size() - 1;
            ++position;
        }
        if (index >= parameters.size())
            return std::nullopt;
        const bool isRest = isExpanded && index + 1 == parameters.size();
        if (filled[index] && !isRest)
            return std::nullopt;
        const auto passBy = parameters[index].passBy;
        const bool wantsOut = passBy == PassBy::Out;
        const bool wantsReference = passBy == PassBy::Reference;
        if ((argument.mode == PassMode::Out) != wantsOut
            || (argument.mode == PassMode::Reference) != wantsReference)
            return std::nullopt;
        filled[index] = true;
        candidate.parameterOf.push_back(static_cast<int>(index));
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (filled[i] || (isExpanded && i + 1 == parameters.size()))
            continue;
        if (!parameters[i].isOptional)
            return std::nullopt;
        candidate.usesDefaults = true;
    }
    // Types of the parameters, closed over the declaring type's arguments first.
    const Type* declaring = nullptr;
    if (receiverType != nullptr && method.owner != nullptr && !method.owner->parameters.empty())
        declaring = instanceOf(receiverType, method.owner);
    const auto close = [&](const Type* type) {
        return declaring == nullptr
            ? type
            : substitute(type, method.owner->parameters, declaring->arguments);
    };
    std::vector<const Type*> open;
    for (const int index : candidate.parameterOf) {
        const auto& parameter = parameters[static_cast<std::size_t>(index)];
        const Type* type = close(parameter.type);
        if (isExpanded && static_cast<std::size_t>(index) + 1 == parameters.size())
            type = type->element();
        open.push_back(type);
    }
    candidate.returnType = close(method.returnType);
    if (!method.typeParameters.empty()) {
        candidate.typeArguments = typeArguments;
        if (typeArguments.empty()
            && !inferTypes(method, candidate, arguments, open, candidate.typeArguments))
            return std::nullopt;
        for (auto& type : open)
            type = substitute(type, method.typeParameters, candidate.typeArguments);
        candidate.returnType
            = substitute(candidate.returnType, method.typeParameters, candidate.typeArguments);
    }
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        auto& argument = arguments[i];
        if (argument.mode != PassMode::Value) {
            if (argument.target && argument.target->type != open[i])
                return std::nullopt;
            continue;
        }
        if (asExtension && i == 0) {
            // The receiver converts by identity, reference or boxing only.
            const auto conversion = classify(argument.bound, open[i], false);
            if (conversion.kind != ConversionKind::Identity)
                return std::nullopt;
            continue;
        }
        if (!classify(argument.bound, open[i], false))
            return std::nullopt;
    }
    candidate.parameterTypes = std::move(open);
    return candidate;
}

void Binder::inferFrom(const Type* argument, const Type* parameter,
                       const std::vector<const Type*>& wanted,
                       std::vector<std::vector<const Type*>>& bounds) const
{
    if (argument == nullptr || argument->kind == TypeKind::Null || argument->kind == TypeKind::Void)
        return;
    if (parameter->kind == TypeKind::Parameter) {
        const auto found = std::find(wanted.begin(), wanted.end(), parameter);
        if (found != wanted.end())
            bounds[static_cast<std::size_t>(found - wanted.begin())].push_back(argument);
        return;
    }
    if (!parameter->isOpen())
        return;
    if (parameter->isArray()) {
        if (argument->isArray() && argument->rank == parameter->rank)
            inferFrom(argument->element(), parameter->element(), wanted, bounds);
        return;
    }
    if (parameter->isNullable()) {
        inferFrom(argument->withoutNullable(), parameter->element(), wanted, bounds);
        return;
    }
    if (parameter->kind == TypeKind::ValueTuple) {
        if (argument->kind == TypeKind::ValueTuple
            && argument->arguments.size() == parameter->arguments.size()) {
            for (std::size_t i = 0; i < argument->arguments.size(); ++i)
                inferFrom(argument->arguments[i], parameter->arguments[i], wanted, bounds);
        }
        return;
    }
    const Type* seen = instanceOf(argument, parameter->definition);
    if (seen == nullptr)
        return;
    for (std::size_t i = 0; i < seen->arguments.size(); ++i)
        inferFrom(seen->arguments[i], parameter->arguments[i], wanted, bounds);
}

const Type* Binder::fixed(const std::vector<const Type*>& bounds)
{
    // The bound that all others convert to.
    for (const Type* candidate : bounds) {
        const bool isUpper = std::all_of(bounds.begin(), bounds.end(), [&](const Type* other) {
            if (other == candidate || other->isAssignableTo(candidate))
                return true;
            if (candidate->isNullable() && other == candidate->element())
                return true;
            const auto rank = [](const Type* type) {
                switch (type->tag) {
                case Tag::Single:
                    return 50;
                case Tag::Double:
                    return 60;
                case Tag::Decimal:
                    return 55;
                default:
                    return static_cast<int>(type->tag);
                }
            };
            return candidate->isNumeric() && other->isNumeric() && candidate->tag >= Tag::Int32
                && rank(other) <= rank(candidate)
                && !(candidate->tag == Tag::UInt32 && other->tag != Tag::Byte
                     && other->tag != Tag::UInt16 && other->tag != Tag::Char)
                && !(candidate->tag == Tag::UInt64
                     && (other->tag == Tag::Int32 || other->tag == Tag::Int64))
                && !(candidate->tag == Tag::Double && other->tag == Tag::Decimal);
        });
        if (isUpper)
            return candidate;
    }
    return nullptr;
}

bool Binder::inferTypes(const Method& method, const Candidate& candidate,
                        std::vector<Argument>& arguments,
                        const std::vector<const Type*>& parameterTypes,
                        std::vector<const Type*>& inferred)
{
    static_cast<void>(candidate);
    const auto& wanted = method.typeParameters;
    std::vector<std::vector<const Type*>> bounds(wanted.size());
    std::vector<const Type*> fixedTypes(wanted.size(), nullptr);
    std::vector<bool> done(arguments.size(), false);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (argument.bound.kind == Bound::Kind::Value) {
            inferFrom(argument.bound.type, parameterTypes[i], wanted, bounds);
            done[i] = true;
        } else if (argument.target) {
            inferFrom(argument.target->type, parameterTypes[i], wanted, bounds);
            done[i] = true;
        } else if (argument.bound.kind == Bound::Kind::Lambda
                   && parameterTypes[i]->kind == TypeKind::Delegate) {
            // Declared parameter types say something already.
            const auto shape = shapeOf(parameterTypes[i]);
            auto& syntax = argument.bound.syntax->parameters;
            for (std::size_t p = 0; p < syntax.size() && p < shape.parameters.size(); ++p) {
                if (syntax[p].type != nullptr) {
                    if (const Type* declared = resolveType(syntax[p].type))
                        inferFrom(declared, shape.parameters[p], wanted, bounds);
                }
            }
        }
    }
    const auto closeInput = [&](const Type* type) -> const Type* {
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (fixedTypes[i] == nullptr && !bounds[i].empty())
                fixedTypes[i] = fixed(bounds[i]);
        }
        const Type* closed = substitute(type, wanted, fixedTypes);
        const bool isStillOpen
            = std::any_of(wanted.begin(), wanted.end(), [&](const Type* parameter) {
                  return substitute(closed, {parameter}, {core().object}) != closed;
              });
        return isStillOpen ? nullptr : closed;
    };
    for (bool progress = true; progress;) {
        progress = false;
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            if (done[i])
                continue;
            auto& argument = arguments[i];
            const Type* parameter = parameterTypes[i];
            if (parameter->kind != TypeKind::Delegate
                || (argument.bound.kind != Bound::Kind::Lambda
                    && argument.bound.kind != Bound::Kind::Methods)) {
                done[i] = true;
                continue;
            }
            const auto shape = shapeOf(parameter);
            std::vector<const Type*> inputs;
            bool known = true;
            for (const Type* input : shape.parameters) {
                inputs.push_back(closeInput(input));
                known = known && inputs.back() != nullptr;
            }
            if (!known)
                continue;
            const Type* result = nullptr;
            if (argument.bound.kind == Bound::Kind::Lambda) {
                if (argument.bound.syntax->parameters.size() != inputs.size()
                    && !argument.bound.syntax->takesAnything)
                    return false;
                result = lambdaResult(argument.bound.syntax, inputs);
                if (result == nullptr)
                    return false;
            } else {
                Candidate chosen;
                if (methodFor(argument.bound, inputs, chosen) == nullptr)
                    return false;
                result = chosen.returnType;
            }
            inferFrom(result, shape.result, wanted, bounds);
            done[i] = true;
            progress = true;
        }
    }
    inferred.clear();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const Type* type = fixedTypes[i] != nullptr ? fixedTypes[i] : fixed(bounds[i]);
        if (type == nullptr)
            return false;
        inferred.push_back(type);
    }
    return true;
}

int Binder::betterConversion(Argument& argument, const Type* left, const Type* right)
{
    if (left == right)
        return 0;
    if (argument.mode != PassMode::Value)
        return 0;
    const auto& bound = argument.bound;
    if (bound.kind == Bound::Kind::Value) {
        if (bound.type == left)
            return 1;
        if (bound.type == right)
            return -1;
    }
    if (bound.kind == Bound::Kind::Lambda && left->kind == TypeKind::Delegate
        && right->kind == TypeKind::Delegate) {
        const auto leftShape = shapeOf(left);
        const auto rightShape = shapeOf(right);
        if (leftShape.parameters == rightShape.parameters) {
            const Type* natural = lambdaResult(bound.syntax, leftShape.parameters);
            if (leftShape.result == rightShape.result)
                return 0;
            if (natural == leftShape.result || rightShape.result->kind == TypeKind::Void)
                return 1;
            if (natural == rightShape.result || leftShape.result->kind == TypeKind::Void)
                return -1;
            left = leftShape.result;
            right = rightShape.result;
        }
    }
    const bool toRight = static_cast<bool>(classifyTypes(left, right, false));
    const bool toLeft = static_cast<bool>(classifyTypes(right, left, false));
    if (toRight && !toLeft)
        return 1;
    if (toLeft && !toRight)
        return -1;
    // A signed type is better than an unsigned one.
    const auto isSigned = [](const Type* type) {
        const Tag tag = type->withoutNullable()->tag;
        return tag == Tag::SByte || tag == Tag::Int16 || tag == Tag::Int32 || tag == Tag::Int64;
    };
    const auto isUnsigned = [](const Type* type) {
        const Tag tag = type->withoutNullable()->tag;
        return tag == Tag::Byte || tag == Tag::UInt16 || tag == Tag::UInt32 || tag == Tag::UInt64;
    };
    if (isSigned(left) && isUnsigned(right))
        return 1;
    if (isSigned(right) && isUnsigned(left))
        return -1;
    return 0;
}

int Binder::compareCandidates(const Candidate& left, const Candidate& right,
                              std::vector<Argument>& arguments)
{
    int better = 0;
    int worse = 0;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const int order
            = betterConversion(arguments[i], left.parameterTypes[i], right.parameterTypes[i]);
        better += order > 0 ? 1 : 0;
        worse += order < 0 ? 1 : 0;
    }
    if (better > 0 && worse == 0)
        return 1;
    if (worse > 0 && better == 0)
        return -1;
    if (better > 0 && worse > 0)
        return 0;
    const auto prefer = [](bool one, bool other) { return one == other ? 0 : (one ? 1 : -1); };
    if (const int order
        = prefer(left.method->typeParameters.empty(), right.method->typeParameters.empty());
        order != 0)
        return order;
    if (const int order = prefer(!left.isExpanded, !right.isExpanded); order != 0)
        return order;
    if (left.isExpanded && left.method->parameters.size() != right.method->parameters.size())
        return left.method->parameters.size() > right.method->parameters.size() ? 1 : -1;
    if (const int order = prefer(!left.usesDefaults, !right.usesDefaults); order != 0)
        return order;
    // The more specific declaration: IEnumerable<T> over T.
    int specific = 0;
    for (std::size_t i = 0; i < left.parameterOf.size(); ++i) {
        const Type* a = left.method->parameters[static_cast<std::size_t>(left.parameterOf[i])].type;
        const Type* b
            = right.method->parameters[static_cast<std::size_t>(right.parameterOf[i])].type;
        if (a->kind == TypeKind::Parameter && b->kind != TypeKind::Parameter)
            --specific;
        else if (b->kind == TypeKind::Parameter && a->kind != TypeKind::Parameter)
            ++specific;
    }
    return specific > 0 ? 1 : (specific < 0 ? -1 : 0);
}

namespace {

/// Library functions take arguments of these types as given: null never reaches them. Text, object,
/// interfaces, delegates and JSON tokens may be null; the functions look themselves.
/// Decided by the declared type: a `T` takes null whatever it is closed over.
bool rejectsNull(const Method& method, std::size_t index)
{
    const Type* type = method.parameters[index].type;
    if (method.function == nullptr || method.parameters[index].passBy == PassBy::Params
        || type->kind == TypeKind::Parameter)
        return false;
    if (type->kind == TypeKind::Delegate)
        return true;
    if (type->isArray())
        return type != core().bytes && method.owner != nullptr && method.owner->name != "String";
    if (type->definition == nullptr || type == core().string || type == core().object)
        return false;
    const bool isHeldByReference = type->tag == Tag::Object
        && (type->kind == TypeKind::Class || type->kind == TypeKind::Struct);
    return isHeldByReference && type->definition->nameSpace != "Newtonsoft.Json.Linq"
        && type->name != "CultureInfo" && type->name != "XNode" && type->name != "Exception"
        && type->name != "StringComparer";
}

NodePtr notNull(NodePtr argument, std::string name)
{
    return node([argument = std::move(argument), name = std::move(name)](Frame& frame) {
        Value content = argument->evaluate(frame);
        return content.isNull() && !frame.env.raised() ? frame.env.argumentNull(name) : content;
    });
}

} // namespace

std::vector<NodePtr> Binder::emitArguments(const Candidate& candidate,
                                           std::vector<Argument>& arguments,
                                           std::vector<NodePtr>& before,
                                           std::vector<NodePtr>& after)
{
    const auto& parameters = candidate.method->parameters;
    std::vector<NodePtr> nodes(parameters.size());
    std::vector<NodePtr> rest;
    const Type* restType = nullptr;
    const bool isReordered = std::any_of(arguments.begin(), arguments.end(),
                                         [](const Argument& one) { return !one.name.empty(); });
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        auto& argument = arguments[i];
        const auto index = static_cast<std::size_t>(candidate.parameterOf[i]);
        const Type* type = candidate.parameterTypes[i];
        NodePtr emitted;
        if (argument.mode == PassMode::Value) {
            const auto offset
                = argument.syntax != nullptr ? argument.syntax->offset : argument.bound.offset;
            Bound converted = convertTo(std::move(argument.bound), type, false, offset);
            if (converted.isError())
                return {};
            emitted = std::move(converted.node);
            if (rejectsNull(*candidate.method, index))
                emitted = notNull(std::move(emitted), parameters[index].name);
            if (isReordered) {
                // Arguments are evaluated in the order they are written.
                const auto slot = newSlot();
                before.push_back(storeSlot(slot, std::move(emitted)));
                emitted = loadSlot(slot);
            }
        } else {
            const auto slot = newSlot();
            if (argument.declared != nullptr) {
                declareLocal(argument.declared, type);
                argument.target = localTarget(argument.declared, 0, true);
            }
            if (argument.target) {
                for (auto& step : argument.target->prepare)
                    before.push_back(std::move(step));
                if (argument.mode == PassMode::Reference)
                    before.push_back(storeSlot(slot, argument.target->load()));
                else
                    before.push_back(storeSlot(slot, defaultValue(type, 0).node));
                after.push_back(argument.target->store(loadSlot(slot)));
            }
            emitted = node([slot](Frame& frame) { return Value::ofAddress(&frame.slots[slot]); });
        }
        if (candidate.isExpanded && index + 1 == parameters.size()) {
            rest.push_back(std::move(emitted));
            restType = type;
        } else {
            nodes[index] = std::move(emitted);
        }
    }
    if (candidate.isExpanded) {
        if (restType == nullptr) {
            restType = parameters.back().type->element();
            if (!candidate.typeArguments.empty())
                restType = substitute(restType, candidate.method->typeParameters,
                                      candidate.typeArguments);
        }
        nodes.back() = node([source = typeSource(restType), items = std::move(rest)](Frame& frame) {
            std::vector<Value> values;
            values.reserve(items.size());
            for (const auto& item : items) {
                values.push_back(item->evaluate(frame));
                if (frame.env.raised())
                    return Value();
            }
            return newArray(source.in(frame), std::move(values));
        });
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i] == nullptr) {
            Value initial = parameters[i].defaultValue;
            if (initial.isNull() && !candidate.typeArguments.empty())
                nodes[i]
                    = defaultValue(substitute(parameters[i].type, candidate.method->typeParameters,
                                              candidate.typeArguments),
                                   0)
                          .node;
            else
                nodes[i] = node([initial](Frame&) { return initial; });
        }
    }
    return nodes;
}

namespace {

template<std::size_t N>
NodePtr callNode(Function function, CallSite site, std::vector<NodePtr> arguments,
                 bool checksReceiver, std::uint32_t offset)
{
    std::array<NodePtr, N> nodes;
    std::move(arguments.begin(), arguments.end(), nodes.begin());
    return node([function, site = std::move(site), nodes = std::move(nodes), checksReceiver,
                 offset](Frame& frame) {
        std::array<Value, N> values;
        for (std::size_t i = 0; i < N; ++i) {
            values[i] = nodes[i]->evaluate(frame);
            if (frame.env.raised())
                return Value();
        }
        frame.env.offset = offset;
        const Value* const receiver = checksReceiver ? values.data() : nullptr;
        if (N > 0 && receiver != nullptr && receiver->isNull())
            return frame.env.nullReference();
        return function(frame.env, Args(values.data(), N, site));
    });
}

NodePtr callNode(Function function, CallSite site, std::vector<NodePtr> arguments,
                 bool checksReceiver, std::uint32_t offset)
{
    switch (arguments.size()) {
    case 0:
        return callNode<0>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    case 1:
        return callNode<1>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    case 2:
        return callNode<2>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    case 3:
        return callNode<3>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    case 4:
        return callNode<4>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    default:
        break;
    }
    return node([function, site = std::move(site), nodes = std::move(arguments), checksReceiver,
                 offset](Frame& frame) {
        std::vector<Value> values;
        values.reserve(nodes.size());
        for (const auto& one : nodes) {
            values.push_back(one->evaluate(frame));
            if (frame.env.raised())
                return Value();
        }
        frame.env.offset = offset;
        if (checksReceiver && values[0].isNull())
            return frame.env.nullReference();
        return function(frame.env, Args(values.data(), values.size(), site));
    });
}

/// A call that depends on type parameters of the generic local function around it.
class OpenCallSite
{
public:
    OpenCallSite(TypeSource result, TypeSource receiver, std::vector<TypeSource> typeArguments)
        : m_result(std::move(result))
        , m_receiver(std::move(receiver))
        , m_typeArguments(std::move(typeArguments))
    {
    }
    [[nodiscard]] bool isOpen() const
    {
        return m_result.isOpen() || m_receiver.isOpen()
            || std::any_of(m_typeArguments.begin(), m_typeArguments.end(),
                           [](const TypeSource& one) { return one.isOpen(); });
    }
    [[nodiscard]] CallSite in(Frame& frame) const
    {
        CallSite site;
        site.result = m_result.in(frame);
        site.receiver = m_receiver.in(frame);
        for (const auto& argument : m_typeArguments)
            site.typeArguments.push_back(argument.in(frame));
        return site;
    }

private:
    TypeSource m_result;
    TypeSource m_receiver;
    std::vector<TypeSource> m_typeArguments;
};

NodePtr openCallNode(Function function, OpenCallSite site, std::vector<NodePtr> arguments,
                     bool checksReceiver, std::uint32_t offset)
{
    return node([function, site = std::move(site), nodes = std::move(arguments), checksReceiver,
                 offset](Frame& frame) {
        std::vector<Value> values;
        values.reserve(nodes.size());
        for (const auto& one : nodes) {
            values.push_back(one->evaluate(frame));
            if (frame.env.raised())
                return Value();
        }
        frame.env.offset = offset;
        if (checksReceiver && values[0].isNull())
            return frame.env.nullReference();
        const CallSite closed = site.in(frame);
        return function(frame.env, Args(values.data(), values.size(), closed));
    });
}

NodePtr closureCallNode(std::vector<NodePtr> nodes, std::uint32_t offset)
{
    return node([nodes = std::move(nodes), offset](Frame& frame) {
        std::vector<Value> values;
        values.reserve(nodes.size());
        for (const auto& one : nodes) {
            values.push_back(one->evaluate(frame));
            if (frame.env.raised())
                return Value();
        }
        frame.env.offset = offset;
        const Value function = std::move(values.front());
        return frame.env.invoke(function, values.data() + 1, values.size() - 1);
    });
}

} // namespace

Bound Binder::emitCall(const Candidate& candidate, Bound* receiver, const Type* receiverType,
                       std::vector<Argument>& arguments, std::uint32_t offset)
{
    const Method& method = *candidate.method;
    m_isPure = m_isPure && method.name != "NewGuid"
        && !(method.owner != nullptr
             && (method.owner->name == "Random"
                 || method.owner->name == "RNGCryptoServiceProvider"));
    std::vector<NodePtr> before;
    std::vector<NodePtr> after;
    std::vector<NodePtr> nodes;
    const bool hasReceiver = receiver != nullptr && !method.isStatic;
    const bool checksReceiver = hasReceiver && !receiverType->isNullable();
    if (hasReceiver && receiver->node != nullptr) {
        NodePtr self = std::move(receiver->node);
        nodes.push_back(std::move(self));
    }
    auto emitted = emitArguments(candidate, arguments, before, after);
    if (emitted.size() != method.parameters.size())
        return Bound();
    if (hasReceiver && !before.empty()) {
        // The receiver comes first.
        const auto slot = newSlot();
        before.insert(before.begin(), storeSlot(slot, std::move(nodes.front())));
        nodes.front() = loadSlot(slot);
    }
    for (auto& one : emitted)
        nodes.push_back(std::move(one));
    std::vector<TypeSource> typeArguments;
    for (const Type* argument : candidate.typeArguments)
        typeArguments.push_back(typeSource(argument));
    OpenCallSite open(typeSource(candidate.returnType), typeSource(receiverType),
                      std::move(typeArguments));
    NodePtr call;
    if (method.function == nullptr) {
        for (const Type* argument : candidate.typeArguments)
            nodes.push_back(typeArgumentNode(argument));
        call = closureCallNode(std::move(nodes), offset);
    } else if (open.isOpen()) {
        call = openCallNode(method.function, std::move(open), std::move(nodes), checksReceiver,
                            offset);
    } else {
        CallSite site;
        site.result = candidate.returnType;
        site.receiver = receiverType;
        site.typeArguments = candidate.typeArguments;
        call = callNode(method.function, std::move(site), std::move(nodes), checksReceiver, offset);
    }
    if (!after.empty()) {
        call = node([call = std::move(call), after = std::move(after)](Frame& frame) {
            Value result = call->evaluate(frame);
            if (frame.env.raised())
                return Value();
            for (const auto& step : after)
                static_cast<void>(step->evaluate(frame));
            return result;
        });
    }
    Bound bound = value(sequence(std::move(before), std::move(call)), candidate.returnType, offset);
    if (method.name == "GetValueOrDefault" && candidate.returnType->name == "IResponse")
        bound.name = "cast";
    return bound;
}

Bound Binder::invokeDelegate(Bound callee, std::vector<Argument>& arguments, std::uint32_t offset)
{
    if (callee.type->kind == TypeKind::Dynamic)
        return invokeDynamic(std::move(callee), "", arguments, offset);
    if (callee.type->kind != TypeKind::Delegate)
        return error(offset, 1, "CS0149",
                     "Method name expected: a value of type '" + callee.type->display
                         + "' cannot be called");
    const Method* invokeMethod = callee.type->definition->methodsNamed("Invoke")->front();
    auto candidate = applicable(*invokeMethod, callee.type, {}, arguments, false, false);
    if (!candidate)
        return noOverload(callee.type->display, {invokeMethod}, arguments, offset);
    return emitCall(*candidate, &callee, callee.type, arguments, offset);
}

Bound Binder::invokeLocalFunction(Expr* name, std::vector<Argument>& arguments,
                                  std::uint32_t offset)
{
    Local* local = name->local;
    const auto found = m_localFunctions.find(local);
    if (found == m_localFunctions.end())
        return Bound();
    std::vector<const Type*> typeArguments;
    for (TypeSyntax* syntax : name->typeArguments) {
        typeArguments.push_back(resolveType(syntax));
        if (typeArguments.back() == nullptr)
            return Bound();
    }
    const Method* method = &found->second;
    bool isAmbiguous = false;
    auto candidate = choose({method}, nullptr, typeArguments, arguments, false, isAmbiguous);
    if (!candidate)
        return noOverload(local->name, {method}, arguments, offset);
    Bound callee = value(loadLocal(local), core().object, offset);
    return emitCall(*candidate, &callee, core().object, arguments, offset);
}

Bound Binder::constructed(const Type* type, std::vector<Argument>& arguments, std::uint32_t offset)
{
    m_isPure = m_isPure && type->name != "Random" && type->name != "RNGCryptoServiceProvider";
    if (type->definition == nullptr)
        return error(offset, 1, "CS0144", "Cannot create an instance of '" + type->display + "'");
    const auto* constructors = type->definition->methodsNamed(".ctor");
    const bool isStruct = type->kind == TypeKind::Struct || type->kind == TypeKind::Enum;
    if (arguments.empty() && isStruct && (constructors == nullptr || type->tag != Tag::Object))
        return constant(defaultOf(type), type, offset);
    if (type->isNullable() && arguments.size() <= 1) {
        if (arguments.empty())
            return constant(Value(), type, offset);
        return convertTo(std::move(arguments[0].bound), type, false, offset);
    }
    if (type->kind == TypeKind::Delegate && arguments.size() == 1)
        return convertTo(std::move(arguments[0].bound), type, false, offset);
    if (constructors == nullptr)
        return error(offset, 1, "CS0144",
                     "Cannot create an instance of '" + type->display
                         + "': it has no constructor that policy expressions may use");
    bool isAmbiguous = false;
    auto candidate = choose(*constructors, type, {}, arguments, false, isAmbiguous);
    if (!candidate)
        return noOverload(".ctor", *constructors, arguments, offset);
    candidate->returnType = type;
    return emitCall(*candidate, nullptr, type, arguments, offset);
}

} // namespace gatelens::expression
