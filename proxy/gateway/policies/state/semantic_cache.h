#pragma once

#include "core/base/time.h"
#include "core/message/message.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// Responses of language models by the meaning of their prompts: unit vectors in partitions.
/// Thread safe.
class SemanticCache
{
public:
    struct Match
    {
        std::shared_ptr<const ResponseMessage> response; ///< null: nothing near enough
        double score = 0; ///< cosine similarity of the nearest entry
    };

    [[nodiscard]] Match nearest(const std::string& partition, const std::vector<float>& embedding,
                                double threshold, Timestamp now);
    void store(const std::string& partition, std::vector<float> embedding,
               std::shared_ptr<const ResponseMessage> response, Timestamp now, Micros timeToLive);
    void clear();

private:
    struct Entry
    {
        std::vector<float> embedding;
        std::shared_ptr<const ResponseMessage> response;
        Timestamp expiresAt;
    };

    /// Entries that one partition keeps; the oldest goes first.
    static constexpr std::size_t kEntriesPerPartition = 1024;

    std::mutex m_mutex; ///< guards m_partitions
    std::map<std::string, std::deque<Entry>> m_partitions;
};

/// Cosine of the angle between two vectors; 0 when lengths differ or one is zero.
[[nodiscard]] double cosineSimilarity(const std::vector<float>& left,
                                      const std::vector<float>& right);

/// A bag-of-words vector: each word adds to one of 256 places chosen by its hash. A stand-in for
/// an embeddings model that finds texts with mostly the same words.
[[nodiscard]] std::vector<float> bagOfWords(std::string_view text);

} // namespace gatelens::proxy
