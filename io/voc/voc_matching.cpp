#include "io/voc/voc_matching.h"

#include "core/box/label_scheme.h"
#include "core/jobs/parallel.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <atomic>
#include <optional>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Voc)
};

struct ImagePlace {
  const SeriesEntry* series = nullptr;
  const PatientEntry* patient = nullptr;
  int slice = 0;
  int frames = 1;
};

/// By SOP Instance UID: a place in each patient that has such an image.
using ImagePlaces = QHash<QString, QList<ImagePlace>>;

ImagePlaces imagesOf(const StudyIndex& index) {
  ImagePlaces images;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series)
        for (int k = 0; k < static_cast<int>(series.source.slices.size()); ++k) {
          const QString& uid = series.source.slices[static_cast<std::size_t>(k)].sopInstanceUid;
          if (uid.isEmpty()) continue;
          QList<ImagePlace>& places = images[uid];
          const auto known = std::ranges::find(places, &patient, &ImagePlace::patient);
          if (known == places.end())
            places.append({&series, &patient, k, 1});
          else if (known->series == &series)
            ++known->frames;
          else if (!known->series->isVolume())
            *known = {&series, &patient, k, 1};
        }
  return images;
}

/// Which of several patients a file belongs to: the one that the nearest folder above it names. -1 when none
/// does.
qsizetype patientOf(const QString& file, const QStringList& patientIds) {
  QMultiHash<QString, qsizetype> names;
  for (qsizetype n = 0; n < patientIds.size(); ++n) {
    const QString folder = vocPatientFolder(patientIds[n]);
    names.insert(folder, n);
    if (folder != patientIds[n]) names.insert(patientIds[n], n);
  }
  QStringList folders = QFileInfo(file).absolutePath().split(QLatin1Char('/'), Qt::SkipEmptyParts);
  for (; !folders.isEmpty(); folders.removeLast())
    if (names.count(folders.back()) == 1) return names.value(folders.back());
  return -1;
}

QString ambiguity(const QStringList& patientIds) {
  return Texts::tr(
             "its SOP Instance UID is that of images of several patients (%1), and no folder that it lies in "
             "is named after one of them")
      .arg(patientIds.join(QStringLiteral(", ")));
}

/// All files, read on all cores; nothing where the job was stopped.
std::vector<std::optional<Result<VocFile>>> readAll(const QStringList& files, JobControl& control) {
  std::vector<std::optional<Result<VocFile>>> read(static_cast<std::size_t>(files.size()));
  std::atomic<qint64> done{0};
  const QString what = Texts::tr("Reading annotations");
  forEachInParallel(static_cast<int>(files.size()), control, [&](int n) {
    read[static_cast<std::size_t>(n)].emplace(readVoc(files[n]));
    if (const qint64 count = ++done; count % 64 == 0) control.setProgress(count, files.size(), what);
  });
  return read;
}

/// Notes the classes of a file that the scheme does not know.
void noteUnknownClasses(const MatchedVoc& match, const LabelScheme& scheme, VocMatching& result) {
  QStringList unknown;
  for (const Box& box : match.boxes) {
    if (scheme.find(box.className) != nullptr) continue;
    ++result.summary.unknownClasses[box.className];
    const QString named = QStringLiteral("\"%1\"").arg(box.className);
    if (!unknown.contains(named)) unknown.append(named);
  }
  if (!unknown.isEmpty())
    result.problems.push_back(
        {match.file.path, Texts::tr("has a class that is not one of %2: %1; it is kept")
                              .arg(unknown.join(QStringLiteral(", ")), scheme.classNames())});
}

/// Why a box cannot be on an image of this size, or empty.
QString wrongBox(const PixelRect& r, int columns, int rows) {
  const QString values =
      QStringLiteral("xmin %1, ymin %2, xmax %3, ymax %4").arg(r.xmin).arg(r.ymin).arg(r.xmax).arg(r.ymax);
  if (!r.isValid()) return Texts::tr("ends before it begins (%1)").arg(values);
  if (r.xmin < 0 || r.ymin < 0 || r.xmax >= columns || r.ymax >= rows)
    return Texts::tr("reaches outside the image of %1 × %2 pixels (%3)").arg(columns).arg(rows).arg(values);
  return {};
}

}  // namespace

Result<VocMatching> matchVoc(const StudyIndex& index, const QStringList& files, JobControl& control,
                             const LabelScheme& scheme) {
  auto read = readAll(files, control);
  if (control.isCancelled()) return JobControl::cancelledError();

  const ImagePlaces images = imagesOf(index);
  QHash<std::pair<const PatientEntry*, QString>, QString> taken;  // image → the file that annotates it
  VocMatching result;
  VocSummary& summary = result.summary;
  summary.files = static_cast<int>(files.size());
  for (auto& one : read) {
    if (!*one) {
      ++summary.unparsable;
      result.problems.push_back({one->error().file, one->error().message});
      continue;
    }
    VocFile file = one->take();
    const QString path = file.path;
    for (const QString& warning : file.warnings) result.problems.push_back({path, warning});
    const QString uid = file.imageName();
    const auto found = images.constFind(uid);
    if (found == images.cend()) {
      ++summary.withoutImage;
      result.unmatched.push_back(
          {path, Texts::tr("no image with the SOP Instance UID \"%1\" was found").arg(uid)});
      continue;
    }
    qsizetype which = 0;
    if (found->size() > 1) {
      QStringList ids;
      for (const ImagePlace& each : *found) ids.append(each.patient->id);
      which = patientOf(path, ids);
      if (which < 0) {
        ++summary.notShown;
        result.unmatched.push_back({path, ambiguity(ids)});
        continue;
      }
    }
    const ImagePlace& place = (*found)[which];
    const std::pair image(place.patient, uid);
    const SeriesEntry& series = *place.series;
    if (place.frames > 1) {
      ++summary.notShown;
      result.unmatched.push_back(
          {path, QCoreApplication::translate("uptake::Voc",
                                             "its image has %n frame(s), and the file does not say which one",
                                             nullptr, place.frames)});
      continue;
    }
    if (!series.isVolume()) {
      ++summary.notShown;
      result.unmatched.push_back(
          {path, Texts::tr("its image belongs to a series that cannot be shown: %1").arg(series.refusal)});
      continue;
    }
    if (taken.contains(image)) {
      ++summary.notShown;
      result.problems.push_back(
          {path, Texts::tr("annotates the same image as %1; only that one is shown").arg(taken[image])});
      continue;
    }
    taken.insert(image, path);

    MatchedVoc match;
    match.patientId = place.patient->id;
    match.studyInstanceUid = series.source.studyInstanceUid;
    match.seriesInstanceUid = series.source.seriesInstanceUid;
    match.sopInstanceUid = uid;
    match.columns = series.columns;
    match.rows = series.rows;
    match.hasPlace = series.source.hasPlace();
    match.position = series.grid->toPatient({0.0, 0.0, static_cast<double>(place.slice)});
    if ((file.width > 0 || file.height > 0) && (file.width != match.columns || file.height != match.rows))
      result.problems.push_back({path, Texts::tr("states a size of %1 × %2 pixels, but its image has %3 × %4")
                                           .arg(file.width)
                                           .arg(file.height)
                                           .arg(match.columns)
                                           .arg(match.rows)});
    for (Box box : file.boxes) {
      const PixelRect stated = box.rect;
      box.rect = vocRectOnImage(stated, match.columns, match.rows);
      if (!(box.rect == stated))
        result.problems.push_back(
            {path,
             Texts::tr("object %1 ends one pixel beyond the border of the image of %2 × %3 pixels (xmax %4, "
                       "ymax %5), as where pixels are counted from 1; it is cut at the border")
                 .arg(box.fileObject + 1)
                 .arg(match.columns)
                 .arg(match.rows)
                 .arg(stated.xmax)
                 .arg(stated.ymax)});
      if (const QString wrong = wrongBox(box.rect, match.columns, match.rows); !wrong.isEmpty()) {
        result.problems.push_back(
            {path, Texts::tr("object %1 is not shown: it %2").arg(box.fileObject + 1).arg(wrong)});
        continue;
      }
      box.sopInstanceUid = uid;
      match.boxes.push_back(box);
    }
    match.file = std::move(file);
    ++summary.matched;
    noteUnknownClasses(match, scheme, result);
    result.images.push_back(std::move(match));
  }
  return result;
}

VocNames sortVocNames(const StudyIndex& index, const QStringList& files) {
  const ImagePlaces images = imagesOf(index);
  VocNames names;
  for (const QString& file : files) {
    const auto found = images.constFind(vocImageName(file));
    if (found == images.cend()) {
      names.withoutImage.append(file);
      continue;
    }
    ++names.withImage;
    if (found->size() == 1) continue;
    QStringList ids;
    for (const ImagePlace& each : *found) ids.append(each.patient->id);
    const qsizetype which = patientOf(file, ids);
    names.patients.emplace(file, which < 0 ? QString() : ids[which]);
    if (which < 0) names.ambiguous.push_back({file, ambiguity(ids)});
  }
  return names;
}

}  // namespace uptake
