#pragma once

#include "core/expression/library/string_builder.h"
#include "core/expression/runtime/env.h"

#include <string>
#include <string_view>

namespace gatelens::expression {

/// A StringReader. Positions count UTF-16 code units, as `Read` gives them.
class TextReaderObject final : public Object
{
public:
    TextReaderObject(const Type& readerType, std::u16string content)
        : units(std::move(content))
        , m_type(&readerType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    /// What has not been read yet.
    [[nodiscard]] std::u16string_view rest() const { return std::u16string_view(units).substr(at); }

    const std::u16string units;
    std::size_t at = 0;
    bool isClosed = false;

private:
    const Type* m_type;
};

/// A StringWriter, which writes into a StringBuilder.
class TextWriterObject final : public Object
{
public:
    TextWriterObject(const Type& writerType, Ref<BuilderObject> target)
        : builder(std::move(target))
        , m_type(&writerType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::string toText() const override { return builder->toText(); }

    const Ref<BuilderObject> builder;
    std::string newLine = "\n";
    bool isClosed = false;

private:
    const Type* m_type;
};

/// Adds text to a TextWriter; raises ObjectDisposedException when it is closed.
void writeText(Env& env, const Value& writer, std::string_view text);
/// Takes all that a TextReader has left; raises ObjectDisposedException when it is closed.
[[nodiscard]] std::string takeRest(Env& env, const Value& reader);

} // namespace gatelens::expression
