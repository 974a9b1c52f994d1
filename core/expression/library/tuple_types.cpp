#include "core/expression/library/collection_families.h"
#include "core/expression/library/collections.h"

namespace gatelens::expression {

namespace {

template<std::size_t index>
Value field(Env&, Args a)
{
    return a[0].get<RecordObject>().fields[index];
}

Value makeRecord(Env&, Args a)
{
    std::vector<Value> fields;
    for (std::size_t i = 0; i < a.size(); ++i)
        fields.push_back(a[i]);
    return makeValue<RecordObject>(*a.site().result, std::move(fields));
}

} // namespace

void registerTuples(LibraryBuilder& library)
{
    library.type("class System.Tuple<A>")
        .method("new(A item1)", makeRecord)
        .property("A Item1", field<0>);
    library.type("class System.Tuple<A, B>")
        .method("new(A item1, B item2)", makeRecord)
        .property("A Item1", field<0>)
        .property("B Item2", field<1>);
    library.type("class System.Tuple<A, B, C>")
        .method("new(A item1, B item2, C item3)", makeRecord)
        .property("A Item1", field<0>)
        .property("B Item2", field<1>)
        .property("C Item3", field<2>);
    library.type("class System.Tuple<A, B, C, D>")
        .method("new(A item1, B item2, C item3, D item4)", makeRecord)
        .property("A Item1", field<0>)
        .property("B Item2", field<1>)
        .property("C Item3", field<2>)
        .property("D Item4", field<3>);
    library.type("class System.Tuple<A, B, C, D, E>")
        .method("new(A item1, B item2, C item3, D item4, E item5)", makeRecord)
        .property("A Item1", field<0>)
        .property("B Item2", field<1>)
        .property("C Item3", field<2>)
        .property("D Item4", field<3>)
        .property("E Item5", field<4>);
    library.type("static System.Tuple", "Makes tuples")
        .method("static Tuple<A> Create<A>(A item1)", makeRecord)
        .method("static Tuple<A, B> Create<A, B>(A item1, B item2)", makeRecord)
        .method("static Tuple<A, B, C> Create<A, B, C>(A item1, B item2, C item3)", makeRecord)
        .method("static Tuple<A, B, C, D> Create<A, B, C, D>(A item1, B item2, C item3, D item4)",
                makeRecord)
        .method("static Tuple<A, B, C, D, E> Create<A, B, C, D, E>(A item1, B item2, C item3, D "
                "item4, E item5)",
                makeRecord);
}

} // namespace gatelens::expression
