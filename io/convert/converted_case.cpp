#include "io/convert/converted_case.h"

#include "core/jobs/parallel.h"
#include "core/platform/platform.h"
#include "io/convert/case_inputs_p.h"
#include "io/convert/hdf5_file.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>

#include <mutex>
#include <utility>

namespace uptake {

namespace {

const QString kStaging = QStringLiteral(".unfinished");
const QString kFormat = QStringLiteral("uptake-conversion");
const QString kInputStates = QStringLiteral("inputs_state");
const QString kInputContents = QStringLiteral("inputs_contents");

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Conversion)
};

Error cannotWrite(const QString& path, const QString& reason) {
  return {ErrorKind::FileUnreadable, Texts::tr("The file could not be written: %1").arg(reason), path};
}

QString suvName(SuvRule rule) {
  return rule == SuvRule::Uptake ? QStringLiteral("ours") : QStringLiteral("tcia");
}

/// Where the files of a case go, relative to the folder of all.
struct Places {
  QString record;
  QString folder;  ///< that is the case's alone and is moved as a whole; or empty
};

Places placesOf(const ConversionCase& conversion, CaseFormat format) {
  const QString folder = conversion.patientName + QLatin1Char('/') + conversion.studyName;
  switch (format) {
    case CaseFormat::Nifti:
    case CaseFormat::Meta:
      return {folder + QStringLiteral("/conversion.json"), folder};
    case CaseFormat::Hdf5:
      return {folder + QStringLiteral(".json"), {}};
    case CaseFormat::NnUnet:
      break;
  }
  return {QStringLiteral("conversion/%1.json").arg(caseId(conversion)), {}};
}

/// An image and the file that it goes into.
struct Target {
  QString path;  ///< relative
  const StoredImage* image = nullptr;
};

std::vector<Target> targetsOf(const ConversionCase& conversion, CaseFormat format,
                              const ConvertedStudy& study) {
  const StoredImage* seg = study.seg ? &*study.seg : nullptr;
  std::vector<Target> targets;
  if (format == CaseFormat::NnUnet) {
    const QString images = seg ? QStringLiteral("imagesTr") : QStringLiteral("imagesTs");
    const QString id = caseId(conversion);
    targets = {{QStringLiteral("%1/%2_0000.nii.gz").arg(images, id), &study.ctOnPet},
               {QStringLiteral("%1/%2_0001.nii.gz").arg(images, id), &study.suv}};
    if (seg) targets.push_back({QStringLiteral("labelsTr/%1.nii.gz").arg(id), seg});
    return targets;
  }
  const QString ending = format == CaseFormat::Meta ? QStringLiteral(".mha") : QStringLiteral(".nii.gz");
  const auto add = [&](const char* name, const StoredImage* image) {
    if (image)
      targets.push_back({conversion.patientName + QLatin1Char('/') + conversion.studyName + QLatin1Char('/') +
                             QLatin1String(name) + ending,
                         image});
  };
  add("CT", &study.ct);  // the largest first
  add("PET", &study.pet);
  add("SUV", &study.suv);
  add("CTres", &study.ctOnPet);
  add("SEG", seg);
  return targets;
}

/// Writes the files below `folder` and returns their relative paths.
Result<QStringList> writeFiles(const ConversionCase& conversion, CaseFormat format,
                               const ConvertedStudy& study, const QDir& folder, const JobControl& control) {
  if (format == CaseFormat::Hdf5) {
    const QString path = conversion.title() + QStringLiteral(".h5");
    if (!folder.mkpath(conversion.patientName))
      return cannotWrite(folder.filePath(path), Texts::tr("no folder"));
    std::vector<NamedImage> images{{QStringLiteral("suv"), &study.suv},
                                   {QStringLiteral("ctres"), &study.ctOnPet},
                                   {QStringLiteral("ct"), &study.ct},
                                   {QStringLiteral("pet"), &study.pet}};
    if (study.seg) images.push_back({QStringLiteral("seg"), &*study.seg});
    if (const auto written = writeHdf5(folder.filePath(path), conversion.title(), images); !written)
      return written.error();
    QFile file(folder.filePath(path));
    if (!file.open(QIODevice::ReadWrite) || !platform::syncFile(file.handle()))
      return cannotWrite(file.fileName(), file.errorString());
    return QStringList{path};
  }
  const std::vector<Target> targets = targetsOf(conversion, format, study);
  std::mutex mutex;
  std::optional<Error> error;
  forEachInParallel(static_cast<int>(targets.size()), control, [&](int n) {
    const Target& target = targets[static_cast<std::size_t>(n)];
    const QString path = folder.filePath(target.path);
    const auto work = [&]() -> Result<void> {
      const auto bytes = format == CaseFormat::Meta ? metaFile(*target.image) : niftiFile(*target.image);
      if (!bytes) return Error{bytes.error().kind, bytes.error().message, path};
      const QString place = QFileInfo(path).absolutePath();
      if (!QDir().mkpath(place)) return cannotWrite(path, Texts::tr("the folder cannot be made"));
      return writeWholeFile(path, *bytes);
    };
    const Result<void> written = work();
    const std::lock_guard lock(mutex);
    if (!written) error = written.error();
  });
  if (error) return *error;
  if (control.isCancelled()) return JobControl::cancelledError();
  QStringList paths;
  for (const Target& target : targets) paths.append(target.path);
  return paths;
}

QJsonObject readRecord(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QJsonObject record = QJsonDocument::fromJson(file.read(1 << 24)).object();
  return record[QStringLiteral("format")].toString() == kFormat ? record : QJsonObject();
}

/// Whether all files that a record names are there in their lengths.
bool isWhole(const QJsonObject& record, const QDir& out) {
  const QJsonObject files = record[QStringLiteral("files")].toObject();
  for (auto file = files.begin(); file != files.end(); ++file) {
    const QFileInfo info(out.filePath(file.key()));
    if (!info.isFile() || static_cast<double>(info.size()) != file.value().toDouble()) return false;
  }
  return !files.isEmpty();
}

/// The study that a record was made from, when it is another one than this case's; else empty.
QString otherStudy(const QJsonObject& record, const ConversionCase& conversion) {
  const QString study = record[QStringLiteral("study_instance_uid")].toString();
  const QString patient = record[QStringLiteral("patient_id")].toString();
  const bool same =
      study == conversion.study.uid && patient == conversion.study.series.front().source.patientId;
  return record.isEmpty() || same ? QString() : study;
}

enum class Standing {
  ToMake,
  Finished,
  Moved,  ///< finished; its files say the same, but are at another place or were copied
};

Result<Standing> standingOf(const ConversionCase& conversion, const ConversionOptions& options,
                            const QString& path, convert::CaseInputs& inputs, const JobControl& control) {
  const QJsonObject record = readRecord(path);
  if (const QString study = otherStudy(record, conversion); !study.isEmpty())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("This place is taken by study %1; choose another folder for study %2.")
                     .arg(study, conversion.study.uid),
                 path};
  if (options.force || record.isEmpty() || !isWhole(record, QDir(options.out))) return Standing::ToMake;
  const QString rule = record[QStringLiteral("suv")].toObject()[QStringLiteral("rule")].toString();
  if (rule != suvName(options.suv))
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The case was converted with --suv %1; --force converts it anew with %2.")
                     .arg(rule, suvName(options.suv)),
                 path};
  const QString states = record[kInputStates].toString();
  if (!states.isEmpty() && states == inputs.states()) return Standing::Finished;
  const QString contents = record[kInputContents].toString();
  if (contents.isEmpty()) return Standing::ToMake;
  const Result<QString> now = inputs.contents(control);
  if (!now) return now.error();
  return contents == *now ? Standing::Moved : Standing::ToMake;
}

QString lockFile(const ConversionCase& conversion, const QDir& out) {
  return out.filePath(kStaging + QLatin1Char('/') + caseId(conversion) + QStringLiteral(".lock"));
}

/// Lets a record tell that files at their new place are the same, so that they need not be read again next
/// time. Where that cannot be they are.
void renewRecord(const ConversionCase& conversion, const QDir& out, const QString& path,
                 convert::CaseInputs& inputs, const JobControl& control) {
  if (inputs.states().isEmpty() || !out.mkpath(kStaging)) return;
  QLockFile lock(lockFile(conversion, out));
  lock.setStaleLockTime(0);
  if (!lock.tryLock(0)) return;
  QJsonObject record = readRecord(path);
  const Result<QString> contents = inputs.contents(control);
  if (!contents || record[kInputContents].toString() != *contents) return;  // somebody made it meanwhile
  record[kInputStates] = inputs.states();
  static_cast<void>(writeWholeFile(path, QJsonDocument(record).toJson()));
}

/// Moves what is complete in `staging` to its place.
Result<void> publish(const Places& places, const QStringList& paths, const QDir& staging, const QDir& out) {
  const auto move = [&](const QString& path) -> Result<void> {
    const QString to = out.filePath(path);
    if (!QDir().mkpath(QFileInfo(to).absolutePath())) return cannotWrite(to, Texts::tr("no folder"));
    if (QFile::exists(to) && !QFile::remove(to)) return cannotWrite(to, Texts::tr("the old one stays"));
    QFile file(staging.filePath(path));
    if (!file.rename(to)) return cannotWrite(to, file.errorString());
    return {};
  };
  if (!places.folder.isEmpty() && !QFileInfo::exists(out.filePath(places.folder))) {
    if (!out.mkpath(QFileInfo(places.folder).path()) ||
        !QDir().rename(staging.filePath(places.folder), out.filePath(places.folder)))
      return cannotWrite(out.filePath(places.folder), Texts::tr("it cannot be renamed"));
    return {};
  }
  // Folders are shared, or an earlier conversion stands there: its record goes first, then what it names.
  // What others put there stays.
  const QJsonObject earlier = readRecord(out.filePath(places.record));
  QFile::remove(out.filePath(places.record));
  for (const QString& path : earlier[QStringLiteral("files")].toObject().keys())
    QFile::remove(out.filePath(path));
  for (const QString& path : paths)
    if (const auto moved = move(path); !moved) return moved;
  return move(places.record);
}

}  // namespace

QString caseId(const ConversionCase& conversion) {
  return conversion.patientName + QLatin1Char('_') + conversion.studyName;
}

bool isTakenByAnother(const ConversionCase& conversion, const ConversionOptions& options) {
  const QString record = QDir(options.out).filePath(placesOf(conversion, options.format).record);
  return !otherStudy(readRecord(record), conversion).isEmpty();
}

Result<CaseOutcome> convertCase(const ConversionCase& conversion, const ConversionOptions& options,
                                JobControl& control) {
  if (!conversion.unread.empty()) {
    const FileProblem& first = conversion.unread.front();
    const int others = static_cast<int>(conversion.unread.size()) - 1;
    return Error{ErrorKind::FileUnreadable,
                 others == 0
                     ? Texts::tr("A file in the folder of the study cannot be used, and what it holds is "
                                 "missing: %1")
                           .arg(first.reason)
                     : Texts::tr("This file and %n other(s) in the folder of the study cannot be used, and "
                                 "what they hold is missing: %1",
                                 nullptr, others)
                           .arg(first.reason),
                 first.file};
  }
  const QDir out(options.out);
  const Places places = placesOf(conversion, options.format);
  const QString recordPath = out.filePath(places.record);
  // Before they are read: what changes meanwhile is made anew next time.
  convert::CaseInputs inputs(conversion);
  const Result<Standing> standing = standingOf(conversion, options, recordPath, inputs, control);
  if (!standing) return standing.error();
  if (*standing == Standing::Moved) renewRecord(conversion, out, recordPath, inputs, control);
  if (*standing != Standing::ToMake) return CaseOutcome{true, {}};
  if (const QString& changed = inputs.changedSinceScan(); !changed.isEmpty())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The file changed after its folder was read; convert it again."), changed};
  const Result<QString> contents = inputs.contents(control);
  if (!contents) return contents.error();

  if (!out.mkpath(kStaging)) return cannotWrite(out.filePath(kStaging), Texts::tr("no folder"));
  QDir staging(out.filePath(kStaging + QLatin1Char('/') + caseId(conversion)));
  QLockFile lock(lockFile(conversion, out));
  lock.setStaleLockTime(0);
  if (!lock.tryLock(0) && lock.error() != QLockFile::LockFailedError) {
    // A lock file does not say why it cannot be: the disk is full, say.
    const QString other = staging.path() + QStringLiteral(".try");
    const Result<void> tried = writeWholeFile(other, QByteArray(1, '\n'));
    QFile::remove(other);
    return tried ? cannotWrite(lock.fileName(), Texts::tr("no permission")) : tried.error();
  }
  if (!lock.isLocked())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("Another process is converting this case (its lock is %1).").arg(lock.fileName()),
                 {}};
  staging.removeRecursively();

  const auto attempt = [&]() -> Result<CaseOutcome> {
    const Result<ConvertedStudy> study =
        convertStudy(conversion.study, conversion.pair, conversion.annotations, options.suv, control);
    if (!study) return study.error();
    const Result<QStringList> paths = writeFiles(conversion, options.format, *study, staging, control);
    if (!paths) return paths.error();
    QJsonObject record = study->record;
    record[QStringLiteral("format")] = kFormat;
    record[QStringLiteral("version")] = 1;
    record[kInputStates] = inputs.states();
    record[kInputContents] = *contents;
    QJsonObject files;
    for (const QString& path : *paths)
      files[path] = static_cast<double>(QFileInfo(staging.filePath(path)).size());
    record[QStringLiteral("files")] = files;
    const QString stagedRecord = staging.filePath(places.record);
    if (!QDir().mkpath(QFileInfo(stagedRecord).absolutePath()))
      return cannotWrite(stagedRecord, Texts::tr("no folder"));
    if (const auto written = writeWholeFile(stagedRecord, QJsonDocument(record).toJson()); !written)
      return written.error();
    if (const auto published = publish(places, *paths, staging, out); !published) return published.error();
    return CaseOutcome{false, study->warnings};
  };
  Result<CaseOutcome> outcome = attempt();
  staging.removeRecursively();
  return outcome;
}

Result<void> writeCollection(const ConversionOptions& options) {
  const QDir out(options.out);
  out.rmdir(kStaging);  // when nobody else is at work
  const auto records = [&](const QString& folder) {
    std::vector<QJsonObject> found;
    QDirIterator walk(out.filePath(folder), {QStringLiteral("*.json")}, QDir::Files,
                      QDirIterator::Subdirectories);
    while (walk.hasNext())
      if (const QJsonObject record = readRecord(walk.next()); !record.isEmpty() && isWhole(record, out))
        found.push_back(record);
    return found;
  };
  if (options.format == CaseFormat::Hdf5) {
    std::vector<LinkedGroup> groups;
    for (const QJsonObject& record : records(QStringLiteral(".")))
      for (const QString& file : record[QStringLiteral("files")].toObject().keys())
        if (file.endsWith(QLatin1String(".h5"))) groups.push_back({file.chopped(3), file});
    const QString file = out.filePath(QStringLiteral("cases.h5"));
    const QString staged = file + QStringLiteral(".part");
    if (const auto written = writeHdf5Links(staged, groups); !written) return written;
    QFile::remove(file);
    if (!QFile::rename(staged, file)) return cannotWrite(file, Texts::tr("it cannot be renamed"));
  }
  if (options.format == CaseFormat::NnUnet) {
    int labelled = 0;
    for (const QJsonObject& record : records(QStringLiteral("conversion")))
      for (const QString& file : record[QStringLiteral("files")].toObject().keys())
        if (file.startsWith(QLatin1String("labelsTr/"))) ++labelled;
    const QJsonObject dataset{
        {QStringLiteral("channel_names"), QJsonObject{{QStringLiteral("0"), QStringLiteral("CT")},
                                                      {QStringLiteral("1"), QStringLiteral("SUV")}}},
        {QStringLiteral("labels"),
         QJsonObject{{QStringLiteral("background"), 0}, {QStringLiteral("lesion"), 1}}},
        {QStringLiteral("numTraining"), labelled},
        {QStringLiteral("file_ending"), QStringLiteral(".nii.gz")}};
    return writeWholeFile(out.filePath(QStringLiteral("dataset.json")), QJsonDocument(dataset).toJson());
  }
  return {};
}

}  // namespace uptake
