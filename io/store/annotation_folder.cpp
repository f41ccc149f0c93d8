#include "io/store/annotation_folder.h"

#include "core/identity/image_key.h"
#include "io/masks/label_image.h"
#include "io/voc/voc_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QRegularExpression>

#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::AnnotationFolder)
};

const QString kVocFolder = QStringLiteral("Annotation");
const QString kBoxFolder = QStringLiteral("Boxes");
const QString kSegFolder = QStringLiteral("SEG");
const QString kMaskFolder = QStringLiteral("Masks");
const QString kMeasurementFolder = QStringLiteral("Measurements");
const QString kDecisionFolder = QStringLiteral("Decisions");
const QString kSuvFolder = QStringLiteral("SUV");
const QString kSliceFolder = QStringLiteral("Slices");

/// The path with links resolved as far as it exists, also links to what does not exist.
QString resolved(const QString& path) {
  QFileInfo info(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
  QStringList rest;
  constexpr int kMostLinks = 40;
  for (int links = 0; !info.exists() && !info.isRoot();) {
    if (info.isSymbolicLink() && ++links <= kMostLinks) {
      info.setFile(QDir::cleanPath(info.symLinkTarget()));
      continue;
    }
    rest.prepend(info.fileName());
    info.setFile(info.absolutePath());
  }
  rest.prepend(info.canonicalFilePath());
  return QDir::cleanPath(rest.join(QLatin1Char('/')));
}

QStringList filesUnder(const QString& folder, const QStringList& patterns) {
  QStringList files;
  QDirIterator it(folder, patterns, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext()) files.append(it.next());
  files.sort();
  return files;
}

/// What a key names as a path: it was made from names of files that exist.
QString keyPath(const QString& key) {
  return imageKeyName(key);
}

/// A person's name for a mask as a file name: readable, bounded, never empty.
QString fileStem(const QString& maskName) {
  QString stem;
  for (const QChar character : maskName.simplified().left(60))
    stem += character.isLetterOrNumber() || QStringLiteral("-_").contains(character) ? character
                                                                                     : QLatin1Char('_');
  return stem.isEmpty() ? QStringLiteral("mask") : stem;
}

}  // namespace

AnnotationFolder AnnotationFolder::defaultFor(const QString& openedPath) {
  const QFileInfo info(QDir::cleanPath(QFileInfo(openedPath).absoluteFilePath()));
  return AnnotationFolder((info.isDir() ? info.filePath() : info.absolutePath()) +
                          QStringLiteral("-annotations"));
}

bool AnnotationFolder::exists() const {
  return QFileInfo(path_).isDir();
}

bool AnnotationFolder::isInside(const QStringList& openedPaths) const {
  const QString self = resolved(path_);
  for (const QString& opened : openedPaths) {
    const QString root = resolved(opened);
    if (self == root) return true;
    if (!QFileInfo(opened).isDir()) continue;
    if (self.startsWith(root.endsWith(QLatin1Char('/')) ? root : root + QLatin1Char('/'))) return true;
  }
  return false;
}

Result<void> AnnotationFolder::checkTarget(const QString& file) const {
  if (!AnnotationFolder(file).isInside(opened_)) return {};
  return Error{ErrorKind::Inconsistent,
               Texts::tr("A link leads to %1, which lies in the opened folder: that is never written to. "
                         "Remove the link, or save in another folder.")
                   .arg(QDir::toNativeSeparators(resolved(file))),
               file};
}

bool AnnotationFolder::isWritable() const {
  QFileInfo info(path_);
  while (!info.exists() && !info.isRoot()) info.setFile(info.absolutePath());
  return info.isDir() && info.isWritable();
}

QString AnnotationFolder::vocFile(const QString& patientId, const QString& sopInstanceUid) const {
  if (isImageKey(sopInstanceUid))
    return QStringLiteral("%1/%2/%3/slice-%4.xml")
        .arg(path_, kVocFolder, keyPath(sopInstanceUid.section(QLatin1Char('#'), 0, -2)),
             sopInstanceUid.section(QLatin1Char('#'), -1));
  return QStringLiteral("%1/%2/%3/%4.xml")
      .arg(path_, kVocFolder, vocPatientFolder(patientId), vocPatientFolder(sopInstanceUid));
}

QString AnnotationFolder::maskImage(const QString& studyKey, int number, const QString& suffix) const {
  const QString name = QStringLiteral("%1/%2/%3").arg(path_, kMaskFolder, keyPath(studyKey));
  return number == 1 ? name + suffix : QStringLiteral("%1 (%2)%3").arg(name).arg(number).arg(suffix);
}

QString AnnotationFolder::segFolder(const QString& patientId, const QString& studyInstanceUid) const {
  if (isImageKey(studyInstanceUid)) return QFileInfo(maskImage(studyInstanceUid, 1, {})).path();
  return QStringLiteral("%1/%2/%3/%4")
      .arg(path_, kSegFolder, vocPatientFolder(patientId), vocPatientFolder(studyInstanceUid));
}

QString AnnotationFolder::newSegFile(const QString& patientId, const QString& studyInstanceUid,
                                     const QString& maskName, const QStringList& taken) const {
  const QString base = segFolder(patientId, studyInstanceUid) + QLatin1Char('/') + fileStem(maskName);
  QString file = base + QStringLiteral(".dcm");
  for (int number = 2; QFileInfo::exists(file) || taken.contains(file); ++number)
    file = QStringLiteral("%1-%2.dcm").arg(base).arg(number);
  return file;
}

QString AnnotationFolder::studyFile(const QString& kind, const QString& patientId,
                                    const QString& studyInstanceUid) const {
  if (isImageKey(studyInstanceUid))
    return QStringLiteral("%1/%2/%3.json").arg(path_, kind, keyPath(studyInstanceUid));
  return QStringLiteral("%1/%2/%3/%4.json")
      .arg(path_, kind, vocPatientFolder(patientId), vocPatientFolder(studyInstanceUid));
}

QString AnnotationFolder::boxLinkFile(const QString& patientId, const QString& studyInstanceUid) const {
  return studyFile(kBoxFolder, patientId, studyInstanceUid);
}

QString AnnotationFolder::decisionFile(const QString& patientId, const QString& studyInstanceUid) const {
  return studyFile(kDecisionFolder, patientId, studyInstanceUid);
}

QString AnnotationFolder::measurementFile(const QString& patientId, const QString& studyInstanceUid) const {
  return studyFile(kMeasurementFolder, patientId, studyInstanceUid);
}

QString AnnotationFolder::suvFile(const QString& seriesInstanceUid) const {
  return QStringLiteral("%1/%2/%3.json").arg(path_, kSuvFolder, vocPatientFolder(seriesInstanceUid));
}

QString AnnotationFolder::sliceTableFolder(const QString& tableFile) const {
  return QStringLiteral("%1/%2/%3")
      .arg(path_, kSliceFolder, vocPatientFolder(QFileInfo(tableFile).fileName()));
}

QStringList AnnotationFolder::vocFiles(const QString& patientId) const {
  return filesUnder(QStringLiteral("%1/%2/%3").arg(path_, kVocFolder, vocPatientFolder(patientId)),
                    {QStringLiteral("*.xml")});
}

QStringList AnnotationFolder::vocFilesOfImage(const QString& key) const {
  const QDir folder(QStringLiteral("%1/%2/%3").arg(path_, kVocFolder, keyPath(key)));
  QStringList files;
  for (const QString& name : folder.entryList({QStringLiteral("slice-*.xml")}, QDir::Files, QDir::Name))
    files.append(folder.filePath(name));
  return files;
}

QStringList AnnotationFolder::segFiles(const QString& patientId, const QString& studyInstanceUid) const {
  if (isImageKey(studyInstanceUid)) {
    const QFileInfo first(maskImage(studyInstanceUid, 1, {}));
    static const QRegularExpression kNumber(QStringLiteral("^ \\(\\d+\\)$"));
    QStringList files;
    for (const QString& name : first.dir().entryList(QDir::Files, QDir::Name)) {
      const QString suffix = labelImageSuffix(name);
      const QString stem = name.chopped(suffix.size());
      if (suffix.isEmpty() || !stem.startsWith(first.fileName())) continue;
      const QString rest = stem.mid(first.fileName().size());
      if (rest.isEmpty() || kNumber.match(rest).hasMatch()) files.append(first.dir().filePath(name));
    }
    return files;
  }
  return filesUnder(segFolder(patientId, studyInstanceUid), {QStringLiteral("*.dcm")});
}

}  // namespace uptake
