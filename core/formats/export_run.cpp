#include "core/formats/export_run.h"

namespace gatelens {

namespace {

constexpr std::uint64_t kProgressEvery = 500;

} // namespace

bool ExportRun::write(std::string_view text)
{
    if (m_error)
        return false;
    if (const Result<void> written = m_sink.write(text); !written) {
        m_error = written.error();
        return false;
    }
    m_summary.bytes += text.size();
    return true;
}

bool ExportRun::countItem()
{
    ++m_summary.items;
    const bool isAsked = m_onProgress && m_summary.items % kProgressEvery == 0;
    if (!m_error && isAsked && !m_onProgress({m_summary.items, m_summary.bytes}))
        m_error = Error{ErrorCode::Cancelled, "the export was cancelled", {}};
    return !m_error;
}

Result<ExportSummary> ExportRun::finish(const Result<void>& streamed) const
{
    if (m_error)
        return *m_error;
    if (!streamed)
        return withContext(streamed.error(), "reading what to export");
    return m_summary;
}

} // namespace gatelens
