#pragma once

#include "core/store/sqlite.h"
#include "core/store/store.h"

namespace gatelens::store {

/// The lock file beside a store; held for the life of this object. Released by the system when the
/// process ends, however it ends.
class WriterLock
{
public:
    /// Conflict names the process that holds it.
    [[nodiscard]] static Result<WriterLock> acquire(const std::filesystem::path& storePath);
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&& other) noexcept;
    ~WriterLock();

private:
    explicit WriterLock(int descriptor) noexcept
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor = -1;
};

/// A store's file opened for writing, in the newest schema.
struct OpenedFile
{
    std::optional<sqlite::Database> database; ///< nullopt in mode ReadOnlyNewer
    StoreMode mode = StoreMode::ReadWrite;
    std::string message;
};

/// Opens, creates or recovers; `time` names what is set aside. The caller holds the lock.
[[nodiscard]] Result<OpenedFile> openStoreFile(const std::filesystem::path& path, Timestamp time);

} // namespace gatelens::store
