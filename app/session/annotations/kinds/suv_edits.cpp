#include "app/session/annotations/kinds/suv_edits.h"

#include "app/session/annotations/keeper.h"
#include "io/dicom/pet_values.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SuvEditsKind)
};

struct ReadSuvEdits : StoredPart {
  std::map<QString, SuvEdit> edits;
  FileStamps read;  ///< not among the stamps of the case's work, since they are saved apart from it
};

Result<std::shared_ptr<StoredPart>> readSuvEditPart(const ReadingTask& task, JobControl&) {
  auto stored = std::make_shared<ReadSuvEdits>();
  for (const SeriesEntry& series : task.opened->study().series) {
    const QString& uid = series.source.seriesInstanceUid;
    if (!series.petValues || stored->edits.contains(uid)) continue;
    const QString path = task.folder.suvFile(uid);
    const FileStamp stamp = stampOf(path);
    const Result<std::optional<SuvEdit>> edit = readSuvEdit(task.folder, uid);
    if (!edit) {
      stored->problems.push_back({edit.error().file, edit.error().message});
    } else if (edit->has_value()) {
      stored->edits.emplace(uid, **edit);
      stored->read.emplace(path, stamp);
    }
  }
  return std::shared_ptr<StoredPart>(stored);
}

struct SuvEditSave : SavePart {
  explicit SuvEditSave(SuvEdit wanted) : edit(std::move(wanted)) {}
  SuvEdit edit;

  Result<void> plan(SaveTransaction& save, const OpenedStudy&, JobControl&) override {
    save.write(
        save.folder().suvFile(edit.seriesInstanceUid),
        [this](const QString& path, JobControl&) { return writeSuvEdit(path, edit); },
        SaveTransaction::Stranger::SetAside);
    return {};
  }
};

}  // namespace

bool SuvEditsKind::isOf(const OpenedStudy& opened) const {
  return std::ranges::any_of(opened.study().series,
                             [](const SeriesEntry& series) { return series.petValues != nullptr; });
}

const SuvEdit* SuvEditsKind::of(const QString& seriesInstanceUid) const {
  const auto found = edits_.find(seriesInstanceUid);
  return found == edits_.end() ? nullptr : &found->second;
}

void SuvEditsKind::set(const SuvEdit& edit) {
  if (edit.overrides.isEmpty())
    edits_.erase(edit.seriesInstanceUid);
  else
    edits_[edit.seriesInstanceUid] = edit;
  save(edit);
}

void SuvEditsKind::save(const SuvEdit& edit) {
  const auto written = [this, opened = keeper().opened()](const Result<SaveReport>& report) {
    // Of another case by now: what lies in its files is read anew when it is opened.
    if (report && opened == keeper().opened())
      for (const auto& [file, stamp] : report->stamps) known_[file] = stamp;
    if (report && report->problems.empty()) return;
    const FileProblem problem =
        report ? report->problems.front() : FileProblem{report.error().file, report.error().message};
    keeper().messages().addProblems({problem});
    keeper().messages().say(
        Texts::tr("The SUV corrections hold until the study is closed; they were not saved: %1")
            .arg(problem.reason));
  };
  keeper().saveAtOnce(std::make_shared<SuvEditSave>(edit), known_, written);
}

AnnotationKind::Reader SuvEditsKind::reader() const {
  return readSuvEditPart;
}

void SuvEditsKind::adopt(StoredPart& part) {
  auto& stored = static_cast<ReadSuvEdits&>(part);
  edits_ = std::move(stored.edits);
  known_ = std::move(stored.read);
}

/// Kept there at once, too.
bool SuvEditsKind::moveToNewFolder() {
  for (const auto& [uid, edit] : edits_) save(edit);
  return false;
}

void SuvEditsKind::clear() {
  edits_.clear();
  known_.clear();
}

}  // namespace uptake
