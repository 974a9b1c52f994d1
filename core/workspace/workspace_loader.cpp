#include "core/message/header_list.h"
#include "core/workspace/entity_readers.h"
#include "core/workspace/local_settings_reader.h"
#include "core/workspace/open_api.h"
#include "core/workspace/workspace.h"
#include "core/workspace/workspace_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace gatelens {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPolicyFile = "policy.xml";
/// The entity model of an OData service, beside a specification or alone. Its ending keeps the
/// publisher from taking it for a policy.
constexpr std::string_view kMetadataFile = "specification.edmx";
constexpr std::size_t kWarnSpecificationBytes = 4ULL * 1024 * 1024;
/// In the order in which the toolkit looks for them.
constexpr std::array<std::string_view, 5> kSpecificationFiles{
    "specification.graphql", "specification.wsdl", "specification.wadl", "specification.json",
    "specification.yaml"};

std::string asciiLower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return result;
}

bool endsWith(std::string_view path, std::string_view name)
{
    return path.ends_with(name)
        && (path.size() == name.size() || path[path.size() - name.size() - 1] == '/');
}

/// Loads one artifact folder; each broken file is a finding and the rest goes on.
class Loader
{
public:
    explicit Loader(const fs::path& folder)
        : m_files(folder)
    {
        m_workspace.folder = folder;
    }

    LoadedWorkspace load()
    {
        detectDialect();
        loadLocalSettings();
        m_workspace.policy = readPolicy("");
        loadScope("", "");
        for (const std::string& id : m_files.foldersIn("workspaces"))
            loadServiceWorkspace(id);
        completeRevisions();
        reportStrayPolicies();
        return {std::move(m_workspace), std::move(m_findings)};
    }

private:
    void report(SourcePosition position, FindingSeverity severity, std::string_view code,
                std::string message)
    {
        m_findings.push_back(
            {std::move(position), 0, severity, std::string(code), std::move(message)});
    }

    void reportError(const Error& error, std::string_view code)
    {
        report(error.position, FindingSeverity::Error, code, error.message);
    }

    // --- dialect ---

    void detectDialect()
    {
        bool hasV2 = false;
        bool hasV6 = false;
        bool hasV7 = false;
        for (const std::string& file : m_files.files()) {
            hasV7 = hasV7 || endsWith(file, "tagApiInformation.json")
                || endsWith(file, "tagProductInformation.json");
            hasV6 = hasV6 || endsWith(file, "apiTagInformation.json")
                || endsWith(file, "productTagInformation.json")
                || endsWith(file, "workspaceInformation.json");
            hasV2 = hasV2 || endsWith(file, "apis.json") || endsWith(file, "tags.json")
                || endsWith(file, "groups.json") || endsWith(file, "apiVersionSetInformation.json");
        }
        if (isV1())
            m_workspace.dialect = LayoutDialect::V1;
        else if (hasV7)
            m_workspace.dialect = LayoutDialect::V7;
        else if (hasV6)
            m_workspace.dialect = LayoutDialect::V6;
        else if (hasV2)
            m_workspace.dialect = LayoutDialect::V2To5;
        if (int(hasV2) + int(hasV6) + int(hasV7) > 1)
            report({}, FindingSeverity::Warning, "GL4012",
                   "The folder mixes files of several APIOps versions; the newest wins for each "
                   "entity.");
        if (m_workspace.dialect == LayoutDialect::V1)
            report({}, FindingSeverity::Warning, "GL4013",
                   "This is the layout of APIOps version 1, which publishers of today do not read; "
                   "it is "
                   "opened read-only.");
    }

    /// apis/<display name>/<version>/<revision>/apiInformation.json
    [[nodiscard]] bool isV1() const
    {
        return std::any_of(
            m_files.files().begin(), m_files.files().end(), [](const std::string& file) {
                return file.starts_with("apis/") && file.ends_with("/apiInformation.json")
                    && std::count(file.begin(), file.end(), '/') == 4;
            });
    }

    // --- files ---

    /// Reads a JSON file and hands its "properties" to `use`; false after reporting that it cannot.
    template<class Use>
    bool withInformation(const std::string& path, Use use)
    {
        auto text = m_files.read(path);
        if (!text) {
            reportError(text.error(), "GL4001");
            return false;
        }
        const auto document = JsonDocument::parse(std::move(*text), path);
        if (!document) {
            reportError(document.error(), "GL4002");
            return false;
        }
        const FieldReader root(*document, document->root().isObject() ? &document->root() : nullptr,
                               m_findings);
        use(root);
        return true;
    }

    std::optional<PolicySource> readPolicy(const std::string& folder)
    {
        const std::string path
            = folder.empty() ? std::string(kPolicyFile) : fmt::format("{}/{}", folder, kPolicyFile);
        if (!m_files.has(path))
            return std::nullopt;
        auto text = m_files.read(path);
        if (!text) {
            reportError(text.error(), "GL4001");
            return std::nullopt;
        }
        return PolicySource{path, std::move(*text)};
    }

    void loadLocalSettings()
    {
        if (!m_files.has("gatelens.json"))
            return;
        withInformation("gatelens.json", [&](const FieldReader& root) {
            m_workspace.local = readLocalSettings(root, m_files.folder());
        });
    }

    /// Folders below `folder`, without those that differ from an earlier one only by case.
    std::vector<std::string> entityFolders(const std::string& folder)
    {
        std::vector<std::string> names;
        for (std::string& name : m_files.foldersIn(folder)) {
            const auto same
                = std::find_if(names.begin(), names.end(), [&](const std::string& other) {
                      return equalsIgnoringCase(other, name);
                  });
            if (same != names.end())
                report({fmt::format("{}/{}", folder, name), 0, 0}, FindingSeverity::Error, "GL4004",
                       fmt::format("\"{}\" differs from \"{}\" only by case; rename one of them.",
                                   name, *same));
            else
                names.push_back(std::move(name));
        }
        return names;
    }

    /// Reads every entity of one kind with an information file.
    template<class Entity, class Read>
    void loadEntities(const std::string& base, std::string_view kind, std::string_view fileName,
                      std::vector<Entity>& entities, Read read)
    {
        const std::string folder = base + std::string(kind);
        for (const std::string& id : entityFolders(folder)) {
            const std::string path = fmt::format("{}/{}/{}", folder, id, fileName);
            if (!m_files.has(path))
                continue;
            withInformation(path, [&](const FieldReader& root) {
                entities.push_back(read(root.object("properties"), idOf(root, id)));
            });
        }
    }

    /// The folder's name; in v1, whose folders are display names, the file's own.
    [[nodiscard]] std::string idOf(const FieldReader& root, const std::string& folderName) const
    {
        return m_workspace.dialect == LayoutDialect::V1 ? root.text("name").value_or(folderName)
                                                        : folderName;
    }

    // --- scopes ---

    /// Everything below the root, or below workspaces/<id>.
    void loadScope(const std::string& base, const std::string& workspaceId)
    {
        loadEntities(base, "version sets", "apiVersionSetInformation.json", m_workspace.versionSets,
                     readVersionSet);
        loadEntities(base, "version sets", "versionSetInformation.json", m_workspace.versionSets,
                     readVersionSet);
        loadEntities(base, "groups", "groupInformation.json", m_workspace.groups, readGroup);
        loadEntities(base, "named values", "namedValueInformation.json", m_workspace.namedValues,
                     readNamedValue);
        loadEntities(base, "backends", "backendInformation.json", m_workspace.backends,
                     readBackend);
        loadEntities(base, "schemas", "schemaInformation.json", m_workspace.schemas, readSchema);
        loadEntities(base, "caches", "cacheInformation.json", m_workspace.caches, readCache);
        loadEntities(base, "loggers", "loggerInformation.json", m_workspace.loggers, readLogger);
        if (workspaceId.empty())
            loadEntities(base, "diagnostics", "diagnosticInformation.json", m_workspace.diagnostics,
                         readDiagnostic);
        loadEntities(base, "subscriptions", "subscriptionInformation.json",
                     m_workspace.subscriptions, readSubscription);
        loadFragments(base);
        loadProducts(base);
        loadApis(base, workspaceId);
        loadTags(base);
    }

    void loadServiceWorkspace(const std::string& id)
    {
        const std::string folder = "workspaces/" + id;
        ServiceWorkspace workspace;
        workspace.id = id;
        workspace.displayName = id;
        workspace.policy = readPolicy(folder);
        const std::string path = folder + "/workspaceInformation.json";
        if (m_files.has(path))
            withInformation(path, [&](const FieldReader& root) {
                workspace.displayName = root.object("properties").text("displayName").value_or(id);
            });
        m_workspace.serviceWorkspaces.push_back(std::move(workspace));
        loadScope(folder + "/", id);
    }

    void loadFragments(const std::string& base)
    {
        const std::string folder = base + "policy fragments";
        for (const std::string& id : entityFolders(folder)) {
            const std::string own = fmt::format("{}/{}", folder, id);
            auto policy = readPolicy(own);
            if (!policy) {
                report({own, 0, 0}, FindingSeverity::Warning, "GL4014",
                       fmt::format("The fragment \"{}\" has no policy.xml.", id));
                continue;
            }
            PolicyFragment fragment{id, "", std::move(*policy)};
            const std::string path = own + "/policyFragmentInformation.json";
            if (m_files.has(path))
                withInformation(path, [&](const FieldReader& root) {
                    fragment.description = root.object("properties").textOrEmpty("description");
                });
            m_workspace.fragments.push_back(std::move(fragment));
        }
    }

    // --- products ---

    void loadProducts(const std::string& base)
    {
        const std::string folder = base + "products";
        for (const std::string& name : entityFolders(folder)) {
            const std::string own = fmt::format("{}/{}", folder, name);
            const std::string path = own + "/productInformation.json";
            if (!m_files.has(path))
                continue;
            withInformation(path, [&](const FieldReader& root) {
                Product product = readProduct(root.object("properties"), idOf(root, name));
                product.policy = readPolicy(own);
                product.apiIds = relatedIds(own, "apis", "productApiInformation.json");
                product.groupIds = relatedIds(own, "groups", "productGroupInformation.json");
                m_workspace.products.push_back(std::move(product));
            });
        }
    }

    /// Ids that an entity is related to: folders with a relation file, and the arrays of v2 to v5.
    std::vector<std::string> relatedIds(const std::string& folder, std::string_view kind,
                                        std::string_view fileName)
    {
        std::vector<std::string> ids;
        const std::string below = fmt::format("{}/{}", folder, kind);
        for (const std::string& id : m_files.foldersIn(below)) {
            if (m_files.has(fmt::format("{}/{}/{}", below, id, fileName)))
                ids.push_back(id);
        }
        for (std::string& id : arrayIds(fmt::format("{}/{}.json", folder, kind))) {
            if (std::find(ids.begin(), ids.end(), id) == ids.end())
                ids.push_back(std::move(id));
        }
        return ids;
    }

    /// [{"name": "a"}, "b"] of v2 to v5.
    std::vector<std::string> arrayIds(const std::string& path)
    {
        std::vector<std::string> ids;
        if (!m_files.has(path))
            return ids;
        auto text = m_files.read(path);
        const auto document = text ? JsonDocument::parse(std::move(*text), path) : text.error();
        if (!document) {
            reportError(document.error(), "GL4002");
            return ids;
        }
        for (const JsonNode& element : document->root().elements) {
            const JsonNode* name = element.isObject() ? element.member("name") : &element;
            if (name != nullptr && name->kind == JsonKind::String)
                ids.push_back(name->text);
        }
        return ids;
    }

    // --- APIs ---

    void loadApis(const std::string& base, const std::string& workspaceId)
    {
        const std::string folder = base + "apis";
        for (const std::string& name : entityFolders(folder)) {
            const std::string own = fmt::format("{}/{}", folder, name);
            if (m_workspace.dialect == LayoutDialect::V1)
                loadApiVersions(own, name);
            else
                loadApi(own, name, workspaceId);
        }
    }

    /// Layout v1: apis/<display name>/<version>/<revision>.
    void loadApiVersions(const std::string& folder, const std::string& displayName)
    {
        for (const std::string& version : m_files.foldersIn(folder)) {
            const std::string versionFolder = fmt::format("{}/{}", folder, version);
            for (const std::string& revision : m_files.foldersIn(versionFolder))
                loadApi(fmt::format("{}/{}", versionFolder, revision), displayName, "");
        }
    }

    void loadApi(const std::string& own, const std::string& name, const std::string& workspaceId)
    {
        auto api = readApiFolder(own, name);
        if (!api)
            return;
        api->workspaceId = workspaceId;
        api->policy = readPolicy(own);
        loadSpecification(own, *api);
        attachOperationPolicies(own, *api);
        loadResolvers(own, *api);
        api->tags = relatedIds(own, "tags", "apiTagInformation.json");
        loadEntities(own + "/", "diagnostics", "diagnosticInformation.json", api->diagnostics,
                     readDiagnostic);
        m_workspace.apis.push_back(std::move(*api));
    }

    std::optional<Api> readApiFolder(const std::string& own, const std::string& name)
    {
        const std::string path = own + "/apiInformation.json";
        std::optional<Api> api;
        if (m_files.has(path)) {
            withInformation(path, [&](const FieldReader& root) {
                const FieldReader fields = root.object("properties");
                api = readApi(fields, idOf(root, name));
                if (fields.has("apiVersionSet") && api->versionSetId.empty())
                    addInlineVersionSet(fields, *api);
            });
            return api;
        }
        const bool hasSpecification = m_files.has(fmt::format("{}/{}", own, kMetadataFile))
            || std::any_of(kSpecificationFiles.begin(), kSpecificationFiles.end(),
                           [&](std::string_view file) {
                               return m_files.has(fmt::format("{}/{}", own, file));
                           });
        if (!hasSpecification && !m_files.has(fmt::format("{}/{}", own, kPolicyFile)))
            return std::nullopt;
        JsonDocument none;
        api = readApi(FieldReader(none, nullptr, m_findings), name);
        api->isPartial = true;
        api->path = api->id;
        return api;
    }

    void addInlineVersionSet(const FieldReader& fields, Api& api)
    {
        VersionSet set = readInlineVersionSet(fields);
        api.versionSetId = set.id;
        if (m_workspace.findVersionSet(set.id) == nullptr)
            m_workspace.versionSets.push_back(std::move(set));
    }

    void loadSpecification(const std::string& own, Api& api)
    {
        readMetadata(own, api);
        const auto file = std::find_if(
            kSpecificationFiles.begin(), kSpecificationFiles.end(),
            [&](std::string_view name) { return m_files.has(fmt::format("{}/{}", own, name)); });
        if (file == kSpecificationFiles.end()) {
            if (api.type == ApiType::WebSocket)
                addHandshake(api);
            else if (api.odataMetadata)
                addPassThrough(api, {"GET", "POST", "PUT", "PATCH", "DELETE"});
            return;
        }
        api.specificationFile = fmt::format("{}/{}", own, *file);
        if (file->ends_with(".wadl")) {
            report({api.specificationFile, 0, 0}, FindingSeverity::Information, "GL4202",
                   "WADL specifications are not read.");
            return;
        }
        if (file->ends_with(".graphql") || file->ends_with(".wsdl")) {
            addPassThrough(api, {"POST", "GET"});
            if (file->ends_with(".graphql"))
                readGraphQlSchema(api);
            return;
        }
        readOpenApiFile(api);
    }

    /// WebSocket APIs have no specification, and one operation: the request that opens a
    /// connection.
    static void addHandshake(Api& api)
    {
        Operation operation;
        operation.id = "onHandshake";
        operation.displayName = "onHandshake";
        operation.method = "GET";
        operation.urlTemplate = "/*";
        api.operations.push_back(std::move(operation));
    }

    /// Requests pass through to the service without operations of their own.
    static void addPassThrough(Api& api, std::initializer_list<std::string_view> methods)
    {
        api.isPassThrough = true;
        for (const std::string_view method : methods) {
            Operation operation;
            operation.id = fmt::format("any-{}", asciiLower(method));
            operation.displayName = fmt::format("{} (any)", method);
            operation.method = method;
            operation.urlTemplate = "/*";
            api.operations.push_back(std::move(operation));
        }
    }

    void readMetadata(const std::string& own, Api& api)
    {
        const std::string path = fmt::format("{}/{}", own, kMetadataFile);
        if (!m_files.has(path))
            return;
        auto text = m_files.read(path);
        if (text)
            api.odataMetadata = PolicySource{path, std::move(*text)};
        else
            reportError(text.error(), "GL4001");
    }

    void readGraphQlSchema(Api& api)
    {
        auto text = m_files.read(api.specificationFile);
        if (text)
            api.graphQlSchema = PolicySource{api.specificationFile, std::move(*text)};
        else
            reportError(text.error(), "GL4001");
    }

    /// Resolvers name the field that they resolve as "Type/field".
    void loadResolvers(const std::string& own, Api& api)
    {
        const std::string folder = own + "/resolvers";
        for (const std::string& id : entityFolders(folder)) {
            const std::string resolverFolder = fmt::format("{}/{}", folder, id);
            const std::string path = resolverFolder + "/resolverInformation.json";
            auto policy = readPolicy(resolverFolder);
            if (!m_files.has(path) || !policy) {
                report({resolverFolder, 0, 0}, FindingSeverity::Warning, "GL4018",
                       fmt::format("The resolver \"{}\" needs resolverInformation.json and "
                                   "policy.xml; it is not used.",
                                   id));
                continue;
            }
            withInformation(path, [&](const FieldReader& root) {
                const std::string field = root.object("properties").textOrEmpty("path");
                const std::size_t slash = field.find('/');
                if (slash == std::string::npos || slash == 0 || slash + 1 == field.size())
                    report({path, 0, 0}, FindingSeverity::Error, "GL4019",
                           fmt::format("The resolver \"{}\" has the path \"{}\"; write "
                                       "Type/field, for example Query/users.",
                                       id, field));
                else
                    api.resolvers.push_back(
                        {id, field.substr(0, slash), field.substr(slash + 1), std::move(*policy)});
            });
        }
    }

    void readOpenApiFile(Api& api)
    {
        const auto text = m_files.read(api.specificationFile);
        if (!text) {
            reportError(text.error(), "GL4001");
            return;
        }
        if (text->size() > kWarnSpecificationBytes)
            report({api.specificationFile, 0, 0}, FindingSeverity::Warning, "GL4203",
                   "Azure refuses specifications above 4 MB that are sent inline.");
        auto specification = readOpenApi(*text, api.specificationFile);
        if (!specification) {
            reportError(specification.error(), "GL4204");
            return;
        }
        std::move(specification->findings.begin(), specification->findings.end(),
                  std::back_inserter(m_findings));
        api.operations = std::move(specification->operations);
        if (api.serviceUrl.empty())
            api.serviceUrl = std::move(specification->serviceUrl);
        if (api.isPartial && !specification->title.empty())
            api.displayName = std::move(specification->title);
        if (api.description.empty())
            api.description = std::move(specification->description);
    }

    /// Folders below operations/ belong to the operation with that id: exactly, without case, or
    /// after normalising both.
    void attachOperationPolicies(const std::string& own, Api& api)
    {
        const std::string folder = own + "/operations";
        for (const std::string& id : m_files.foldersIn(folder)) {
            auto policy = readPolicy(fmt::format("{}/{}", folder, id));
            if (!policy)
                continue;
            if (Operation* operation = findOperation(api, id))
                operation->policy = std::move(policy);
            else
                report(
                    {policy->file, 0, 0}, FindingSeverity::Warning, "GL4015",
                    fmt::format("No operation of \"{}\" has the id \"{}\"; this policy is not run.",
                                api.key(), id));
        }
    }

    static Operation* findOperation(Api& api, const std::string& id)
    {
        const auto findBy = [&](auto matches) -> Operation* {
            const auto found = std::find_if(api.operations.begin(), api.operations.end(),
                                            [&](const Operation& one) { return matches(one.id); });
            return found == api.operations.end() ? nullptr : &*found;
        };
        if (Operation* exact = findBy([&](const std::string& other) { return other == id; }))
            return exact;
        if (Operation* folded
            = findBy([&](const std::string& other) { return equalsIgnoringCase(other, id); }))
            return folded;
        const std::string normalised = normaliseOperationId(id);
        return findBy(
            [&](const std::string& other) { return normaliseOperationId(other) == normalised; });
    }

    // --- relations ---

    void loadTags(const std::string& base)
    {
        const std::string folder = base + "tags";
        for (const std::string& tag : m_files.foldersIn(folder)) {
            for (const std::string& apiId :
                 relatedIds(fmt::format("{}/{}", folder, tag), "apis", "tagApiInformation.json")) {
                const auto api = std::find_if(
                    m_workspace.apis.begin(), m_workspace.apis.end(),
                    [&](const Api& one) { return equalsIgnoringCase(one.key(), apiId); });
                const bool isNew = api != m_workspace.apis.end()
                    && std::find(api->tags.begin(), api->tags.end(), tag) == api->tags.end();
                if (isNew)
                    api->tags.push_back(tag);
            }
        }
    }

    /// A revision that is not current takes these members from the current one, as the publisher
    /// does.
    void completeRevisions()
    {
        for (Api& api : m_workspace.apis) {
            if (api.isCurrent)
                continue;
            const Api* current = m_workspace.findApi(api.id);
            if (current == nullptr) {
                report({fmt::format("apis/{}", api.key()), 0, 0}, FindingSeverity::Warning,
                       "GL4016",
                       fmt::format("The revision \"{}\" has no current revision beside it.",
                                   api.key()));
                continue;
            }
            api.displayName = current->displayName;
            api.type = current->type;
            api.description = current->description;
            api.subscriptionRequired = current->subscriptionRequired;
            api.version = current->version;
            api.versionSetId = current->versionSetId;
            api.path = current->path;
            api.protocols = current->protocols;
        }
    }

    void reportStrayPolicies()
    {
        for (const std::string& file : m_files.files()) {
            const std::size_t slash = file.rfind('/');
            const std::string_view folder = slash == std::string::npos
                ? std::string_view()
                : std::string_view(file).substr(0, slash);
            const bool isPublished = folder.empty()
                || (folder.starts_with("apis/")
                    && folder.find("/diagnostics") == std::string_view::npos)
                || folder.starts_with("products/");
            if (isPublished && file.ends_with(".xml") && !endsWith(file, kPolicyFile))
                report({file, 0, 0}, FindingSeverity::Warning, "GL4006",
                       "The publisher takes every .xml file here for a policy and Azure refuses "
                       "this name; "
                       "move the file out of the workspace.");
        }
    }

    WorkspaceFiles m_files;
    Workspace m_workspace;
    Findings m_findings;
};

} // namespace

Result<LoadedWorkspace> loadWorkspace(const fs::path& folder)
{
    const auto artifactFolder = findArtifactFolder(folder);
    if (!artifactFolder)
        return artifactFolder.error();
    return Loader(*artifactFolder).load();
}

} // namespace gatelens
