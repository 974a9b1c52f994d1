#include "core/formats/export_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gatelens {

namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;

Error fileError(const std::filesystem::path& path, std::string_view doing)
{
    return {
        ErrorCode::Io, std::string(doing) + ' ' + path.string() + ": " + std::strerror(errno), {}};
}

/// A file that is removed again unless it is kept.
class TemporaryExport : public ExportSink
{
public:
    explicit TemporaryExport(std::filesystem::path path)
        : m_path(std::move(path))
        , m_descriptor(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644))
    {
        m_buffer.reserve(kBufferBytes);
    }
    ~TemporaryExport() override
    {
        if (m_descriptor < 0)
            return;
        ::close(m_descriptor);
        if (!m_isKept)
            ::unlink(m_path.c_str());
    }
    TemporaryExport(const TemporaryExport&) = delete;
    TemporaryExport& operator=(const TemporaryExport&) = delete;

    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }

    Result<void> write(std::string_view text) override
    {
        m_buffer += text;
        return m_buffer.size() < kBufferBytes ? Result<void>() : flush();
    }

    Result<void> keepAs(const std::filesystem::path& path)
    {
        if (Result<void> flushed = flush(); !flushed)
            return flushed;
        if (::fsync(m_descriptor) != 0)
            return fileError(m_path, "writing");
        if (std::rename(m_path.c_str(), path.c_str()) != 0)
            return fileError(path, "naming the export");
        m_isKept = true;
        return {};
    }

private:
    Result<void> flush()
    {
        std::string_view rest = m_buffer;
        while (!rest.empty()) {
            const ssize_t written = ::write(m_descriptor, rest.data(), rest.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return fileError(m_path, "writing");
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
        m_buffer.clear();
        return {};
    }

    std::filesystem::path m_path;
    int m_descriptor;
    std::string m_buffer;
    bool m_isKept = false;
};

} // namespace

Result<ExportSummary> exportToFile(const Exporter& exporter, StoreReader& reader,
                                   const ExportScope& scope, const std::filesystem::path& path,
                                   const OnExportProgress& onProgress)
{
    if (std::error_code failure; std::filesystem::is_directory(path, failure)) {
        return Error{ErrorCode::InvalidArgument,
                     "exporting to " + path.string() + ": it is a folder; name a file",
                     {}};
    }
    std::filesystem::path partPath = path;
    partPath += ".part-" + std::to_string(::getpid());
    TemporaryExport file(partPath);
    if (!file.isOpen())
        return fileError(partPath, "creating");

    Result<ExportSummary> summary = exporter.run(reader, scope, file, onProgress);
    if (!summary)
        return withContext(summary.error(), "exporting to " + path.string());
    if (const Result<void> kept = file.keepAs(path); !kept)
        return kept.error();
    return summary;
}

} // namespace gatelens
