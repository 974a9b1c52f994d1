#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// An item that the service refused for now while its batch went through.
struct RetryItem
{
    std::int64_t batchEnd = 0; ///< cursor behind the batch that it was part of
    std::string envelope; ///< as the store gave it

    friend bool operator==(const RetryItem&, const RetryItem&) = default;
};

/// Items waiting to be sent again, on disk beside the store: the cursor has moved past them. Saved
/// before the cursor is, so that a crash in between means sending that batch again and never losing
/// an item.
class RetryJournal
{
public:
    explicit RetryJournal(std::filesystem::path file)
        : m_file(std::move(file))
    {
    }

    /// Items of batches at or before `cursor`; those of later batches will be sent again with their
    /// whole batch. A missing file is an empty journal.
    [[nodiscard]] Result<std::vector<RetryItem>> load(std::int64_t cursor) const;

    /// Replaces the file as a whole, on disk when this returns; removes it when there is nothing.
    [[nodiscard]] Result<void> save(const std::vector<RetryItem>& items) const;

private:
    std::filesystem::path m_file;
};

} // namespace gatelens::proxy
