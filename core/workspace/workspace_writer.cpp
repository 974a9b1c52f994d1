#include "core/workspace/workspace_writer.h"

#include "core/base/json_text.h"
#include "core/message/header_list.h"
#include "core/workspace/json_document.h"
#include "core/workspace/workspace_files.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEmptyInformation = "{\n  \"properties\": {}\n}";

std::string jsonNumber(double number)
{
    std::string text;
    appendJsonNumber(text, number);
    return text;
}

std::string_view jsonFlag(bool value) { return value ? "true" : "false"; }

/// ["a", "b"] over several lines as the extractor writes them; `indentation` is that of the member.
std::string jsonList(const std::vector<std::string>& items, std::string_view indentation)
{
    if (items.empty())
        return "[]";
    std::string text = "[";
    for (std::size_t index = 0; index < items.size(); ++index)
        text += fmt::format("{}\n{}  {}", index == 0 ? "" : ",", indentation, items[index]);
    return text + fmt::format("\n{}]", indentation);
}

std::vector<std::string> jsonStrings(const std::vector<std::string>& texts)
{
    std::vector<std::string> strings;
    for (const std::string& text : texts)
        strings.push_back(jsonString(text));
    return strings;
}

std::vector<std::string> maskingObjects(const std::vector<MaskingRule>& rules,
                                        std::string_view indentation)
{
    std::vector<std::string> objects;
    for (const MaskingRule& rule : rules)
        objects.push_back(fmt::format(
            "{{\n{0}    \"mode\": \"{1}\",\n{0}    \"value\": {2}\n{0}  }}", indentation,
            rule.mode == MaskingMode::Hide ? "Hide" : "Mask", jsonString(rule.value)));
    return objects;
}

using Edits = std::vector<WorkspaceWriter::MemberEdit>;

/// Collects the edits of members whose value differs from what the file means now.
class DiagnosticEdits
{
public:
    /// `before` is null for a new file: what is not a default is written then.
    explicit DiagnosticEdits(const Diagnostic* before)
        : m_before(before == nullptr ? Diagnostic{} : *before)
        , m_isNew(before == nullptr)
    {
    }

    Edits differences(const Diagnostic& after)
    {
        if (m_isNew || after.loggerId != m_before.loggerId)
            set({"loggerId"}, jsonString("/loggers/" + after.loggerId));
        if (after.alwaysLogErrors != m_before.alwaysLogErrors)
            m_edits.push_back(
                {{"properties", "alwaysLog"},
                 after.alwaysLogErrors ? std::optional(jsonString("allErrors")) : std::nullopt});
        if (m_isNew || after.samplingPercentage != m_before.samplingPercentage)
            set({"sampling", "percentage"}, jsonNumber(after.samplingPercentage));
        if (m_isNew)
            set({"sampling", "samplingType"}, jsonString("fixed"));
        if (after.verbosity != m_before.verbosity)
            set({"verbosity"}, named(after.verbosity, {"verbose", "information", "error"}));
        if (after.correlation != m_before.correlation)
            set({"httpCorrelationProtocol"}, named(after.correlation, {"None", "Legacy", "W3C"}));
        if (after.logClientIp != m_before.logClientIp)
            set({"logClientIp"}, jsonFlag(after.logClientIp));
        if (after.operationNameFormat != m_before.operationNameFormat)
            set({"operationNameFormat"}, named(after.operationNameFormat, {"Name", "Url"}));
        if (after.metrics != m_before.metrics)
            set({"metrics"}, jsonFlag(after.metrics));
        message("frontend", "request", m_before.frontendRequest, after.frontendRequest);
        message("frontend", "response", m_before.frontendResponse, after.frontendResponse);
        message("backend", "request", m_before.backendRequest, after.backendRequest);
        message("backend", "response", m_before.backendResponse, after.backendResponse);
        return std::move(m_edits);
    }

private:
    template<class Enum>
    static std::string named(Enum value, std::initializer_list<std::string_view> names)
    {
        return jsonString(*(names.begin() + static_cast<std::ptrdiff_t>(value)));
    }

    void set(std::vector<std::string> path, std::string_view value)
    {
        path.insert(path.begin(), "properties");
        m_edits.push_back({std::move(path), std::string(value)});
    }

    void message(const std::string& side, const std::string& direction,
                 const MessageDiagnostic& before, const MessageDiagnostic& after)
    {
        // Depth of the members: properties, side, direction, member, two blanks each.
        static constexpr std::string_view kHeaders = "        ";
        static constexpr std::string_view kMasking = "          ";
        if (after.headers != before.headers)
            set({side, direction, "headers"}, jsonList(jsonStrings(after.headers), kHeaders));
        if (after.bodyBytes != before.bodyBytes)
            set({side, direction, "body", "bytes"}, fmt::format("{}", after.bodyBytes));
        if (after.maskedHeaders != before.maskedHeaders)
            set({side, direction, "dataMasking", "headers"},
                jsonList(maskingObjects(after.maskedHeaders, kMasking), kMasking));
        if (after.maskedQueryParameters != before.maskedQueryParameters)
            set({side, direction, "dataMasking", "queryParams"},
                jsonList(maskingObjects(after.maskedQueryParameters, kMasking), kMasking));
    }

    Diagnostic m_before;
    bool m_isNew;
    Edits m_edits;
};

template<class Entity>
const Entity* findById(const std::vector<Entity>& entities, std::string_view id)
{
    const auto found = std::find_if(entities.begin(), entities.end(), [&](const Entity& entity) {
        return equalsIgnoringCase(entity.id, id);
    });
    return found == entities.end() ? nullptr : &*found;
}

} // namespace

WorkspaceWriter::WorkspaceWriter(const Workspace& workspace)
    : m_workspace(workspace)
{
}

Result<void> WorkspaceWriter::checkWritable() const
{
    if (m_workspace.dialect == LayoutDialect::V1)
        return Error{ErrorCode::Unsupported,
                     "This workspace has the layout of APIOps version 1, which is read-only.",
                     {}};
    return {};
}

Result<void> WorkspaceWriter::write(const std::string& relativeFile, std::string_view content) const
{
    return writeFileAtomically(m_workspace.folder / relativeFile, content);
}

Result<void> WorkspaceWriter::removeFolder(const std::string& relativeFolder) const
{
    if (const auto writable = checkWritable(); !writable)
        return writable.error();
    std::error_code error;
    fs::remove_all(m_workspace.folder / relativeFolder, error);
    if (error)
        return Error{ErrorCode::Io,
                     fmt::format("Cannot delete {}: {}.", relativeFolder, error.message()),
                     {relativeFolder, 0, 0}};
    return {};
}

std::string WorkspaceWriter::apiFolder(std::string_view apiKey) const
{
    const Api* api = m_workspace.findApi(apiKey);
    if (api == nullptr)
        return fmt::format("apis/{}", apiKey);
    return api->workspaceId.empty()
        ? "apis/" + api->key()
        : fmt::format("workspaces/{}/apis/{}", api->workspaceId, api->key());
}

std::string WorkspaceWriter::policyFile(const PolicyPlace& place) const
{
    switch (place.kind) {
    case PolicyPlace::Kind::Global:
        break;
    case PolicyPlace::Kind::ServiceWorkspace:
        return fmt::format("workspaces/{}/policy.xml", place.id);
    case PolicyPlace::Kind::Product: {
        const Product* product = m_workspace.findProduct(place.id);
        return product != nullptr && product->policy
            ? product->policy->file
            : fmt::format("products/{}/policy.xml", place.id);
    }
    case PolicyPlace::Kind::Api:
        return apiFolder(place.id) + "/policy.xml";
    case PolicyPlace::Kind::Operation: {
        const Api* api = m_workspace.findApi(place.id);
        const Operation* operation
            = api == nullptr ? nullptr : findById(api->operations, place.operationId);
        if (operation != nullptr && operation->policy)
            return operation->policy->file;
        return fmt::format("{}/operations/{}/policy.xml", apiFolder(place.id), place.operationId);
    }
    case PolicyPlace::Kind::Fragment: {
        const PolicyFragment* fragment = m_workspace.findFragment(place.id);
        return fragment != nullptr ? fragment->policy.file
                                   : fmt::format("policy fragments/{}/policy.xml", place.id);
    }
    }
    return "policy.xml";
}

Result<void> WorkspaceWriter::savePolicy(const PolicyPlace& place, std::string_view text) const
{
    if (const auto writable = checkWritable(); !writable)
        return writable.error();
    const std::string file = policyFile(place);
    if (const auto written = write(file, text); !written)
        return written.error();
    const std::string information
        = fmt::format("policy fragments/{}/policyFragmentInformation.json", place.id);
    const bool needsInformation = place.kind == PolicyPlace::Kind::Fragment
        && m_workspace.findFragment(place.id) == nullptr
        && !fs::exists(m_workspace.folder / information);
    return needsInformation ? write(information, kEmptyInformation) : Result<void>{};
}

Result<void> WorkspaceWriter::deletePolicy(const PolicyPlace& place) const
{
    if (const auto writable = checkWritable(); !writable)
        return writable.error();
    const fs::path file = policyFile(place);
    const bool isWholeFolder
        = place.kind == PolicyPlace::Kind::Fragment || place.kind == PolicyPlace::Kind::Operation;
    // The folder of an operation holds nothing but its policy.
    return removeFolder(isWholeFolder ? file.parent_path().generic_string()
                                      : file.generic_string());
}

Result<void> WorkspaceWriter::saveDiagnostic(std::string_view apiKey,
                                             const Diagnostic& diagnostic) const
{
    const Api* api = apiKey.empty() ? nullptr : m_workspace.findApi(apiKey);
    if (!apiKey.empty() && api == nullptr)
        return Error{ErrorCode::NotFound, fmt::format("There is no API \"{}\".", apiKey), {}};
    const Diagnostic* before
        = findById(api == nullptr ? m_workspace.diagnostics : api->diagnostics, diagnostic.id);
    const std::string base = api == nullptr ? std::string() : apiFolder(apiKey) + "/";
    return editJson(fmt::format("{}diagnostics/{}/diagnosticInformation.json", base, diagnostic.id),
                    DiagnosticEdits(before).differences(diagnostic));
}

Result<void> WorkspaceWriter::deleteDiagnostic(std::string_view apiKey, std::string_view id) const
{
    const std::string base = apiKey.empty() ? std::string() : apiFolder(apiKey) + "/";
    return removeFolder(fmt::format("{}diagnostics/{}", base, id));
}

Result<void> WorkspaceWriter::saveNamedValue(const NamedValue& named) const
{
    const NamedValue* before = findById(m_workspace.namedValues, named.id);
    Edits edits;
    const auto set = [&](std::string_view name, std::optional<std::string> source) {
        edits.push_back({{"properties", std::string(name)}, std::move(source)});
    };
    if (before == nullptr || before->displayName != named.displayName)
        set("displayName", jsonString(named.displayName));
    if (before == nullptr || before->isSecret != named.isSecret)
        set("secret", std::string(jsonFlag(named.isSecret)));
    const std::optional<std::string> value = named.isSecret ? std::nullopt : named.value;
    if (before == nullptr ? value.has_value() : before->value != value)
        set("value", value ? std::optional(jsonString(*value)) : std::nullopt);
    return editJson(fmt::format("named values/{}/namedValueInformation.json", named.id), edits);
}

Result<void> WorkspaceWriter::deleteNamedValue(std::string_view id) const
{
    return removeFolder(fmt::format("named values/{}", id));
}

Result<void> WorkspaceWriter::setLocalSetting(const std::vector<std::string>& path,
                                              std::string_view valueSource) const
{
    return editJson("gatelens.json", {{path, std::string(valueSource)}});
}

Result<void> WorkspaceWriter::removeLocalSetting(const std::vector<std::string>& path) const
{
    return editJson("gatelens.json", {{path, std::nullopt}});
}

Result<void> WorkspaceWriter::editJson(const std::string& relativeFile, const Edits& edits) const
{
    if (const auto writable = checkWritable(); !writable)
        return writable.error();
    if (edits.empty())
        return {};
    std::error_code error;
    std::string text = "{}";
    if (fs::exists(m_workspace.folder / relativeFile, error)) {
        auto read = readFile(m_workspace.folder / relativeFile, relativeFile);
        if (!read)
            return read.error();
        text = std::move(*read);
    }
    for (const MemberEdit& edit : edits) {
        const auto document = JsonDocument::parse(text, relativeFile);
        if (!document)
            return withContext(document.error(), "the file is left as it is");
        const auto change = edit.valueSource ? document->setMember(edit.path, *edit.valueSource)
                                             : Result<TextEdit>(document->removeMember(edit.path));
        if (!change)
            return change.error();
        text.replace(change->range.begin, change->range.size(), change->replacement);
    }
    return write(relativeFile, text);
}

} // namespace gatelens
