#include "io/dicom/foreign_files_p.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <array>

namespace uptake::dicom {

namespace {

using Outcome = HeaderReading::Outcome;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

/// In lower case, without what copying and packing append; empty where there is none or only digits.
QString suffixOf(const QString& fileName) {
  constexpr std::array<const char*, 9> kAppended{".gz",       ".bz2",        ".xz",       ".zip", ".part",
                                                 ".filepart", ".crdownload", ".download", ".tmp"};
  QString name = fileName.toLower();
  for (const char* appended : kAppended)
    if (name.endsWith(QLatin1String(appended)) && name.count(QLatin1Char('.')) > 1)
      name.chop(static_cast<qsizetype>(qstrlen(appended)));
  const qsizetype point = name.lastIndexOf(QLatin1Char('.'));
  if (point < 0) return {};
  const QString suffix = name.mid(point + 1);
  const bool digits = std::all_of(suffix.begin(), suffix.end(), [](QChar c) { return c.isDigit(); });
  return digits ? QString() : suffix;
}

bool isDicomSuffix(const QString& suffix) {
  static const QSet<QString> kSuffixes{QStringLiteral("dcm"), QStringLiteral("dicom"), QStringLiteral("dic"),
                                       QStringLiteral("ima")};
  return kSuffixes.contains(suffix);
}

QString nameOf(const FoundFile& file) {
  return file.path.mid(file.path.lastIndexOf(QLatin1Char('/')) + 1);
}

QString folderOf(const FoundFile& file) {
  return file.path.left(file.path.lastIndexOf(QLatin1Char('/')));
}

QString reasonOf(const FoundFile& file, HeaderReading::Content content) {
  switch (content) {
    case HeaderReading::Content::Empty:
      return Texts::tr("The file is empty. Copy it again from its source.");
    case HeaderReading::Content::Zeros:
      return Texts::tr(
          "The file begins with zeros, where DICOM has a header. Copy it again from its source.");
    case HeaderReading::Content::Text:
      return Texts::tr("The file holds text, no DICOM. Copy it again from its source.");
    case HeaderReading::Content::Cut:
      return Texts::tr(
                 "The file ends after %1 bytes, before any DICOM header. Copy it again from its source.")
          .arg(file.size);
    case HeaderReading::Content::Known:
    case HeaderReading::Content::Other:
      break;
  }
  return Texts::tr(
      "The file does not begin as DICOM does: it is damaged, or something else. Copy it again from its "
      "source, or take it out of the folder.");
}

/// Files beside images explain them (README, VERSION), and images are numbered.
bool isNote(const QString& name, HeaderReading::Content content) {
  return content == HeaderReading::Content::Text &&
         std::none_of(name.begin(), name.end(), [](QChar c) { return c.isDigit(); });
}

}  // namespace

bool hasDicomName(const QString& fileName) {
  return isDicomSuffix(suffixOf(fileName));
}

bool hasOpenName(const QString& fileName) {
  return suffixOf(fileName).isEmpty();
}

std::vector<FileProblem> foreignFiles(const std::vector<FoundFile>& files,
                                      const std::vector<HeaderReading>& readings) {
  const std::size_t count = std::min(files.size(), readings.size());
  QSet<QString> foldersOfDicom;
  QSet<std::pair<QString, QString>> suffixesOfDicom;
  for (std::size_t i = 0; i < count; ++i) {
    if (readings[i].outcome != Outcome::Read) continue;
    foldersOfDicom.insert(folderOf(files[i]));
    suffixesOfDicom.insert({folderOf(files[i]), suffixOf(nameOf(files[i]))});
  }
  std::vector<FileProblem> problems;
  for (std::size_t i = 0; i < count; ++i) {
    const HeaderReading& reading = readings[i];
    if (reading.outcome != Outcome::NotDicom || reading.content == HeaderReading::Content::Known) continue;
    const QString name = nameOf(files[i]);
    const QString suffix = suffixOf(name);
    const bool likeNeighbours = suffixesOfDicom.contains({folderOf(files[i]), suffix}) ||
                                (suffix.isEmpty() && foldersOfDicom.contains(folderOf(files[i])));
    if (isDicomSuffix(suffix) || (likeNeighbours && !isNote(name, reading.content)))
      problems.push_back({files[i].path, reasonOf(files[i], reading.content)});
  }
  return problems;
}

}  // namespace uptake::dicom
