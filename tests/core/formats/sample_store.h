#pragma once

#include "core/formats/exporter.h"
#include "core/store/store.h"
#include "tests/support/temporary_folder.h"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace gatelens::test {

/// A small store with what is hard to export: three exchanges (one failed, one sampled out, one
/// with binary and non-ASCII content) logged to two loggers, and items of an SDK.
class SampleStore
{
public:
    SampleStore();

    [[nodiscard]] StoreReader& reader() { return *m_reader; }
    [[nodiscard]] const TemporaryFolder& folder() const { return m_folder; }

    /// The whole text of an export.
    [[nodiscard]] std::string exported(std::string_view format, const ExportScope& scope = {});

private:
    TemporaryFolder m_folder;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<StoreReader> m_reader;
};

/// The envelopes of an SDK in the store, as they came in.
[[nodiscard]] const std::vector<std::string>& ingestedEnvelopes();

[[nodiscard]] std::vector<std::string> linesOf(std::string_view text);

/// Parses JSON, or fails the test.
[[nodiscard]] boost::json::value parsed(std::string_view text);

} // namespace gatelens::test
