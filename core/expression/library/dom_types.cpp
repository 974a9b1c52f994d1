#include "core/expression/library/collections.h"
#include "core/expression/library/dom_nodes.h"
#include "core/expression/library/families.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/select.h"

#include <algorithm>
#include <map>

namespace gatelens::expression {

namespace {

/// An XmlNamespaceManager: scopes of prefixes, the innermost last.
class DomSpaces final : public Object
{
public:
    using Scope = std::map<std::string, std::string, std::less<>>;

    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* self = Library::instance().find("XmlNamespaceManager")->self;
        return *self;
    }
    [[nodiscard]] const std::string* find(std::string_view prefix) const
    {
        for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
            if (const auto found = scope->find(prefix); found != scope->end())
                return &found->second;
        }
        return nullptr;
    }
    [[nodiscard]] std::map<std::string, std::string> all() const
    {
        std::map<std::string, std::string> merged;
        for (const auto& scope : scopes) {
            for (const auto& [prefix, space] : scope)
                merged[prefix] = space;
        }
        return merged;
    }

    std::vector<Scope> scopes{
        {{"xml", "http://www.w3.org/XML/1998/namespace"}, {"xmlns", std::string(kXmlnsSpace)}}, {}};
};

DomSpaces& spacesIn(Args a) { return a[0].get<DomSpaces>(); }

Value newSpaces(Env& env, Args a)
{
    return a[0].isNull() ? env.nullReference() : makeValue<DomSpaces>();
}

Value addSpace(Env& env, Args a)
{
    if (a[1].isNull() || a[2].isNull())
        return env.argumentNull(a[1].isNull() ? "prefix" : "uri");
    const auto prefix = a[1].text();
    const bool isFixed
        = prefix == "xmlns" || (prefix == "xml" && *spacesIn(a).find("xml") != a[2].text());
    if (isFixed)
        return env.argument("Prefix \"" + a[1].toText() + "\" is reserved for use by XML.");
    spacesIn(a).scopes.back()[a[1].toText()] = a[2].toText();
    return {};
}

Value removeSpace(Env& env, Args a)
{
    if (a[1].isNull() || a[2].isNull())
        return env.argumentNull(a[1].isNull() ? "prefix" : "uri");
    auto& scope = spacesIn(a).scopes.back();
    const auto found = scope.find(a[1].text());
    if (found != scope.end() && found->second == a[2].text())
        scope.erase(found);
    return {};
}

Value lookUpSpace(Env&, Args a)
{
    const auto* found = a[1].isNull() ? nullptr : spacesIn(a).find(a[1].text());
    if (found == nullptr)
        return a[1].isNull() || !a[1].text().empty() ? Value() : Value::ofLiteral("");
    return Value::ofText(*found);
}

Value lookUpPrefix(Env&, Args a)
{
    if (a[1].isNull())
        return {};
    for (const auto& [prefix, space] : spacesIn(a).all()) {
        if (space == a[1].text())
            return Value::ofText(prefix);
    }
    return {};
}

Value hasSpace(Env&, Args a)
{
    return Value::ofBool(!a[1].isNull() && spacesIn(a).scopes.back().contains(a[1].text()));
}

Value pushScope(Env& env, Args a)
{
    if (env.charge(sizeof(DomSpaces::Scope)))
        spacesIn(a).scopes.emplace_back();
    return {};
}

/// The fixed prefixes and the outermost scope stay.
Value popScope(Env&, Args a)
{
    auto& scopes = spacesIn(a).scopes;
    const bool isInner = scopes.size() > 2;
    if (isInner)
        scopes.pop_back();
    return Value::ofBool(isInner);
}

Value domItemAt(Env&, Args a)
{
    const auto items = a[0].get<DomList>().items();
    return a[1].asInt() >= 0 && static_cast<std::size_t>(a[1].asInt()) < items.size()
        ? items[static_cast<std::size_t>(a[1].asInt())]
        : Value();
}

} // namespace

std::vector<Value> selectDomNodes(Env& env, const Value& node, const Value& path,
                                  const Value& manager)
{
    if (path.isNull()) {
        env.argumentNull("xpath");
        return {};
    }
    const auto* spaces = manager.as<DomSpaces>();
    std::vector<Value> found;
    const auto nodes
        = selectXml(env, domNode(node), path.text(),
                    spaces == nullptr ? std::map<std::string, std::string>() : spaces->all());
    found.reserve(nodes.size());
    for (auto* one : nodes)
        found.push_back(domOf(node, one));
    return found;
}

void registerDomLists(LibraryBuilder& library)
{
    library.type("class System.Xml.XmlNodeList : IEnumerable<XmlNode>", "Nodes of a document")
        .unlisted()
        .property("int Count", countElements)
        .method("XmlNode this[int i]", domItemAt)
        .method("XmlNode Item(int index)", domItemAt)
        .method("IEnumerator GetEnumerator()", enumeratorOf);
    library.type("class System.Xml.XmlNameTable").unlisted();
    library.type("class System.Xml.NameTable : XmlNameTable")
        .unlisted()
        .method("new()", [](Env&, Args a) {
            return makeValue<RecordObject>(*a.site().result, std::vector<Value>());
        });
    library.type("class System.Xml.XmlNamespaceManager", "Prefixes for XPath")
        .unlisted()
        .method("new(XmlNameTable nameTable)", newSpaces)
        .property("string DefaultNamespace",
                  [](Env&, Args a) {
                      const auto* found = spacesIn(a).find("");
                      return found == nullptr ? Value::ofLiteral("") : Value::ofText(*found);
                  })
        .method("void AddNamespace(string prefix, string uri)", addSpace)
        .method("void RemoveNamespace(string prefix, string uri)", removeSpace)
        .method("string LookupNamespace(string prefix)", lookUpSpace)
        .method("string LookupPrefix(string uri)", lookUpPrefix)
        .method("bool HasNamespace(string prefix)", hasSpace)
        .method("void PushScope()", pushScope)
        .method("bool PopScope()", popScope);
}

void registerDom(LibraryBuilder& library)
{
    registerDomLists(library);
    registerDomNode(library);
    registerDomElement(library);
    registerDomAttributes(library);
    registerDomTexts(library);
    registerDomDocument(library);
}

} // namespace gatelens::expression
