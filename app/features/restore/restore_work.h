#pragma once

#include "annotation/journal/journal_folder.h"
#include "core/jobs/job_runner.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <optional>
#include <set>
#include <vector>

class QWidget;

namespace uptake {

class ActionTable;
class Session;

/// Offers to restore unsaved work: at the start, when its study is opened, and from the File menu; and brings
/// it back.
class RestoreWork : public QObject {
  Q_OBJECT

 public:
  /// `open` opens paths after asking about unsaved work of the case that is open; false: it stays.
  RestoreWork(Session& session, std::function<bool(const QStringList&)> open, QWidget& window);

  /// Offers all that was left behind. True when something is being restored, so that nothing else should be
  /// opened.
  bool offer();
  /// Id "file.restore".
  void addAction(ActionTable& actions);

 private:
  using Journals = std::vector<LeftJournal>;
  /// Looks for journals in the background.
  void find(const std::optional<StudyRef>& study, std::function<void(Journals)> found);
  bool offerOf(Journals journals);
  void restore(LeftJournal journal);
  void studyScanned();
  void annotationsLoaded();
  void askForImages();
  void bringBack(LeftJournal journal);
  void apply(LeftJournal& journal, const JournalState& state);

  Session& session_;
  std::function<bool(const QStringList&)> open_;
  QWidget& window_;
  std::optional<LeftJournal> pending_;  ///< waits for its study
  std::set<QString> declined_;          ///< journals that a person left for later
  JobRunner findJob_;
  JobRunner readJob_;
};

}  // namespace uptake
