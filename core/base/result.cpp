#include "core/base/result.h"

#include <boost/throw_exception.hpp>

#include <stdexcept>

namespace gatelens {

std::string toString(const SourcePosition& position)
{
    std::string text = position.file;
    if (position.line != 0) {
        if (!text.empty())
            text += ':';
        text += std::to_string(position.line);
        if (position.column != 0)
            text += ':' + std::to_string(position.column);
    }
    return text;
}

std::string toString(const Error& error)
{
    const std::string where = toString(error.position);
    return where.empty() ? error.message : where + ": " + error.message;
}

Error withContext(Error error, std::string_view context)
{
    error.message = std::string(context) + ": " + error.message;
    return error;
}

void throw_exception_from_error(const Error& error, const boost::source_location& location)
{
    boost::throw_exception(std::logic_error("value of a failed result: " + toString(error)),
                           location);
}

} // namespace gatelens
