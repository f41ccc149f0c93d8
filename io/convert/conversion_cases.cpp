#include "io/convert/converted_case.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <map>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Conversion)
};

/// Text as one part of a path: readable, never empty, never a way out of the folder.
QString pathPart(const QString& text) {
  QString part = QString::fromLatin1(QUrl::toPercentEncoding(text.trimmed(), " ()+,;=@'"));
  if (part.startsWith(QLatin1Char('.'))) part.replace(0, 1, QStringLiteral("%2E"));
  return part.left(120);
}

bool isMask(const SeriesEntry& series) {
  return series.source.modality == QLatin1String("SEG") ||
         series.source.modality == QLatin1String("RTSTRUCT");
}

/// The deepest folder that holds the files of the pair and of the masks.
QString commonFolder(const StudyEntry& study, const ImagePair& pair) {
  QStringList common;
  bool isFirst = true;
  for (int n = 0; n < static_cast<int>(study.series.size()); ++n) {
    const SeriesEntry& series = study.series[static_cast<std::size_t>(n)];
    if (n != pair.ct && n != pair.pet && !isMask(series)) continue;
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

}  // namespace

std::vector<ConversionCase> conversionCases(const StudyIndex& index, const AnnotationFolder& annotations,
                                            QStringList& problems) {
  std::vector<ConversionCase> cases;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies) {
      const bool hasImages = std::ranges::any_of(study.series, [](const SeriesEntry& series) {
        return series.source.modality == QLatin1String("CT") || series.source.modality == QLatin1String("PT");
      });
      if (!hasImages) continue;
      const ImagePair pair = choosePair(study);
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
      ConversionCase one;
      one.study = study;
      one.pair = pair;
      one.patientName = pathPart(patient.id);
      if (one.patientName.isEmpty()) one.patientName = pathPart(patient.name);
      if (one.patientName.isEmpty()) one.patientName = QStringLiteral("unnamed");
      one.studyName = pathPart(commonFolder(study, pair));
      if (one.studyName.isEmpty()) one.studyName = pathPart(study.uid);
      one.annotations = annotations;
      cases.push_back(std::move(one));
    }
  std::map<QString, int> titles;
  for (const ConversionCase& one : cases) ++titles[one.title()];
  for (ConversionCase& one : cases)
    if (titles[one.title()] > 1) one.studyName = pathPart(one.study.uid);
  return cases;
}

std::optional<CaseFormat> caseFormat(const QString& name) {
  if (name == QLatin1String("nifti")) return CaseFormat::Nifti;
  if (name == QLatin1String("mha")) return CaseFormat::Meta;
  if (name == QLatin1String("hdf5")) return CaseFormat::Hdf5;
  if (name == QLatin1String("nnunet")) return CaseFormat::NnUnet;
  return {};
}

}  // namespace uptake
