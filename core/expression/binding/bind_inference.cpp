#include "core/expression/binding/binder.h"
#include "core/expression/binding/delegate_shape.h"
#include "core/expression/runtime/objects.h"

#include <algorithm>

namespace gatelens::expression {

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
    const auto mentions = [](const Type* type, const Type* parameter) {
        return substitute(type, {parameter}, {core().object}) != type;
    };
    // Fixes what an input needs and no more: each lambda may widen the other parameters still.
    const auto closeInput = [&](const Type* type) -> const Type* {
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (fixedTypes[i] == nullptr && !bounds[i].empty() && mentions(type, wanted[i]))
                fixedTypes[i] = fixed(bounds[i]);
        }
        const Type* closed = substitute(type, wanted, fixedTypes);
        const bool isStillOpen
            = std::any_of(wanted.begin(), wanted.end(),
                          [&](const Type* parameter) { return mentions(closed, parameter); });
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

} // namespace gatelens::expression
