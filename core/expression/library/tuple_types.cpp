#include "core/expression/library/collection_families.h"
#include "core/expression/library/collections.h"

#include <deque>
#include <string>

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

/// Tuple.Create of eight: the last one is a tuple of its own.
Value makeEight(Env&, Args a)
{
    std::vector<Value> fields;
    for (std::size_t i = 0; i < 7; ++i)
        fields.push_back(a[i]);
    fields.push_back(
        makeValue<RecordObject>(*a.site().result->arguments[7], std::vector<Value>{a[7]}));
    return makeValue<RecordObject>(*a.site().result, std::move(fields));
}

/// Declares Tuple of `count` items and its Create; the eighth item of one is itself a Tuple.
void registerTuple(LibraryBuilder& library, TypeBuilder& factory, std::size_t count)
{
    static constexpr Function kFields[]
        = {field<0>, field<1>, field<2>, field<3>, field<4>, field<5>, field<6>, field<7>};
    static std::deque<std::string> texts;
    std::string letters;
    std::string parameters;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string letter(1, static_cast<char>('A' + i));
        letters += (i == 0 ? "" : ", ") + letter;
        parameters
            += (i == 0 ? "" : ", ") + letter + (i == 7 ? " rest" : " item" + std::to_string(i + 1));
    }
    texts.push_back("class System.Tuple<" + letters + ">");
    auto type = library.type(texts.back());
    texts.push_back("new(" + parameters + ")");
    type.method(texts.back(), makeRecord);
    for (std::size_t i = 0; i < count; ++i) {
        texts.push_back(std::string(1, static_cast<char>('A' + i))
                        + (i == 7 ? " Rest" : " Item" + std::to_string(i + 1)));
        type.property(texts.back(), kFields[i]);
    }
    texts.push_back(count < 8 ? "static Tuple<" + letters + "> Create<" + letters + ">("
                            + parameters + ")"
                              : "static Tuple<A, B, C, D, E, F, G, Tuple<H>> Create<" + letters
                            + ">(A item1, B item2, C item3, D item4, E item5, F item6, G item7, "
                              "H item8)");
    factory.method(texts.back(), count < 8 ? makeRecord : makeEight);
}

} // namespace

void registerTuples(LibraryBuilder& library)
{
    auto factory = library.type("static System.Tuple", "Makes tuples");
    for (std::size_t count = 1; count <= 8; ++count)
        registerTuple(library, factory, count);
}

} // namespace gatelens::expression
