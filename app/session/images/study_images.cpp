#include "app/session/images/study_images.h"

#include "core/volume/volume_rescale.h"
#include "io/dicom/volume_loader.h"

#include <algorithm>
#include <utility>

namespace uptake {

namespace {

constexpr int kArrivalMs = 50;

bool isPet(const SeriesEntry& series) {
  return series.isPet();
}

/// As problems name a series.
QString nameOf(const SeriesEntry& series) {
  return QStringLiteral("%1 %2").arg(series.source.modality, series.source.seriesDescription);
}

/// From values in one scale to SUVbw in another; where the first is not valid, they are in the file's unit.
std::vector<double> factorsBetween(const SuvScale& from, const SuvScale& to, int slices) {
  std::vector<double> factors;
  factors.reserve(static_cast<std::size_t>(slices));
  for (int k = 0; k < slices; ++k)
    factors.push_back(to.factorOf(k) / (from.isValid() ? from.factorOf(k) : 1.0));
  return factors;
}

}  // namespace

StudyImages::StudyImages(OpenCase& open, const Project& project, SuvSession& suv, Messages& messages,
                         QObject* parent)
    : QObject(parent), open_(open), project_(project), suv_(suv), messages_(messages) {
  arrival_.setInterval(kArrivalMs);
  connect(&arrival_, &QTimer::timeout, this, [this] {
    if (arrived_->exchange(false)) Q_EMIT slicesArrived();
  });
  connect(&suv_, &SuvSession::scalesChanged, this, &StudyImages::showScale);
  connect(&project_, &Project::pairingChanged, this, [this] {
    if (!open_.study()) return;
    if (const ImagePair pair = pairToShow(); !(pair == shown_)) load(pair);
  });
}

void StudyImages::open() {
  const ImagePair best = choosePair(*open_.study(), -1, project_.pairingPreferences());
  load(best);
  if (best.isEmpty() && std::ranges::any_of(open_.study()->series, &SeriesEntry::isVolume))
    messages_.say(
        tr("The pictures of this study state no place in space: choose which to show in the list of "
           "studies."));
}

void StudyImages::close() {
  for (JobRunner* job : jobs()) job->discard();
  readPet_.reset();
  readScale_ = shownScale_ = {};
  shown_ = {};
  pairWarning_.clear();
  pairProblems_.clear();
  maskProblems_.clear();
}

void StudyImages::cancel() {
  ctJob_.cancel();
  petJob_.cancel();
}

const SeriesEntry& StudyImages::seriesAt(int series) const {
  return open_.study()->series[static_cast<std::size_t>(series)];
}

void StudyImages::showSeries(int series) {
  const SeriesEntry& entry = seriesAt(series);
  if (!entry.isVolume())
    return messages_.say(entry.refusal.isEmpty()
                             ? tr("A %1 series is no image to show.").arg(entry.source.modality)
                             : entry.refusal);
  if (isPet(entry)) {
    const bool fits = shown_.ct >= 0 && inOneFrame(seriesAt(shown_.ct), entry);
    load({fits ? shown_.ct : -1, series});
  } else {
    load(choosePair(*open_.study(), series, project_.pairingPreferences()));
  }
}

void StudyImages::showTogether(int series) {
  const SeriesEntry& entry = seriesAt(series);
  if (!entry.isVolume() || entry.source.isPlaceless) return showSeries(series);
  load(isPet(entry) ? ImagePair{shown_.ct, series} : ImagePair{series, shown_.pet});
}

/// What is shown unasked: the best pair of images, with the PET that the masks were drawn on.
ImagePair StudyImages::pairToShow() const {
  const StudyEntry& study = *open_.study();
  const ImagePair best = choosePair(study, -1, project_.pairingPreferences());
  std::vector<const SeriesSource*> drawnOn;
  for (const auto& mask : open_.document().masks())
    if (!mask->prediction) drawnOn.push_back(&mask->source);
  const int pet = petOfMasks(study, drawnOn);
  if (pet < 0 || pet == best.pet) return best;
  const ImagePair own = choosePairOf(study, pet, project_.pairingPreferences());
  return own.ct < 0 && best.ct >= 0 ? best : own;
}

void StudyImages::showPetOfMasks() {
  if (open_.sliceTable()) return;
  const ImagePair wanted = pairToShow();
  const ImagePair best = choosePair(*open_.study(), -1, project_.pairingPreferences());
  if (wanted == shown_ || !(shown_ == best)) return warnOfMasks();
  load(wanted);
  messages_.say(tr("The PET \"%1\" is shown, on which the masks were drawn.")
                    .arg(seriesAt(wanted.pet).source.seriesDescription));
}

/// Images in different frames of reference are laid over each other only on request, and never silently.
void StudyImages::warnOfPair() {
  pairWarning_.clear();
  std::vector<FileProblem> problems;
  if (shown_.ct >= 0 && shown_.pet >= 0 && !inOneFrame(seriesAt(shown_.ct), seriesAt(shown_.pet))) {
    pairWarning_ =
        tr("CT and PET have different frames of reference (0020,0052): nothing says that their positions "
           "match. They are shown together on request only.");
    problems.push_back({QStringLiteral("%1 + %2").arg(seriesAt(shown_.ct).source.seriesDescription,
                                                      seriesAt(shown_.pet).source.seriesDescription),
                        pairWarning_});
  }
  messages_.replaceProblems(std::exchange(pairProblems_, problems), problems);
}

/// Lists masks that were drawn on another PET than the one whose values are shown, and those that lie in
/// another frame of reference than what is shown.
void StudyImages::warnOfMasks() {
  std::vector<FileProblem> problems;
  for (const auto& mask : open_.document().masks()) {
    if (mask->prediction) continue;
    if (const QString warning = maskWarning(*mask); !warning.isEmpty())
      problems.push_back({mask->name, warning});
  }
  messages_.replaceProblems(std::exchange(maskProblems_, problems), problems);
}

/// Empty: none.
QString StudyImages::maskWarning(const MaskLayer& mask) const {
  const QString& frame = mask.source.frameOfReferenceUid;
  const auto differs = [&](int series) {
    if (series < 0) return true;
    const QString& other = seriesAt(series).source.frameOfReferenceUid;
    return !other.isEmpty() && other != frame;
  };
  if (!frame.isEmpty() && !shown_.isEmpty() && differs(shown_.ct) && differs(shown_.pet))
    return tr("The mask \"%1\" lies in another frame of reference than the images that are shown: where it "
              "is drawn on them means nothing.")
        .arg(mask.name);
  const int pet = petOfMasks(*open_.study(), {&mask.source});
  if (pet >= 0 && shown_.pet >= 0 && pet != shown_.pet)
    return tr("The mask \"%1\" was drawn on the PET \"%2\"; what is measured are the values of the PET "
              "\"%3\", which is shown.")
        .arg(mask.name, seriesAt(pet).source.seriesDescription,
             seriesAt(shown_.pet).source.seriesDescription);
  return {};
}

void StudyImages::load(ImagePair pair) {
  const CaseDocument& document = open_.document();
  // A volume that is shown already is kept, as it is or as it is still being read.
  const bool keepsCt = pair.ct == shown_.ct && pair.ct >= 0 && document.ct();
  const bool keepsPet = pair.pet == shown_.pet && pair.pet >= 0 && document.pet();
  shown_ = pair;
  warnOfPair();
  warnOfMasks();
  arrival_.start();
  const std::shared_ptr<const Volume> ct = keepsCt ? document.ct() : startLoading(pair.ct, ctJob_);
  const std::shared_ptr<const Volume> pet = keepsPet ? document.pet() : startLoading(pair.pet, petJob_);
  open_.setImages(ct, pet);
  if (!isLoading()) endLoading(true);
}

std::shared_ptr<Volume> StudyImages::startLoading(int series, JobRunner& job) {
  job.discard();
  if (&job == &petJob_) {
    suvJob_.discard();
    readPet_.reset();
  }
  if (series < 0) return nullptr;
  if (const auto table = open_.sliceTable()) return std::const_pointer_cast<Volume>(table->images);
  SeriesEntry entry = seriesAt(series);
  if (const SuvScale* scale = suv_.scaleOf(series)) entry.suv = *scale;
  tellAbout(entry);
  std::shared_ptr<Volume> readAhead = ahead_.take(entry);
  Result<std::shared_ptr<Volume>> allocated =
      readAhead ? Result<std::shared_ptr<Volume>>(std::move(readAhead)) : allocateVolume(entry);
  if (!allocated) {
    messages_.addProblems({{entry.source.seriesDescription, allocated.error().message}});
    messages_.say(allocated.error().text());
    return nullptr;
  }
  std::shared_ptr<Volume> volume = allocated.take();
  if (&job == &petJob_) {
    readPet_ = volume;
    readScale_ = shownScale_ = entry.suv.value_or(SuvScale());
  }
  if (!isWholeVolume(*volume)) startReading(entry, volume, job);  // else it was read ahead
  return volume;
}

void StudyImages::startReading(const SeriesEntry& series, const std::shared_ptr<Volume>& volume,
                               JobRunner& job) {
  const int middle = volume->grid().size().z() / 2;
  job.start<std::vector<FileProblem>>(
      [series, volume, middle, arrived = arrived_](JobControl& control) {
        QStringList remarks;
        auto problems = loadSlices(
            series, *volume, middle, control, [&arrived](int) { arrived->store(true); }, &remarks);
        if (problems)
          for (const QString& remark : remarks) problems->push_back({nameOf(series), remark});
        return problems;
      },
      [this](const Result<std::vector<FileProblem>>& result) {
        if (result) messages_.addProblems(*result);
        arrived_->store(false);
        Q_EMIT slicesArrived();
        if (!isLoading()) endLoading(result.ok());
      });
}

void StudyImages::endLoading(bool isComplete) {
  arrival_.stop();
  if (isComplete)
    Q_EMIT imagesLoaded();
  else
    messages_.say(tr("Reading was stopped; the images are incomplete."));
}

/// What a reader of this series should know is among the problems, not only in a tool tip.
void StudyImages::tellAbout(const SeriesEntry& series) {
  std::vector<FileProblem> problems;
  const QString name = nameOf(series);
  for (const QString& warning : series.warnings) problems.push_back({name, warning});
  if (series.suv) {
    for (const QString& warning : series.suv->warnings) problems.push_back({name, warning});
    if (series.suv->isEdited())
      messages_.say(tr("The SUV of %1 rests on corrected values; see its evidence.").arg(name));
    if (!series.suv->isValid()) {
      const QString unit = series.suv->unit.isEmpty() ? tr("an unknown unit") : series.suv->unit;
      const QString refused = tr("No SUV, values are in %1: %2").arg(unit, series.suv->refused);
      problems.push_back({name, refused});
      messages_.say(refused);
    }
  }
  if (!problems.empty()) messages_.addProblems(problems);
}

const SuvScale* StudyImages::shownSuv() const {
  return open_.document().pet() ? &shownScale_ : nullptr;
}

/// Brings the shown PET into the scale that its series has now. Always from the voxels as they were read, so
/// that corrections do not add up their rounding; and the file's own scale is read anew unless it is what was
/// read, so that it is exact.
void StudyImages::showScale() {
  suvJob_.discard();
  const SuvScale* wanted = suv_.scaleOf(shown_.pet);
  CaseDocument& document = open_.document();
  if (!wanted || !document.pet() || wanted->edits == shownScale_.edits) return;
  if (!wanted->isEdited() && !readScale_.isEdited()) {
    shownScale_ = *wanted;
    document.setImages(document.ct(), readPet_);
  } else if (petJob_.isRunning() || !wanted->isEdited() || !wanted->isValid()) {
    const auto ct = document.ct();
    arrival_.start();
    document.setImages(ct, startLoading(shown_.pet, petJob_));
  } else {
    return rescale(*wanted);
  }
  Q_EMIT suv_.suvChanged();
}

void StudyImages::rescale(const SuvScale& wanted) {
  suvJob_.start<std::shared_ptr<Volume>>(
      [pet = readPet_, label = wanted.label(),
       factors = factorsBetween(readScale_, wanted, readPet_->grid().size().z())](JobControl& control) {
        return rescaledVolume(*pet, factors, ValueUnit::Suv, label, control);
      },
      [this, scale = wanted](Result<std::shared_ptr<Volume>> rescaled) {
        if (!rescaled)
          return messages_.say(
              tr("The SUV corrections could not be applied: %1").arg(rescaled.error().message));
        shownScale_ = scale;
        open_.document().setImages(open_.document().ct(), rescaled.take());
        Q_EMIT suv_.suvChanged();
      });
}

void StudyImages::loadAhead(const std::optional<StudyRef>& study) {
  const StudyIndex::Found found =
      study && !open_.isOpen(*study) ? project_.index().find(*study) : StudyIndex::Found();
  if (!found) return ahead_.forget();
  ahead_.start(*found.study, choosePair(*found.study, -1, project_.pairingPreferences()));
}

}  // namespace uptake
