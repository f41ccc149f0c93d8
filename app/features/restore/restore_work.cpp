#include "app/features/restore/restore_work.h"

#include "annotation/journal/journal_reader.h"
#include "app/features/restore/restore_dialog.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"

#include <QEventLoop>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace uptake {

RestoreWork::RestoreWork(Session& session, std::function<bool(const QStringList&)> open, QWidget& window)
    : QObject(&window), session_(session), open_(std::move(open)), window_(window) {
  connect(&session_.project(), &Project::scanned, this, &RestoreWork::studyScanned);
  connect(&session_.annotations(), &Keeper::annotationsLoaded, this, &RestoreWork::annotationsLoaded);
}

void RestoreWork::addAction(ActionTable& actions) {
  const auto findAll = [this] {
    find(std::nullopt, [this](Journals left) {
      if (left.empty())
        session_.messages().say(tr("There is no unsaved work to restore."));
      else
        offerOf(std::move(left));
    });
  };
  actions.add({.id = QStringLiteral("file.restore"),
               .section = tr("File"),
               .text = tr("Restore &unsaved work…"),
               .places = {{"file", 1, 20}}},
              &window_, findAll);
}

void RestoreWork::find(const std::optional<StudyRef>& study, std::function<void(Journals)> found) {
  findJob_.start<std::shared_ptr<Journals>>(
      [folder = session_.annotations().journal().folder(),
       formats = session_.annotations().journal().formats(),
       study](JobControl&) -> Result<std::shared_ptr<Journals>> {
        return std::make_shared<Journals>(leftJournals(folder, formats, study));
      },
      [this, found = std::move(found)](Result<std::shared_ptr<Journals>> left) {
        if (!left) return;
        // Later: what is found asks a person, and the job has not quite ended yet.
        QMetaObject::invokeMethod(
            this, [found, journals = *left] { found(std::move(*journals)); }, Qt::QueuedConnection);
      });
}

bool RestoreWork::offer() {
  bool restores = false;
  QEventLoop loop;
  find(std::nullopt, [&](Journals left) {
    restores = offerOf(std::move(left));
    loop.quit();
  });
  loop.exec(QEventLoop::ExcludeUserInputEvents);
  return restores;
}

bool RestoreWork::offerOf(Journals journals) {
  if (journals.empty()) return false;
  RestoreDialog dialog(journals, &window_);
  if (dialog.exec() != QDialog::Accepted || dialog.chosen() < 0) {
    for (const LeftJournal& journal : journals) declined_.insert(journal.path());
    return false;
  }
  LeftJournal chosen = std::move(journals[static_cast<std::size_t>(dialog.chosen())]);
  journals.clear();
  restore(std::move(chosen));
  return true;
}

void RestoreWork::restore(LeftJournal journal) {
  if (session_.openCase().isOpen(journal.summary().about.study()) && session_.annotations().isRead())
    return bringBack(std::move(journal));
  const QStringList paths = journal.summary().about.openedPaths;
  pending_.emplace(std::move(journal));
  if (!std::ranges::all_of(paths, [](const QString& path) { return QFileInfo::exists(path); }))
    return askForImages();
  if (!open_(paths)) pending_.reset();
}

void RestoreWork::askForImages() {
  const JournalCase& about = pending_->summary().about;
  QMessageBox question(QMessageBox::Question, tr("Restore unsaved work"),
                       tr("The images of %1 were not found in %2.")
                           .arg(about.shownId(), about.openedPaths.join(QStringLiteral(", "))),
                       QMessageBox::NoButton, &window_);
  question.setInformativeText(
      tr("Choose the folder where they are now. The work is kept until it is restored or thrown away."));
  QPushButton* choose = question.addButton(tr("&Choose folder…"), QMessageBox::AcceptRole);
  choose->setObjectName(QStringLiteral("chooseImages"));
  question.addButton(tr("&Later"), QMessageBox::RejectRole);
  question.exec();
  QString folder;
  if (question.clickedButton() == choose)
    folder = QFileDialog::getExistingDirectory(&window_, tr("Folder of the images"));
  if (folder.isEmpty() || !open_({folder})) {
    declined_.insert(pending_->path());
    pending_.reset();
  }
}

/// The study that the work belongs to need not be the one that opens by itself.
void RestoreWork::studyScanned() {
  if (!pending_) return;
  const StudyRef wanted = pending_->summary().about.study();
  if (session_.openCase().isOpen(wanted)) return;
  if (session_.project().index().find(wanted)) return session_.openStudy(wanted);
  if (!session_.project().isScanning())
    QMetaObject::invokeMethod(
        this,
        [this] {
          if (pending_) askForImages();
        },
        Qt::QueuedConnection);
}

void RestoreWork::annotationsLoaded() {
  if (!session_.openCase().study() || !session_.annotations().isRead()) return;
  if (pending_) {
    if (!session_.openCase().isOpen(pending_->summary().about.study())) return;
    LeftJournal journal = std::move(*pending_);
    pending_.reset();
    return bringBack(std::move(journal));
  }
  if (session_.annotations().journal().folder().isEmpty()) return;
  find(session_.openCase().studyRef(), [this, study = session_.openCase().studyRef()](Journals left) {
    if (!session_.openCase().isOpen(study) || pending_) return;
    std::erase_if(left, [this](const LeftJournal& journal) { return declined_.contains(journal.path()); });
    offerOf(std::move(left));
  });
}

void RestoreWork::bringBack(LeftJournal journal) {
  auto left = std::make_shared<LeftJournal>(std::move(journal));
  readJob_.start<std::shared_ptr<JournalState>>(
      [path = left->path(), formats = session_.annotations().journal().formats()](
          JobControl&) -> Result<std::shared_ptr<JournalState>> {
        Result<JournalState> state = readJournal(path, formats, JournalDepth::Whole);
        if (!state) return state.error();
        return std::make_shared<JournalState>(state.take());
      },
      [this, left](Result<std::shared_ptr<JournalState>> state) {
        if (!state) {
          QMessageBox::warning(&window_, tr("Restore unsaved work"), state.error().text());
          return;
        }
        // Another study may have been opened meanwhile; then the journal waits for its own.
        if (session_.openCase().isOpen((*state)->about.study()) && session_.annotations().isRead())
          apply(*left, **state);
      });
}

void RestoreWork::apply(LeftJournal& journal, const JournalState& state) {
  const RestoreReport report = session_.annotations().restore(state);
  // Removed only now that the work is in the journal of this session, on the disk.
  if (report.changed && session_.annotations().journal().file().isEmpty()) return;
  session_.annotations().journal().sync();
  journal.remove();
  QStringList parts{report.changed ? tr("The work is restored. It is unsaved until you save it.")
                                   : tr("There is nothing to restore: all of it is saved.")};
  parts.append(report.notes);
  if (report.notes.isEmpty())
    session_.messages().say(parts.front());
  else
    QMessageBox::information(&window_, tr("Restore unsaved work"), parts.join(QStringLiteral("\n\n")));
}

}  // namespace uptake
