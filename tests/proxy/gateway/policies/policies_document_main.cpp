#include "conformance_cases.h"
#include "policies_document.h"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>

/// Writes docs/policies.md anew: policies_document FILE.
int main(int argc, char** argv)
{
    using namespace gatelens::proxy::testing;
    if (argc != 2) {
        fmt::print(stderr, "usage: policies_document FILE\n");
        return 2;
    }
    std::ofstream file(argv[1], std::ios::binary);
    file << policiesDocument(conformanceCoverage());
    file.flush();
    if (!file) {
        fmt::print(stderr, "policies_document: {} cannot be written.\n", argv[1]);
        return 2;
    }
    return 0;
}
