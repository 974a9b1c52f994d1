#include "ui/export/export_job.h"

#include "core/formats/export_file.h"
#include "ui/session/jobs.h"
#include "ui/theme/format.h"

#include <QStringList>

namespace gatelens::ui {
namespace {

QString quoted(QString text)
{
    text.replace(u'\'', QStringLiteral("'\\''"));
    return u'\'' + text + u'\'';
}

} // namespace

Result<ExportSummary> ExportJob::run(StoreReader& reader) const
{
    const auto totals = reader.totals(scope.query);
    if (!totals)
        return totals.error();
    progress->setTotal(totals->count);
    return exportToFile(*exporter, reader, scope, path,
                        [job = progress](const ExportProgress& written) {
                            job->setDone(written.items);
                            return !job->isCancelled();
                        });
}

QString commandLineFor(const QString& store, const QString& format, const QString& filter,
                       const TimeRange& range, const QString& path)
{
    QStringList words{QStringLiteral("gatelensctl export --store"), quoted(store),
                      QStringLiteral("--format"), format};
    if (!filter.isEmpty())
        words << QStringLiteral("--filter") << quoted(filter);
    if (range.from)
        words << QStringLiteral("--since") << toQString(toIso8601(*range.from));
    if (range.until)
        words << QStringLiteral("--until") << toQString(toIso8601(*range.until));
    words << QStringLiteral("-o") << quoted(path);
    return words.join(u' ');
}

} // namespace gatelens::ui
