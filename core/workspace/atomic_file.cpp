#include "core/workspace/workspace_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gatelens {

namespace fs = std::filesystem;

namespace {

Error ioError(const fs::path& path, std::string_view doing, int number)
{
    return {ErrorCode::Io,
            fmt::format("Cannot {} {}: {}.", doing, path.string(), std::strerror(number)),
            {path.string(), 0, 0}};
}

/// A file descriptor that closes itself.
class Descriptor
{
public:
    explicit Descriptor(int value)
        : m_value(value)
    {
    }
    ~Descriptor()
    {
        if (m_value >= 0)
            ::close(m_value);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int value() const { return m_value; }

private:
    int m_value;
};

/// 0, or the number of the error.
int writeAll(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno != EINTR)
            return errno;
        if (written > 0)
            content.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0 ? 0 : errno;
}

/// The permissions of the file that is replaced, else those of any new file.
mode_t modeFor(const fs::path& path, NewFileAccess access)
{
    struct stat status
    {
    };
    constexpr mode_t kForEverybody = 0644;
    constexpr mode_t kForOwner = 0600;
    constexpr mode_t kPermissionBits = 07777;
    if (::stat(path.c_str(), &status) == 0)
        return status.st_mode & kPermissionBits;
    return access == NewFileAccess::OwnerOnly ? kForOwner : kForEverybody;
}

} // namespace

Result<void> writeFileAtomically(const fs::path& path, std::string_view content,
                                 NewFileAccess access)
{
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
        return ioError(path.parent_path(), "make the folder", error.value());
    // A link is kept: what it leads to is replaced.
    const fs::path target = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : path;
    fs::path temporary = target;
    temporary += fmt::format(".{}.gatelens-tmp", ::getpid());
    {
        const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                                     modeFor(target, access)));
        if (file.value() < 0)
            return ioError(temporary, "make", errno);
        if (const int number = writeAll(file.value(), content); number != 0) {
            ::unlink(temporary.c_str());
            return ioError(temporary, "write", number);
        }
    }
    if (::rename(temporary.c_str(), target.c_str()) != 0) {
        const int number = errno;
        ::unlink(temporary.c_str());
        return ioError(target, "replace", number);
    }
    // The rename itself reaches the disk with its folder.
    const Descriptor folder(
        ::open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.value() >= 0)
        ::fsync(folder.value());
    return {};
}

} // namespace gatelens
