#include "core/expression/library/oid.h"

#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <openssl/err.h>
#include <openssl/objects.h>

#include <memory>

namespace gatelens::expression {

namespace {

using ObjectPointer = std::unique_ptr<ASN1_OBJECT, decltype(&ASN1_OBJECT_free)>;

/// The name that Windows shows: "sha256RSA" for sha256WithRSAEncryption, "sha256", "CN".
/// Nothing for an object that has no name.
std::string friendlyName(const ASN1_OBJECT* object)
{
    const int nid = OBJ_obj2nid(object);
    if (nid == NID_undef)
        return {};
    if (nid == NID_rsaEncryption)
        return "RSA";
    const std::string longName = OBJ_nid2ln(nid);
    if (longName.ends_with("WithRSAEncryption"))
        return longName.substr(0, longName.find("With")) + "RSA";
    const std::string shortName = OBJ_nid2sn(nid);
    return shortName.starts_with("SHA") ? toLower(shortName) : shortName;
}

/// The object of a number or a name; null when it is neither.
ObjectPointer objectNamed(std::string_view text)
{
    const std::string name(text);
    ObjectPointer found(OBJ_txt2obj(name.c_str(), 0), ASN1_OBJECT_free);
    if (found == nullptr)
        found.reset(OBJ_txt2obj(toUpper(name).c_str(), 0));
    if (found == nullptr && name.ends_with("RSA"))
        found.reset(
            OBJ_txt2obj((name.substr(0, name.size() - 3) + "WithRSAEncryption").c_str(), 0));
    ERR_clear_error();
    return found;
}

Value oidRecord(const Type& type, Value number, Value name)
{
    return makeValue<RecordObject>(type, std::vector<Value>{std::move(number), std::move(name)});
}

/// `(string oid)`: a number or a name that is known.
Value makeOid(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("oid");
    const auto object = objectNamed(a[0].text());
    if (object == nullptr)
        return oidRecord(*a.site().result, a[0], Value());
    const auto name = friendlyName(object.get());
    return oidRecord(*a.site().result, Value::ofString(oidText(object.get())),
                     name.empty() ? Value() : Value::ofString(name));
}

template<std::size_t index>
Value oidField(Env&, Args a)
{
    return a[0].get<RecordObject>().fields[index];
}

template<std::size_t index>
Value setOidField(Env&, Args a)
{
    a[0].get<RecordObject>().fields[index] = a[1];
    return {};
}

} // namespace

std::string oidText(const ASN1_OBJECT* object)
{
    char buffer[80] = {};
    OBJ_obj2txt(buffer, sizeof buffer, object, 1);
    return buffer;
}

Value oidOf(const ASN1_OBJECT* object)
{
    static const Type* known = Library::instance().find("Oid")->self;
    return oidRecord(*known, Value::ofString(oidText(object)),
                     Value::ofString(friendlyName(object)));
}

void registerOid(LibraryBuilder& library)
{
    library.type("class System.Security.Cryptography.Oid", "The number of an algorithm or name")
        .method("new()", [](Env&, Args a) { return oidRecord(*a.site().result, Value(), Value()); })
        .method("new(string oid)", makeOid)
        .method("new(string value, string friendlyName)",
                [](Env&, Args a) { return oidRecord(*a.site().result, a[0], a[1]); })
        .method("new(Oid oid)",
                [](Env&, Args a) {
                    const auto& fields = a[0].get<RecordObject>().fields;
                    return oidRecord(*a.site().result, fields[0], fields[1]);
                })
        .property("string Value", oidField<0>, "", setOidField<0>)
        .property("string FriendlyName", oidField<1>, "", setOidField<1>);
}

} // namespace gatelens::expression
