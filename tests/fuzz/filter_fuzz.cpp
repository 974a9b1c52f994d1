// Any text as a filter; what parses must print to something that parses to the same filter.

#include "core/store/filter.h"
#include "tests/core/store/sample_exchange.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto filter = gatelens::filter::Filter::parse(text);
    if (!filter)
        return 0;
    const auto again = gatelens::filter::Filter::parse(filter->print());
    if (!again || !(*again == *filter))
        std::abort();
    static const gatelens::Exchange kExchange = gatelens::test::failedExchange(1);
    static_cast<void>(filter->matches(kExchange));
    return 0;
}
