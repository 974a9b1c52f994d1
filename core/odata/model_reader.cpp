#include "core/odata/model_reader.h"

#include "core/odata/model_resolver.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <memory>

namespace gatelens::odata {

namespace {

using XmlDocument = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;
using XmlParser = std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)>;

constexpr std::string_view kEdmxNamespace = "http://docs.oasis-open.org/odata/ns/edmx";
constexpr int kParserOptions
    = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;

std::string_view textOf(const xmlChar* text)
{
    return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

/// An element of the document.
class Element
{
public:
    explicit Element(xmlNode* node)
        : m_node(node)
    {
    }

    [[nodiscard]] std::string_view name() const { return textOf(m_node->name); }
    [[nodiscard]] std::string_view xmlNamespace() const
    {
        return m_node->ns == nullptr ? std::string_view() : textOf(m_node->ns->href);
    }
    [[nodiscard]] std::uint32_t line() const
    {
        const long line = xmlGetLineNo(m_node);
        return line > 0 ? static_cast<std::uint32_t>(line) : 0;
    }
    [[nodiscard]] bool has(const char* attribute) const
    {
        return xmlHasProp(m_node, reinterpret_cast<const xmlChar*>(attribute)) != nullptr;
    }
    [[nodiscard]] std::string text(const char* attribute) const
    {
        const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(
            xmlGetProp(m_node, reinterpret_cast<const xmlChar*>(attribute)),
            [](xmlChar* text) { xmlFree(text); });
        return std::string(textOf(value.get()));
    }
    [[nodiscard]] bool isTrue(const char* attribute) const { return text(attribute) == "true"; }
    [[nodiscard]] std::vector<Element> children() const
    {
        std::vector<Element> all;
        for (xmlNode* child = m_node->children; child != nullptr; child = child->next) {
            if (child->type == XML_ELEMENT_NODE)
                all.emplace_back(child);
        }
        return all;
    }

private:
    xmlNode* m_node;
};

/// Reads the elements of schemas into a model whose names are as written; ModelResolver does the
/// rest.
class SchemaReader
{
public:
    explicit SchemaReader(DraftModel& draft)
        : m_draft(draft)
    {
    }

    Result<void> readEdmx(const Element& edmx)
    {
        for (const Element& child : edmx.children()) {
            if (child.name() == "Reference")
                readReference(child);
            for (const Element& schema : child.children()) {
                if (child.name() != "DataServices" || schema.name() != "Schema")
                    continue;
                if (Result<void> read = readSchema(schema); !read)
                    return read;
            }
        }
        return {};
    }

private:
    void readReference(const Element& reference)
    {
        for (const Element& include : reference.children()) {
            if (include.name() != "Include")
                continue;
            const std::string own = include.text("Namespace");
            m_draft.referenced.insert(own);
            if (include.has("Alias"))
                m_draft.model.aliases[include.text("Alias")] = own;
        }
    }

    [[nodiscard]] Error missing(const Element& element, std::string_view attribute) const
    {
        return m_draft.malformed(
            element.line(), fmt::format("<{}> lacks the attribute {}", element.name(), attribute));
    }

    Result<void> readSchema(const Element& schema)
    {
        if (!schema.has("Namespace"))
            return missing(schema, "Namespace");
        m_namespace = schema.text("Namespace");
        if (schema.has("Alias"))
            m_draft.model.aliases[schema.text("Alias")] = m_namespace;
        for (const Element& child : schema.children()) {
            const bool isNamed = child.name() != "Annotations" && child.name() != "Annotation";
            if (isNamed && !child.has("Name"))
                return missing(child, "Name");
            if (Result<void> read = readSchemaChild(child); !read)
                return read;
        }
        return {};
    }

    Result<void> readSchemaChild(const Element& child)
    {
        if (child.name() == "EntityType" || child.name() == "ComplexType")
            return readStructured(child);
        if (child.name() == "EnumType")
            return readEnum(child);
        if (child.name() == "TypeDefinition") {
            if (!m_draft.model.definitions.emplace(fullName(child), child.text("UnderlyingType"))
                     .second)
                return twice(child);
            m_draft.use(child.line(), child.text("UnderlyingType"));
        }
        if (child.name() == "Function" || child.name() == "Action")
            return readOperation(child);
        if (child.name() == "EntityContainer")
            return readContainer(child);
        return {};
    }

    [[nodiscard]] std::string fullName(const Element& element) const
    {
        return fmt::format("{}.{}", m_namespace, element.text("Name"));
    }

    [[nodiscard]] Error twice(const Element& element) const
    {
        return m_draft.malformed(element.line(),
                                 fmt::format("'{}' stands twice", element.text("Name")));
    }

    Result<void> readStructured(const Element& element)
    {
        StructuredType type;
        type.name = fullName(element);
        type.isEntity = element.name() == "EntityType";
        type.baseType = element.text("BaseType");
        if (!type.baseType.empty())
            m_draft.use(element.line(), type.baseType);
        type.isOpen = element.isTrue("OpenType");
        type.hasStream = element.isTrue("HasStream");
        for (const Element& child : element.children()) {
            if (child.name() == "Key")
                readKey(child, type);
            const bool isNavigation = child.name() == "NavigationProperty";
            if (!isNavigation && child.name() != "Property")
                continue;
            if (!child.has("Name") || !child.has("Type"))
                return missing(child, child.has("Name") ? "Type" : "Name");
            Property property{child.text("Name"), typeUse(child), isNavigation};
            for (const Property& other : type.properties) {
                if (other.name == property.name)
                    return twice(child);
            }
            type.properties.push_back(std::move(property));
        }
        m_draft.lines[type.name] = element.line();
        std::string name = type.name;
        return m_draft.model.types.emplace(std::move(name), std::move(type)).second
            ? Result<void>()
            : twice(element);
    }

    static void readKey(const Element& key, StructuredType& type)
    {
        for (const Element& reference : key.children()) {
            if (reference.name() == "PropertyRef")
                type.key.push_back(reference.has("Alias") ? reference.text("Alias")
                                                          : reference.text("Name"));
        }
    }

    /// The attribute Type; "Collection(…)" is taken apart.
    TypeUse typeUse(const Element& element)
    {
        constexpr std::string_view kCollection = "Collection(";
        TypeUse use;
        use.name = element.text("Type");
        use.isNullable = element.text("Nullable") != "false";
        if (use.name.starts_with(kCollection) && use.name.ends_with(')')) {
            use.isCollection = true;
            use.name
                = use.name.substr(kCollection.size(), use.name.size() - kCollection.size() - 1);
        }
        m_draft.use(element.line(), use.name);
        return use;
    }

    Result<void> readEnum(const Element& element)
    {
        EnumType type;
        type.name = fullName(element);
        for (const Element& member : element.children()) {
            if (member.name() == "Member")
                type.members.push_back(member.text("Name"));
        }
        std::string name = type.name;
        return m_draft.model.enums.emplace(std::move(name), std::move(type)).second
            ? Result<void>()
            : twice(element);
    }

    Result<void> readOperation(const Element& element)
    {
        Operation operation;
        operation.name = fullName(element);
        operation.isFunction = element.name() == "Function";
        operation.isBound = element.isTrue("IsBound");
        for (const Element& child : element.children()) {
            const bool isParameter = child.name() == "Parameter";
            if (!isParameter && child.name() != "ReturnType")
                continue;
            if (!child.has("Type"))
                return missing(child, "Type");
            TypeUse type = typeUse(child);
            if (isParameter)
                operation.parameters.push_back(
                    {child.text("Name"), std::move(type), isOptional(child)});
            else
                operation.returnType = std::move(type);
        }
        if (operation.isBound && operation.parameters.empty())
            return m_draft.malformed(
                element.line(),
                fmt::format("the bound operation '{}' has no parameter", operation.name));
        m_draft.model.operations.push_back(std::move(operation));
        return {};
    }

    /// Marked by an annotation of the Core vocabulary.
    static bool isOptional(const Element& parameter)
    {
        for (const Element& child : parameter.children()) {
            if (child.name() == "Annotation" && child.text("Term").ends_with("OptionalParameter"))
                return true;
        }
        return false;
    }

    Result<void> readContainer(const Element& container)
    {
        struct Kind
        {
            std::string_view element;
            ContainerKind kind;
            const char* target;
        };
        static constexpr std::array<Kind, 4> kKinds{{
            {"EntitySet", ContainerKind::EntitySet, "EntityType"},
            {"Singleton", ContainerKind::Singleton, "Type"},
            {"FunctionImport", ContainerKind::FunctionImport, "Function"},
            {"ActionImport", ContainerKind::ActionImport, "Action"},
        }};
        m_draft.hasContainer = true;
        for (const Element& child : container.children()) {
            const auto* const kind
                = std::find_if(kKinds.begin(), kKinds.end(),
                               [&](const Kind& one) { return one.element == child.name(); });
            if (kind == kKinds.end())
                continue;
            if (!child.has("Name") || !child.has(kind->target))
                return missing(child, child.has("Name") ? kind->target : "Name");
            if (m_draft.model.child(child.text("Name")) != nullptr)
                return twice(child);
            m_draft.model.container.push_back(
                {child.text("Name"), kind->kind, child.text(kind->target)});
            m_draft.lines[child.text("Name")] = child.line();
        }
        return {};
    }

    DraftModel& m_draft;
    std::string m_namespace; ///< of the schema being read
};

Error parserError(const xmlParserCtxt& parser, const std::string& file)
{
    const xmlError& last = parser.lastError;
    std::string message = last.message == nullptr ? "it is empty" : last.message;
    while (message.ends_with('\n'))
        message.pop_back();
    return {ErrorCode::Malformed,
            "the metadata document is no XML: " + message,
            {file, last.line > 0 ? static_cast<std::uint32_t>(last.line) : 1U,
             last.int2 > 0 ? static_cast<std::uint32_t>(last.int2) : 0U}};
}

} // namespace

Result<Model> readModel(std::string_view text, const std::string& file)
{
    if (text.size() > kMostMetadataBytes)
        return Error{ErrorCode::LimitExceeded,
                     "the metadata document is longer than 8 MiB; leave out what is not used",
                     {file, 0, 0}};
    const XmlParser parser(xmlNewParserCtxt(), &xmlFreeParserCtxt);
    const XmlDocument document(xmlCtxtReadMemory(parser.get(), text.data(),
                                                 static_cast<int>(text.size()), nullptr, nullptr,
                                                 kParserOptions),
                               &xmlFreeDoc);
    if (!document)
        return parserError(*parser, file);
    DraftModel draft;
    draft.file = file;
    if (document->intSubset != nullptr)
        return draft.malformed(1, "a metadata document has no document type; remove <!DOCTYPE>");
    xmlNode* const rootNode = xmlDocGetRootElement(document.get());
    const Element root(rootNode);
    if (root.name() != "Edmx")
        return draft.malformed(root.line(),
                               fmt::format("the root of a metadata document is <edmx:Edmx>, not "
                                           "<{}>",
                                           root.name()));
    if (root.xmlNamespace() != kEdmxNamespace)
        return Error{ErrorCode::Unsupported,
                     fmt::format("metadata is read of OData 4.0 and 4.01, whose namespace is {}",
                                 kEdmxNamespace),
                     {file, root.line(), 0}};
    if (Result<void> read = SchemaReader(draft).readEdmx(root); !read)
        return read.error();
    return resolveModel(std::move(draft));
}

} // namespace gatelens::odata
