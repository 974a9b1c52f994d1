#include "proxy/gateway/policies/state/backend_pools.h"

#include <algorithm>
#include <cassert>

namespace gatelens::proxy {

std::size_t BackendPools::next(const std::string& poolId, std::span<const Candidate> candidates)
{
    assert(!candidates.empty() && "a pool without candidates has no next member");
    const std::lock_guard lock(m_mutex);
    std::map<std::string, long>& credits = m_credits[poolId];
    long total = 0;
    std::size_t best = 0;
    long bestCredit = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const long weight = std::max(candidates[i].weight, 1);
        long& credit = credits[candidates[i].id];
        credit += weight;
        total += weight;
        if (i == 0 || credit > bestCredit) {
            best = i;
            bestCredit = credit;
        }
    }
    credits[candidates[best].id] -= total;
    return best;
}

} // namespace gatelens::proxy
