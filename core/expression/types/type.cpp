#include "core/expression/types/type.h"

#include "core/expression/runtime/decimal.h"
#include "core/expression/types/library.h"
#include "core/expression/types/type_table.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

std::string joined(const std::vector<const Type*>& types, std::string Type::*text)
{
    std::string out;
    for (const Type* type : types) {
        if (!out.empty())
            out += text == &Type::display ? ", " : ",";
        out += type->*text;
    }
    return out;
}

std::string numbersOf(const std::vector<const Type*>& types)
{
    std::string out;
    for (const Type* type : types)
        out += std::to_string(type->number) + ",";
    return out;
}

void addInterface(std::vector<const Type*>& all, const Type* type)
{
    if (std::find(all.begin(), all.end(), type) == all.end())
        all.push_back(type);
    for (const Type* inherited : type->interfaces()) {
        if (std::find(all.begin(), all.end(), inherited) == all.end())
            all.push_back(inherited);
    }
}

bool isVariantArgument(const Type* from, const Type* to, bool isContravariant)
{
    if (from == to)
        return true;
    if (!from->isReference() || !to->isReference())
        return false;
    return isContravariant ? to->isAssignableTo(from) : from->isAssignableTo(to);
}

/// IEnumerable<out T> and its like, Func<in T, out R>, Action<in T>.
bool isVariantOf(const Type* from, const Type* to)
{
    if (from->definition == nullptr || from->definition != to->definition)
        return false;
    const auto& name = from->definition->name;
    const bool isFunction = name == "Func";
    const bool isConsumer = name == "Action" || name == "Predicate" || name == "IComparer"
        || name == "IEqualityComparer" || name == "Comparison";
    const bool isProducer = name == "IEnumerable" || name == "IEnumerator"
        || name == "IReadOnlyList" || name == "IReadOnlyCollection" || name == "IGrouping"
        || name == "IOrderedEnumerable";
    if (!isFunction && !isConsumer && !isProducer)
        return false;
    for (std::size_t i = 0; i < from->arguments.size(); ++i) {
        const bool isLast = i + 1 == from->arguments.size();
        if (!isVariantArgument(from->arguments[i], to->arguments[i],
                               isConsumer || (isFunction && !isLast)))
            return false;
    }
    return true;
}

} // namespace

TypeTable& TypeTable::instance()
{
    static TypeTable table;
    return table;
}

const CoreTypes& core()
{
    static const CoreTypes& types
        = (static_cast<void>(Library::instance()), TypeTable::instance().core);
    return types;
}

const Type* typeByNumber(std::uint32_t number) noexcept { return TypeTable::instance().at(number); }

const Type* typeOfTag(Tag tag) noexcept
{
    const auto& types = core();
    switch (tag) {
    case Tag::Boolean:
        return types.boolean;
    case Tag::Char:
        return types.character;
    case Tag::SByte:
        return types.sbyte;
    case Tag::Byte:
        return types.byte;
    case Tag::Int16:
        return types.int16;
    case Tag::UInt16:
        return types.uint16;
    case Tag::Int32:
        return types.int32;
    case Tag::UInt32:
        return types.uint32;
    case Tag::Int64:
        return types.int64;
    case Tag::UInt64:
        return types.uint64;
    case Tag::Single:
        return types.single;
    case Tag::Double:
        return types.real;
    case Tag::Decimal:
        return types.decimal;
    case Tag::DateTime:
        return types.dateTime;
    case Tag::DateTimeOffset:
        return types.dateTimeOffset;
    case Tag::TimeSpan:
        return types.timeSpan;
    case Tag::ShortString:
    case Tag::String:
        return types.string;
    default:
        return nullptr;
    }
}

const Type* Type::base() const
{
    const std::scoped_lock lock(TypeTable::instance().mutex());
    static_cast<void>(interfaces());
    return cachedBase;
}

const std::vector<const Type*>& Type::interfaces() const
{
    const std::scoped_lock lock(TypeTable::instance().mutex());
    if (cacheState != 0)
        return cachedInterfaces;
    cacheState = 1;
    const auto& types = TypeTable::instance().core;
    if (kind != TypeKind::Interface && this != types.object)
        cachedBase = types.object;
    switch (kind) {
    case TypeKind::Enum:
        cachedBase = types.enumBase;
        break;
    case TypeKind::Array:
        cachedBase = types.array;
        if (rank == 1) {
            addInterface(cachedInterfaces, genericOf("IList", {element()}));
            addInterface(cachedInterfaces, genericOf("IReadOnlyList", {element()}));
        } else {
            addInterface(cachedInterfaces, genericOf("IEnumerable", {}));
        }
        break;
    case TypeKind::Struct:
    case TypeKind::Nullable:
    case TypeKind::ValueTuple:
        cachedBase = types.valueType;
        break;
    default:
        break;
    }
    if (definition == nullptr)
        return cachedInterfaces;
    for (const Type* declared : definition->bases) {
        const Type* closed = substitute(declared, definition->parameters, arguments);
        if (closed->kind == TypeKind::Interface) {
            addInterface(cachedInterfaces, closed);
        } else {
            cachedBase = closed;
            for (const Type* inherited : closed->interfaces())
                addInterface(cachedInterfaces, inherited);
        }
    }
    return cachedInterfaces;
}

bool Type::isAssignableTo(const Type* other) const
{
    const auto& types = core();
    if (this == other || other == types.object || other->kind == TypeKind::Dynamic)
        return kind != TypeKind::Void;
    if (kind == TypeKind::Null)
        return other->acceptsNull();
    if (kind == TypeKind::Dynamic)
        return false;
    if (kind == TypeKind::ValueTuple && other->kind == TypeKind::ValueTuple)
        return arguments == other->arguments;
    if (isNullable())
        return element()->isAssignableTo(other) && other->isReference();
    if (other->kind == TypeKind::Interface) {
        if (isVariantOf(this, other))
            return true;
        const auto& all = interfaces();
        if (std::any_of(all.begin(), all.end(),
                        [&](const Type* one) { return one == other || isVariantOf(one, other); }))
            return true;
        if (isArray() && rank == 1 && other->arguments.size() == 1 && element()->isReference()
            && other->arguments[0]->isReference()) {
            const auto* seen = instanceOf(this, other->definition);
            return seen != nullptr && element()->isAssignableTo(other->arguments[0]);
        }
        return false;
    }
    if (isArray() && other->isArray())
        return rank == other->rank && element()->isReference() && other->element()->isReference()
            && element()->isAssignableTo(other->element());
    if (kind == TypeKind::Delegate && isVariantOf(this, other))
        return true;
    for (const Type* ancestor = base(); ancestor != nullptr; ancestor = ancestor->base()) {
        if (ancestor == other)
            return true;
    }
    return false;
}

bool Type::isOpen() const noexcept
{
    return kind == TypeKind::Parameter
        || std::any_of(arguments.begin(), arguments.end(),
                       [](const Type* argument) { return argument->isOpen(); });
}

const Type* arrayOf(const Type* element, int rank)
{
    const auto key = "A" + std::to_string(element->number) + "/" + std::to_string(rank);
    return TypeTable::instance().intern(key, [&](Type& type) {
        const std::string suffix = "[" + std::string(static_cast<std::size_t>(rank - 1), ',') + "]";
        type.kind = TypeKind::Array;
        type.arguments = {element};
        type.rank = rank;
        type.name = element->name + suffix;
        type.fullName = element->fullName + suffix;
        // int[][,] is an array of int[,]
        const auto bracket = element->isArray() ? element->display.find('[') : std::string::npos;
        type.display = bracket == std::string::npos
            ? element->display + suffix
            : element->display.substr(0, bracket) + suffix + element->display.substr(bracket);
    });
}

const Type* nullableOf(const Type* underlying)
{
    if (underlying->isNullable() || underlying->isReference())
        return underlying;
    return TypeTable::instance().intern("N" + std::to_string(underlying->number), [&](Type& type) {
        type.kind = TypeKind::Nullable;
        type.tag = underlying->tag;
        type.arguments = {underlying};
        type.name = "Nullable`1";
        type.fullName = "System.Nullable`1[" + underlying->fullName + "]";
        type.display = underlying->display + "?";
        type.definition = TypeTable::instance().nullable;
    });
}

const Type* genericOf(const TypeDefinition& definition, std::vector<const Type*> arguments)
{
    if (definition.parameters.size() != arguments.size() || arguments.empty())
        return definition.self;
    if (definition.name == "Nullable")
        return nullableOf(arguments[0]);
    const auto key = "G" + std::to_string(definition.self->number) + "<" + numbersOf(arguments);
    return TypeTable::instance().intern(key, [&](Type& type) {
        type.kind = definition.kind;
        type.tag = definition.self->tag;
        type.definition = &definition;
        type.name = definition.self->name;
        type.fullName = definition.nameSpace + "." + type.name + "["
            + joined(arguments, &Type::fullName) + "]";
        type.display = definition.name + "<" + joined(arguments, &Type::display) + ">";
        type.arguments = std::move(arguments);
    });
}

const Type* genericOf(std::string_view name, std::vector<const Type*> arguments)
{
    const auto* definition = Library::instance().find(name, arguments.size());
    return definition == nullptr ? core().object : genericOf(*definition, std::move(arguments));
}

const Type* anonymousOf(std::vector<std::string> names, std::vector<const Type*> types)
{
    std::string key = "O" + numbersOf(types);
    for (const auto& name : names)
        key += ";" + name;
    return TypeTable::instance().intern(key, [&](Type& type) {
        type.kind = TypeKind::Anonymous;
        type.name = "<>f__AnonymousType`" + std::to_string(names.size());
        type.fullName = type.name;
        type.display = "new { ";
        for (std::size_t i = 0; i < names.size(); ++i)
            type.display += (i > 0 ? ", " : "") + types[i]->display + " " + names[i];
        type.display += " }";
        type.arguments = std::move(types);
        type.fieldNames = std::move(names);
    });
}

const Type* tupleOf(std::vector<const Type*> types, std::vector<std::string> names)
{
    if (std::all_of(names.begin(), names.end(), [](const auto& name) { return name.empty(); }))
        names.clear();
    std::string key = "T" + numbersOf(types);
    for (const auto& name : names)
        key += ";" + name;
    return TypeTable::instance().intern(key, [&](Type& type) {
        type.kind = TypeKind::ValueTuple;
        type.name = "ValueTuple`" + std::to_string(types.size());
        type.fullName = "System." + type.name + "[" + joined(types, &Type::fullName) + "]";
        type.display = "(" + joined(types, &Type::display) + ")";
        type.arguments = std::move(types);
        type.fieldNames = std::move(names);
    });
}

const Type* instanceOf(const Type* type, const TypeDefinition* definition)
{
    if (type->definition == definition && definition != nullptr)
        return type;
    for (const Type* one : type->interfaces()) {
        if (one->definition == definition)
            return one;
    }
    for (const Type* ancestor = type->base(); ancestor != nullptr; ancestor = ancestor->base()) {
        if (ancestor->definition == definition)
            return ancestor;
    }
    return nullptr;
}

const Type* elementTypeOf(const Type* type)
{
    if (type->isArray())
        return type->element();
    if (type == core().string)
        return core().character;
    const auto& library = Library::instance();
    if (const Type* generic = instanceOf(type, library.find("IEnumerable", 1)))
        return generic->arguments[0];
    if (instanceOf(type, library.find("IEnumerable")) != nullptr)
        return core().object;
    return nullptr;
}

Value defaultOf(const Type* type)
{
    switch (type->kind) {
    case TypeKind::Enum:
        return Value::ofEnum(*type, 0);
    case TypeKind::Struct:
        break;
    default:
        return {};
    }
    switch (type->tag) {
    case Tag::Boolean:
    case Tag::Char:
    case Tag::SByte:
    case Tag::Byte:
    case Tag::Int16:
    case Tag::UInt16:
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Int64:
    case Tag::UInt64:
    case Tag::TimeSpan:
        return Value::ofInteger(type->tag, 0);
    case Tag::Single:
        return Value::ofSingle(0);
    case Tag::Double:
        return Value::ofDouble(0);
    case Tag::Decimal:
        return Value::ofDecimal(Decimal());
    case Tag::DateTime:
        return Value::ofDateTimeTicks(0, ClockKind::Unspecified);
    case Tag::DateTimeOffset:
        return Value::ofDateTimeOffset(0, 0);
    default:
        return type == core().guid ? Value::ofGuid("") : Value();
    }
}

} // namespace gatelens::expression
