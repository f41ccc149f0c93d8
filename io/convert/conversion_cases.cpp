#include "io/convert/converted_case.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Conversion)
};

/// Eight bytes that tell texts apart.
QString shortHash(const QString& text) {
  return QString::fromLatin1(
      QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).left(8).toHex());
}

QString percentEncoded(QChar c) {
  return QLatin1Char('%') + QString::number(c.unicode(), 16).toUpper().rightJustified(2, QLatin1Char('0'));
}

/// Names that Windows keeps for devices, with any ending.
bool isDeviceName(const QString& part) {
  static const QRegularExpression kDevices(QStringLiteral("^(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])($|[. ])"),
                                           QRegularExpression::CaseInsensitiveOption);
  return kDevices.match(part).hasMatch();
}

/// Text as one part of a path: readable, never a way out of the folder, and one that every system can make.
QString pathPart(const QString& text) {
  constexpr qsizetype kLongest = 120;
  QString part = QString::fromLatin1(QUrl::toPercentEncoding(text.trimmed(), " ()+,;=@'"));
  if (part.isEmpty()) return part;
  if (part.startsWith(QLatin1Char('.')) || isDeviceName(part))
    part.replace(0, 1, percentEncoded(part.front()));
  if (part.endsWith(QLatin1Char('.'))) part.replace(part.size() - 1, 1, percentEncoded(part.back()));
  if (part.size() <= kLongest) return part;
  const QString mark = QLatin1Char('~') + shortHash(text);
  part.truncate(kLongest - mark.size());
  // No half of a percent-encoded character.
  if (const qsizetype percent = part.lastIndexOf(QLatin1Char('%')); percent > part.size() - 3)
    part.truncate(percent);
  return part + mark;
}

/// Equal for names that some system takes for one.
QString placeKey(const ConversionCase& conversion) {
  return caseId(conversion).toLower();
}

/// The deepest folder that holds the files of the pair and of the masks.
QString commonFolder(const StudyEntry& study, const ImagePair& pair) {
  QStringList common;
  bool isFirst = true;
  for (int n = 0; n < static_cast<int>(study.series.size()); ++n) {
    const SeriesEntry& series = study.series[static_cast<std::size_t>(n)];
    if (n != pair.ct && n != pair.pet && !isMaskSeries(series)) continue;
    for (const SliceSource& slice : series.source.slices) {
      if (slice.file.isEmpty()) continue;
      const QStringList parts = QFileInfo(slice.file).absolutePath().split(QLatin1Char('/'));
      if (isFirst) common = parts;
      isFirst = false;
      qsizetype same = 0;
      while (same < std::min(common.size(), parts.size()) && common[same] == parts[same]) ++same;
      common = common.mid(0, same);
    }
  }
  return common.isEmpty() ? QString() : common.last();
}

/// Whether a study lent its CT to another one, with which it was filed apart.
bool isLender(const StudyEntry& study, const PatientEntry& patient) {
  return std::ranges::any_of(patient.studies, [&](const StudyEntry& other) {
    return &other != &study && std::ranges::any_of(other.series, [&](const SeriesEntry& series) {
      return series.source.studyInstanceUid == study.uid;
    });
  });
}

QString folderOf(const QString& file) {
  return file.left(std::max<qsizetype>(0, file.lastIndexOf(QLatin1Char('/'))));
}

/// The folders that the files of studies lie in.
class StudyFolders {
 public:
  explicit StudyFolders(const StudyIndex& index) {
    for (const PatientEntry& patient : index.patients)
      for (const StudyEntry& study : patient.studies)
        for (const SeriesEntry& series : study.series)
          for (const SliceSource& slice : series.source.slices)
            if (!slice.file.isEmpty()) studies_[folderOf(slice.file)].insert({&patient, &study});
    for (const QString& root : index.roots) roots_.append(root);
  }

  /// The studies that a file in none of them may belong to.
  std::set<const StudyEntry*> concernedBy(const QString& file) const {
    const QString own = folderOf(file);
    if (const auto found = studies_.find(own); found != studies_.end()) return studiesOf(found->second);
    for (QString folder = own; isOpened(folder); folder = folderOf(folder)) {
      const std::set<Owner> below = ownersBelow(folder);
      if (below.empty()) continue;
      const PatientEntry* patient = below.begin()->first;
      const bool isOnePatient =
          std::ranges::all_of(below, [&](const Owner& owner) { return owner.first == patient; });
      return isOnePatient ? studiesOf(below) : std::set<const StudyEntry*>();
    }
    return {};
  }

 private:
  using Owner = std::pair<const PatientEntry*, const StudyEntry*>;

  static std::set<const StudyEntry*> studiesOf(const std::set<Owner>& owners) {
    std::set<const StudyEntry*> studies;
    for (const Owner& owner : owners) studies.insert(owner.second);
    return studies;
  }
  bool isOpened(const QString& folder) const {
    return !folder.isEmpty() && std::ranges::any_of(roots_, [&](const QString& root) {
      return folder == root || folder.startsWith(root + QLatin1Char('/'));
    });
  }
  std::set<Owner> ownersBelow(const QString& folder) const {
    std::set<Owner> owners;
    const QString start = folder + QLatin1Char('/');
    for (auto it = studies_.lower_bound(start); it != studies_.end() && it->first.startsWith(start); ++it)
      owners.insert(it->second.begin(), it->second.end());
    if (const auto found = studies_.find(folder); found != studies_.end())
      owners.insert(found->second.begin(), found->second.end());
    return owners;
  }

  std::map<QString, std::set<Owner>> studies_;
  QStringList roots_;
};

/// Whether a file is among what a study shows: a remark on it is then no loss.
bool isOf(const StudyEntry& study, const QString& file) {
  return std::ranges::any_of(study.series, [&](const SeriesEntry& series) {
    return std::ranges::any_of(series.source.slices,
                               [&](const SliceSource& slice) { return slice.file == file; });
  });
}

void assignUnread(const StudyIndex& index, std::vector<ConversionCase>& cases) {
  if (index.problems.empty()) return;
  const StudyFolders folders(index);
  for (const FileProblem& problem : index.problems)
    for (const StudyEntry* study : folders.concernedBy(problem.file))
      for (ConversionCase& conversion : cases)
        if (conversion.study.uid == study->uid &&
            conversion.study.series.front().source.patientId == study->series.front().source.patientId &&
            !isOf(conversion.study, problem.file))
          conversion.unread.push_back(problem);
}

/// Patients whose names as parts of paths are equal, for some system, are told apart.
void tellPatientsApart(std::vector<ConversionCase>& cases) {
  std::map<QString, std::set<QString>> owners;
  const auto ownerOf = [](const ConversionCase& conversion) {
    const SeriesSource& source = conversion.study.series.front().source;
    return source.patientId.isEmpty() ? QLatin1Char('\n') + source.patientName : source.patientId;
  };
  for (const ConversionCase& conversion : cases)
    owners[conversion.patientName.toLower()].insert(ownerOf(conversion));
  for (ConversionCase& conversion : cases)
    if (owners[conversion.patientName.toLower()].size() > 1)
      conversion.patientName += QLatin1Char('~') + shortHash(ownerOf(conversion));
}

}  // namespace

std::vector<ConversionCase> conversionCases(const StudyIndex& index, const AnnotationFolder& annotations,
                                            QStringList& problems) {
  std::vector<ConversionCase> cases;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies) {
      const bool hasImages = std::ranges::any_of(
          study.series, [](const SeriesEntry& series) { return series.isCt() || series.isPet(); });
      if (!hasImages) continue;
      const ImagePair pair = choosePair(study);
      if ((pair.ct < 0 || pair.pet < 0) && isLender(study, patient)) continue;
      if (pair.ct < 0 || pair.pet < 0) {
        QStringList refusals;
        for (const SeriesEntry& series : study.series)
          if (!series.isVolume() && !series.refusal.isEmpty())
            refusals.append(
                QStringLiteral("%1 %2: %3")
                    .arg(series.source.modality, series.source.seriesInstanceUid, series.refusal));
        problems.append(Texts::tr("Study %1 of patient %2 has no CT and PET in one frame of reference %3")
                            .arg(study.uid, patient.id,
                                 refusals.isEmpty()
                                     ? QString()
                                     : QStringLiteral("(%1)").arg(refusals.join(QStringLiteral("; "))))
                            .trimmed());
        continue;
      }
      ConversionCase conversion;
      conversion.study = study;
      conversion.pair = pair;
      conversion.patientName = pathPart(patient.id);
      if (conversion.patientName.isEmpty()) conversion.patientName = pathPart(patient.name);
      if (conversion.patientName.isEmpty()) conversion.patientName = QStringLiteral("unnamed");
      conversion.studyName = pathPart(commonFolder(study, pair));
      if (conversion.studyName.isEmpty()) conversion.studyName = pathPart(study.uid);
      conversion.annotations = annotations;
      cases.push_back(std::move(conversion));
    }
  tellPatientsApart(cases);
  std::map<QString, int> places;
  for (const ConversionCase& conversion : cases) ++places[placeKey(conversion)];
  for (ConversionCase& conversion : cases)
    if (places[placeKey(conversion)] > 1) conversion.studyName = pathPart(conversion.study.uid);
  assignUnread(index, cases);
  return cases;
}

bool CasePlaces::claim(ConversionCase& conversion) {
  QStringList files;
  for (const int n : {conversion.pair.ct, conversion.pair.pet})
    files.append(QFileInfo(conversion.study.series[static_cast<std::size_t>(n)].source.slices.front().file)
                     .canonicalFilePath());
  if (!files_.insert(files.join(QLatin1Char('\n'))).second) return false;
  if (!isFree(conversion)) conversion.studyName = pathPart(conversion.study.uid);
  if (!isFree(conversion))
    conversion.studyName += QLatin1Char('~') + shortHash(files.join(QLatin1Char('\n')));
  places_.insert(placeKey(conversion));
  return true;
}

bool CasePlaces::isFree(const ConversionCase& conversion) const {
  return !places_.contains(placeKey(conversion)) && !isTakenByAnother(conversion, options_);
}

std::optional<CaseFormat> caseFormat(const QString& name) {
  if (name == QLatin1String("nifti")) return CaseFormat::Nifti;
  if (name == QLatin1String("mha")) return CaseFormat::Meta;
  if (name == QLatin1String("hdf5")) return CaseFormat::Hdf5;
  if (name == QLatin1String("nnunet")) return CaseFormat::NnUnet;
  return {};
}

}  // namespace uptake
