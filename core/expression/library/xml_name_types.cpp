#include "core/expression/library/families.h"
#include "core/expression/library/xml_access.h"
#include "core/expression/library/xml_compare.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/parse.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/node.h"

#include <algorithm>
#include <cmath>

namespace gatelens::expression {

namespace {

XmlName parseXmlName(std::string_view text)
{
    if (text.starts_with("{")) {
        const auto close = text.find('}');
        if (close != std::string_view::npos)
            return {std::string(text.substr(1, close - 1)), std::string(text.substr(close + 1))};
    }
    return {"", std::string(text)};
}

bool isValidName(std::string_view local)
{
    if (local.empty())
        return false;
    const auto isStart = [](char c) {
        return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'
            || static_cast<unsigned char>(c) >= 0x80;
    };
    return isStart(local[0]) && std::all_of(local.begin(), local.end(), [&](char c) {
               return isStart(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-'
                   || c == '.';
           });
}

Value checkedName(Env& env, std::string space, std::string_view local)
{
    if (!isValidName(local))
        return env.raise("XmlException",
                         "Name cannot begin with or contain these characters: '"
                             + std::string(local) + "'.");
    return nameValue({std::move(space), std::string(local)});
}

Value nameFromText(Env& env, Args a)
{
    if (a[0].isNull())
        return {};
    if (a[0].text().empty())
        return env.argument("'' is an invalid expanded name.");
    auto parsed = parseXmlName(a[0].text());
    return checkedName(env, std::move(parsed.space), parsed.local);
}

} // namespace

void registerXmlNames(LibraryBuilder& library)
{
    library.type("class System.Xml.Linq.XName", "A name with its namespace")
        .property("string LocalName",
                  [](Env&, Args a) { return Value::ofText(nameIn(a[0]).local); })
        .property("string NamespaceName",
                  [](Env&, Args a) { return Value::ofText(nameIn(a[0]).space); })
        .property("XNamespace Namespace",
                  [](Env&, Args a) { return spaceValue(nameIn(a[0]).space); })
        .method("static XName Get(string expandedName)", nameFromText)
        .method("static XName Get(string localName, string namespaceName)",
                [](Env& env, Args a) {
                    if (a[0].isNull() || a[0].text().empty())
                        return env.argumentNull("localName");
                    return checkedName(env, a[1].toText(), a[0].text());
                })
        .method("static implicit operator XName(string expandedName)", nameFromText)
        .method("static bool operator ==(XName left, XName right)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(XName left, XName right)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); });
    library.type("class System.Xml.Linq.XNamespace", "A namespace")
        .property("string NamespaceName",
                  [](Env&, Args a) { return Value::ofText(nameIn(a[0]).space); })
        .property("static XNamespace None", [](Env&, Args) { return spaceValue(""); })
        .property("static XNamespace Xml",
                  [](Env&, Args) { return spaceValue("http://www.w3.org/XML/1998/namespace"); })
        .property("static XNamespace Xmlns",
                  [](Env&, Args) { return spaceValue(std::string(kXmlnsSpace)); })
        .method("XName GetName(string localName)",
                [](Env&, Args a) {
                    return nameValue({nameIn(a[0]).space, a[1].toText()});
                })
        .method("static XNamespace Get(string namespaceName)",
                [](Env&, Args a) { return spaceValue(a[0].toText()); })
        .method("static implicit operator XNamespace(string namespaceName)",
                [](Env&, Args a) { return a[0].isNull() ? Value() : spaceValue(a[0].toText()); })
        .method("static XName operator +(XNamespace ns, string localName)",
                [](Env& env, Args a) {
                    if (a[0].isNull() || a[1].text().empty())
                        return env.argumentNull(a[0].isNull() ? "ns" : "localName");
                    return checkedName(env, nameIn(a[0]).space, a[1].text());
                })
        .method("static bool operator ==(XNamespace left, XNamespace right)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(XNamespace left, XNamespace right)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); });
}

} // namespace gatelens::expression
