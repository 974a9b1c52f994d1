#include "core/expression/types/library.h"

#include "core/expression/library/families.h"
#include "core/expression/types/signature.h"
#include "core/expression/types/type_table.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

struct Alias
{
    std::string_view keyword;
    std::string_view name;
    Tag tag;
};

constexpr Alias kAliases[] = {
    {"object", "Object", Tag::Object},    {"string", "String", Tag::String},
    {"bool", "Boolean", Tag::Boolean},    {"char", "Char", Tag::Char},
    {"sbyte", "SByte", Tag::SByte},       {"byte", "Byte", Tag::Byte},
    {"short", "Int16", Tag::Int16},       {"ushort", "UInt16", Tag::UInt16},
    {"int", "Int32", Tag::Int32},         {"uint", "UInt32", Tag::UInt32},
    {"long", "Int64", Tag::Int64},        {"ulong", "UInt64", Tag::UInt64},
    {"float", "Single", Tag::Single},     {"double", "Double", Tag::Double},
    {"decimal", "Decimal", Tag::Decimal}, {"", "DateTime", Tag::DateTime},
    {"", "TimeSpan", Tag::TimeSpan},      {"", "DateTimeOffset", Tag::DateTimeOffset},
};

const Alias* aliasOf(std::string_view name)
{
    const auto* found = std::find_if(std::begin(kAliases), std::end(kAliases),
                                     [&](const Alias& alias) { return alias.name == name; });
    return found == std::end(kAliases) ? nullptr : found;
}

std::string keyOf(std::string_view name, std::size_t arity)
{
    return arity == 0 ? std::string(name) : std::string(name) + "`" + std::to_string(arity);
}

TypeKind kindOf(std::string_view word)
{
    if (word == "struct")
        return TypeKind::Struct;
    if (word == "interface")
        return TypeKind::Interface;
    if (word == "enum")
        return TypeKind::Enum;
    if (word == "delegate")
        return TypeKind::Delegate;
    if (word == "static")
        return TypeKind::Static;
    return TypeKind::Class;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

const Type* builtInType(TypeKind kind, std::string_view name)
{
    return TypeTable::instance().intern("B" + std::string(name), [&](Type& type) {
        type.kind = kind;
        type.tag = Tag::Null;
        type.name = std::string(name);
        type.fullName = type.name;
        type.display = type.name;
    });
}

void fillCore(const Library& library)
{
    auto& core = TypeTable::instance().core;
    const auto self = [&](std::string_view name) { return library.find(name)->self; };
    core.object = self("Object");
    core.valueType = self("ValueType");
    core.enumBase = self("Enum");
    core.array = self("Array");
    core.string = self("String");
    core.boolean = self("Boolean");
    core.character = self("Char");
    core.sbyte = self("SByte");
    core.byte = self("Byte");
    core.int16 = self("Int16");
    core.uint16 = self("UInt16");
    core.int32 = self("Int32");
    core.uint32 = self("UInt32");
    core.int64 = self("Int64");
    core.uint64 = self("UInt64");
    core.single = self("Single");
    core.real = self("Double");
    core.decimal = self("Decimal");
    core.dateTime = self("DateTime");
    core.dateTimeOffset = self("DateTimeOffset");
    core.timeSpan = self("TimeSpan");
    core.guid = self("Guid");
    core.exception = self("Exception");
    core.typeType = self("Type");
    core.disposable = self("IDisposable");
    core.bytes = arrayOf(core.byte);
    core.strings = arrayOf(core.string);
}

} // namespace

struct LibraryBuilder::Pending
{
    enum class Kind
    {
        Bases,
        Method,
        Property,
        Constant
    };
    Kind kind;
    TypeDefinition* owner;
    std::string_view text;
    Function function = nullptr;
    Function setter = nullptr;
    std::string_view description;
    Value constant;
};

LibraryBuilder::LibraryBuilder(Library& library)
    : m_library(library)
{
    auto& core = TypeTable::instance().core;
    core.voidType = builtInType(TypeKind::Void, "void");
    core.nullType = builtInType(TypeKind::Null, "<null>");
    core.dynamic = builtInType(TypeKind::Dynamic, "dynamic");
}

LibraryBuilder::~LibraryBuilder() = default;

TypeBuilder LibraryBuilder::type(std::string_view declaration, std::string_view description)
{
    auto& definition = m_library.m_definitions.emplace_back();
    const auto space = declaration.find(' ');
    definition.kind = kindOf(declaration.substr(0, space));
    definition.description = description;
    auto rest = declaration.substr(space + 1);
    const auto colon = rest.find(" : ");
    if (colon != std::string_view::npos)
        m_pending.push_back({Pending::Kind::Bases, &definition, rest.substr(colon + 3)});
    rest = trimmed(rest.substr(0, colon));
    const auto angle = rest.find('<');
    const auto fullName = rest.substr(0, angle);
    const auto dot = fullName.rfind('.');
    definition.name = std::string(fullName.substr(dot + 1));
    definition.nameSpace = std::string(fullName.substr(0, dot));
    if (angle != std::string_view::npos) {
        auto list = rest.substr(angle + 1, rest.size() - angle - 2);
        while (!list.empty()) {
            const auto comma = std::min(list.find(','), list.size());
            definition.parameters.push_back(
                typeParameter(trimmed(list.substr(0, comma)), declaration));
            list = list.substr(std::min(comma + 1, list.size()));
        }
    }
    const auto key = keyOf(definition.name, definition.parameters.size());
    const auto* alias = aliasOf(definition.name);
    definition.self
        = TypeTable::instance().intern("D" + definition.nameSpace + "." + key, [&](Type& type) {
              type.kind = definition.kind;
              type.definition = &definition;
              type.name = key;
              type.fullName = definition.nameSpace + "." + key;
              type.display = alias != nullptr && !alias->keyword.empty()
                  ? std::string(alias->keyword)
                  : definition.name;
              type.tag = alias != nullptr ? alias->tag : Tag::Object;
              if (definition.kind == TypeKind::Enum)
                  type.tag = Tag::Enum;
              type.arguments = definition.parameters;
          });
    if (key == "Nullable`1")
        TypeTable::instance().nullable = &definition;
    m_library.m_byName.emplace(key, &definition);
    m_library.m_byFullName.emplace(definition.nameSpace + "." + key, &definition);
    if (alias != nullptr && !alias->keyword.empty())
        m_library.m_byName.emplace(std::string(alias->keyword), &definition);
    for (std::string_view space2 = definition.nameSpace; !space2.empty();) {
        m_library.m_namespaces.emplace(std::string(space2), true);
        const auto last = space2.rfind('.');
        space2 = last == std::string_view::npos ? std::string_view() : space2.substr(0, last);
    }
    return {*this, definition};
}

Function Library::shortcut(std::string_view path, Function method) const
{
    for (const Shortcut& one : m_shortcuts) {
        if (one.method == method && one.path == path)
            return one.direct;
    }
    return nullptr;
}

void LibraryBuilder::finish()
{
    fillCore(m_library);
    for (const auto& pending : m_pending) {
        if (pending.kind == Pending::Kind::Bases)
            pending.owner->bases
                = SignatureReader(m_library, *pending.owner, pending.text).readTypes();
    }
    for (auto& pending : m_pending) {
        auto& owner = *pending.owner;
        SignatureReader reader(m_library, owner, pending.text);
        if (pending.kind == Pending::Kind::Method) {
            auto& method = owner.methodStore.emplace_back();
            reader.readMethod(method);
            method.function = pending.function;
            method.description = pending.description;
            owner.methods[method.name].push_back(&method);
            if (method.isExtension)
                m_library.m_extensions[method.name].push_back(&method);
        } else if (pending.kind != Pending::Kind::Bases) {
            auto& property = owner.propertyStore.emplace_back();
            reader.readProperty(property);
            property.getter = pending.function;
            property.setter = pending.setter;
            property.description = pending.description;
            property.isConstant = pending.kind == Pending::Kind::Constant;
            property.isStatic = property.isStatic || property.isConstant;
            property.constant = pending.constant;
            owner.properties[property.name] = &property;
        }
    }
}

TypeBuilder& TypeBuilder::method(std::string_view signature, Function function,
                                 std::string_view description)
{
    m_builder->m_pending.push_back({LibraryBuilder::Pending::Kind::Method,
                                    m_definition,
                                    signature,
                                    function,
                                    nullptr,
                                    description,
                                    {}});
    return *this;
}

TypeBuilder& TypeBuilder::property(std::string_view signature, Function getter,
                                   std::string_view description, Function setter)
{
    m_builder->m_pending.push_back({LibraryBuilder::Pending::Kind::Property,
                                    m_definition,
                                    signature,
                                    getter,
                                    setter,
                                    description,
                                    {}});
    return *this;
}

TypeBuilder& TypeBuilder::constant(std::string_view signature, Value value,
                                   std::string_view description)
{
    m_builder->m_pending.push_back({LibraryBuilder::Pending::Kind::Constant, m_definition,
                                    signature, nullptr, nullptr, description, std::move(value)});
    return *this;
}

TypeBuilder& TypeBuilder::value(std::string_view name, std::int64_t value)
{
    m_definition->values.push_back({std::string(name), value});
    return *this;
}

TypeBuilder& TypeBuilder::values(std::initializer_list<std::string_view> names)
{
    for (const auto name : names)
        value(name, static_cast<std::int64_t>(m_definition->values.size()));
    return *this;
}

TypeBuilder& TypeBuilder::flags()
{
    m_definition->isFlags = true;
    return *this;
}

TypeBuilder& TypeBuilder::unlisted()
{
    m_definition->isListed = false;
    return *this;
}

const Library& Library::instance()
{
    static const Library& library = []() -> const Library& {
        static Library made;
        LibraryBuilder builder(made);
        registerFamilies(builder);
        builder.finish();
        return made;
    }();
    return library;
}

const TypeDefinition* Library::find(std::string_view name, std::size_t arity) const
{
    const auto found = m_byName.find(keyOf(name, arity));
    return found == m_byName.end() ? nullptr : found->second;
}

const TypeDefinition* Library::findQualified(std::string_view fullName, std::size_t arity) const
{
    const auto found = m_byFullName.find(keyOf(fullName, arity));
    return found == m_byFullName.end() ? nullptr : found->second;
}

bool Library::isNamespace(std::string_view name) const
{
    return m_namespaces.contains(std::string(name));
}

const std::vector<const Method*>* Library::extensions(std::string_view name) const
{
    const auto found = m_extensions.find(name);
    return found == m_extensions.end() ? nullptr : &found->second;
}

const Type* substitute(const Type* type, const std::vector<const Type*>& parameters,
                       const std::vector<const Type*>& arguments)
{
    if (!type->isOpen() || parameters.empty())
        return type;
    if (type->kind == TypeKind::Parameter) {
        const auto found = std::find(parameters.begin(), parameters.end(), type);
        const auto index = static_cast<std::size_t>(found - parameters.begin());
        return found == parameters.end() || index >= arguments.size() || arguments[index] == nullptr
            ? type
            : arguments[index];
    }
    std::vector<const Type*> closed;
    closed.reserve(type->arguments.size());
    for (const Type* argument : type->arguments)
        closed.push_back(substitute(argument, parameters, arguments));
    if (type->isArray())
        return arrayOf(closed[0], type->rank);
    if (type->isNullable())
        return nullableOf(closed[0]);
    if (type->kind == TypeKind::ValueTuple)
        return tupleOf(std::move(closed), type->fieldNames);
    if (type->kind == TypeKind::Anonymous)
        return anonymousOf(type->fieldNames, std::move(closed));
    return genericOf(*type->definition, std::move(closed));
}

} // namespace gatelens::expression
