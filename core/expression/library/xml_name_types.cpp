#include "core/expression/library/families.h"
#include "core/expression/library/xml_access.h"
#include "core/expression/library/xml_compare.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/node.h"

namespace gatelens::expression {

namespace {

/// A name in a namespace, checked; `{space}name` is read by `nameFromText`.
Value checkedName(Env& env, std::string space, const Value& local)
{
    if (local.text().empty())
        return env.argumentNull("localName");
    if (!isLocalXmlName(local.text()))
        return env.raise("XmlException",
                         "Name cannot begin with or contain these characters: '" + local.toText()
                             + "'.");
    return nameValue({std::move(space), local.toText()});
}

Value nameFromText(Env& env, Args a)
{
    if (a[0].isNull())
        return {};
    const auto text = a[0].text();
    const auto close = text.rfind('}');
    const bool isExpanded = text.starts_with("{");
    if (!text.empty() && !isExpanded)
        return checkedName(env, "", a[0]);
    if (text.empty() || close == std::string_view::npos || close <= 1 || close + 1 == text.size())
        return env.argument("'" + a[0].toText() + "' is an invalid expanded name.");
    return checkedName(env, std::string(text.substr(1, close - 1)),
                       Value::ofText(text.substr(close + 1)));
}

Value nameOrNull(Env& env, Args a)
{
    return a[0].isNull() ? env.argumentNull("expandedName") : nameFromText(env, a);
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
        .method("static XName Get(string expandedName)", nameOrNull)
        .method("static XName Get(string localName, string namespaceName)",
                [](Env& env, Args a) {
                    return a[1].isNull() ? env.argumentNull("namespaceName")
                                         : checkedName(env, a[1].toText(), a[0]);
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
                [](Env& env, Args a) { return checkedName(env, nameIn(a[0]).space, a[1]); })
        .method("static XNamespace Get(string namespaceName)",
                [](Env& env, Args a) {
                    return a[0].isNull() ? env.argumentNull("namespaceName")
                                         : spaceValue(a[0].toText());
                })
        .method("static implicit operator XNamespace(string namespaceName)",
                [](Env&, Args a) { return a[0].isNull() ? Value() : spaceValue(a[0].toText()); })
        .method("static XName operator +(XNamespace ns, string localName)",
                [](Env& env, Args a) {
                    return a[0].isNull() ? env.argumentNull("ns")
                                         : checkedName(env, nameIn(a[0]).space, a[1]);
                })
        .method("static bool operator ==(XNamespace left, XNamespace right)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(XNamespace left, XNamespace right)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); });
}

} // namespace gatelens::expression
