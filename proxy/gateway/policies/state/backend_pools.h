#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// Turns of the members of pools: smooth weighted round robin, as nginx does it. Equal weights give
/// plain round robin. Thread safe.
class BackendPools
{
public:
    struct Candidate
    {
        std::string id;
        int weight = 1;
    };

    /// Index of the candidate whose turn it is; candidates must not be empty.
    [[nodiscard]] std::size_t next(const std::string& poolId,
                                   std::span<const Candidate> candidates);

private:
    std::mutex m_mutex; ///< guards m_credits
    std::map<std::string, std::map<std::string, long>> m_credits; ///< pool -> member -> credit
};

} // namespace gatelens::proxy
