#include "io/voc/voc_matching.h"

#include <QCoreApplication>
#include <QHash>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

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

QHash<QString, ImagePlace> imagesOf(const StudyIndex& index) {
  QHash<QString, ImagePlace> images;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series)
        for (int k = 0; k < static_cast<int>(series.source.slices.size()); ++k) {
          const QString& uid = series.source.slices[static_cast<std::size_t>(k)].sopInstanceUid;
          if (uid.isEmpty()) continue;
          ImagePlace& place = images[uid];
          if (place.series == &series)
            ++place.frames;
          else if (place.series == nullptr || !place.series->isVolume())
            place = {&series, &patient, k, 1};
        }
  return images;
}

/// All files, read on all cores; nothing where the job was stopped.
std::vector<std::optional<Result<VocFile>>> readAll(const QStringList& files, JobControl& control) {
  std::vector<std::optional<Result<VocFile>>> read(static_cast<std::size_t>(files.size()));
  std::atomic<qsizetype> next{0};
  std::atomic<qsizetype> done{0};
  const QString what = Texts::tr("Reading annotations");
  const auto work = [&] {
    for (qsizetype n = next++; n < files.size() && !control.isCancelled(); n = next++) {
      read[static_cast<std::size_t>(n)].emplace(readVoc(files[n]));
      control.setProgress(++done, files.size(), what);
    }
  };
  std::vector<std::thread> helpers;
  const qsizetype threads = std::min<qsizetype>(QThread::idealThreadCount(), files.size() / 8);
  for (qsizetype n = 1; n < threads; ++n) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  return read;
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

Result<VocMatching> matchVoc(const StudyIndex& index, const QStringList& files, JobControl& control) {
  auto read = readAll(files, control);
  if (control.isCancelled()) return JobControl::cancelledError();

  const QHash<QString, ImagePlace> images = imagesOf(index);
  QHash<QString, QString> taken;  // image → the file that annotates it
  VocMatching result;
  for (auto& one : read) {
    if (!*one) {
      result.problems.push_back({one->error().file, one->error().message});
      continue;
    }
    VocFile file = one->take();
    const QString path = file.path;
    for (const QString& warning : file.warnings) result.problems.push_back({path, warning});
    const QString uid = file.imageName();
    const auto found = images.constFind(uid);
    if (found == images.cend()) {
      result.unmatched.push_back(
          {path, Texts::tr("no image with the SOP Instance UID \"%1\" was found").arg(uid)});
      continue;
    }
    const SeriesEntry& series = *found->series;
    if (found->frames > 1) {
      result.unmatched.push_back(
          {path, QCoreApplication::translate("uptake::Voc",
                                             "its image has %n frame(s), and the file does not say which one",
                                             nullptr, found->frames)});
      continue;
    }
    if (!series.isVolume()) {
      result.unmatched.push_back(
          {path, Texts::tr("its image belongs to a series that cannot be shown: %1").arg(series.refusal)});
      continue;
    }
    if (taken.contains(uid)) {
      result.problems.push_back(
          {path, Texts::tr("annotates the same image as %1; only that one is shown").arg(taken[uid])});
      continue;
    }
    taken.insert(uid, path);

    MatchedVoc match;
    match.patientId = found->patient->id;
    match.studyInstanceUid = series.source.studyInstanceUid;
    match.seriesInstanceUid = series.source.seriesInstanceUid;
    match.sopInstanceUid = uid;
    match.columns = series.columns;
    match.rows = series.rows;
    match.position = series.grid->toPatient({0.0, 0.0, static_cast<double>(found->slice)});
    if ((file.width > 0 || file.height > 0) && (file.width != match.columns || file.height != match.rows))
      result.problems.push_back({path, Texts::tr("states a size of %1 × %2 pixels, but its image has %3 × %4")
                                           .arg(file.width)
                                           .arg(file.height)
                                           .arg(match.columns)
                                           .arg(match.rows)});
    for (Box box : file.boxes) {
      if (const QString wrong = wrongBox(box.rect, match.columns, match.rows); !wrong.isEmpty()) {
        result.problems.push_back(
            {path, Texts::tr("object %1 is not shown: it %2").arg(box.fileObject + 1).arg(wrong)});
        continue;
      }
      box.sopInstanceUid = uid;
      match.boxes.push_back(box);
    }
    match.file = std::move(file);
    result.images.push_back(std::move(match));
  }
  return result;
}

}  // namespace uptake
