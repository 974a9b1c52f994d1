#include "core/odata/model_reader.h"
#include "sales_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::odata {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ModelReaderTest, ReadsEveryKindOfThing)
{
    const Model& model = test::salesModel();
    const StructuredType& product = *model.type("Sales.Product");
    EXPECT_TRUE(product.isEntity);
    EXPECT_THAT(product.key, ElementsAre("Id"));
    EXPECT_EQ(model.property(product, "Name")->type, (TypeUse{"Edm.String", false, false}));
    EXPECT_EQ(model.property(product, "Tags")->type.toString(), "Collection(Edm.String)");
    EXPECT_TRUE(model.property(product, "Category")->isNavigation);
    EXPECT_EQ(model.property(product, "Category")->type.name, "Sales.Category");
    EXPECT_EQ(model.primitiveOf("Sales.Sku"), "Edm.String");
    EXPECT_THAT(model.enums.at("Sales.Color").members, ElementsAre("Red", "Green", "Blue"));
    EXPECT_FALSE(model.type("Sales.Address")->isEntity);
    EXPECT_EQ(model.child("Me")->kind, ContainerKind::Singleton);
    EXPECT_EQ(model.child("NearestProducts")->target, "Sales.Nearest");
    EXPECT_EQ(model.unboundOperations("Sales.Nearest").size(), 1U);
    EXPECT_EQ(model.qualified("Self.Product"), "Sales.Product");
}

TEST(ModelReaderTest, TypesHaveWhatTheirBasesHave)
{
    const Model& model = test::salesModel();
    const StructuredType& employee = *model.type("Sales.Employee");
    EXPECT_THAT(model.key(employee), ElementsAre("UserName"));
    EXPECT_NE(model.property(employee, "FirstName"), nullptr);
    EXPECT_NE(model.property(employee, "Salary"), nullptr);
    EXPECT_TRUE(model.isA("Sales.Employee", "Sales.Person"));
    EXPECT_FALSE(model.isA("Sales.Person", "Sales.Employee"));
    EXPECT_TRUE(model.isOpen(*model.type("Sales.Event")));
    EXPECT_TRUE(model.hasStream(*model.type("Sales.Picture")));
}

TEST(ModelReaderTest, BindsOperationsToTypesAndTheirCollections)
{
    const Model& model = test::salesModel();
    const TypeUse one{"Sales.Product"};
    const TypeUse many{"Sales.Product", true};
    EXPECT_EQ(model.boundOperations("Sales.MostExpensive", many).size(), 1U);
    EXPECT_TRUE(model.boundOperations("Sales.MostExpensive", one).empty());
    EXPECT_EQ(model.boundOperations("Rate", one).size(), 1U);
    EXPECT_TRUE(model.boundOperations("Rate", {"Sales.Person"}).empty());
}

TEST(ModelReaderTest, TypesOfOtherDocumentsAreUnknown)
{
    const Model& model = test::salesModel();
    EXPECT_FALSE(model.property(*model.type("Sales.Product"), "Extra")->type.isKnown());
}

std::string problemOf(std::string_view text)
{
    const Result<Model> model = readModel(text, "m.edmx");
    return model ? std::string("none") : toString(model.error());
}

TEST(ModelReaderTest, NamesTheLineOfWhatIsWrong)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "m.edmx:1:1: the metadata document is no XML"},
        {"<a>\n<b></a>", "m.edmx:2:"},
        {"<a/>", "m.edmx:1: the root of a metadata document is <edmx:Edmx>, not <a>"},
        {"<Edmx xmlns='http://schemas.microsoft.com/ado/2007/06/edmx'/>", "OData 4.0 and 4.01"},
        {"<Edmx xmlns='http://docs.oasis-open.org/odata/ns/edmx'/>", "has no <EntityContainer>"},
        {"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>\n<a>&b;</a>", "<!DOCTYPE>"},
        {test::documentWith("<EntityType/>"), "m.edmx:4: <EntityType> lacks the attribute Name"},
        {test::documentWith("<EntityType Name='A'>\n<Property Name='P'/></EntityType>"),
         "m.edmx:5: <Property> lacks the attribute Type"},
        {test::documentWith("<EntityType Name='A'>\n<Property Name='P' Type='Edm.Strng'/>"
                            "</EntityType>"),
         "m.edmx:5: there is no type 'Edm.Strng'"},
        {test::documentWith("<EntityType Name='A'/><EntityType Name='B'>\n\n"
                            "<Property Name='P' Type='Collection(N.AA)'/></EntityType>"),
         "m.edmx:6: there is no type 'N.AA'"},
        {test::documentWith("<EntityType Name='A' BaseType='N.B'/>\n<EntityType Name='B' "
                            "BaseType='N.A'/>"),
         "m.edmx:4: 'N.A' derives from itself"},
        {test::documentWith("<EntityType Name='A'/>\n<EntityType Name='A'/>"),
         "m.edmx:5: 'A' stands twice"},
        {test::documentWith("<EntityType Name='A'><Property Name='P' Type='Edm.Int32'/>\n"
                            "<Property Name='P' Type='Edm.Int32'/></EntityType>"),
         "m.edmx:5: 'P' stands twice"},
        {test::documentWith("<Function Name='F' IsBound='true'/>"),
         "m.edmx:4: the bound operation 'N.F' has no parameter"},
        {test::documentWith("<EntityContainer Name='D'>\n<EntitySet Name='S' EntityType='N.A'/>"
                            "</EntityContainer>"),
         "m.edmx:5: 'S' is of 'N.A', which is no entity type"},
        {test::documentWith("<EntityContainer Name='D'>\n<EntitySet Name='S'/></EntityContainer>"),
         "m.edmx:5: <EntitySet> lacks the attribute EntityType"},
        {test::documentWith("<EntityContainer Name='D'><FunctionImport Name='F' Function='N.F'/>"
                            "</EntityContainer>"),
         "m.edmx:4: 'F' imports 'N.F', which is no unbound operation"},
    };
    for (const auto& [text, problem] : cases)
        EXPECT_THAT(problemOf(text), HasSubstr(problem)) << text;
}

TEST(ModelReaderTest, TakesNoDocumentWithoutEnd)
{
    EXPECT_THAT(problemOf(std::string(kMostMetadataBytes + 1, ' ')), HasSubstr("8 MiB"));
}

} // namespace
} // namespace gatelens::odata
