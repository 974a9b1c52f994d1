// Any text as a GraphQL document, validated against a schema, and as a schema itself.
#include "core/graphql/depth.h"
#include "core/graphql/parser.h"
#include "core/graphql/validation.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace gatelens::graphql;
    static const Schema kSchema
        = *Schema::parse("type Query { me: User user(id: ID!, of: Filter): User all: [User!]! }"
                         " union Anything = User | Query interface Named { name: String }"
                         " input Filter { name: String = \"x\" kind: Kind } enum Kind { A B }"
                         " type User implements Named { id: ID name: String friends: [User] }",
                         "schema.graphql");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto document = parseDocument(text)) {
        static_cast<void>(validate(kSchema, *document));
        for (const Operation& operation : document->operations)
            static_cast<void>(depthOf(*document, operation));
    }
    static_cast<void>(Schema::parse(text, "fuzz.graphql"));
    return 0;
}
