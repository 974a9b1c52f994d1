#include "proxy/gateway/policies/state/semantic_cache.h"

#include "proxy/gateway/policies/text.h"

#include <cmath>

namespace gatelens::proxy {

namespace {

constexpr std::size_t kDimensions = 256;

/// FNV-1a: stable over runs, so that equal texts give equal vectors everywhere.
std::uint32_t hashOf(std::string_view word)
{
    std::uint32_t hash = 2166136261U;
    for (const char c : word)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 128;
}

} // namespace

SemanticCache::Match SemanticCache::nearest(const std::string& partition,
                                            const std::vector<float>& embedding, double threshold,
                                            Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    Match best;
    const auto found = m_partitions.find(partition);
    if (found == m_partitions.end())
        return best;
    std::erase_if(found->second, [now](const Entry& entry) { return entry.expiresAt <= now; });
    for (const Entry& entry : found->second) {
        const double score = cosineSimilarity(entry.embedding, embedding);
        if (score <= best.score)
            continue;
        best.score = score;
        best.response = score >= threshold ? entry.response : nullptr;
    }
    return best;
}

void SemanticCache::store(const std::string& partition, std::vector<float> embedding,
                          std::shared_ptr<const ResponseMessage> response, Timestamp now,
                          Micros timeToLive)
{
    const std::lock_guard lock(m_mutex);
    std::deque<Entry>& entries = m_partitions[partition];
    entries.push_back({std::move(embedding), std::move(response), now + timeToLive});
    if (entries.size() > kEntriesPerPartition)
        entries.pop_front();
}

void SemanticCache::clear()
{
    const std::lock_guard lock(m_mutex);
    m_partitions.clear();
}

double cosineSimilarity(const std::vector<float>& left, const std::vector<float>& right)
{
    if (left.size() != right.size())
        return 0;
    double product = 0;
    double leftSquare = 0;
    double rightSquare = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const double a = static_cast<double>(left[i]);
        const double b = static_cast<double>(right[i]);
        product += a * b;
        leftSquare += a * a;
        rightSquare += b * b;
    }
    const double length = std::sqrt(leftSquare) * std::sqrt(rightSquare);
    return length == 0 ? 0 : product / length;
}

std::vector<float> bagOfWords(std::string_view text)
{
    std::vector<float> vector(kDimensions, 0.0F);
    std::string word;
    const auto finishWord = [&] {
        if (!word.empty())
            vector[hashOf(word) % kDimensions] += 1.0F;
        word.clear();
    };
    for (const char c : lowered(text)) {
        if (isWordByte(c))
            word += c;
        else
            finishWord();
    }
    finishWord();
    return vector;
}

} // namespace gatelens::proxy
