#include "core/expression/binding/binder.h"
#include "core/expression/binding/delegate_shape.h"
#include "core/expression/runtime/objects.h"

#include <algorithm>

namespace gatelens::expression {

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
    Ambiguity ambiguity;
    if (auto candidate = choose(methods, receiverType, typeArguments, arguments, false, ambiguity))
        return emitCall(*candidate, receiver, receiverType, arguments, offset);
    const auto* extensions = receiver != nullptr ? Library::instance().extensions(name) : nullptr;
    if (extensions != nullptr && !ambiguity) {
        std::vector<Argument> all;
        all.reserve(arguments.size() + 1);
        auto& self = all.emplace_back();
        self.bound = std::move(*receiver);
        for (auto& argument : arguments)
            all.push_back(std::move(argument));
        if (auto candidate
            = choose(*extensions, receiverType, typeArguments, all, true, ambiguity)) {
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
    return ambiguity ? ambiguousCall(ambiguity, name.size(), offset)
                     : noOverload(name, methods, arguments, offset);
}

Bound Binder::ambiguousCall(const Ambiguity& ambiguity, std::size_t length, std::uint32_t offset)
{
    return error(offset, static_cast<std::uint32_t>(length), "CS0121",
                 "The call is ambiguous between '" + ambiguity.one->signature + "' and '"
                     + ambiguity.other->signature
                     + "': cast an argument to the type that is meant");
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

} // namespace gatelens::expression
