#include "app/session/case/case_controller.h"

#include "core/mask/lesion_colours.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace uptake {

namespace {

/// The settings key under which the annotation folder chosen for an opened folder is kept.
QString folderKey(const QString& root) {
  return QStringLiteral("annotationFolders/") +
         QString::fromLatin1(
             root.toUtf8().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

/// Where the stored images of a study's volumes lie.
std::vector<ImageStack> stacksOf(const StudyEntry& study) {
  std::vector<ImageStack> stacks;
  for (const SeriesEntry& series : study.series) {
    if (!series.isVolume() || !series.grid) continue;
    ImageStack stack{*series.grid, {}};
    stack.images.reserve(series.source.slices.size());
    for (const SliceSource& slice : series.source.slices) stack.images.push_back(slice.sopInstanceUid);
    stacks.push_back(std::move(stack));
  }
  return stacks;
}

const QString kKernelsKey = QStringLiteral("pairing/kernels");
}  // namespace

CaseController::CaseController(QObject* parent) : QObject(parent) {
  if (const QSettings settings; settings.contains(kKernelsKey))
    pairing_.kernels = settings.value(kKernelsKey).toStringList();
  watchDocument();
  watchJournal();
  connect(this, &CaseController::refused, this, [this](const QString& what, const QStringList& reasons) {
    if (reasons.size() != 1) return Q_EMIT said(what);
    const QString separator = what.endsWith(QLatin1Char('.')) ? QStringLiteral(" ") : QStringLiteral(": ");
    Q_EMIT said(what + separator + reasons.first());
  });
  connect(&lesionEditor_, &LesionEditor::said, this, &CaseController::said);
  arrival_.setInterval(50);
  connect(&arrival_, &QTimer::timeout, this, [this] {
    if (arrived_->exchange(false)) Q_EMIT slicesArrived();
  });
}

CaseController::~CaseController() {
  for (JobRunner* job : visibleJobs()) job->cancelAndWait();
  endJournal();
}

std::shared_ptr<const SliceTable> CaseController::sliceTable() const {
  return study() && !study()->series.empty() ? study()->series.front().table : nullptr;
}

int CaseController::seriesOf(const QString& sopInstanceUid, int* slice) const {
  if (!study() || sopInstanceUid.isEmpty()) return -1;
  for (std::size_t series = 0; series < study()->series.size(); ++series) {
    const auto& slices = study()->series[series].source.slices;
    const auto found = std::ranges::find(slices, sopInstanceUid, &SliceSource::sopInstanceUid);
    if (found == slices.end()) continue;
    if (slice) *slice = static_cast<int>(found - slices.begin());
    return static_cast<int>(series);
  }
  return -1;
}

AnnotationFolder CaseController::projectFolderOf(const QString& root) {
  const QString chosen = QSettings().value(folderKey(root)).toString();
  return chosen.isEmpty() ? AnnotationFolder::defaultFor(root) : AnnotationFolder(chosen);
}

void CaseController::chooseFolder() {
  folder_ = projectFolder_ = projectFolderOf(index_.roots.value(0));
  plan_ = {};
  Q_EMIT annotationFolderChanged();
}

Result<void> CaseController::setAnnotationFolder(const QString& path) {
  const AnnotationFolder folder(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
  if (folder.isInside(index_.roots))
    return Error{
        ErrorKind::Inconsistent,
        tr("The folder lies inside the opened one, which is never written to. Choose one beside it."),
        folder.path()};
  if (isReadBlind())
    return Error{ErrorKind::Inconsistent,
                 tr("The case is being read blind, in a folder of its own. Finish the reading first."),
                 folder.path()};
  if (folder == folder_) return {};
  folder_ = projectFolder_ = folder;
  annotationsRead_ = true;  // nothing there has been read, and nothing that is there is replaced
  QSettings().setValue(folderKey(index_.roots.value(0)), folder.path());
  // Nothing of this case is there yet.
  for (const auto& [id, box] : document_.boxes()) dirtyImages_.insert(box.sopInstanceUid);
  for (const auto& mask : document_.masks()) {
    // What lies in the opened folder unchanged is found there again.
    if (asRead_.contains(mask->id) && (mask->prediction || otherReadings_.contains(mask->id) ||
                                       seriesOf(mask->provenance.sopInstanceUid) >= 0))
      continue;
    dirtyMasks_.insert(mask->id);
  }
  knownSegFiles_.clear();
  knownVocFiles_.clear();
  stamps_.clear();
  dirtyMeasurements_ = !document_.measurements().empty();
  knowsMeasurementFile_ = false;
  dirtyBoxLinks_ = !document_.boxTies().empty();
  knowsBoxLinkFile_ = false;
  dirtyDecisions_ = !document_.decisions().empty();
  dirtySliceClasses_ = !document_.sliceClasses().isEmpty();
  knowsDecisionFile_ = false;
  keepSuvEditsInNewFolder();
  if (!dirtyImages_.empty() || !dirtyMasks_.empty() || dirtyMeasurements_ || dirtyBoxLinks_ ||
      dirtyDecisions_ || dirtySliceClasses_)
    revisions_.setSaved(std::nullopt);
  if (study()) rebaseJournal();
  Q_EMIT annotationFolderChanged();
  return {};
}

/// Forgets the study, its jobs and everything drawn.
void CaseController::resetCase() {
  discardJobs();
  giveUpWaitingSaves(tr("The case was closed before it was saved."));
  endJournal();
  setAdopting(true);
  document_.clear();
  setAdopting(false);
  selection_.clearMarks();
  selection_.setSegment(MaskId::None, 0);
  undoStack_.clear();
  vocOriginals_.clear();
  measurementsOriginal_.clear();
  dirtyMeasurements_ = knowsMeasurementFile_ = false;
  unresolvedLinks_.clear();
  boxLinksOriginal_.clear();
  dirtyBoxLinks_ = knowsBoxLinkFile_ = false;
  decisionsOriginal_.clear();
  dirtyDecisions_ = knowsDecisionFile_ = false;
  dirtySliceClasses_ = false;
  dirtyImages_.clear();
  dirtyMasks_.clear();
  asRead_.clear();
  otherReadings_.clear();
  knownSegFiles_.clear();
  knownVocFiles_.clear();
  stamps_.clear();
  annotationsRead_ = false;
  forgetSuv();
  ++caseNumber_;
  study_ = nullptr;
  open_.reset();
  revisions_.restart();
  shown_ = {};
  pairWarning_.clear();
}

void CaseController::openStudy(const StudyRef& wanted) {
  const StudyIndex::Found found = index_.find(wanted);
  if (!found) {
    Q_EMIT said(tr("The study is no longer among those that were found."));
    return;
  }
  auto patient =
      std::make_unique<PatientEntry>(PatientEntry{found.patient->id, found.patient->name, {*found.study}});
  resetCase();
  open_ = std::move(patient);
  study_ = &open_->studies.front();
  takeReadingPlan();
  rebaseJournal();
  problems_ = index_.problems;
  Q_EMIT problemsChanged();
  readSuvEdits();
  loadImages(choosePair(*study(), -1, pairing_));
  Q_EMIT studyOpened();
  loadStoredAnnotations();
}

void CaseController::showSeries(int series) {
  const SeriesEntry& entry = study()->series[static_cast<std::size_t>(series)];
  if (!entry.isVolume()) {
    Q_EMIT said(entry.refusal.isEmpty() ? tr("A %1 series is no image to show.").arg(entry.source.modality)
                                        : entry.refusal);
    return;
  }
  if (entry.source.modality == QLatin1String("PT")) {
    const bool fits =
        shown_.ct >= 0 && inOneFrame(study()->series[static_cast<std::size_t>(shown_.ct)], entry);
    loadImages({fits ? shown_.ct : -1, series});
  } else {
    loadImages(choosePair(*study(), series, pairing_));
  }
}

void CaseController::showTogether(int series) {
  const SeriesEntry& entry = study()->series[static_cast<std::size_t>(series)];
  if (!entry.isVolume()) return showSeries(series);
  if (entry.source.modality == QLatin1String("PT"))
    loadImages({shown_.ct, series});
  else
    loadImages({series, shown_.pet});
}

void CaseController::setPairingPreferences(const PairingPreferences& preferences) {
  pairing_ = preferences;
  QSettings().setValue(kKernelsKey, preferences.kernels);
  if (!study()) return;
  const ImagePair pair = pairToShow();
  if (!(pair == shown_)) loadImages(pair);
}

/// Images in different frames of reference are laid over each other only on request, and never silently.
void CaseController::warnOfPair() {
  std::erase_if(problems_, [this](const FileProblem& known) {
    return !pairWarning_.isEmpty() && known.reason == pairWarning_;
  });
  pairWarning_.clear();
  if (shown_.ct >= 0 && shown_.pet >= 0) {
    const SeriesEntry& ct = study()->series[static_cast<std::size_t>(shown_.ct)];
    const SeriesEntry& pet = study()->series[static_cast<std::size_t>(shown_.pet)];
    if (!inOneFrame(ct, pet)) {
      pairWarning_ =
          tr("CT and PET have different frames of reference (0020,0052): nothing says that their positions "
             "match. They are shown together on request only.");
      problems_.push_back(
          {QStringLiteral("%1 + %2").arg(ct.source.seriesDescription, pet.source.seriesDescription),
           pairWarning_});
    }
  }
  Q_EMIT problemsChanged();
}

void CaseController::loadImages(ImagePair pair) {
  const auto loadedAlready = [](const std::shared_ptr<const Volume>& volume, int before, int now) {
    // A volume that is shown already is kept, as it is or as it is still being read.
    return before == now && before >= 0 ? std::const_pointer_cast<Volume>(volume) : nullptr;
  };
  const auto keptCt = loadedAlready(document_.ct(), shown_.ct, pair.ct);
  const auto keptPet = loadedAlready(document_.pet(), shown_.pet, pair.pet);
  shown_ = pair;
  warnOfPair();
  warnOfMasks();
  arrival_.start();
  const auto ct = startLoading(pair.ct, ctJob_, keptCt);
  const auto pet = startLoading(pair.pet, petJob_, keptPet);
  document_.setImageStacks(stacksOf(*study()));
  document_.setImages(ct, pet);
  Q_EMIT studyChanged();
  if (!isSettled()) return;
  arrival_.stop();
  Q_EMIT imagesLoaded();
}

std::shared_ptr<Volume> CaseController::startLoading(int series, JobRunner& job,
                                                     std::shared_ptr<Volume> alreadyLoaded) {
  if (alreadyLoaded) return alreadyLoaded;
  job.discard();
  if (&job == &petJob_) {
    suvJob_.discard();
    readPet_.reset();
  }
  if (series < 0) return nullptr;
  if (const auto table = sliceTable()) return std::const_pointer_cast<Volume>(table->images);
  SeriesEntry entry = study()->series[static_cast<std::size_t>(series)];
  if (const SuvScale* scale = suvOf(series)) entry.suv = *scale;
  tellAbout(entry);
  std::shared_ptr<Volume> readAhead = ahead_.take(entry);
  Result<std::shared_ptr<Volume>> allocated =
      readAhead ? Result<std::shared_ptr<Volume>>(std::move(readAhead)) : allocateVolume(entry);
  if (!allocated) {
    addProblems({{entry.source.seriesDescription, allocated.error().message}});
    Q_EMIT said(allocated.error().text());
    return nullptr;
  }
  std::shared_ptr<Volume> volume = allocated.take();
  if (&job == &petJob_) {
    readPet_ = volume;
    readScale_ = shownScale_ = entry.suv.value_or(SuvScale());
  }
  if (isWholeVolume(*volume)) return volume;  // it was read ahead
  const int middle = volume->grid().size().z() / 2;
  job.start<std::vector<FileProblem>>(
      [entry, volume, middle, arrived = arrived_](JobControl& control) {
        QStringList remarks;
        auto problems = loadSlices(
            entry, *volume, middle, control, [&arrived](int) { arrived->store(true); }, &remarks);
        const QString name =
            QStringLiteral("%1 %2").arg(entry.source.modality, entry.source.seriesDescription);
        if (problems)
          for (const QString& remark : remarks) problems->push_back({name, remark});
        return problems;
      },
      [this](Result<std::vector<FileProblem>> result) {
        if (result) addProblems(*result);
        arrived_->store(false);
        Q_EMIT slicesArrived();
        if (ctJob_.isRunning() || petJob_.isRunning()) return;
        arrival_.stop();
        if (result)
          Q_EMIT imagesLoaded();
        else
          Q_EMIT said(tr("Reading was stopped; the images are incomplete."));
      });
  return volume;
}

/// What a reader of this series should know is among the problems, not only in a tool tip.
void CaseController::tellAbout(const SeriesEntry& series) {
  std::vector<FileProblem> problems;
  const QString name = QStringLiteral("%1 %2").arg(series.source.modality, series.source.seriesDescription);
  for (const QString& warning : series.warnings) problems.push_back({name, warning});
  if (series.suv) {
    for (const QString& warning : series.suv->warnings) problems.push_back({name, warning});
    if (series.suv->isEdited())
      Q_EMIT said(tr("The SUV of %1 rests on corrected values; see its evidence.").arg(name));
    if (!series.suv->isValid()) {
      const QString refused = tr("No SUV, values are in %1: %2").arg(series.suv->unit, series.suv->refused);
      problems.push_back({name, refused});
      Q_EMIT said(refused);
    }
  }
  if (!problems.empty()) addProblems(problems);
}

namespace {

/// Names and colours of masks that are read together differ. Ours keep theirs before those of others do, and
/// their names in any case: those are in our files.
void tellMasksApart(StoredAnnotations& stored) {
  std::vector<Rgb> colours;
  QStringList names;
  const auto isOurs = [](const auto& mask) { return !mask->provenance.file.isEmpty(); };
  const auto take = [&](MaskLayer& mask, ColourChoice choice) {
    separateColours(mask.segments, colours, choice);
    for (const Segment& segment : mask.segments) colours.push_back(segment.colour);
    names.append(mask.name);
  };
  for (const auto& mask : stored.masks)
    if (isOurs(mask)) take(*mask, ColourChoice::KeepChosen);
  for (const auto& mask : stored.masks) {
    if (isOurs(mask)) continue;
    const QString base = mask->name;
    for (int number = 2; names.contains(mask->name); ++number)
      mask->name = QStringLiteral("%1 %2").arg(base).arg(number);
    take(*mask, ColourChoice::KeepNone);
  }
}

}  // namespace

void CaseController::adoptAnnotations(StoredAnnotations stored) {
  setAdopting(true);
  for (Box& box : stored.boxes) document_.insertBox(std::move(box));
  ResolvedLinks links = resolveLinks(stored.boxLinks, document_.boxes());
  for (const auto& [pair, tie] : links.ties) document_.setBoxTie(pair, tie);
  if (!links.unresolved.empty())
    stored.problems.push_back(
        {folder_.boxLinkFile(patient()->id, study()->uid),
         tr("%n link(s) between boxes name boxes that are not there; they stay in the file.", nullptr,
            static_cast<int>(links.unresolved.size()))});
  unresolvedLinks_ = std::move(links.unresolved);
  knowsBoxLinkFile_ = !stored.boxLinksOriginal.isEmpty();
  boxLinksOriginal_ = std::move(stored.boxLinksOriginal);
  tellMasksApart(stored);
  for (auto& mask : stored.masks) {
    if (!mask->provenance.file.isEmpty()) knownSegFiles_.insert(mask->provenance.file);
    const Label first = mask->segments.empty() ? Label{0} : mask->segments.front().number;
    const bool isOurFile = !mask->provenance.file.isEmpty();
    const QString name = mask->name;
    const auto other = stored.othersMasks.find(mask.get());
    const bool isOthers = other != stored.othersMasks.end();
    const MaskId id = document_.insertMask(std::move(mask));
    if (!isOurFile) asRead_.emplace(id, name);
    if (isOthers) otherReadings_.emplace(id, other->second);
    if (isOthers) continue;
    if (selection_.mask() == MaskId::None) selection_.setSegment(id, first);
  }
  if (!stored.othersBoxes.empty()) {
    document_.setPredictedBoxes(std::move(stored.othersBoxes));
    Q_EMIT predictedBoxesOpened();
  }
  for (Measurement& each : stored.measurements) document_.insertMeasurement(std::move(each));
  knowsMeasurementFile_ = !stored.measurementsOriginal.isEmpty();
  measurementsOriginal_ = std::move(stored.measurementsOriginal);
  document_.setSliceClasses(stored.sliceClasses);
  for (const LesionDecision& decision : stored.decisions) document_.setDecision(decision.lesion, decision);
  knowsDecisionFile_ = !stored.decisionsOriginal.isEmpty();
  decisionsOriginal_ = std::move(stored.decisionsOriginal);
  vocOriginals_ = std::move(stored.vocOriginals);
  knownVocFiles_ = {stored.vocFiles.begin(), stored.vocFiles.end()};
  annotationsRead_ = true;
  stamps_ = std::move(stored.stamps);
  setAdopting(false);
  rebaseJournal();
  addProblems(stored.problems);
}

void CaseController::watchDocument() {
  connect(&document_, &CaseDocument::boxesChanged, this, [this](const QString& image) {
    if (adopting_) return;
    dirtyImages_.insert(image);
    // Links name boxes by their places and classes.
    dirtyBoxLinks_ = dirtyBoxLinks_ || !document_.boxTies().empty();
  });
  connect(&document_, &CaseDocument::boxTiesChanged, this, [this] {
    if (!adopting_) dirtyBoxLinks_ = true;
  });
  connect(&document_, &CaseDocument::measurementsChanged, this, [this] {
    if (!adopting_) dirtyMeasurements_ = true;
  });
  connect(&document_, &CaseDocument::decisionsChanged, this, [this] {
    if (!adopting_) dirtyDecisions_ = true;
  });
  connect(&document_, &CaseDocument::sliceClassesChanged, this, [this] {
    if (!adopting_) dirtySliceClasses_ = true;
  });
  const auto touchMask = [this](MaskId id) {
    if (adopting_) return;
    asRead_.erase(id);
    dirtyMasks_.insert(id);
  };
  connect(&document_, &CaseDocument::segmentsChanged, this, touchMask);
  connect(&document_, &CaseDocument::maskVoxelsChanged, this, touchMask);
  connect(&document_, &CaseDocument::masksChanged, this, [this] {
    // Added, renamed or put back: cheap to write again, and never wrong.
    if (adopting_) return;
    for (const auto& mask : document_.masks()) {
      const auto known = asRead_.find(mask->id);
      if (known != asRead_.end() && known->second == mask->name) continue;
      asRead_.erase(mask->id);
      dirtyMasks_.insert(mask->id);
    }
  });
}

void CaseController::addProblems(const std::vector<FileProblem>& problems) {
  // Going back to a series tells of it again.
  for (const FileProblem& problem : problems) {
    const auto isSame = [&](const FileProblem& known) {
      return known.file == problem.file && known.reason == problem.reason;
    };
    if (std::ranges::none_of(problems_, isSame)) problems_.push_back(problem);
  }
  Q_EMIT problemsChanged();
}

bool CaseController::isSettled() const {
  return !scanJob_.isRunning() && !ctJob_.isRunning() && !petJob_.isRunning() && !suvJob_.isRunning() &&
         !annotationJob_.isRunning() && !predictionJob_.isRunning();
}

void CaseController::discardJobs() {
  waitingMasks_.clear();
  for (JobRunner* job : {&ctJob_, &petJob_, &suvJob_, &annotationJob_, &maskJob_, &predictionJob_, &boxJob_,
                         &lesionEditor_.job()})
    job->discard();
}

void CaseController::cancelLoading() {
  waitingMasks_.clear();
  for (JobRunner* job : {&scanJob_, &ctJob_, &petJob_, &annotationJob_, &maskJob_, &predictionJob_, &boxJob_,
                         &lesionEditor_.job()})
    job->cancel();
}

}  // namespace uptake
