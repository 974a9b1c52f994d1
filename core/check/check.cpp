#include "core/check/check.h"

#include "core/check/columns.h"
#include "core/check/composed_flow.h"
#include "core/check/entity_check.h"
#include "core/check/level_notes.h"
#include "core/message/header_list.h"
#include "core/policy/effective_policy.h"
#include "core/policy/workspace_named_values.h"
#include "core/workspace/workspace_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace gatelens {

namespace fs = std::filesystem;

using policy::Document;
using policy::DocumentRole;
using policy::Node;
using policy::Scope;
using policy::Section;

namespace {

void sortAndFilter(Findings& findings, const CheckOptions& options)
{
    if (!options.includeInformation)
        std::erase_if(findings, [](const Finding& finding) {
            return finding.severity == FindingSeverity::Information;
        });
    std::stable_sort(
        findings.begin(), findings.end(), [](const Finding& left, const Finding& right) {
            return std::tie(left.position.file, left.position.line, left.position.column)
                < std::tie(right.position.file, right.position.line, right.position.column);
        });
}

/// A fragment is judged in every section and scope that includes it.
using Inclusion = std::pair<Section, Scope>;

void collectInclusions(const Node& parent, const Inclusion& place,
                       std::map<std::string, std::set<Inclusion>>& inclusions)
{
    for (const Node* child : parent.childElements()) {
        const policy::Attribute* id
            = child->name == "include-fragment" ? child->attribute("fragment-id") : nullptr;
        if (id != nullptr)
            inclusions[id->value].insert(place);
        collectInclusions(*child, place, inclusions);
    }
}

class WorkspaceChecker
{
public:
    WorkspaceChecker(const LoadedWorkspace& loaded, const CheckOptions& options)
        : m_workspace(loaded.workspace)
        , m_options(options)
    {
        m_report.findings = loaded.findings;
    }

    CheckReport check()
    {
        checkDocument(m_workspace.policy, Scope::Global);
        for (const ServiceWorkspace& inner : m_workspace.serviceWorkspaces)
            checkDocument(inner.policy, Scope::Workspace);
        for (const Product& product : m_workspace.products)
            checkDocument(product.policy, Scope::Product);
        for (const Api& api : m_workspace.apis) {
            checkDocument(api.policy, Scope::Api);
            for (const Operation& operation : api.operations)
                checkDocument(operation.policy, Scope::Operation);
        }
        for (const PolicyFragment& fragment : m_workspace.fragments)
            checkFragment(fragment);
        checkCompositions();
        appendUnique(m_report.findings, checkEntities(m_workspace));
        sortAndFilter(m_report.findings, m_options);
        return std::move(m_report);
    }

private:
    void checkDocument(const std::optional<PolicySource>& source, Scope scope)
    {
        if (!source)
            return;
        const Document& document = m_documents.get(*source);
        ++m_report.documents;
        validate(document,
                 {&m_workspace, scope, DocumentRole::Policy, m_options.checkExpression, {}});
        const Node* root = document.root();
        for (const Section section : policy::kSections) {
            const Node* node = root == nullptr ? nullptr : root->child(toString(section));
            if (node != nullptr)
                collectInclusions(*node, {section, scope}, m_inclusions);
        }
    }

    void checkFragment(const PolicyFragment& fragment)
    {
        const Document& document = m_documents.get(fragment.policy);
        ++m_report.documents;
        policy::ValidationContext context{
            &m_workspace, {}, DocumentRole::Fragment, m_options.checkExpression, {}};
        const auto inclusions = m_inclusions.find(fragment.id);
        if (inclusions == m_inclusions.end()) {
            validate(document, context);
            return;
        }
        for (const auto& [section, scope] : inclusions->second) {
            context.fragmentSection = section;
            context.scope = scope;
            validate(document, context);
        }
    }

    void validate(const Document& document, const policy::ValidationContext& context)
    {
        appendUnique(m_report.findings, policy::validate(document, context));
        if (m_options.includeInformation) {
            Findings notes;
            noteLevels(document, notes);
            appendUnique(m_report.findings, notes);
        }
    }

    /// What only shows when scopes come together.
    void checkCompositions()
    {
        const SecretResolver secrets(m_workspace.folder);
        const policy::WorkspaceNamedValues namedValues(m_workspace, secrets);
        for (const Api& api : m_workspace.apis) {
            for (const Operation& operation : api.operations)
                checkRequests(api, operation, namedValues);
        }
        appendNew(m_flow.findings());
        for (const Product& product : m_workspace.products)
            appendUnique(
                m_report.findings,
                compose(m_workspace, {&product, nullptr, nullptr}, namedValues, m_documents)
                    .findings);
    }

    /// The ways of an operation's requests: without a product, and with each that has policies.
    void checkRequests(const Api& api, const Operation& operation,
                       const policy::NamedValueResolver& namedValues)
    {
        const policy::ComposedPolicy plain
            = compose(m_workspace, {nullptr, &api, &operation}, namedValues, m_documents);
        appendUnique(m_report.findings, plain.findings);
        m_flow.add(plain.policy);
        noteMissingModel(api, plain.policy.inbound);
        for (const Product& product : m_workspace.products) {
            const bool holds
                = std::any_of(product.apiIds.begin(), product.apiIds.end(),
                              [&](const auto& id) { return equalsIgnoringCase(id, api.id); });
            if (holds && product.policy)
                m_flow.add(
                    compose(m_workspace, {&product, &api, &operation}, namedValues, m_documents)
                        .policy);
        }
    }

    /// validate-odata-request checks names only where the API tells its entity model.
    void noteMissingModel(const Api& api, const std::vector<policy::Statement>& statements)
    {
        for (const policy::Statement& statement : statements) {
            if (statement.name == "validate-odata-request" && !api.odataMetadata)
                appendUnique(
                    m_report.findings,
                    {{statement.origin.position, 0, FindingSeverity::Information, "GL3008",
                      fmt::format("Names in requests to \"{}\" are not checked: the API has no "
                                  "specification.edmx with the service's metadata.",
                                  api.key())}});
            noteMissingModel(api, statement.children);
        }
    }

    /// Adds what no document has told about itself at the same place.
    void appendNew(Findings findings)
    {
        for (Finding& finding : findings) {
            const bool isKnown = std::any_of(
                m_report.findings.begin(), m_report.findings.end(), [&](const Finding& known) {
                    return (known.code == finding.code || known.code == "GL2306")
                        && known.position == finding.position;
                });
            if (!isKnown)
                m_report.findings.push_back(std::move(finding));
        }
    }

    const Workspace& m_workspace;
    const CheckOptions& m_options;
    ComposedFlow m_flow;
    policy::DocumentSet m_documents;
    std::map<std::string, std::set<Inclusion>> m_inclusions;
    CheckReport m_report;
};

/// True when the root says that an XML file is a policy document.
bool looksLikePolicy(const Document& document)
{
    const Node* root = document.root();
    return root != nullptr
        && (root->name == "policies" || root->name == "fragment" || policy::parseSection(root->name)
            || policy::Catalog::builtIn().find(root->name) != nullptr);
}

class PathChecker
{
public:
    explicit PathChecker(const CheckOptions& options)
        : m_options(options)
    {
    }

    Result<void> check(const fs::path& path)
    {
        std::error_code error;
        if (fs::is_directory(path, error))
            return checkFolder(path);
        if (!fs::exists(path, error))
            return Error{ErrorCode::NotFound,
                         fmt::format("There is no file or folder {}.", path.string()),
                         {}};
        if (path.filename() == "gatelens.json"
            || path.filename().string().ends_with("Information.json"))
            return Error{ErrorCode::Unsupported,
                         fmt::format("{} is a part of a workspace; check the workspace's folder.",
                                     path.string()),
                         {}};
        return checkFile(path, IsExplicit::Yes);
    }

    CheckReport take()
    {
        sortAndFilter(m_report.findings, m_options);
        countInCharacters(m_report.findings);
        return std::move(m_report);
    }

private:
    enum class IsExplicit
    {
        Yes, ///< named by the user: must be a policy
        No
    };

    Result<void> checkFile(const fs::path& path, IsExplicit isExplicit)
    {
        auto text = readFile(path, path.string());
        if (!text)
            return text.error();
        const Document document = Document::parse(std::move(*text), path.string());
        if (isExplicit == IsExplicit::No && !looksLikePolicy(document))
            return {};
        ++m_report.documents;
        appendUnique(
            m_report.findings,
            policy::validate(document,
                             {nullptr, {}, DocumentRole::Unknown, m_options.checkExpression, {}}));
        if (m_options.includeInformation)
            noteLevels(document, m_report.findings);
        return {};
    }

    Result<void> checkFolder(const fs::path& path)
    {
        const auto artifactFolder = findArtifactFolder(path);
        if (artifactFolder)
            return checkWorkspaceFolder(*artifactFolder);
        if (artifactFolder.error().code == ErrorCode::Conflict)
            return checkEachWorkspace(path);
        return checkLooseFiles(path);
    }

    Result<void> checkWorkspaceFolder(const fs::path& folder)
    {
        auto loaded = loadWorkspace(folder);
        if (!loaded)
            return loaded.error();
        CheckReport report = checkWorkspace(*loaded, m_options);
        for (Finding& finding : report.findings) {
            finding.position.file = (folder / finding.position.file).string();
            m_report.findings.push_back(std::move(finding));
        }
        m_report.documents += report.documents;
        return {};
    }

    /// Several workspaces below one folder.
    Result<void> checkEachWorkspace(const fs::path& path)
    {
        std::error_code error;
        std::vector<fs::path> children;
        for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator();
             entry.increment(error)) {
            if (entry->is_directory(error) && !entry->path().filename().string().starts_with('.'))
                children.push_back(entry->path());
        }
        std::sort(children.begin(), children.end());
        for (const fs::path& child : children) {
            const auto checked = checkFolder(child);
            const bool isOther = !checked && checked.error().code == ErrorCode::Unsupported;
            if (!checked && !isOther)
                return checked.error();
        }
        return {};
    }

    Result<void> checkLooseFiles(const fs::path& path)
    {
        const WorkspaceFiles files(path);
        const std::size_t before = m_report.documents;
        for (const std::string& file : files.files()) {
            if (!file.ends_with(".xml"))
                continue;
            if (const auto checked = checkFile(path / file, IsExplicit::No); !checked)
                return checked.error();
        }
        if (m_report.documents == before)
            return Error{
                ErrorCode::Unsupported,
                fmt::format("{} holds no workspace and no policy document.", path.string()),
                {}};
        return {};
    }

    const CheckOptions& m_options;
    CheckReport m_report;
};

} // namespace

Result<CheckReport> checkPaths(std::span<const fs::path> paths, const CheckOptions& options)
{
    PathChecker checker(options);
    for (const fs::path& path : paths) {
        if (const auto checked = checker.check(path); !checked)
            return checked.error();
    }
    return checker.take();
}

CheckReport checkWorkspace(const LoadedWorkspace& loaded, const CheckOptions& options)
{
    return WorkspaceChecker(loaded, options).check();
}

} // namespace gatelens
