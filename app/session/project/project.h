#pragma once

#include "app/session/case/open_case.h"
#include "app/session/messages.h"
#include "core/identity/study_ref.h"
#include "core/jobs/job_runner.h"
#include "io/collections/stated_files.h"
#include "io/dicom/image_pair.h"
#include "io/dicom/study_index.h"
#include "io/store/annotation_folder.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace uptake {

/// What lies in the opened folders: the studies, as a scan finds them, what a person chose to be done about
/// series that cannot be shown as they are, how images are paired, and where annotations are kept. Lives on
/// the UI thread; folders are scanned in the background.
class Project : public QObject {
  Q_OBJECT

 public:
  /// `open`: is asked whether a study is open, which makes room only for something that can be shown.
  Project(const OpenCase& open, Messages& messages, QObject* parent = nullptr);

  /// Scans folders and files; what is scanned already is forgotten. Studies come as they are found.
  void scan(const QStringList& paths);
  bool isScanning() const { return job_.isRunning(); }
  JobRunner& job() { return job_; }

  /// A scan that goes on replaces it: keep StudyRefs, not positions in it.
  const StudyIndex& index() const { return index_; }
  /// The study to start with: PET with CT before CT alone before PET alone. Nothing where none can be shown.
  std::optional<StudyRef> bestStudy() const;
  /// Whether the study that is open has grown: other files of it were found than when it was opened.
  bool hasOpenStudyGrown() const;
  /// Says why nothing of what was found can be shown.
  void sayNothingIsShown();

  /// Puts what the series' remedy makes in its place, until the folder is opened again. False when it has
  /// none. Of the open study nothing changes but the entry: open it again to see it.
  bool applyRemedy(const StudyRef& study, const SeriesRef& series);

  const PairingPreferences& pairingPreferences() const { return pairing_; }
  /// Remembers them.
  void setPairingPreferences(const PairingPreferences& preferences);

  /// What a person stated of the files of the opened folder, where they are no DICOM.
  StatedFiles statedFiles() const;
  /// Remembers it for the folder; it holds from the next scan on.
  void setStatedFiles(const StatedFiles& stated);
  /// Whether a person was asked what the files of the opened folder are.
  bool wasAskedForFiles() const;
  void setAskedForFiles();

  /// Where annotations of the opened folders are kept, unless a case is read blind.
  const AnnotationFolder& annotationFolder() const { return folder_; }
  /// Chooses it for what is open, and remembers it.
  void setAnnotationFolder(const AnnotationFolder& folder);
  /// What is never written to: the opened folders, and those of the study's images that links in them lead
  /// to.
  QStringList guardedPaths(const StudyEntry& study) const;

  /// What of a project decides about the reading of its cases. `read` is called with the project's annotation
  /// folder in the background, before the folders are scanned; what it returns is called here before the
  /// first study opens.
  using Reader = std::function<std::function<void()>(const QString& folder)>;
  void setReader(Reader read) { reader_ = std::move(read); }

 Q_SIGNALS:
  /// Something that can be shown was found in other folders: what is open makes room. index() is still that
  /// of the folders before.
  void replacing();
  /// Another folder; comes after replacing(), when index() is that of the folders now.
  void annotationFolderChanged();
  /// The index is there, or there is more of it than before, or the scan ended without one.
  void scanned();
  /// Comes after scanned(), when there is more than before: a study of it can be opened.
  void found(bool isComplete);
  /// Nothing was found that can be shown, and what was open stays. `boxFiles`: there are no images at all,
  /// but these annotations, which may be of the study that is open.
  void keptOpenCase(const QStringList& boxFiles);
  /// A series of the index was replaced.
  void indexChanged();
  void pairingChanged();

 private:
  using Adopt = std::shared_ptr<std::function<void()>>;
  void finish(Result<StudyIndex> result, const Adopt& adopt);
  void take(StudyIndex index, bool isComplete, const Adopt& adopt);
  void keep(const StudyIndex& found);
  void replaceIndex(StudyIndex index);
  Result<void> remedyIndex(const StudyRef& study, const SeriesRef& series);
  QString nothingToShow(const StudyIndex& index) const;

  const OpenCase& open_;
  Messages& messages_;
  StudyIndex index_;
  std::vector<std::pair<StudyRef, SeriesRef>> remedies_;  ///< that were applied, in this order
  PairingPreferences pairing_;
  AnnotationFolder folder_{QString()};
  Reader reader_;
  int scanNumber_ = 0;
  bool isTaken_ = false;  ///< index_ is of the scan that runs or ran last
  JobRunner job_;         // last: it is waited for before what it refers to goes
};

}  // namespace uptake
