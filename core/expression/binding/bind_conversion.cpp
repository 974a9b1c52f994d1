#include "core/expression/binding/binder.h"
#include "core/expression/json/token.h"
#include "core/expression/runtime/objects.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// Implicit numeric conversions of chapter 10.2.3 of the language specification.
bool isImplicitNumeric(Tag from, Tag to)
{
    switch (from) {
    case Tag::SByte:
        return to == Tag::Int16 || to == Tag::Int32 || to == Tag::Int64 || to >= Tag::Single;
    case Tag::Byte:
        return to == Tag::Int16 || to == Tag::UInt16 || to == Tag::Int32 || to == Tag::UInt32
            || to == Tag::Int64 || to == Tag::UInt64 || to >= Tag::Single;
    case Tag::Int16:
        return to == Tag::Int32 || to == Tag::Int64 || to >= Tag::Single;
    case Tag::UInt16:
        return to == Tag::Int32 || to == Tag::UInt32 || to == Tag::Int64 || to == Tag::UInt64
            || to >= Tag::Single;
    case Tag::Char:
        return to == Tag::UInt16 || to == Tag::Int32 || to == Tag::UInt32 || to == Tag::Int64
            || to == Tag::UInt64 || to >= Tag::Single;
    case Tag::Int32:
        return to == Tag::Int64 || to >= Tag::Single;
    case Tag::UInt32:
        return to == Tag::Int64 || to == Tag::UInt64 || to >= Tag::Single;
    case Tag::Int64:
    case Tag::UInt64:
        return to >= Tag::Single;
    case Tag::Single:
        return to == Tag::Double;
    default:
        return false;
    }
}

bool fitsConstant(const Value& value, Tag target)
{
    if (value.tag() == Tag::Int64)
        return target == Tag::UInt64 && value.asLong() >= 0;
    if (value.tag() != Tag::Int32)
        return false;
    const auto number = value.asLong();
    switch (target) {
    case Tag::SByte:
        return number >= -128 && number <= 127;
    case Tag::Byte:
        return number >= 0 && number <= 255;
    case Tag::Int16:
        return number >= -32768 && number <= 32767;
    case Tag::UInt16:
        return number >= 0 && number <= 65535;
    case Tag::UInt32:
    case Tag::UInt64:
        return number >= 0;
    default:
        return false;
    }
}

Conversion kind(ConversionKind kind)
{
    Conversion conversion;
    conversion.kind = kind;
    return conversion;
}

} // namespace

Conversion Binder::classifyTypes(const Type* from, const Type* to, bool isExplicit) const
{
    if (from == to) {
        auto identity
            = kind(from->kind == TypeKind::Void ? ConversionKind::None : ConversionKind::Identity);
        identity.isIdentity = true;
        return identity;
    }
    if (from->kind == TypeKind::Void || to->kind == TypeKind::Void)
        return {};
    if (from->kind == TypeKind::Dynamic && to != core().object)
        return kind(ConversionKind::Dynamic);
    if (from->kind == TypeKind::Dynamic || from->isAssignableTo(to))
        return kind(ConversionKind::Identity);
    const Type* source = from->withoutNullable();
    const Type* target = to->withoutNullable();
    if (from->isNullable() && !to->isNullable() && !isExplicit) {
        // T? converts to what T boxes to, and by user-defined operators of its own.
        return from->isAssignableTo(to) ? kind(ConversionKind::Identity)
                                        : userConversion(from, to, false);
    }
    if (to->isNullable() || from->isNullable()) {
        if (source == target)
            return kind(to->isNullable() ? ConversionKind::Identity : ConversionKind::Nullable);
    }
    if (source->isNumeric() && target->isNumeric()) {
        if (isExplicit || isImplicitNumeric(source->tag, target->tag))
            return kind(ConversionKind::Numeric);
        return {};
    }
    if (isExplicit) {
        if ((source->isEnum() && (target->isNumeric() || target->isEnum()))
            || (source->isNumeric() && target->isEnum()))
            return kind(ConversionKind::EnumNumber);
    }
    if (source->kind == TypeKind::ValueTuple && target->kind == TypeKind::ValueTuple
        && source->arguments.size() == target->arguments.size()) {
        bool converts = true;
        for (std::size_t i = 0; i < source->arguments.size(); ++i) {
            converts = converts
                && static_cast<bool>(
                           classifyTypes(source->arguments[i], target->arguments[i], isExplicit));
        }
        if (converts)
            return kind(ConversionKind::Tuple);
    }
    if (const auto user = userConversion(from, to, isExplicit))
        return user;
    if (!isExplicit)
        return {};
    const bool isDowncast = from->isReference()
        && (to->isAssignableTo(from) || from->kind == TypeKind::Interface
            || to->kind == TypeKind::Interface || from == core().object);
    const bool isUnboxing = from->isReference() && target->isAssignableTo(from);
    // A type parameter is not known at run time: nothing could be checked to be one.
    const bool isParameter = from->kind == TypeKind::Parameter;
    const bool isArrayCast = from->isArray() && to->isArray() && from->element()->isReference()
        && to->element()->isReference();
    if (isDowncast || isUnboxing || isParameter || isArrayCast)
        return kind(ConversionKind::Unbox);
    return {};
}

Conversion Binder::userConversion(const Type* from, const Type* to, bool isExplicit) const
{
    struct Found
    {
        const Method* method;
        const Type* parameter;
        const Type* result;
    };
    std::vector<Found> found;
    std::vector<const Type*> declaring;
    for (const Type* side : {from, to}) {
        for (const Type* type = side->withoutNullable(); type != nullptr; type = type->base()) {
            if (type->definition != nullptr
                && std::find(declaring.begin(), declaring.end(), type) == declaring.end())
                declaring.push_back(type);
        }
    }
    const auto standard = [&](const Type* a, const Type* b, bool explicitToo) {
        if (a == b || a->isAssignableTo(b))
            return true;
        const Type* plainA = a->withoutNullable();
        const Type* plainB = b->withoutNullable();
        if (b->isNullable() && plainA == plainB)
            return true;
        if (explicitToo && a->isNullable() && plainA == plainB)
            return true;
        if (plainA->isNumeric() && plainB->isNumeric() && !(a->isNullable() && !b->isNullable()))
            return explicitToo || isImplicitNumeric(plainA->tag, plainB->tag);
        if (explicitToo && b->isAssignableTo(a) && a->isReference() && a != core().object)
            return true;
        return false;
    };
    for (const Type* type : declaring) {
        for (const auto* name : {"op_implicit", "op_explicit"}) {
            if (!isExplicit && std::string_view(name) == "op_explicit")
                continue;
            const auto* methods = type->definition->methodsNamed(name);
            if (methods == nullptr)
                continue;
            for (const Method* method : *methods) {
                const Type* parameter = substitute(method->parameters[0].type,
                                                   type->definition->parameters, type->arguments);
                const Type* result
                    = substitute(method->returnType, type->definition->parameters, type->arguments);
                // A value of object or an interface is never converted by an operator.
                if (from == core().object || from->kind == TypeKind::Interface)
                    continue;
                if (standard(from, parameter, isExplicit) && standard(result, to, isExplicit))
                    found.push_back({method, parameter, result});
            }
        }
    }
    if (found.empty())
        return {};
    // The most specific source, then the most specific target.
    const auto score = [&](const Found& one) {
        int points = 0;
        if (one.parameter == from)
            points += 8;
        else if (standard(from, one.parameter, false))
            points += 4;
        if (one.result == to)
            points += 2;
        else if (standard(one.result, to, false))
            points += 1;
        return points;
    };
    const auto isMoreSpecific = [&](const Found& a, const Found& b) {
        const int scoreA = score(a);
        const int scoreB = score(b);
        if (scoreA != scoreB)
            return scoreA > scoreB;
        if (a.parameter != b.parameter && standard(a.parameter, b.parameter, false))
            return !standard(b.parameter, a.parameter, false);
        if (a.result != b.result && standard(b.result, a.result, false))
            return true;
        return false;
    };
    const auto best = std::min_element(found.begin(), found.end(), isMoreSpecific);
    Conversion conversion;
    conversion.kind = ConversionKind::User;
    conversion.method = best->method;
    conversion.parameter = best->parameter;
    conversion.result = best->result;
    return conversion;
}

Conversion Binder::classify(const Bound& from, const Type* to, bool isExplicit)
{
    switch (from.kind) {
    case Bound::Kind::Default:
        return kind(ConversionKind::Default);
    case Bound::Kind::Throw:
        return kind(ConversionKind::Throw);
    case Bound::Kind::Lambda:
        return classifyLambda(from.syntax, to);
    case Bound::Kind::Methods:
        if (to->kind == TypeKind::Delegate) {
            const auto* invoke = to->definition->methodsNamed("Invoke");
            std::vector<const Type*> parameters;
            for (const auto& parameter : invoke->front()->parameters)
                parameters.push_back(
                    substitute(parameter.type, to->definition->parameters, to->arguments));
            Candidate candidate;
            if (methodFor(from, parameters, candidate) == nullptr)
                return {};
            const Type* wanted = substitute(invoke->front()->returnType, to->definition->parameters,
                                            to->arguments);
            if (wanted->kind == TypeKind::Void || wanted->isOpen())
                return kind(ConversionKind::Methods);
            const auto result = classifyTypes(candidate.returnType, wanted, false);
            return result.kind == ConversionKind::Identity ? kind(ConversionKind::Methods)
                                                           : Conversion();
        }
        return {};
    case Bound::Kind::Value:
        break;
    default:
        return {};
    }
    if (from.type != to && from.constant) {
        const Type* target = to->withoutNullable();
        if (target->isNumeric() && from.type->isIntegral()
            && fitsConstant(*from.constant, target->tag))
            return kind(ConversionKind::Constant);
        if (target->isEnum() && from.type == core().int32 && from.constant->asLong() == 0)
            return kind(ConversionKind::EnumZero);
    }
    return classifyTypes(from.type, to, isExplicit);
}

Bound Binder::asChildren(Bound token, const Type* type)
{
    static const Type* base = Library::instance().find("JToken")->self;
    const bool seesTokens = type->kind == TypeKind::Interface && !type->arguments.empty()
        && type->arguments[0] == base;
    if (!seesTokens || (!token.type->isAssignableTo(base) && token.type != core().object))
        return token;
    const auto offset = token.offset;
    const Type* from = token.type;
    return value(node([inner = std::move(token.node)](Frame& frame) {
                     return jsonChildren(inner->evaluate(frame));
                 }),
                 from, offset);
}

Bound Binder::convertTo(Bound bound, const Type* type, bool isExplicit, std::uint32_t offset)
{
    if (bound.isError() || type == nullptr)
        return Bound();
    const auto conversion = classify(bound, type, isExplicit);
    const bool isChecked = m_isChecked;
    switch (conversion.kind) {
    case ConversionKind::None:
        if (isExplicit && bound.isValue())
            return error(offset, 1, "CS0030",
                         "Cannot convert type '" + bound.type->display + "' to '" + type->display
                             + "'");
        return cannotConvert(bound, type, offset);
    case ConversionKind::Identity:
        if (bound.isValue() && bound.type != type)
            bound = asChildren(std::move(bound), type);
        // A constant keeps its value where the type is the same or merely wraps it.
        bound.type = type;
        return bound;
    case ConversionKind::Numeric:
    case ConversionKind::Constant: {
        const Tag target = type->withoutNullable()->tag;
        const bool isNullable = bound.type->isNullable();
        if (isNullable && !type->isNullable()) {
            auto inner = convertTo(std::move(bound), nullableOf(type), true, offset);
            return value(node([offset, inner = std::move(inner.node)](Frame& frame) {
                             Value content = inner->evaluate(frame);
                             if (content.isNull() && !frame.env.raised()) {
                                 frame.env.offset = offset;
                                 frame.env.invalidOperation("Nullable object must have a value.");
                             }
                             return content;
                         }),
                         type, offset);
        }
        if (bound.constant && !bound.constant->isNull()) {
            const Limits limits;
            Env env(nullptr, limits);
            // Constants are checked unless the program says otherwise.
            Value converted = convertNumber(env, *bound.constant, target, false);
            Env strict(nullptr, limits);
            const Value exact = convertNumber(strict, *bound.constant, target, true);
            static_cast<void>(exact);
            const bool isStrict = !m_isUnchecked || bound.type->tag == Tag::Decimal;
            if (strict.raised() && isStrict && !type->withoutNullable()->isEnum())
                return error(offset, 1, bound.type->tag == Tag::Decimal ? "CS0031" : "CS0221",
                             "Constant value '" + bound.constant->toText()
                                 + "' cannot be converted to a '" + type->display
                                 + "' (use 'unchecked' syntax to override)");
            if (!env.raised())
                return constant(std::move(converted), type, offset);
        }
        return value(node([target, isChecked, offset, inner = std::move(bound.node)](Frame& frame) {
                         Value content = inner->evaluate(frame);
                         if (content.isNull() || frame.env.raised())
                             return Value();
                         frame.env.offset = offset;
                         return convertNumber(frame.env, content, target, isChecked);
                     }),
                     type, offset);
    }
    case ConversionKind::EnumZero:
        return constant(Value::ofEnum(*type->withoutNullable(), 0), type, offset);
    case ConversionKind::EnumNumber: {
        const Type* target = type->withoutNullable();
        const bool isStrict = bound.type->isNullable() && !type->isNullable();
        const auto convert = [target](Env& env, const Value& content) {
            if (target->isEnum()) {
                const Value number = content.tag() == Tag::Enum
                    ? content
                    : convertNumber(env, content, Tag::Int32, false);
                return Value::ofEnum(*target, number.asLong());
            }
            const Value number = content.tag() == Tag::Enum
                ? Value::ofInteger(Tag::Int32, content.asLong())
                : content;
            return convertNumber(env, number, target->tag, false);
        };
        if (bound.constant && !bound.constant->isNull()) {
            const Limits limits;
            Env env(nullptr, limits);
            return constant(convert(env, *bound.constant), type, offset);
        }
        return value(node([convert, isStrict, inner = std::move(bound.node)](Frame& frame) {
                         Value content = inner->evaluate(frame);
                         if (frame.env.raised())
                             return Value();
                         if (content.isNull())
                             return isStrict
                                 ? frame.env.invalidOperation("Nullable object must have a value.")
                                 : Value();
                         return convert(frame.env, content);
                     }),
                     type, offset);
    }
    case ConversionKind::User: {
        const Type* from = bound.type;
        const bool isLifted = from->isNullable() && !conversion.parameter->acceptsNull();
        // A lifted operator passes null through.
        const Type* parameter = isLifted ? nullableOf(conversion.parameter) : conversion.parameter;
        auto argument = convertTo(std::move(bound), parameter, true, offset);
        const Function function = conversion.method->function;
        CallSite site;
        site.result = conversion.result;
        auto call = value(node([function, isLifted, offset, site,
                                inner = std::move(argument.node)](Frame& frame) {
                              Value content = inner->evaluate(frame);
                              if (frame.env.raised() || (isLifted && content.isNull()))
                                  return Value();
                              frame.env.offset = offset;
                              return function(frame.env, Args(&content, 1, site));
                          }),
                          isLifted ? nullableOf(conversion.result) : conversion.result, offset);
        return convertTo(std::move(call), type, isExplicit, offset);
    }
    case ConversionKind::Unbox: {
        bound = asChildren(std::move(bound), type);
        return value(
            node([source = typeSource(type), offset, inner = std::move(bound.node)](Frame& frame) {
                Value content = inner->evaluate(frame);
                if (frame.env.raised())
                    return Value();
                const Type* target = source.in(frame);
                if (content.isNull()) {
                    frame.env.offset = offset;
                    return target->acceptsNull() ? Value() : frame.env.nullReference();
                }
                // An enum unboxes to its number's type.
                if (content.tag() == Tag::Enum && target == core().int32)
                    return Value::ofInt(static_cast<std::int32_t>(content.asLong()));
                if (!isInstance(content, target)) {
                    frame.env.offset = offset;
                    return frame.env.invalidCast(content, *target->withoutNullable());
                }
                return content;
            }),
            type, offset);
    }
    case ConversionKind::Nullable:
        return value(node([offset, inner = std::move(bound.node)](Frame& frame) {
                         Value content = inner->evaluate(frame);
                         if (content.isNull() && !frame.env.raised()) {
                             frame.env.offset = offset;
                             return frame.env.invalidOperation(
                                 "Nullable object must have a value.");
                         }
                         return content;
                     }),
                     type, offset);
    case ConversionKind::Lambda:
        return bindLambda(bound.syntax, type);
    case ConversionKind::Methods:
        return bindMethodGroup(std::move(bound), type);
    case ConversionKind::Dynamic:
        return value(
            node([source = typeSource(type), offset, inner = std::move(bound.node)](Frame& frame) {
                Value content = inner->evaluate(frame);
                if (frame.env.raised())
                    return Value();
                frame.env.offset = offset;
                const Type* target = source.in(frame);
                return evaluateDynamic(frame.env, [&](Binder& binder) {
                    return binder.convertTo(binder.valueOf(content), target, true, offset);
                });
            }),
            type, offset);
    case ConversionKind::Tuple: {
        const Type* from = bound.type->withoutNullable();
        const Type* to = type->withoutNullable();
        const auto slot = newSlot();
        std::vector<NodePtr> fields;
        for (std::size_t i = 0; i < to->arguments.size(); ++i) {
            auto field = value(node([slot, i](Frame& frame) {
                                   return frame.slots[slot].get<RecordObject>().fields[i];
                               }),
                               from->arguments[i], offset);
            fields.push_back(
                convertTo(std::move(field), to->arguments[i], isExplicit, offset).node);
            if (fields.back() == nullptr)
                return Bound();
        }
        return value(node([slot, to, fields = std::move(fields),
                           inner = std::move(bound.node)](Frame& frame) {
                         frame.slots[slot] = inner->evaluate(frame);
                         if (frame.env.raised() || frame.slots[slot].isNull())
                             return Value();
                         std::vector<Value> values;
                         for (const auto& field : fields)
                             values.push_back(field->evaluate(frame));
                         return makeValue<RecordObject>(*tupleOf(to->arguments), std::move(values));
                     }),
                     type, offset);
    }
    case ConversionKind::Default:
        return defaultValue(type, offset);
    case ConversionKind::Throw:
        return value(std::move(bound.node), type, offset);
    }
    return Bound();
}

} // namespace gatelens::expression
