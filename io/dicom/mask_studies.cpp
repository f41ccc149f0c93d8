#include "io/dicom/image_pair.h"
#include "io/dicom/mask_studies_p.h"
#include "io/rtstruct/structure_set.h"
#include "io/seg/seg_reader.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <tuple>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

/// What images a study has, by the identifiers that masks name.
struct Images {
  std::size_t patient = 0;
  std::size_t study = 0;
  const StudyEntry* entry = nullptr;
  QSet<QString> frames, series;

  bool hasAny() const { return !series.isEmpty(); }
};

/// What a mask says of its images.
struct Wanted {
  QSet<QString> frames, series;
  QString instance;
};

bool isNamed(const Images& images, const Wanted& wanted) {
  if (images.series.intersects(wanted.series)) return true;
  return !wanted.instance.isEmpty() &&
         std::ranges::any_of(images.entry->series, [&](const SeriesEntry& series) {
           const auto& slices = series.source.slices;
           return !isMaskSeries(series) &&
                  std::ranges::find(slices, wanted.instance, &SliceSource::sopInstanceUid) != slices.end();
         });
}

std::vector<Images> imagesOf(const StudyIndex& index) {
  std::vector<Images> all;
  for (std::size_t p = 0; p < index.patients.size(); ++p)
    for (std::size_t s = 0; s < index.patients[p].studies.size(); ++s) {
      Images images{p, s, &index.patients[p].studies[s], {}, {}};
      for (const SeriesEntry& series : images.entry->series) {
        if (isMaskSeries(series)) continue;
        images.series.insert(series.source.seriesInstanceUid);
        images.frames.insert(series.source.frameOfReferenceUid);
      }
      for (QSet<QString>* uids : {&images.frames, &images.series}) uids->remove(QString());
      all.push_back(std::move(images));
    }
  return all;
}

/// Nothing when the file cannot be read; whoever opens its study is told why.
std::optional<Wanted> wantedOf(const SeriesEntry& mask) {
  if (mask.source.slices.empty()) return {};
  const QString& file = mask.source.slices.front().file;
  const Result<SegReference> reference =
      mask.source.modality == QLatin1String("SEG") ? readSegReference(file) : readStructureSetReference(file);
  if (!reference) return {};
  Wanted wanted{{reference->furtherFrames.begin(), reference->furtherFrames.end()},
                {reference->furtherSeries.begin(), reference->furtherSeries.end()},
                reference->sourceInstanceUid};
  wanted.frames.insert(reference->frameOfReferenceUid);
  wanted.series.insert(reference->sourceSeriesUid);
  wanted.frames.remove(QString());
  wanted.series.remove(QString());
  return wanted;
}

QString kindOf(const SeriesEntry& mask) {
  return mask.source.modality == QLatin1String("SEG") ? Texts::tr("segmentation (SEG)")
                                                      : Texts::tr("structure set (RTSTRUCT)");
}

bool hasPet(const Images* images) {
  return choosePair(*images->entry).pet >= 0;
}

/// The studies, of a patient or of all, that `isMeant`; of several, one with a PET is meant.
template <class IsMeant>
std::vector<const Images*> studiesThat(const std::vector<Images>& all, std::optional<std::size_t> patient,
                                       IsMeant isMeant) {
  std::vector<const Images*> found;
  for (const Images& images : all)
    if ((!patient || images.patient == *patient) && isMeant(images)) found.push_back(&images);
  if (found.size() > 1 && std::ranges::count_if(found, hasPet) == 1)
    found = {*std::ranges::find_if(found, hasPet)};
  return found;
}

/// Those that a mask names before those in its frame of reference.
std::vector<const Images*> candidates(const std::vector<Images>& all, const Wanted& wanted,
                                      std::optional<std::size_t> patient) {
  auto named = studiesThat(all, patient, [&](const Images& images) { return isNamed(images, wanted); });
  if (!named.empty()) return named;
  return studiesThat(all, patient,
                     [&](const Images& images) { return images.frames.intersects(wanted.frames); });
}

/// Whether a mask that lies in its own study's frame of reference is at home there. The images of one
/// examination may be filed as two studies: then its home is the one that it names, if possible with the PET.
bool isAtHome(const std::vector<Images>& all, const Images& own, const Wanted& wanted) {
  const auto named =
      studiesThat(all, own.patient, [&](const Images& images) { return isNamed(images, wanted); });
  return named.size() != 1 || named.front() == &own;
}

struct Move {
  std::size_t patient = 0, from = 0, series = 0, to = 0;
};

/// Finds the study of one mask, or says why it has none.
std::optional<Move> placeOf(StudyIndex& index, const std::vector<Images>& all, const Images& own,
                            std::size_t series) {
  const PatientEntry& patient = index.patients[own.patient];
  const StudyEntry& study = patient.studies[own.study];
  const SeriesEntry& mask = study.series[series];
  const QString& frame = mask.source.frameOfReferenceUid;
  const bool isShared = std::ranges::any_of(all, [&](const Images& other) {
    return &other != &own && other.patient == own.patient && other.frames.contains(frame);
  });
  if (own.hasAny() && (frame.isEmpty() || own.frames.contains(frame)) && !isShared) return {};
  const std::optional<Wanted> wanted = wantedOf(mask);
  if (!wanted) return {};
  if ((isNamed(own, *wanted) || own.frames.intersects(wanted->frames)) && isAtHome(all, own, *wanted))
    return {};
  const auto say = [&](const QString& text) {
    for (const SliceSource& slice : mask.source.slices) index.problems.push_back({slice.file, text});
  };
  const std::vector<const Images*> homes = candidates(all, *wanted, own.patient);
  if (homes.size() == 1) {
    const StudyEntry& home = patient.studies[homes.front()->study];
    say(Texts::tr("The %1 has another Study Instance UID (%2) than its images (%3), but %4; it is used with "
                  "them.")
            .arg(kindOf(mask), study.uid, home.uid,
                 isNamed(*homes.front(), *wanted) ? Texts::tr("names them")
                                                  : Texts::tr("lies in their frame of reference")));
    return Move{own.patient, own.study, series, homes.front()->study};
  }
  if (homes.size() > 1) {
    QStringList uids;
    for (const Images* home : homes) uids.append(patient.studies[home->study].uid);
    say(Texts::tr("The %1 is not used: its Study Instance UID is %2, and its images may be those of several "
                  "other studies (%3).")
            .arg(kindOf(mask), study.uid, uids.join(QStringLiteral(", "))));
    return {};
  }
  if (const auto others = candidates(all, *wanted, {}); !others.empty()) {
    const PatientEntry& other = index.patients[others.front()->patient];
    say(Texts::tr("The %1 is not used: it lies on images of another patient (Patient ID \"%2\", study %3), "
                  "but its own Patient ID is \"%4\".")
            .arg(kindOf(mask), other.id, other.studies[others.front()->study].uid, patient.id));
  } else if (!own.hasAny()) {
    const QStringList named = wanted->series.values();
    say(Texts::tr("The images that this %1 was drawn on (%2) are not among the opened files.")
            .arg(kindOf(mask), named.isEmpty()
                                   ? Texts::tr("frame of reference %1").arg(frame)
                                   : Texts::tr("series %1").arg(named.join(QStringLiteral(", ")))));
  }
  return {};
}

}  // namespace

void placeMasks(StudyIndex& index, const JobControl& control) {
  const std::vector<Images> all = imagesOf(index);
  std::vector<Move> moves;
  for (const Images& own : all) {
    const std::size_t count = index.patients[own.patient].studies[own.study].series.size();
    for (std::size_t n = 0; n < count; ++n) {
      if (control.isCancelled()) return;
      if (!isMaskSeries(index.patients[own.patient].studies[own.study].series[n])) continue;
      if (const auto move = placeOf(index, all, own, n)) moves.push_back(*move);
    }
  }
  // From the last on, so that positions hold.
  for (auto move = moves.rbegin(); move != moves.rend(); ++move) {
    std::vector<StudyEntry>& studies = index.patients[move->patient].studies;
    std::vector<SeriesEntry>& from = studies[move->from].series;
    studies[move->to].series.push_back(std::move(from[move->series]));
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(move->series));
  }
  for (PatientEntry& patient : index.patients) {
    for (StudyEntry& study : patient.studies)
      std::ranges::stable_sort(study.series, [](const SeriesEntry& a, const SeriesEntry& b) {
        return std::tie(a.number, a.source.seriesInstanceUid) <
               std::tie(b.number, b.source.seriesInstanceUid);
      });
    std::erase_if(patient.studies, [](const StudyEntry& study) { return study.series.empty(); });
  }
}

}  // namespace uptake::dicom
