#pragma once

#include "core/expression/types/library.h"

#include <string_view>

namespace gatelens::expression {

/// Reads the C#-like signatures of the registry. They are our own text, checked by the tests: a
/// mistake stops the program at start.
class SignatureReader
{
public:
    SignatureReader(const Library& library, const TypeDefinition& owner, std::string_view text)
        : m_library(library)
        , m_owner(owner)
        , m_text(text)
    {
    }

    void readMethod(Method& method);
    void readProperty(Property& property);
    /// A comma-separated list of types.
    [[nodiscard]] std::vector<const Type*> readTypes();

private:
    void skipBlanks();
    [[nodiscard]] bool accept(std::string_view token);
    void expect(std::string_view token);
    [[nodiscard]] std::string readWord();
    [[nodiscard]] const Type* readType();
    [[nodiscard]] const Type* lookup(const std::string& name, std::vector<const Type*> arguments);
    void readParameters(Method& method, std::string_view close);
    [[nodiscard]] Value readDefault(const Type* type);
    [[noreturn]] void fail(std::string_view why) const;

    const Library& m_library;
    const TypeDefinition& m_owner;
    std::string_view m_text;
    std::size_t m_at = 0;
    const std::vector<const Type*>* m_typeParameters = nullptr;
};

/// A type parameter of that name; one object for each owner and position.
[[nodiscard]] const Type* typeParameter(std::string_view name, std::string_view owner);

} // namespace gatelens::expression
