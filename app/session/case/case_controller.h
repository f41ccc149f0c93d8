#pragma once

#include "annotation/case_editor.h"
#include "annotation/journal/journal_recorder.h"
#include "annotation/journal/journal_restore.h"
#include "app/session/annotations/box_import.h"
#include "app/session/annotations/deidentified_files.h"
#include "app/session/annotations/mask_files.h"
#include "app/session/annotations/predictions.h"
#include "app/session/case/open_case.h"
#include "app/session/images/study_images.h"
#include "app/session/images/suv_session.h"
#include "app/session/messages.h"
#include "app/session/project/project.h"
#include "app/session/schemes/class_schemes.h"
#include "io/store/annotation_store.h"

#include <QObject>

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

/// What is open: owns the parts of the session, fills the open case with a study's images and annotations,
/// keeps track of what is unsaved and saves it. Everything slow runs in jobs; lives on the UI thread.
class CaseController : public QObject {
  Q_OBJECT

 public:
  explicit CaseController(QObject* parent = nullptr);
  ~CaseController() override;

  Messages& messages() { return messages_; }
  ClassSchemes& schemes() { return schemes_; }
  OpenCase& openCase() { return openCase_; }
  Project& project() { return project_; }
  SuvSession& suv() { return suv_; }
  StudyImages& images() { return images_; }
  MaskFiles& maskFiles() { return maskFiles_; }
  BoxImport& boxImport() { return boxImport_; }
  Predictions& predictions() { return predictions_; }
  DeidentifiedFiles& deidentifiedFiles() { return deidentifiedFiles_; }

  // Of the parts, by the names of before.
  CaseDocument& document() { return document_; }
  Selection& selection() { return selection_; }
  QUndoStack& undoStack() { return undoStack_; }
  ToolContext toolContext() { return openCase_.toolContext(); }
  LesionEditor& lesionEditor() { return openCase_.lesionEditor(); }
  const StudyIndex& index() const { return index_; }
  const StudyEntry* study() const { return openCase_.study(); }
  const PatientEntry* patient() const { return openCase_.patient(); }
  StudyRef studyRef() const { return openCase_.studyRef(); }
  bool isOpen(const StudyRef& study) const { return openCase_.isOpen(study); }
  ImagePair shownSeries() const { return images_.shown(); }
  int seriesOf(const QString& sopInstanceUid, int* slice = nullptr) const {
    return openCase_.seriesOf(sopInstanceUid, slice);
  }
  void showSeries(int series) { images_.showSeries(series); }
  void showTogether(int series) { images_.showTogether(series); }
  const QString& pairWarning() const { return images_.pairWarning(); }
  bool applyRemedy(const StudyRef& study, const SeriesRef& series) {
    return project_.applyRemedy(study, series);
  }
  const PairingPreferences& pairingPreferences() const { return project_.pairingPreferences(); }
  void setPairingPreferences(const PairingPreferences& preferences) {
    project_.setPairingPreferences(preferences);
  }
  const SuvScale* suvOf(int series) const { return suv_.scaleOf(series); }
  const SuvEdit* suvEditOf(int series) const { return suv_.editOf(series); }
  const SuvScale* shownSuv() const { return images_.shownSuv(); }
  Result<void> editSuv(int series, const SuvOverrides& overrides) { return suv_.edit(series, overrides); }
  const AnnotationFolder& projectFolder() const { return projectFolder_; }
  using ProjectReader = Project::Reader;
  void setProjectReader(ProjectReader read) { project_.setReader(std::move(read)); }
  void loadAhead(const std::optional<StudyRef>& study) { images_.loadAhead(study); }
  bool isLoadingAhead() const { return images_.isLoadingAhead(); }
  std::shared_ptr<const SliceTable> sliceTable() const { return openCase_.sliceTable(); }
  void importMask(const QString& file) { maskFiles_.importMask(file); }
  void exportMask(MaskId mask, const QString& file) { maskFiles_.exportMask(mask, file); }
  void openPrediction(const QString& file, MaskId onto) { predictions_.openMask(file, onto); }
  void openPredictedBoxes(const QString& folder) { predictions_.openBoxes(folder); }
  void importBoxes(const QStringList& paths) { boxImport_.importFiles(paths); }
  void exportWithoutPatient(const QString& folder, const QString& patientId, bool keepUids) {
    deidentifiedFiles_.write(folder, patientId, keepUids);
  }
  const std::vector<FileProblem>& problems() const { return messages_.problems(); }
  bool isScanning() const { return project_.isScanning(); }

  /// Scans the paths and opens the best study in them, or of the first ones found where the scan takes
  /// longer. Unsaved work is the caller's business.
  void open(const QStringList& paths) { project_.scan(paths); }
  /// Opens a study of the index; said() when there is none of that name.
  void openStudy(const StudyRef& study);

  /// Whether what is drawn is another revision than the one that the files hold, or may be while a save runs.
  bool hasUnsavedChanges() const { return !undoStack_.isClean(); }
  const AnnotationFolder& annotationFolder() const { return folder_; }
  /// Asked whenever a study is opened.
  void setReadingPlan(std::function<ReadingPlan(const QString& patientId, const QString& studyUid)> plan) {
    readingPlan_ = std::move(plan);
  }
  /// Whether the open case is read blind.
  bool isReadBlind() const { return !plan_.own.isEmpty(); }
  /// Whether a mask is one of ReadingPlan::others.
  bool isOtherReading(MaskId mask) const { return otherReadings_.contains(mask); }
  /// Masks of readers who read the case blind, with the readers' names.
  const std::map<MaskId, QString>& otherReadings() const { return otherReadings_; }
  /// Files of the annotation folder as they were read or last written.
  const FileStamps& stamps() const { return stamps_; }
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
  bool areAnnotationsRead() const { return annotationsRead_; }

  /// True when nothing is being scanned or read.
  bool isSettled() const;
  /// What was read so far stays; said() tells.
  void cancelLoading();
  /// The jobs whose progress a window shows.
  std::vector<JobRunner*> visibleJobs();

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
  void showFound(bool isComplete);
  void readSuvEdits();
  void keepSuvEdit(const SuvEdit& edit);
  void loadStoredAnnotations();
  void adoptAnnotations(StoredAnnotations stored);
  void watchDocument();
  void addProblems(const std::vector<FileProblem>& problems) { messages_.addProblems(problems); }
  void watchJournal();
  void setAdopting(bool adopting);
  void rebaseJournal();
  void endJournal();
  QByteArray originalHash(const QString& image) const;
  struct Saving;
  std::shared_ptr<Saving> snapshot(SaveMode mode);
  void bringMasksOfTheirFile();
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
  MaskId adoptMask(std::unique_ptr<MaskLayer> mask);
  void resetCase();

  // The parts, each after those that it knows.
  Messages messages_;
  ClassSchemes schemes_;
  OpenCase openCase_{messages_};
  Project project_{openCase_, messages_};
  SuvSession suv_{openCase_};
  StudyImages images_{openCase_, project_, suv_, messages_};
  MaskFiles maskFiles_{openCase_, project_, messages_};
  BoxImport boxImport_{openCase_, schemes_, [this] { return annotationsRead_; }, messages_};
  Predictions predictions_{openCase_, schemes_,
                           [this](std::unique_ptr<MaskLayer> mask) { return adoptMask(std::move(mask)); },
                           messages_};
  DeidentifiedFiles deidentifiedFiles_{openCase_, project_, messages_};

  CaseDocument& document_ = openCase_.document();
  Selection& selection_ = openCase_.selection();
  QUndoStack& undoStack_ = openCase_.undoStack();
  Revisions& revisions_ = openCase_.revisions();
  const StudyIndex& index_ = project_.index();
  const AnnotationFolder& projectFolder_ = project_.annotationFolder();
  JournalRecorder journal_{document_, undoStack_};
  bool discarded_ = false;

  AnnotationFolder folder_{QString()};
  std::function<ReadingPlan(const QString&, const QString&)> readingPlan_;
  ReadingPlan plan_;                         ///< of the open case
  std::map<MaskId, QString> otherReadings_;  ///< masks of ReadingPlan::others
  std::set<QString> knownSuvFiles_;          ///< read or written by us

  std::map<QString, QByteArray> vocOriginals_;
  QByteArray measurementsOriginal_;
  std::vector<BoxLink> unresolvedLinks_;  ///< read, of boxes that are not there
  QByteArray boxLinksOriginal_;
  QByteArray decisionsOriginal_;

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
  JobRunner annotationJob_;
  JobRunner saveJob_;
};

}  // namespace uptake
