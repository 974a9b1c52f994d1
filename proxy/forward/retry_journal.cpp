#include "proxy/forward/retry_journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

namespace gatelens::proxy {

namespace {

Error journalError(const std::filesystem::path& file, std::string_view doing)
{
    return {
        ErrorCode::Io, std::string(doing) + ' ' + file.string() + ": " + std::strerror(errno), {}};
}

Result<void> writeFile(const std::filesystem::path& file, std::string_view text)
{
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return journalError(file, "creating");
    bool isWritten = true;
    while (isWritten && !text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        isWritten = count >= 0;
        if (isWritten)
            text.remove_prefix(static_cast<std::size_t>(count));
    }
    isWritten = isWritten && ::fsync(descriptor) == 0;
    const Error failure = journalError(file, "writing");
    ::close(descriptor);
    if (!isWritten)
        return failure;
    return {};
}

} // namespace

Result<std::vector<RetryItem>> RetryJournal::load(std::int64_t cursor) const
{
    std::vector<RetryItem> items;
    std::ifstream stream(m_file, std::ios::binary);
    if (!stream) {
        std::error_code failure;
        if (std::filesystem::exists(m_file, failure))
            return journalError(m_file, "reading");
        return items;
    }
    // Each line: the cursor behind the item's batch, a blank, the envelope.
    for (std::string line; std::getline(stream, line);) {
        RetryItem item;
        const auto [end, wrong]
            = std::from_chars(line.data(), line.data() + line.size(), item.batchEnd);
        if (wrong != std::errc() || end == line.data() + line.size() || *end != ' ') {
            return Error{ErrorCode::Malformed,
                         m_file.string()
                             + " is damaged; remove it to go on without the items "
                               "that waited in it",
                         {}};
        }
        item.envelope = line.substr(static_cast<std::size_t>(end - line.data()) + 1);
        if (item.batchEnd <= cursor)
            items.push_back(std::move(item));
    }
    return items;
}

Result<void> RetryJournal::save(const std::vector<RetryItem>& items) const
{
    if (items.empty()) {
        std::error_code failure;
        std::filesystem::remove(m_file, failure);
        if (failure)
            return Error{
                ErrorCode::Io, "removing " + m_file.string() + ": " + failure.message(), {}};
        return {};
    }
    std::string text;
    for (const RetryItem& item : items)
        text += std::to_string(item.batchEnd) + ' ' + item.envelope + '\n';
    std::filesystem::path part = m_file;
    part += ".part";
    if (Result<void> written = writeFile(part, text); !written)
        return written;
    if (std::rename(part.c_str(), m_file.c_str()) != 0)
        return journalError(m_file, "replacing");
    return {};
}

} // namespace gatelens::proxy
