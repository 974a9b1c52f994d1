#include "core/formats/export_preview.h"

namespace gatelens {

namespace {

/// Takes text until it has enough, and then ends the export as if it had been cancelled.
class PreviewSink : public ExportSink
{
public:
    explicit PreviewSink(std::size_t bytes)
        : m_bytes(bytes)
    {
    }

    Result<void> write(std::string_view text) override
    {
        m_preview.text += text;
        m_preview.isCut = m_preview.text.size() > m_bytes;
        if (m_preview.isCut)
            return Error{ErrorCode::Cancelled, "the preview is complete", {}};
        return {};
    }

    [[nodiscard]] ExportPreview take()
    {
        if (m_preview.isCut)
            m_preview.text.resize(wholeCharacters());
        return std::move(m_preview);
    }

private:
    /// The bytes of the preview without a character that is cut at its end.
    [[nodiscard]] std::size_t wholeCharacters() const
    {
        std::size_t end = m_bytes;
        while (end > 0 && (static_cast<unsigned char>(m_preview.text[end]) & 0xC0) == 0x80)
            --end;
        return end;
    }

    std::size_t m_bytes;
    ExportPreview m_preview;
};

} // namespace

Result<ExportPreview> previewExport(const Exporter& exporter, StoreReader& reader,
                                    const ExportScope& scope, std::size_t bytes)
{
    PreviewSink sink(bytes);
    const Result<ExportSummary> summary = exporter.run(reader, scope, sink, {});
    ExportPreview preview = sink.take();
    if (!summary && !preview.isCut)
        return summary.error();
    return preview;
}

} // namespace gatelens
