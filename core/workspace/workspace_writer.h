#pragma once

#include "core/base/result.h"
#include "core/base/text_range.h"
#include "core/workspace/workspace.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// Who may read a file that is new; a file that is replaced keeps its permissions.
enum class NewFileAccess
{
    Everybody,
    OwnerOnly
};

/// Writes `content` beside `path` (name ending in ".gatelens-tmp"), flushes it to the disk and
/// renames it: after a crash at any moment the file is the old one or the new one. Folders are
/// made. Io names the file.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& path,
                                               std::string_view content,
                                               NewFileAccess access = NewFileAccess::Everybody);

/// Where a policy document of a workspace lives.
struct PolicyPlace
{
    enum class Kind
    {
        Global,
        ServiceWorkspace,
        Product,
        Api,
        Operation,
        Fragment
    };
    Kind kind = Kind::Global;
    std::string id; ///< of the product, fragment or workspace; Api::key() of an API or operation
    std::string operationId;

    friend bool operator==(const PolicyPlace&, const PolicyPlace&) = default;
};

/// Changes files of a workspace and nothing else in them: a JSON edit replaces the bytes of the
/// changed value or inserts a member like its neighbours; policies are texts. Every function writes
/// at once and atomically; reload the workspace to see the change. A workspace of layout v1 is
/// read-only: Unsupported.
class WorkspaceWriter
{
public:
    explicit WorkspaceWriter(const Workspace& workspace);

    /// Path of a policy document relative to the workspace's folder, with "/": where it is, or
    /// where it will be.
    [[nodiscard]] std::string policyFile(const PolicyPlace& place) const;

    /// Saves a policy document, making it where there was none. A new fragment gets its
    /// information file.
    [[nodiscard]] Result<void> savePolicy(const PolicyPlace& place, std::string_view text) const;

    /// Deletes a policy document; a fragment goes with its folder. Fine when there is none.
    [[nodiscard]] Result<void> deletePolicy(const PolicyPlace& place) const;

    /// Changes the members of a diagnostic that differ between `before` and `after`; makes its file
    /// when there is none. `apiKey` is "" at service level.
    [[nodiscard]] Result<void> saveDiagnostic(std::string_view apiKey,
                                              const Diagnostic& diagnostic) const;
    [[nodiscard]] Result<void> deleteDiagnostic(std::string_view apiKey, std::string_view id) const;

    /// Makes or changes a named value. A secret's value is never written.
    [[nodiscard]] Result<void> saveNamedValue(const NamedValue& named) const;
    [[nodiscard]] Result<void> deleteNamedValue(std::string_view id) const;

    /// Sets one member of gatelens.json to a JSON text, or removes it; the file is made when
    /// absent.
    [[nodiscard]] Result<void> setLocalSetting(const std::vector<std::string>& path,
                                               std::string_view valueSource) const;
    [[nodiscard]] Result<void> removeLocalSetting(const std::vector<std::string>& path) const;

    /// Sets members of any information file; see JsonDocument::setMember.
    struct MemberEdit
    {
        std::vector<std::string> path;
        std::optional<std::string> valueSource; ///< nullopt removes the member
    };
    [[nodiscard]] Result<void> editJson(const std::string& relativeFile,
                                        const std::vector<MemberEdit>& edits) const;

private:
    [[nodiscard]] Result<void> checkWritable() const;
    [[nodiscard]] Result<void> write(const std::string& relativeFile,
                                     std::string_view content) const;
    [[nodiscard]] Result<void> removeFolder(const std::string& relativeFolder) const;
    [[nodiscard]] std::string apiFolder(std::string_view apiKey) const;

    const Workspace& m_workspace;
};

} // namespace gatelens
