#include "io/dicom/dataset_values_p.h"
#include "io/dicom/dcmtk_session_p.h"
#include "io/dicom/dicom_dir_p.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace uptake::dicom {

namespace {

// The standard allows 8 components of 8 characters (PS3.10 8.2); writers exceed both.
constexpr qsizetype kMostComponents = 16;
constexpr qsizetype kLongestComponent = 255;
constexpr unsigned long kMostRecords = 1000000;
constexpr int kMostProblems = 100;
constexpr Uint16 kNotInUse = 0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

Error failure(ErrorKind kind, const QString& message, const QString& file) {
  return {kind, message, file};
}

bool isPlainName(const QByteArray& name) {
  if (name.isEmpty() || name.size() > kLongestComponent || name == "." || name == "..") return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return code >= 0x20 && code != 0x7f && c != '/' && c != '\\' && c != ':';
  });
}

void addRecord(DcmItem& record, DicomDirectory& directory, QSet<QString>& seen) {
  const DatasetValues values(record);
  if (values.unsignedShort(DCM_RecordInUseFlag, 0xffff) == kNotInUse) return;
  const QByteArray id = values.raw(DCM_ReferencedFileID);
  if (id.isEmpty()) return;
  const QStringList components = checkedComponents(id);
  if (components.isEmpty()) {
    if (directory.problems.size() < kMostProblems)
      directory.problems.append(
          Texts::tr("ReferencedFileID (0004,1500) \"%1\" is no file below the DICOMDIR's folder and is not "
                    "opened.")
              .arg(QString::fromLatin1(id.left(200).toPercentEncoding(" !#$&'()+,;=@[]{}^~/\\:.-_"))));
    return;
  }
  const QString key = components.join(QLatin1Char('/'));
  if (seen.contains(key)) return;  // several records may lie in one file
  seen.insert(key);
  directory.files.push_back(
      {components, values.text(DCM_DirectoryRecordType), values.text(DCM_ReferencedSOPInstanceUIDInFile)});
}

}  // namespace

bool isDicomDirName(const QString& fileName) {
  return fileName.compare(QLatin1String("DICOMDIR"), Qt::CaseInsensitive) == 0;
}

QStringList checkedComponents(const QByteArray& referencedFileId) {
  const QList<QByteArray> parts = referencedFileId.split('\\');
  if (parts.size() > kMostComponents) return {};
  QStringList components;
  for (const QByteArray& part : parts) {
    const QByteArray name = part.trimmed();
    if (!isPlainName(name)) return {};
    components.append(QFile::decodeName(name));
  }
  return components;
}

Result<DicomDirectory> readDicomDir(const QString& file) {
  prepareDcmtk();
  DcmFileFormat format;
  const OFCondition loaded = format.loadFile(OFFilename(QFile::encodeName(file).constData()));
  if (loaded.bad())
    return failure(ErrorKind::FileUnreadable,
                   Texts::tr("The DICOMDIR cannot be read: %1.").arg(QString::fromLocal8Bit(loaded.text())),
                   file);
  if (DatasetValues(*format.getMetaInfo()).text(DCM_MediaStorageSOPClassUID) !=
      QLatin1String(UID_MediaStorageDirectoryStorage))
    return failure(ErrorKind::FileUnreadable, Texts::tr("The file is named DICOMDIR but is none."), file);
  DicomDirectory directory;
  DcmSequenceOfItems* records = nullptr;
  if (format.getDataset()->findAndGetSequence(DCM_DirectoryRecordSequence, records).bad() || !records)
    return directory;
  if (records->card() > kMostRecords)
    return failure(
        ErrorKind::NotSupported,
        Texts::tr("The DICOMDIR has %1 records; %2 are read.").arg(records->card()).arg(kMostRecords), file);
  QSet<QString> seen;
  for (DcmObject* object = records->nextInContainer(nullptr); object != nullptr;
       object = records->nextInContainer(object))
    if (auto* record = dynamic_cast<DcmItem*>(object)) addRecord(*record, directory, seen);
  return directory;
}

QString ReferencedFileFinder::nameInFolder(const QString& folder, const QString& name) {
  auto listing = listings_.find(folder);
  if (listing == listings_.end()) {
    listing = listings_.insert(folder, {});
    for (const QString& entry : QDir(folder).entryList(QDir::Dirs | QDir::Files | QDir::NoDotAndDotDot))
      listing->insert(entry.toLower(), entry);
  }
  return listing->value(name.toLower());
}

QString ReferencedFileFinder::find(const QStringList& components) {
  if (components.isEmpty()) return {};
  const QString stated = expected(components);
  if (QFileInfo(stated).isFile()) return stated;
  QString path = folder_;
  for (const QString& component : components) {
    const QString name = nameInFolder(path, component);
    if (name.isEmpty()) return {};
    path += QLatin1Char('/') + name;
  }
  return QFileInfo(path).isFile() ? path : QString();
}

QString ReferencedFileFinder::expected(const QStringList& components) const {
  return folder_ + QLatin1Char('/') + components.join(QLatin1Char('/'));
}

}  // namespace uptake::dicom
