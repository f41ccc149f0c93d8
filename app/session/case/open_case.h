#pragma once

#include "annotation/commands/revisions.h"
#include "annotation/commands/undo_budget.h"
#include "annotation/lesion_editor.h"
#include "app/session/messages.h"
#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "core/identity/study_ref.h"
#include "io/dicom/study_index.h"
#include "io/slicetable/slice_table.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <utility>

namespace uptake {

/// The study that is open: what it is, what is drawn on it, and what can be undone. Which of its images are
/// shown is the business of StudyImages, which annotations lie on the disk that of those who read and save
/// them. Lives on the UI thread.
class OpenCase : public QObject {
  Q_OBJECT

 public:
  explicit OpenCase(Messages& messages, QObject* parent = nullptr);

  CaseDocument& document() { return document_; }
  const CaseDocument& document() const { return document_; }
  Selection& selection() { return selection_; }
  QUndoStack& undoStack() { return undoStack_; }
  Revisions& revisions() { return revisions_; }
  ToolContext toolContext() { return {document_, selection_, undoStack_}; }
  /// Operations on lesions.
  LesionEditor& lesionEditor() { return lesionEditor_; }

  /// Whether what is drawn is another revision than the one that the files hold, or may be while a save runs.
  bool hasUnsavedChanges() const { return !undoStack_.isClean(); }

  /// The study as it was found when it was opened, or null. What is shown and drawn rests on it, whatever a
  /// scan that goes on finds.
  const StudyEntry* study() const { return study_; }
  /// Its patient, with this study alone.
  const PatientEntry* patient() const { return patient_ ? &*patient_ : nullptr; }
  /// Its name; ask study() first.
  StudyRef studyRef() const { return patient_ ? patient_->refOf(*study()) : StudyRef(); }
  bool isOpen(const StudyRef& study) const { return patient_ && studyRef() == study; }
  /// The table of slices that is open, or null.
  std::shared_ptr<const SliceTable> sliceTable() const;
  /// The series of the study that an image belongs to, or -1; its slice number in `slice`.
  int seriesOf(const QString& sopInstanceUid, int* slice = nullptr) const;
  /// The first series of the study with images in a frame of reference, or -1.
  int seriesInFrame(const QString& frameOfReferenceUid) const;
  /// A name for a new mask: the wanted one, with a number behind it where another mask has it.
  QString freeMaskName(const QString& wanted) const;

  /// Takes a patient with one study, as it was found, with nothing drawn on it; after close(). studyOpened()
  /// is the business of who fills it.
  void open(PatientEntry patient);
  /// Forgets the study, everything drawn on it and its history. A file that is being read into it must be
  /// forgotten before.
  void close();
  /// Shows images of the study, in the place of those before; null: none of that kind.
  void setImages(std::shared_ptr<const Volume> ct, std::shared_ptr<const Volume> pet);

 Q_SIGNALS:
  /// Another study, or other series of it, are in the document.
  void studyChanged();
  /// It is another study: comes after studyChanged().
  void studyOpened();

 private:
  CaseDocument document_;
  Selection selection_;
  QUndoStack undoStack_;
  Revisions revisions_{document_, undoStack_};  // before all else that listens to the stack
  UndoBudget undoBudget_{undoStack_};
  std::optional<PatientEntry> patient_;
  const StudyEntry* study_ = nullptr;         ///< of the patient
  LesionEditor lesionEditor_{toolContext()};  // last: its job is waited for before what it refers to goes
};

}  // namespace uptake
