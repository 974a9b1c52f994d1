#include "core/expression/binding/binder.h"
#include "core/expression/binding/delegate_shape.h"
#include "core/expression/runtime/objects.h"

#include <algorithm>

namespace gatelens::expression {

std::optional<Binder::Candidate> Binder::choose(const std::vector<const Method*>& methods,
                                                const Type* receiverType,
                                                const std::vector<const Type*>& typeArguments,
                                                std::vector<Argument>& arguments, bool asExtension,
                                                Ambiguity& ambiguity)
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
    // Members of a base class are hidden by those of the class, and the same member may be declared
    // by several interfaces: the first of equals is the nearest. Two of one type that take
    // different arguments are ambiguous: Math.Round(int) could be that of double and that of
    // decimal.
    // Of the gateway's own extension methods the first one is meant: null for a default is a text.
    const auto isTie = [](const Candidate& one, const Candidate& other) {
        return one.method->owner != other.method->owner
            || one.parameterTypes == other.parameterTypes
            || one.method->owner->nameSpace == "Gatelens";
    };
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        bool isNoWorse = true;
        for (std::size_t j = 0; j < candidates.size() && isNoWorse; ++j) {
            const int order
                = i == j ? 1 : compareCandidates(candidates[i], candidates[j], arguments);
            isNoWorse = order > 0 || (order == 0 && isTie(candidates[i], candidates[j]));
        }
        if (isNoWorse)
            return std::move(candidates[i]);
    }
    ambiguity = {candidates[0].method, candidates[1].method};
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

} // namespace gatelens::expression
