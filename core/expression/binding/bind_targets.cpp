#include "core/expression/binding/binder.h"
#include "core/expression/binding/integer_nodes.h"
#include "core/expression/binding/tuple_field.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

Bound Binder::bindIndex(Expr* expression)
{
    Bound receiver = bindValue(expression->left);
    if (receiver.isError())
        return receiver;
    bool failed = false;
    auto arguments = bindArguments(expression->arguments, failed);
    if (failed)
        return Bound();
    std::vector<Bound> indexes;
    for (auto& argument : arguments)
        indexes.push_back(std::move(argument.bound));
    return bindIndexOf(std::move(receiver), std::move(indexes), expression->offset);
}

Bound Binder::bindIndexOf(Bound receiver, std::vector<Bound> indexes, std::uint32_t offset)
{
    std::vector<Argument> arguments;
    for (auto& index : indexes) {
        auto& argument = arguments.emplace_back();
        argument.bound = std::move(index);
        if (argument.bound.isError())
            return Bound();
    }
    if (receiver.kind != Bound::Kind::Value)
        return error(offset, 1, "CS0021",
                     "Cannot apply indexing with [] to '" + receiver.name + "'");
    if (receiver.name == "context.Variables" && arguments.size() == 1 && arguments[0].bound.constant
        && arguments[0].bound.constant->isString())
        m_traits.variablesRead.push_back(arguments[0].bound.constant->toText());
    auto target = indexTarget(std::move(receiver), std::move(arguments), offset);
    if (!target)
        return Bound();
    auto load = target->load();
    return value(sequence(std::move(target->prepare), std::move(load)), target->type, offset);
}

// --- targets -------------------------------------------------------------------------------------

std::optional<Target> Binder::bindTarget(Expr* expression)
{
    switch (expression->kind) {
    case ExprKind::Name:
        if (expression->local != nullptr)
            return localTarget(expression->local, expression->offset, false);
        break;
    case ExprKind::Member: {
        Bound receiver = bindExpr(expression->left);
        if (receiver.kind == Bound::Kind::Methods)
            receiver = rvalue(std::move(receiver)); // a late-bound member
        if (receiver.isError())
            return std::nullopt;
        if (receiver.isValue() && receiver.type->kind == TypeKind::ValueTuple)
            return tupleFieldTarget(expression, receiver.type);
        return memberTarget(std::move(receiver), expression->name,
                            static_cast<std::uint32_t>(expression->value.asInt()));
    }
    case ExprKind::Index: {
        Bound receiver = bindValue(expression->left);
        bool failed = receiver.isError();
        auto arguments = bindArguments(expression->arguments, failed);
        if (failed)
            return std::nullopt;
        return indexTarget(std::move(receiver), std::move(arguments), expression->offset);
    }
    case ExprKind::Declaration:
        if (expression->local != nullptr && expression->type != nullptr
            && !expression->type->isVar()) {
            const Type* type = resolveType(expression->type);
            if (type == nullptr)
                return std::nullopt;
            declareLocal(expression->local, type);
            return localTarget(expression->local, expression->offset, true);
        }
        break;
    default:
        break;
    }
    Bound bound = bindExpr(expression);
    if (!bound.isError())
        error(expression->offset, 1, "CS0131",
              "The left-hand side of an assignment must be a variable, property or indexer");
    return std::nullopt;
}

std::optional<Target> Binder::localTarget(Local* local, std::uint32_t offset, bool isInitialization)
{
    if (local->type == nullptr)
        return std::nullopt;
    if (!isInitialization
        && (local->isConst || local->isReadOnly || local->localFunction != nullptr)) {
        error(offset, static_cast<std::uint32_t>(local->name.size()),
              local->isConst ? "CS0131" : "CS1656",
              "Cannot assign to '" + local->name + "' because it is a "
                  + (local->isConst
                         ? "constant"
                         : (local->localFunction != nullptr ? "local function"
                                                            : "foreach or using variable")));
        return std::nullopt;
    }
    Target target;
    target.type = local->type;
    const auto slot = slotOf(local);
    const bool isCell = local->isCaptured;
    target.load = [slot, isCell] {
        return isCell ? node([slot](Frame& frame) { return frame.variable(slot, true); })
                      : slotNode(slot);
    };
    target.store = [slot, isCell, type = local->type](NodePtr stored) {
        if (!isCell && !type->isNullable() && !type->isEnum() && isPlainInteger(type->tag))
            return integerStoreNode(slot, type->tag, std::move(stored));
        return node([slot, isCell, stored = std::move(stored)](Frame& frame) {
            Value content = stored->evaluate(frame);
            if (!frame.env.raised())
                frame.variable(slot, isCell) = content;
            return content;
        });
    };
    return target;
}

std::optional<Target> Binder::tupleFieldTarget(Expr* expression, const Type* type)
{
    const auto index = tupleField(type, expression->name);
    if (!index) {
        missingMember(type, expression->name, false, expression->offset);
        return std::nullopt;
    }
    auto whole = bindTarget(expression->left);
    if (!whole)
        return std::nullopt;
    // A tuple is a value: the variable gets a changed copy, and other variables keep theirs.
    Target target;
    const auto slot = newSlot();
    target.type = type->arguments[*index];
    target.prepare = std::move(whole->prepare);
    target.prepare.push_back(storeSlot(slot, whole->load()));
    target.load = [slot, index = *index] {
        return node([slot, index](Frame& frame) {
            return frame.slots[slot].get<RecordObject>().fields[index];
        });
    };
    target.store = [slot, index = *index, type, store = whole->store](NodePtr stored) {
        auto changed = node([slot, index, type, stored = std::move(stored)](Frame& frame) {
            Value content = stored->evaluate(frame);
            if (frame.env.raised())
                return Value();
            auto fields = frame.slots[slot].get<RecordObject>().fields;
            fields[index] = std::move(content);
            frame.slots[slot] = makeValue<RecordObject>(*type, std::move(fields));
            return frame.slots[slot];
        });
        return node([slot, index, write = store(std::move(changed))](Frame& frame) {
            static_cast<void>(write->evaluate(frame));
            return frame.env.raised() ? Value()
                                      : frame.slots[slot].get<RecordObject>().fields[index];
        });
    };
    return target;
}

std::optional<Target> Binder::memberTarget(Bound receiver, const std::string& name,
                                           std::uint32_t offset)
{
    const auto readOnly = [&](const std::string& owner) {
        error(offset, static_cast<std::uint32_t>(name.size()), "CS0200",
              "Property or indexer '" + owner + "." + name
                  + "' cannot be assigned to -- it is read only");
        return std::nullopt;
    };
    if (receiver.kind == Bound::Kind::Type) {
        Bound member = staticMember(receiver.type, name, {}, offset);
        if (!member.isError())
            return readOnly(receiver.type->display);
        return std::nullopt;
    }
    if (receiver.kind != Bound::Kind::Value) {
        if (!receiver.isError())
            error(offset, 1, "CS0131",
                  "The left-hand side of an assignment must be a variable, property or indexer");
        return std::nullopt;
    }
    Target target;
    const auto slot = newSlot();
    const Type* type = receiver.type;
    if (type->kind == TypeKind::Dynamic) {
        target.type = core().dynamic;
        target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
        target.load = [slot, name, offset] {
            return node([slot, name, offset](Frame& frame) {
                const Value self = frame.slots[slot];
                return evaluateDynamic(
                    frame.env, [&](Binder& binder) { return binder.memberOf(self, name, offset); });
            });
        };
        target.store = [slot, name, offset](NodePtr stored) {
            return node([slot, name, offset, stored = std::move(stored)](Frame& frame) {
                Value content = stored->evaluate(frame);
                if (frame.env.raised())
                    return Value();
                const Value self = frame.slots[slot];
                return evaluateDynamic(frame.env, [&](Binder& binder) {
                    return binder.assignDynamic(self, name, content, offset);
                });
            });
        };
        return target;
    }
    if (type->kind == TypeKind::Anonymous && tupleField(type, name))
        return readOnly(type->display);
    const Type* declaring = nullptr;
    const Property* property = findProperty(type, name, declaring);
    if (property == nullptr) {
        missingMember(type, name, false, offset);
        return std::nullopt;
    }
    if (property->setter == nullptr)
        return readOnly(type->display);
    target.type
        = substitute(property->type, declaring->definition->parameters, declaring->arguments);
    CallSite site;
    site.result = target.type;
    site.receiver = type;
    target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
    target.load = [slot, getter = property->getter, site, offset] {
        return node([slot, getter, site, offset](Frame& frame) {
            Value self = frame.slots[slot];
            frame.env.offset = offset;
            return self.isNull() ? frame.env.nullReference()
                                 : getter(frame.env, Args(&self, 1, site));
        });
    };
    target.store = [slot, setter = property->setter, site, offset](NodePtr stored) {
        return node([slot, setter, site, offset, stored = std::move(stored)](Frame& frame) {
            Value values[2] = {frame.slots[slot], stored->evaluate(frame)};
            if (frame.env.raised())
                return Value();
            frame.env.offset = offset;
            if (values[0].isNull())
                return frame.env.nullReference();
            Value content = values[1];
            static_cast<void>(setter(frame.env, Args(values, 2, site)));
            return content;
        });
    };
    return target;
}

std::optional<Target> Binder::indexTarget(Bound receiver, std::vector<Argument> arguments,
                                          std::uint32_t offset)
{
    const Type* type = receiver.type;
    Target target;
    const auto slot = newSlot();
    if (type->kind == TypeKind::Dynamic || (!arguments.empty() && arguments[0].bound.isDynamic())) {
        const auto index = newSlot();
        target.type = core().dynamic;
        target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
        target.prepare.push_back(storeSlot(index, std::move(arguments[0].bound.node)));
        target.load = [slot, index, offset] {
            return node([slot, index, offset](Frame& frame) {
                const Value self = frame.slots[slot];
                const Value key = frame.slots[index];
                return evaluateDynamic(frame.env, [&](Binder& binder) {
                    std::vector<Bound> keys;
                    keys.push_back(binder.valueOf(key));
                    return binder.bindIndexOf(binder.valueOf(self), std::move(keys), offset);
                });
            });
        };
        target.store = [slot, index, offset](NodePtr stored) {
            return node([slot, index, offset, stored = std::move(stored)](Frame& frame) {
                Value content = stored->evaluate(frame);
                if (frame.env.raised())
                    return Value();
                const Value self = frame.slots[slot];
                const Value key = frame.slots[index];
                return evaluateDynamic(frame.env, [&](Binder& binder) {
                    return binder.assignDynamicIndex(self, key, content, offset);
                });
            });
        };
        return target;
    }
    if (type->isArray()) {
        if (static_cast<int>(arguments.size()) != type->rank) {
            error(offset, 1, "CS0022",
                  "Wrong number of indices inside []; expected " + std::to_string(type->rank));
            return std::nullopt;
        }
        std::vector<std::uint32_t> indexes;
        target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
        for (auto& argument : arguments) {
            const Type* indexType = argument.bound.isValue()
                    && argument.bound.type->withoutNullable()->isIntegral()
                    && classifyTypes(argument.bound.type, core().int32, false).kind
                        == ConversionKind::None
                ? core().int64
                : core().int32;
            Bound index = convertTo(std::move(argument.bound), indexType, false, offset);
            if (index.isError())
                return std::nullopt;
            indexes.push_back(newSlot());
            target.prepare.push_back(storeSlot(indexes.back(), std::move(index.node)));
        }
        target.type = type->element();
        const auto position = [slot, indexes, offset](Frame& frame) -> std::int64_t {
            frame.env.offset = offset;
            const Value& array = frame.slots[slot];
            if (array.isNull()) {
                frame.env.nullReference();
                return -1;
            }
            std::int64_t at = frame.slots[indexes[0]].asLong();
            bool isInside = true;
            const auto* bytes = array.as<BytesObject>();
            const auto* elements = bytes == nullptr ? &array.get<ArrayObject>() : nullptr;
            if (indexes.size() == 1) {
                const auto size = bytes != nullptr ? bytes->bytes.size() : elements->items.size();
                isInside = at >= 0 && at < static_cast<std::int64_t>(size);
            } else {
                at = 0;
                for (std::size_t i = 0; i < indexes.size(); ++i) {
                    const auto extent = static_cast<std::int64_t>(elements->dimensions[i]);
                    const auto index = frame.slots[indexes[i]].asLong();
                    isInside = isInside && index >= 0 && index < extent;
                    at = at * extent + index;
                }
            }
            if (!isInside) {
                frame.env.raise("IndexOutOfRangeException",
                                "Index was outside the bounds of the array.");
                return -1;
            }
            return at;
        };
        target.load = [slot, position] {
            return node([slot, position](Frame& frame) {
                const auto at = position(frame);
                if (at < 0)
                    return Value();
                const Value& array = frame.slots[slot];
                if (const auto* bytes = array.as<BytesObject>())
                    return Value::ofInteger(
                        Tag::Byte,
                        static_cast<std::uint8_t>(bytes->bytes[static_cast<std::size_t>(at)]));
                return array.get<ArrayObject>().items[static_cast<std::size_t>(at)];
            });
        };
        target.store = [slot, position, declared = type->element()](NodePtr stored) {
            return node([slot, position, declared, stored = std::move(stored)](Frame& frame) {
                Value content = stored->evaluate(frame);
                if (frame.env.raised())
                    return Value();
                const auto at = position(frame);
                if (at < 0)
                    return Value();
                const Value& array = frame.slots[slot];
                if (auto* bytes = array.as<BytesObject>()) {
                    bytes->bytes[static_cast<std::size_t>(at)]
                        = static_cast<char>(content.asLong());
                    return content;
                }
                auto& elements = array.get<ArrayObject>();
                // An object[] may be a string[] in truth: arrays of references are covariant.
                const Type* actual = elements.type().element();
                if (actual != declared && !content.isNull() && !isInstance(content, actual))
                    return frame.env.raise(
                        "ArrayTypeMismatchException",
                        "Attempted to access an element as a type incompatible with the array.");
                elements.items[static_cast<std::size_t>(at)] = content;
                return content;
            });
        };
        return target;
    }
    const auto getters = findMethods(type, "get_Item");
    if (getters.empty()) {
        error(offset, 1, "CS0021",
              "Cannot apply indexing with [] to an expression of type '" + type->display + "'");
        return std::nullopt;
    }
    // The arguments are evaluated once, into hidden variables of the type that the getter wants.
    Ambiguity ambiguity;
    auto candidate = choose(getters, type, {}, arguments, false, ambiguity);
    if (!candidate) {
        noOverload("this[]", getters, arguments, offset);
        return std::nullopt;
    }
    target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
    std::vector<std::uint32_t> slots;
    std::vector<const Type*> types;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        Bound converted
            = convertTo(std::move(arguments[i].bound), candidate->parameterTypes[i], false, offset);
        if (converted.isError())
            return std::nullopt;
        slots.push_back(newSlot());
        types.push_back(candidate->parameterTypes[i]);
        target.prepare.push_back(storeSlot(slots.back(), std::move(converted.node)));
    }
    target.type = candidate->returnType;
    CallSite site;
    site.result = candidate->returnType;
    site.receiver = type;
    target.load = [slot, slots, site, offset, getter = candidate->method->function] {
        return node([slot, slots, site, offset, getter](Frame& frame) {
            std::array<Value, 4> values;
            values[0] = frame.slots[slot];
            frame.env.offset = offset;
            if (values[0].isNull())
                return frame.env.nullReference();
            for (std::size_t i = 0; i < slots.size() && i < 3; ++i)
                values[i + 1] = frame.slots[slots[i]];
            return getter(frame.env, Args(values.data(), slots.size() + 1, site));
        });
    };
    const Method* setter = nullptr;
    for (const Method* method : findMethods(type, "set_Item")) {
        bool matches = method->parameters.size() == slots.size();
        for (std::size_t i = 0; i < slots.size() && matches; ++i)
            matches = method->parameters[i].type == candidate->method->parameters[i].type;
        if (matches && setter == nullptr)
            setter = method;
    }
    const auto display = type->display;
    target.store = [this, slot, slots, site, offset, setter, display](NodePtr stored) {
        if (setter == nullptr) {
            error(offset, 1, "CS0200",
                  "Property or indexer '" + display
                      + ".this[]' cannot be assigned to -- it is read only");
            return stored;
        }
        return node([slot, slots, site, offset, function = setter->function,
                     stored = std::move(stored)](Frame& frame) {
            Value content = stored->evaluate(frame);
            if (frame.env.raised())
                return Value();
            std::array<Value, 5> values;
            values[0] = frame.slots[slot];
            frame.env.offset = offset;
            if (values[0].isNull())
                return frame.env.nullReference();
            for (std::size_t i = 0; i < slots.size() && i < 3; ++i)
                values[i + 1] = frame.slots[slots[i]];
            values[slots.size() + 1] = content;
            static_cast<void>(function(frame.env, Args(values.data(), slots.size() + 2, site)));
            return content;
        });
    };
    return target;
}

} // namespace gatelens::expression
