#include "core/policy/effective_policy.h"

#include "core/policy/occurrences.h"
#include "core/policy/statement_builder.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::policy {

namespace {

constexpr std::size_t kMaxFragmentDepth = 16;

/// What acts at global scope when the workspace has no document there.
constexpr std::string_view kServiceDefault = "<policies><inbound /><backend><forward-request "
                                             "/></backend><outbound /><on-error /></policies>";

/// One scope with a document, from narrow to broad in a list.
struct ScopedDocument
{
    Scope scope = Scope::Global;
    std::string scopeId;
    const Document* document = nullptr;
};

class Composer
{
public:
    Composer(const Workspace& workspace, const NamedValueResolver& namedValues,
             DocumentSet& documents)
        : m_workspace(workspace)
        , m_namedValues(namedValues)
        , m_documents(documents)
    {
    }

    ComposedPolicy compose(const ScopeStack& stack)
    {
        collectScopes(stack);
        for (const Section section : kSections)
            m_result.policy.section(section) = composeSection(section, 0);
        return std::move(m_result);
    }

    ComposedResolver composeResolver(const Api& api, const Resolver& resolver)
    {
        std::optional<Statement> source;
        const Document& document = m_documents.get(resolver.policy);
        if (document.isWellFormed()) {
            const auto expand = [&](const Node& element, const BuildPlace& place,
                                    std::vector<Statement>& statements) {
                return expandFragment(document, element, place, {}, statements);
            };
            source
                = StatementBuilder(document, m_workspace, m_namedValues, m_result.findings, expand)
                      .buildRoot(*document.root(), {Scope::Api, api.key(), "", ""});
        } else
            appendUnique(m_result.findings, document.findings());
        return {std::move(source), std::move(m_result.findings)};
    }

private:
    void report(SourcePosition position, std::string_view code, std::string message)
    {
        m_result.findings.push_back({std::move(position), 0, FindingSeverity::Error,
                                     std::string(code), std::move(message)});
    }

    void collectScopes(const ScopeStack& stack)
    {
        if (stack.operation != nullptr)
            addScope(Scope::Operation, stack.operation->id, stack.operation->policy);
        if (stack.api != nullptr)
            addScope(Scope::Api, stack.api->key(), stack.api->policy);
        if (stack.product != nullptr)
            addScope(Scope::Product, stack.product->id, stack.product->policy);
        const ServiceWorkspace* inner = stack.api == nullptr || stack.api->workspaceId.empty()
            ? nullptr
            : m_workspace.findServiceWorkspace(stack.api->workspaceId);
        if (inner != nullptr)
            addScope(Scope::Workspace, inner->id, inner->policy);
        addScope(Scope::Global, "",
                 m_workspace.policy ? m_workspace.policy
                                    : PolicySource{"", std::string(kServiceDefault)});
    }

    void addScope(Scope scope, const std::string& id, const std::optional<PolicySource>& source)
    {
        if (!source)
            return;
        if (const Document* document = openDocument(*source, "policies"))
            m_scopes.push_back({scope, id, document});
    }

    /// The document when it can be read and has the expected root; its findings otherwise.
    const Document* openDocument(const PolicySource& source, std::string_view rootName)
    {
        const Document& document = m_documents.get(source);
        if (!document.isWellFormed()) {
            appendUnique(m_result.findings, document.findings());
            return nullptr;
        }
        const Node& root = *document.root();
        if (root.name != rootName) {
            report(document.positionOf(root.range.begin), "GL2001",
                   fmt::format("The root element must be <{}>, not <{}>.", rootName, root.name));
            return nullptr;
        }
        return &document;
    }

    /// The section of the scope at `index` and, at <base/>, of the broader ones. A section that is
    /// missing inherits.
    std::vector<Statement> composeSection(Section section, std::size_t index)
    {
        if (index >= m_scopes.size())
            return {};
        const ScopedDocument& scoped = m_scopes[index];
        const Node* node = scoped.document->root()->child(toString(section));
        if (node == nullptr && m_workspace.local.policies.missingSection == MissingSection::Empty)
            return {};
        if (node == nullptr)
            return composeSection(section, index + 1);
        checkBases(scoped, *node, section);
        const auto expand = [&](const Node& element, const BuildPlace& place,
                                std::vector<Statement>& statements) {
            if (element.name == "base") {
                append(statements, composeSection(section, index + 1));
                return true;
            }
            return expandFragment(*scoped.document, element, place, {}, statements);
        };
        return StatementBuilder(*scoped.document, m_workspace, m_namedValues, m_result.findings,
                                expand)
            .build(*node, {scoped.scope, scoped.scopeId, "", ""});
    }

    /// The broader scope must not run twice; on branches that exclude each other it does not.
    void checkBases(const ScopedDocument& scoped, const Node& section, Section which)
    {
        const std::vector<Occurrence> bases = occurrencesOf(section, "base");
        for (std::size_t index = 1; index < bases.size(); ++index) {
            if (surelyRepeats(bases, index))
                report(scoped.document->positionOf(bases[index].node->range.begin), "GL2010",
                       fmt::format("<base /> stands twice in {}; keep one.", toString(which)));
        }
    }

    static void append(std::vector<Statement>& statements, std::vector<Statement> more)
    {
        std::move(more.begin(), more.end(), std::back_inserter(statements));
    }

    /// Puts a fragment's statements in the place of its <include-fragment>.
    bool expandFragment(const Document& document, const Node& element, const BuildPlace& place,
                        const std::vector<std::string>& chain, std::vector<Statement>& statements)
    {
        if (element.name != "include-fragment")
            return false;
        const Attribute* idAttribute = element.attribute("fragment-id");
        const std::string id = idAttribute == nullptr ? std::string() : idAttribute->value;
        const SourcePosition position = document.positionOf(
            idAttribute == nullptr ? element.range.begin : idAttribute->valueRange.begin);
        const PolicyFragment* fragment = m_workspace.findFragment(id);
        if (fragment == nullptr) {
            report(position, "GL3003",
                   fmt::format("Policy fragment with id '{}' could not be found.", id));
            return true;
        }
        const bool isRound = std::find(chain.begin(), chain.end(), fragment->id) != chain.end();
        if (isRound || chain.size() >= kMaxFragmentDepth) {
            report(position, "GL3004",
                   fmt::format("The fragment \"{}\" includes itself.", fragment->id));
            return true;
        }
        if (const Document* inner = openDocument(fragment->policy, "fragment")) {
            std::vector<std::string> innerChain = chain;
            innerChain.push_back(fragment->id);
            append(statements, composeFragment(*inner, *fragment, place, innerChain));
        }
        return true;
    }

    std::vector<Statement> composeFragment(const Document& document, const PolicyFragment& fragment,
                                           const BuildPlace& place,
                                           const std::vector<std::string>& chain)
    {
        const auto expand = [&](const Node& element, const BuildPlace& inner,
                                std::vector<Statement>& statements) {
            if (element.name == "base") {
                report(document.positionOf(element.range.begin), "GL2011",
                       "<base /> is not allowed in a fragment.");
                return true;
            }
            return expandFragment(document, element, inner, chain, statements);
        };
        return StatementBuilder(document, m_workspace, m_namedValues, m_result.findings, expand)
            .build(*document.root(), {place.scope, place.scopeId, fragment.id, place.path});
    }

    const Workspace& m_workspace;
    const NamedValueResolver& m_namedValues;
    DocumentSet& m_documents;
    std::vector<ScopedDocument> m_scopes;
    ComposedPolicy m_result;
};

template<class T>
const T* findByName(const std::vector<T>& all, std::string_view name)
{
    const auto found
        = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

const StatementAttribute* Statement::attribute(std::string_view attributeName) const
{
    return findByName(attributes, attributeName);
}

const Statement* Statement::child(std::string_view elementName) const
{
    return findByName(children, elementName);
}

std::vector<Statement>& EffectivePolicy::section(Section which)
{
    switch (which) {
    case Section::Inbound:
        return inbound;
    case Section::Backend:
        return backend;
    case Section::Outbound:
        return outbound;
    case Section::OnError:
        break;
    }
    return onError;
}

const std::vector<Statement>& EffectivePolicy::section(Section which) const
{
    switch (which) {
    case Section::Inbound:
        return inbound;
    case Section::Backend:
        return backend;
    case Section::Outbound:
        return outbound;
    case Section::OnError:
        break;
    }
    return onError;
}

const Document& DocumentSet::get(const PolicySource& source)
{
    const auto found = m_documents.find(source.file);
    if (found != m_documents.end() && found->second->text() == source.text)
        return *found->second;
    auto document = std::make_unique<Document>(Document::parse(source.text, source.file));
    return *(m_documents[source.file] = std::move(document));
}

ComposedPolicy compose(const Workspace& workspace, const ScopeStack& stack,
                       const NamedValueResolver& namedValues, DocumentSet& documents)
{
    return Composer(workspace, namedValues, documents).compose(stack);
}

ComposedResolver composeResolver(const Workspace& workspace, const Api& api,
                                 const Resolver& resolver, const NamedValueResolver& namedValues,
                                 DocumentSet& documents)
{
    return Composer(workspace, namedValues, documents).composeResolver(api, resolver);
}

ComposedPolicy compose(const Workspace& workspace, const ScopeStack& stack,
                       const NamedValueResolver& namedValues)
{
    DocumentSet documents;
    return compose(workspace, stack, namedValues, documents);
}

} // namespace gatelens::policy
