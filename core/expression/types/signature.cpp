#include "core/expression/types/signature.h"

#include "core/expression/types/type_table.h"

#include <cctype>
#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace gatelens::expression {

const Type* typeParameter(std::string_view name, std::string_view owner)
{
    const auto key = "P" + std::string(owner) + "/" + std::string(name);
    return TypeTable::instance().intern(key, [&](Type& type) {
        type.kind = TypeKind::Parameter;
        type.name = std::string(name);
        type.fullName = type.name;
        type.display = type.name;
    });
}

void SignatureReader::fail(std::string_view why) const
{
    std::fprintf(stderr, "Registry of policy expressions: %.*s in \"%.*s\" of %s\n",
                 static_cast<int>(why.size()), why.data(), static_cast<int>(m_text.size()),
                 m_text.data(), m_owner.name.c_str());
    std::abort();
}

void SignatureReader::skipBlanks()
{
    while (m_at < m_text.size() && m_text[m_at] == ' ')
        ++m_at;
}

bool SignatureReader::accept(std::string_view token)
{
    skipBlanks();
    if (!m_text.substr(m_at).starts_with(token))
        return false;
    const bool isWord = std::isalpha(static_cast<unsigned char>(token.back())) != 0;
    const auto next = m_at + token.size();
    if (isWord && next < m_text.size()
        && (std::isalnum(static_cast<unsigned char>(m_text[next])) != 0 || m_text[next] == '_'))
        return false;
    m_at = next;
    return true;
}

void SignatureReader::expect(std::string_view token)
{
    if (!accept(token))
        fail("'" + std::string(token) + "' expected");
}

std::string SignatureReader::readWord()
{
    skipBlanks();
    const auto begin = m_at;
    while (m_at < m_text.size()
           && (std::isalnum(static_cast<unsigned char>(m_text[m_at])) != 0 || m_text[m_at] == '_'))
        ++m_at;
    if (m_at == begin)
        fail("name expected");
    return std::string(m_text.substr(begin, m_at - begin));
}

const Type* SignatureReader::lookup(const std::string& name, std::vector<const Type*> arguments)
{
    if (arguments.empty()) {
        if (m_typeParameters != nullptr) {
            for (const Type* parameter : *m_typeParameters) {
                if (parameter->name == name)
                    return parameter;
            }
        }
        for (const Type* parameter : m_owner.parameters) {
            if (parameter->name == name)
                return parameter;
        }
        if (name == "void")
            return TypeTable::instance().core.voidType;
    }
    const auto* definition = m_library.find(name, arguments.size());
    if (definition == nullptr)
        fail("unknown type " + name);
    return genericOf(*definition, std::move(arguments));
}

const Type* SignatureReader::readType()
{
    const Type* type = nullptr;
    if (accept("(")) {
        std::vector<const Type*> elements;
        do
            elements.push_back(readType());
        while (accept(","));
        expect(")");
        type = tupleOf(std::move(elements));
    } else {
        const auto name = readWord();
        std::vector<const Type*> arguments;
        if (accept("<")) {
            do
                arguments.push_back(readType());
            while (accept(","));
            expect(">");
        }
        type = lookup(name, std::move(arguments));
    }
    for (;;) {
        if (accept("?")) {
            type = nullableOf(type);
        } else if (accept("[]")) {
            type = arrayOf(type);
        } else {
            return type;
        }
    }
}

std::vector<const Type*> SignatureReader::readTypes()
{
    std::vector<const Type*> types;
    do
        types.push_back(readType());
    while (accept(","));
    return types;
}

Value SignatureReader::readDefault(const Type* type)
{
    if (accept("null"))
        return {};
    if (accept("true") || accept("false"))
        return Value::ofBool(m_text[m_at - 2] == 'u');
    if (accept("\"\""))
        return Value::ofLiteral("");
    if (accept("default"))
        return defaultOf(type);
    skipBlanks();
    if (type->isEnum()) {
        const auto name = readWord();
        for (const auto& value : type->definition->values) {
            if (value.name == name)
                return Value::ofEnum(*type, value.value);
        }
        fail("unknown enum value " + name);
    }
    std::int64_t number = 0;
    const auto parsed
        = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), number);
    if (parsed.ec != std::errc())
        fail("default value expected");
    m_at = static_cast<std::size_t>(parsed.ptr - m_text.data());
    return Value::ofInteger(type->tag, number);
}

void SignatureReader::readParameters(Method& method, std::string_view close)
{
    if (accept(close))
        return;
    if (accept("this")) {
        method.isExtension = true;
        method.isStatic = true;
    }
    do {
        auto& parameter = method.parameters.emplace_back();
        if (accept("params"))
            parameter.passBy = PassBy::Params;
        else if (accept("out"))
            parameter.passBy = PassBy::Out;
        else if (accept("ref"))
            parameter.passBy = PassBy::Reference;
        parameter.type = readType();
        parameter.name = readWord();
        if (accept("=")) {
            parameter.isOptional = true;
            parameter.defaultValue = readDefault(parameter.type);
        }
    } while (accept(","));
    expect(close);
}

void SignatureReader::readMethod(Method& method)
{
    method.signature = std::string(m_text);
    method.owner = &m_owner;
    const bool isSetter = accept("set");
    method.isStatic = accept("static");
    if (accept("new")) {
        method.name = ".ctor";
        method.isStatic = true;
        method.returnType = m_owner.self;
        method.signature = m_owner.name + method.signature.substr(3);
        expect("(");
        readParameters(method, ")");
        return;
    }
    const bool isImplicit = accept("implicit");
    if (isImplicit || accept("explicit")) {
        expect("operator");
        method.name = isImplicit ? "op_implicit" : "op_explicit";
        method.returnType = readType();
        expect("(");
        readParameters(method, ")");
        return;
    }
    // The type parameters stand behind the name, but the return type may use them.
    const auto paren = m_text.find('(');
    const auto end = paren == std::string_view::npos ? m_text.size() : paren;
    if (end > 0 && m_text[end - 1] == '>' && m_text.find(" operator ") == std::string_view::npos) {
        int depth = 0;
        std::size_t begin = end;
        while (begin-- > 0) {
            depth += m_text[begin] == '>' ? 1 : 0;
            if (m_text[begin] == '<' && --depth == 0)
                break;
        }
        std::string name;
        for (std::size_t i = begin + 1; i < end; ++i) {
            const char c = m_text[i];
            if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
                name.push_back(c);
            } else if (!name.empty()) {
                method.typeParameters.push_back(
                    typeParameter(name, m_owner.name + "." + std::string(m_text)));
                name.clear();
            }
        }
        m_typeParameters = &method.typeParameters;
    }
    method.returnType = readType();
    if (accept("this")) {
        method.name = isSetter ? "set_Item" : "get_Item";
        expect("[");
        readParameters(method, "]");
        return;
    }
    if (accept("operator")) {
        skipBlanks();
        const auto begin = m_at;
        while (m_at < m_text.size() && m_text[m_at] != '(')
            ++m_at;
        method.name = "op_" + std::string(m_text.substr(begin, m_at - begin));
        method.isStatic = true;
    } else {
        method.name = readWord();
    }
    if (accept("<")) {
        while (!accept(">"))
            ++m_at;
    }
    expect("(");
    readParameters(method, ")");
}

void SignatureReader::readProperty(Property& property)
{
    property.signature = std::string(m_text);
    property.owner = &m_owner;
    property.isStatic = accept("static");
    property.type = readType();
    property.name = readWord();
}

} // namespace gatelens::expression
