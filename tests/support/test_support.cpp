#include "tests/support/test_support.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

namespace uptake::test {

QString realDataDir() {
  const QString chosen = qEnvironmentVariable("UPTAKE_TEST_DATA");
  const QDir dir(chosen.isEmpty() ? sourceDir() + QStringLiteral("/../shared/data") : chosen);
  return dir.exists() ? dir.canonicalPath() : QString();
}

QString sourceDir() {
  return QStringLiteral(UPTAKE_SOURCE_DIR);
}

QString program(const QString& name) {
  const QString dir = qEnvironmentVariable(
      "UPTAKE_BIN_DIR", QCoreApplication::applicationDirPath() + QStringLiteral("/../bin"));
  return QDir(dir).absoluteFilePath(name);
}

ProcessOutput runProcess(const QString& program, const QStringList& arguments, int timeoutMs) {
  QProcess process;
  process.start(program, arguments);
  ProcessOutput result;
  if (!process.waitForStarted()) return result;
  if (!process.waitForFinished(timeoutMs)) process.kill();
  process.waitForFinished();
  result.out = process.readAllStandardOutput();
  result.err = process.readAllStandardError();
  if (process.exitStatus() == QProcess::NormalExit) result.exitCode = process.exitCode();
  return result;
}

QString python() {
  static const QString found = [] {
    // Debian's own first: another python3 on the path may lack the modules.
    QStringList candidates{QStringLiteral("/usr/bin/python3"),
                           QStandardPaths::findExecutable(QStringLiteral("python3"))};
    for (const QString& candidate : candidates) {
      if (candidate.isEmpty() || !QFileInfo(candidate).isExecutable()) continue;
      const ProcessOutput probe = runProcess(
          candidate, {QStringLiteral("-c"), QStringLiteral("import pydicom, nibabel, numpy")}, 30000);
      if (probe.exitCode == 0) return candidate;
    }
    return QString();
  }();
  return found;
}

QString peerPython() {
  for (const QString& candidate :
       {qEnvironmentVariable("UPTAKE_PEERS"), sourceDir() + QStringLiteral("/build-peers/bin/python3")})
    if (!candidate.isEmpty() && QFileInfo(candidate).isExecutable()) return candidate;
  return python();
}

}  // namespace uptake::test
