#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <cstdio>
#include <optional>

#if defined(Q_OS_UNIX)
#include <unistd.h>
#endif

/// Attacks the readers of files from outside with files that are changed at random: `fuzz_readers voc`,
/// `fuzz_readers --seconds 60 nrrd`. It crashes, or is ended by the system after 30 seconds with one file,
/// where a reader fails; then the file is left, and `fuzz_readers --file PATH nrrd` reads it again. The same
/// --seed makes the same files.

namespace {

using namespace uptake::fuzz;

constexpr unsigned kPatienceSeconds = 30;

struct Known {
  const char* name;
  MakeTarget make;
};
constexpr Known kKnown[] = {
    {"voc", vocTarget},       {"records", recordTarget}, {"journal", journalTarget},
    {"nifti", niftiTarget},   {"nrrd", nrrdTarget},      {"meta", metaTarget},
    {"image", imageTarget},   {"seg", segTarget},        {"rtstruct", structureTarget},
    {"pickle", pickleTarget}, {"sheet", sheetTarget},    {"lidc", lidcTarget}};

bool write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

void read(const FuzzTarget& target, const QString& path) {
#if defined(Q_OS_UNIX)
  ::alarm(kPatienceSeconds);
#endif
  target.read(path);
#if defined(Q_OS_UNIX)
  ::alarm(0);
#endif
}

struct Limits {
  quint32 seed = 1;
  qint64 runs = 0;
  qint64 milliseconds = 0;
};

/// The number of files that were read; nothing when one could not be written.
std::optional<qint64> attack(const FuzzTarget& target, const QString& path, const Limits& limits) {
  QRandomGenerator random(limits.seed);
  QElapsedTimer timer;
  timer.start();
  qint64 runs = 0;
  for (const QByteArray& seed : target.seeds) {
    if (!write(path, seed)) return std::nullopt;
    read(target, path);
  }
  while (runs < limits.runs || timer.elapsed() < limits.milliseconds) {
    QByteArray bytes = mutated(target.seeds, random);
    if (target.seal && random.bounded(4) != 0) bytes = target.seal(bytes);
    // A reader may have removed it or set it aside.
    if (!write(path, bytes)) return std::nullopt;
    read(target, path);
    ++runs;
  }
  return runs;
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  QCommandLineParser options;
  options.addHelpOption();
  options.addOption(
      {QStringLiteral("runs"), QStringLiteral("Files to try."), QStringLiteral("N"), QStringLiteral("1000")});
  options.addOption(
      {QStringLiteral("seconds"), QStringLiteral("Time to try for, instead."), QStringLiteral("S")});
  options.addOption(
      {QStringLiteral("seed"), QStringLiteral("Of the changes."), QStringLiteral("N"), QStringLiteral("1")});
  options.addOption({QStringLiteral("keep"), QStringLiteral("Where a file that fails is left."),
                     QStringLiteral("FOLDER"), QDir::tempPath()});
  options.addOption(
      {QStringLiteral("file"), QStringLiteral("Reads this file once."), QStringLiteral("PATH")});
  options.addPositionalArgument(QStringLiteral("target"), QStringLiteral("What to attack."));
  options.process(application);
  const QStringList names = options.positionalArguments();
  const auto* known = std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& each) {
    return names == QStringList{QLatin1String(each.name)};
  });
  if (known == std::end(kKnown)) {
    std::fputs("fuzz_readers: name one of", stderr);
    for (const Known& each : kKnown) std::fprintf(stderr, " %s", each.name);
    std::fputs("\n", stderr);
    return 2;
  }

  const QTemporaryDir folder;
  const FuzzTarget target = known->make(folder.path());
  if (options.isSet(QStringLiteral("file"))) {
    read(target, options.value(QStringLiteral("file")));
    return 0;
  }
  if (target.seeds.empty()) {
    std::printf("%s: what makes its files is absent\n", known->name);
    return 77;
  }
  const bool isTimed = options.isSet(QStringLiteral("seconds"));
  const Limits limits{options.value(QStringLiteral("seed")).toUInt(),
                      isTimed ? 0 : options.value(QStringLiteral("runs")).toLongLong(),
                      isTimed ? 1000 * options.value(QStringLiteral("seconds")).toLongLong() : 0};
  const QString path = QDir(options.value(QStringLiteral("keep")))
                           .filePath(QStringLiteral("fuzz-%1-%2%3")
                                         .arg(QLatin1String(known->name))
                                         .arg(limits.seed)
                                         .arg(target.suffix));
  std::printf("%s: should it crash, %s is the file\n", known->name, qPrintable(path));
  std::fflush(stdout);
  const std::optional<qint64> runs = attack(target, path, limits);
  if (!runs) {
    std::fprintf(stderr, "fuzz_readers: %s cannot be written\n", qPrintable(path));
    return 1;
  }
  QFile::remove(path);
  std::printf("%s: %lld files\n", known->name, static_cast<long long>(*runs));
  return 0;
}
