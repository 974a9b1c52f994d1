#include "ui/forwarding/secret_keeper.h"

#include "ui/theme/format.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>
#include <qt6keychain/keychain.h>

namespace gatelens::ui {
namespace {

QString serviceName() { return QStringLiteral("gatelens"); }

Error keychainError(const QKeychain::Job& job)
{
    const bool isMissing
        = job.error() == QKeychain::NoBackendAvailable || job.error() == QKeychain::NotImplemented;
    return {isMissing ? ErrorCode::Unsupported : ErrorCode::Refused,
            "the keychain did not keep the secret: " + toUtf8(job.errorString()),
            {}};
}

} // namespace

void SecretKeeper::store(const QString& name, const QString& value, Stored stored)
{
    auto* job = new QKeychain::WritePasswordJob(serviceName(), this);
    job->setKey(name);
    job->setTextData(value);
    connect(job, &QKeychain::Job::finished, this,
            [name, stored = std::move(stored)](QKeychain::Job* finished) {
                if (finished->error() == QKeychain::NoError)
                    stored(SecretSource(KeychainSecret{toUtf8(name)}));
                else
                    stored(keychainError(*finished));
            });
    job->start();
}

void SecretKeeper::remove(const QString& name)
{
    auto* job = new QKeychain::DeletePasswordJob(serviceName(), this);
    job->setKey(name);
    job->start();
}

Result<SecretSource> SecretKeeper::storeInFile(const QString& name, const QString& value)
{
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)
                      + QStringLiteral("/secrets"));
    const auto path = folder.filePath(QString::fromLatin1(QUrl::toPercentEncoding(name, {}, "/.")));
    QSaveFile file(path);
    if (!folder.mkpath(QStringLiteral(".")) || !file.open(QIODevice::WriteOnly))
        return Error{
            ErrorCode::Io, "writing " + toUtf8(path) + ": " + toUtf8(file.errorString()), {}};
    // Before the value is in it: nobody else may read it at any moment.
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(value.toUtf8());
    if (!file.commit())
        return Error{
            ErrorCode::Io, "writing " + toUtf8(path) + ": " + toUtf8(file.errorString()), {}};
    return SecretSource(FileSecret{toUtf8(path)});
}

std::optional<std::string> readKeychain(const std::string& name)
{
    QKeychain::ReadPasswordJob job(serviceName());
    job.setAutoDelete(false);
    job.setKey(toQString(name));
    QEventLoop loop;
    QObject::connect(&job, &QKeychain::Job::finished, &loop, &QEventLoop::quit);
    job.start();
    loop.exec();
    if (job.error() != QKeychain::NoError)
        return std::nullopt;
    return toUtf8(job.textData());
}

} // namespace gatelens::ui
