#include "sales_model.h"

#include "core/odata/model_reader.h"

#include <fstream>
#include <iterator>

namespace gatelens::odata::test {

std::string salesText()
{
    std::ifstream input(GATELENS_TEST_DATA "/sales.edmx", std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
}

const Model& salesModel()
{
    static const Model model = readModel(salesText(), "sales.edmx").value();
    return model;
}

std::string documentWith(std::string_view text)
{
    return "<edmx:Edmx xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\" Version=\"4.0\">\n"
           "<edmx:DataServices>\n"
           "<Schema Namespace=\"N\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n"
        + std::string(text)
        + "\n<EntityContainer Name=\"C\"/></Schema></edmx:DataServices></edmx:Edmx>";
}

} // namespace gatelens::odata::test
