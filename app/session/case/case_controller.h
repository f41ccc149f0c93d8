#pragma once

#include "annotation/case_editor.h"
#include "annotation/commands/revisions.h"
#include "annotation/commands/undo_budget.h"
#include "annotation/journal/journal_recorder.h"
#include "annotation/journal/journal_restore.h"
#include "annotation/lesion_editor.h"
#include "app/session/case/load_ahead.h"
#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "core/identity/study_ref.h"
#include "core/jobs/job_runner.h"
#include "io/dicom/image_pair.h"
#include "io/dicom/pet_values.h"
#include "io/dicom/study_index.h"
#include "io/dicom/volume_loader.h"
#include "io/slicetable/slice_table.h"
#include "io/store/annotation_store.h"
#include "io/store/suv_edit.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace uptake {

/// How a case is saved.
enum class SaveMode {
  Update,   ///< into the files that it was opened from
  AsNew,    ///< changed masks as new objects with their own UIDs, which name what they were made from
  Replace,  ///< as Update, over what someone else changed since (a backup of it is kept)
};

/// Why a case was not, or not all, saved.
struct SaveFailure {
  QString reason;          ///< one line for a person
  QStringList conflicts;   ///< files that someone else changed since they were read; then nothing was written
  bool onlyMasks = false;  ///< all of them are of masks, so that saving as new avoids them
};

/// How a case is read among several readers.
struct ReadingPlan {
  /// The annotation folder of the reader's own, blind reading: annotations are read from there and saved
  /// there alone, and neither the project's nor those that came with the images are read. Empty: as usual.
  QString own;
  /// Annotation folders of others' finished readings, by the readers' names: their masks are added, locked,
  /// each named after its reader, and their boxes are among the predicted ones. They are never saved as they
  /// are.
  std::map<QString, QString> others;
};

/// What is open: scans folders, loads a study's images and annotations, keeps track of what is unsaved and
/// saves it. Everything slow runs in jobs; this object lives on the UI thread and owns the document.
class CaseController : public QObject {
  Q_OBJECT

 public:
  explicit CaseController(QObject* parent = nullptr);
  ~CaseController() override;

  CaseDocument& document() { return document_; }
  Selection& selection() { return selection_; }
  QUndoStack& undoStack() { return undoStack_; }
  ToolContext toolContext() { return {document_, selection_, undoStack_}; }
  /// Operations on lesions; what they say is said() here.
  LesionEditor& lesionEditor() { return lesionEditor_; }

  /// What lies in the opened folders. A scan that goes on replaces it: keep StudyRefs, not positions in it.
  const StudyIndex& index() const { return index_; }
  /// The study that is shown, as it was found when it was opened, or null.
  const StudyEntry* study() const { return study_; }
  /// Its patient, with this study alone.
  const PatientEntry* patient() const { return open_.get(); }
  /// Its name; ask study() first.
  StudyRef studyRef() const { return study_ ? open_->refOf(*study_) : StudyRef(); }
  bool isOpen(const StudyRef& study) const { return study_ && studyRef() == study; }
  /// Which of its series are shown (positions in study()).
  ImagePair shownSeries() const { return shown_; }
  /// The series of the study that an image belongs to, or -1; its slice number in `slice`.
  int seriesOf(const QString& sopInstanceUid, int* slice = nullptr) const;

  /// Scans the paths and opens the best study in them, or of the first ones found where the scan takes
  /// longer. Unsaved work is the caller's business.
  void open(const QStringList& paths);
  /// Opens a study of the index; said() when there is none of that name.
  void openStudy(const StudyRef& study);
  /// Shows another series of the open study, keeping everything drawn.
  void showSeries(int series);
  /// The same, keeping the other image that is shown even when the two have different frames of reference.
  /// While both are shown, pairWarning() says so and the problems list it.
  void showTogether(int series);
  /// Why the CT and PET that are shown may not match, or empty.
  const QString& pairWarning() const { return pairWarning_; }

  /// Puts what the series' remedy makes in its place, until the folder is opened again. False when it has
  /// none. Of the open study nothing changes but the entry: open it again to see it.
  bool applyRemedy(const StudyRef& study, const SeriesRef& series);

  /// The classes that boxes should have; what files hold beyond them is among the problems. Takes effect when
  /// annotations are read next.
  void setLabelScheme(const LabelScheme& scheme) { labelScheme_ = scheme; }

  const PairingPreferences& pairingPreferences() const { return pairing_; }
  /// Remembers the preferences, and pairs the images of the open study by them.
  void setPairingPreferences(const PairingPreferences& preferences);

  /// The SUV scale of a series of the open study, with what a person corrected; null when it is no PET.
  const SuvScale* suvOf(int series) const;
  /// What was corrected for it, or null.
  const SuvEdit* suvEditOf(int series) const;
  /// The scale that the PET is shown in; null without PET. While a correction is being worked in, still the
  /// one before.
  const SuvScale* shownSuv() const;
  /// Corrects header values for the SUV of a series, in the place of earlier corrections; without any, it is
  /// the file's own again. Takes effect on the images in the background and is kept in the annotation folder
  /// at once. Inconsistent, with nothing changed, when the values give no SUV.
  Result<void> editSuv(int series, const SuvOverrides& overrides);

  /// Whether what is drawn is another revision than the one that the files hold, or may be while a save runs.
  bool hasUnsavedChanges() const { return !undoStack_.isClean(); }
  const AnnotationFolder& annotationFolder() const { return folder_; }
  /// The annotation folder of the project: the same, unless the open case is read blind.
  const AnnotationFolder& projectFolder() const { return projectFolder_; }
  /// Asked whenever a study is opened.
  void setReadingPlan(std::function<ReadingPlan(const QString& patientId, const QString& studyUid)> plan) {
    readingPlan_ = std::move(plan);
  }
  /// What of a project decides about the reading of its cases. `read` is called with the project's annotation
  /// folder in the background, before the folders are scanned; what it returns is called here before the
  /// first study opens.
  using ProjectReader = std::function<std::function<void()>(const QString& folder)>;
  void setProjectReader(ProjectReader read) { projectReader_ = std::move(read); }
  /// Whether the open case is read blind.
  bool isReadBlind() const { return !plan_.own.isEmpty(); }
  /// Whether a mask is one of ReadingPlan::others.
  bool isOtherReading(MaskId mask) const { return otherReadings_.contains(mask); }
  /// Masks of readers who read the case blind, with the readers' names.
  const std::map<MaskId, QString>& otherReadings() const { return otherReadings_; }
  /// Files of the annotation folder as they were read or last written.
  const FileStamps& stamps() const { return stamps_; }
  /// Reads the images of a study that is not open in the background, for when it is opened next; another
  /// one that was read ahead is forgotten. Without one, that is all.
  void loadAhead(const std::optional<StudyRef>& study);
  bool isLoadingAhead() const { return ahead_.isRunning(); }
  /// Chooses where annotations of what is open are kept, and remembers it. Inconsistent when it lies inside
  /// an opened folder. What is drawn counts as unsaved there.
  Result<void> setAnnotationFolder(const QString& path);
  /// Saves what changed, in the background, after the saves that were asked for before. Each ends in one
  /// saved() or saveFailed(), later.
  void save(SaveMode mode = SaveMode::Update);
  /// Whether one of them is still to end.
  bool isSaving() const { return saving_ || !waitingSaves_.empty(); }
  /// Of the last save that failed.
  const SaveFailure& saveFailure() const { return saveFailure_; }
  /// A person said that what is unsaved now may be lost: its journal goes with the case.
  void discardUnsaved() { discarded_ = true; }

  /// Where journals of unsaved work are kept (see JournalRecorder); empty, as at first: none is.
  void setJournalFolder(const QString& folder) { journal_.setFolder(folder); }
  JournalRecorder& journal() { return journal_; }
  /// Brings the work of a journal of the study that is open back, as one undo step. The annotations on disk
  /// must have been read (annotationsLoaded()).
  RestoreReport restore(JournalState state);
  /// The table of slices that is open, or null.
  std::shared_ptr<const SliceTable> sliceTable() const;
  bool areAnnotationsRead() const { return annotationsRead_; }

  /// Reads a label image (NIfTI, NRRD, MetaImage) as a new mask, in the background: onto the PET or CT that
  /// is shown, whichever has its voxels, else resampled onto the PET, or the CT where there is none. Segments
  /// that overlap become masks of their own. One undo step a mask; maskImported() follows for each, or said()
  /// with the reason. What was tolerated is among the problems. While one is being read or written, others
  /// wait for their turn.
  void importMask(const QString& file);
  /// Reads a model's prediction (label image, SEG) beside the masks, in the background: onto the voxels of
  /// the mask `onto`, resampled where it has others; without one, onto the PET or CT whose voxels it has,
  /// else the first of them. It is locked, no edit and not saved. predictionOpened() follows, or said() with
  /// the reason; what was tolerated is among the problems.
  void openPrediction(const QString& file, MaskId onto);
  /// Reads a model's boxes (PASCAL VOC files in a folder and below, <SOPInstanceUID>.xml) that lie on images
  /// of the open study, in the background: they take the place of predicted boxes that were there, and
  /// predictedBoxesOpened() follows, or said() with the reason.
  void openPredictedBoxes(const QString& folder);
  /// Adds boxes from PASCAL VOC files and from those in folders (see readBoxFiles()) to the open study, in
  /// the background and as one undo step; equal boxes that are there are not doubled. boxesImported()
  /// follows, or refused(); files without an image are among the problems.
  void importBoxes(const QStringList& paths);
  /// Writes a mask as a label image in the format of the name, in the background: maskExported() follows, or
  /// said() with the reason. Never inside an opened folder.
  void exportMask(MaskId mask, const QString& file);

  /// Writes everything drawn into a folder without what identifies the patient (see DeidentifiedExport), in
  /// the background; exportedWithoutPatient() follows, or said() with the reason. Never inside an opened
  /// folder.
  void exportWithoutPatient(const QString& folder, const QString& patientId, bool keepUids);

  /// Everything that could not be used, with its reason.
  const std::vector<FileProblem>& problems() const { return problems_; }

  /// True when nothing is being scanned or read.
  bool isSettled() const;
  bool isScanning() const { return scanJob_.isRunning(); }
  /// What was read so far stays; said() tells.
  void cancelLoading();
  /// The jobs whose progress a window shows.
  std::vector<JobRunner*> visibleJobs() {
    return {&scanJob_, &ctJob_,   &petJob_,        &suvJob_, &annotationJob_,
            &saveJob_, &maskJob_, &predictionJob_, &boxJob_, &lesionEditor_.job()};
  }

 Q_SIGNALS:
  /// The index is there, or there is more of it than before.
  void scanned();
  /// Another study, or other series of it, are in the document.
  void studyChanged();
  /// It is another study: comes after studyChanged().
  void studyOpened();
  /// A series of the index was replaced.
  void indexChanged();
  /// Slices arrived; views should repaint. At most 20 times a second.
  void slicesArrived();
  /// The SUV of a series was corrected or is the file's again, or the shown PET is now in that scale.
  void suvChanged();
  /// All slices of CT and PET are final.
  void imagesLoaded();
  void annotationsLoaded();
  void annotationFolderChanged();
  void problemsChanged();
  /// `study` is the one that was open when it was asked for.
  void saved(const QStringList& files, const QStringList& notes, const uptake::StudyRef& study);
  void saveFailed(const QString& message, const uptake::StudyRef& study);
  void maskImported(uptake::MaskId mask);
  void predictionOpened(uptake::MaskId mask);
  void predictedBoxesOpened();
  void boxesImported();
  /// What a person asked for was not done, as far as they will want to know why at once: nothing was opened,
  /// nothing imported. The case that was open stays. It is also said().
  void refused(const QString& what, const QStringList& reasons);
  void maskExported(const QString& file);
  void exportedWithoutPatient(const QStringList& files, const QStringList& notes);
  /// Something a person should know.
  void said(const QString& message);

 private:
  using Projects = std::shared_ptr<std::function<void()>>;
  void finishScan(Result<StudyIndex> result, const Projects& project);
  void showIndex(StudyIndex index, bool isComplete, const Projects& project);
  QString nothingToShow(const StudyIndex& index) const;
  void keepCase(const StudyIndex& index);
  void sayNothingIsShown();
  void replaceIndex(StudyIndex index);
  bool hasGrown() const;
  Result<void> remedyIndex(const StudyRef& study, const SeriesRef& series);
  static AnnotationFolder projectFolderOf(const QString& root);
  void chooseFolder();
  void loadImages(ImagePair pair);
  void warnOfPair();
  ImagePair pairToShow() const;
  void showPetOfMasks();
  void warnOfMasks();
  std::shared_ptr<Volume> startLoading(int series, JobRunner& job, std::shared_ptr<Volume> alreadyLoaded);
  void tellAbout(const SeriesEntry& series);
  void readSuvEdits();
  void keepSuvEdit(const SuvEdit& edit);
  void keepSuvEditsInNewFolder();
  void showSuvScale();
  void forgetSuv();
  void loadStoredAnnotations();
  void adoptAnnotations(StoredAnnotations stored);
  void watchDocument();
  void addProblems(const std::vector<FileProblem>& problems);
  void watchJournal();
  void setAdopting(bool adopting);
  void rebaseJournal();
  void endJournal();
  QByteArray originalHash(const QString& image) const;
  struct Saving;
  std::shared_ptr<Saving> snapshot(SaveMode mode);
  void bringMasksOfTheirFile();
  QStringList guardedPaths() const;
  void beginNextSave();
  void finishSave(const Saving& saving, Result<SaveReport> report);
  void takeReport(const Saving& saving, const SaveReport& report);
  void takeDirtyBack(const Saving& saving);
  void failSave(const SaveFailure& failure, const StudyRef& study);
  QString saveRefusal() const;
  void giveUpWaitingSaves(const QString& reason);
  void noteProvenance(const SaveReport& report);
  std::set<QString> segFilesOfDocument() const;
  void takeReadingPlan();
  void discardJobs();
  void importNextMask();
  void adoptPrediction(const QString& file, Result<std::shared_ptr<MaskLayer>> read);
  void resetCase();

  CaseDocument document_;
  Selection selection_;
  QUndoStack undoStack_;
  Revisions revisions_{document_, undoStack_};  // before all else that listens to the stack
  UndoBudget undoBudget_{undoStack_};
  JournalRecorder journal_{document_, undoStack_};
  bool discarded_ = false;

  StudyIndex index_;
  int scanNumber_ = 0;
  bool isScanShown_ = false;  ///< index_ is of the scan that runs or ran last
  /// The patient of the study that is open, with that study as it was opened: what is shown and drawn rests
  /// on it, whatever a scan finds later.
  std::unique_ptr<const PatientEntry> open_;
  const StudyEntry* study_ = nullptr;                     ///< in it
  std::vector<std::pair<StudyRef, SeriesRef>> remedies_;  ///< that were applied, in this order
  ImagePair shown_;
  QString pairWarning_;
  QStringList maskWarnings_;  ///< among the problems: of masks that were drawn on another PET
  PairingPreferences pairing_;
  LabelScheme labelScheme_ = LabelScheme::lungPetCtDx();
  AnnotationFolder folder_{QString()};
  AnnotationFolder projectFolder_{QString()};
  std::function<ReadingPlan(const QString&, const QString&)> readingPlan_;
  ProjectReader projectReader_;
  ReadingPlan plan_;                         ///< of the open case
  std::map<MaskId, QString> otherReadings_;  ///< masks of ReadingPlan::others
  // SUV. Corrections by series UID; the scales that differ from the index's by series position.
  std::map<QString, SuvEdit> suvEdits_;
  std::map<int, SuvScale> editedScales_;
  std::set<QString> knownSuvFiles_;        ///< read or written by us
  std::shared_ptr<const Volume> readPet_;  ///< the PET as it was read, in the scale `readScale_`
  SuvScale readScale_;
  SuvScale shownScale_;

  std::map<QString, QByteArray> vocOriginals_;
  QStringList waitingMasks_;  ///< files to import after the one that is being read
  QByteArray measurementsOriginal_;
  std::vector<BoxLink> unresolvedLinks_;  ///< read, of boxes that are not there
  QByteArray boxLinksOriginal_;
  QByteArray decisionsOriginal_;
  std::vector<FileProblem> problems_;

  // What differs from the disk, since it was read or last saved.
  bool adopting_ = false;
  std::set<QString> dirtyImages_;
  std::set<MaskId> dirtyMasks_;
  bool dirtyMeasurements_ = false;
  bool dirtyBoxLinks_ = false;
  bool dirtyDecisions_ = false;
  bool dirtySliceClasses_ = false;
  /// Masks, by the name that they were read with, whose file is not ours to replace (others made it, or it
  /// was resampled, or holds overlapping masks). The file stands for them until a person changes them.
  std::map<MaskId, QString> asRead_;
  std::set<QString> knownSegFiles_;
  std::set<QString> knownVocFiles_;
  bool knowsMeasurementFile_ = false;  ///< read or written by us
  bool knowsBoxLinkFile_ = false;
  bool knowsDecisionFile_ = false;
  FileStamps stamps_;                  ///< of annotation files, as read or last written
  std::shared_ptr<Saving> saving_;     ///< the save that runs
  std::deque<SaveMode> waitingSaves_;  ///< of the open case, after that
  SaveFailure saveFailure_;
  bool annotationsRead_ = false;  ///< all of them: saving before would replace what was not seen
  int caseNumber_ = 0;            ///< counts opened cases: a save that ends later must not touch the next one

  // Jobs last: they are destroyed, and so waited for, before what they refer to.
  QTimer arrival_;
  std::shared_ptr<std::atomic<bool>> arrived_ = std::make_shared<std::atomic<bool>>(false);
  JobRunner scanJob_;
  JobRunner ctJob_;
  JobRunner petJob_;
  JobRunner suvJob_;
  JobRunner annotationJob_;
  JobRunner saveJob_;
  JobRunner maskJob_;
  JobRunner boxJob_;
  LoadAhead ahead_;
  JobRunner predictionJob_;
  LesionEditor lesionEditor_{toolContext()};
};

}  // namespace uptake
