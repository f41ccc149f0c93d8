#include "app/session/annotations/study_file_kind.h"

#include <utility>

namespace uptake {

namespace {

struct StudyFileSave : SavePart {
  QString (*place)(const AnnotationFolder&, const OpenedStudy&) = nullptr;
  std::function<Result<void>(const QString&, const OpenedStudy&)> write;

  Result<void> plan(SaveTransaction& save, const OpenedStudy& opened, JobControl&) override {
    save.write(place(save.folder(), opened),
               [this, &opened](const QString& path, JobControl&) { return write(path, opened); });
    return {};
  }
};

}  // namespace

void StudyFileKind::touch() {
  if (isWatching()) isUnsaved_ = isUnrecorded_ = true;
}

std::unique_ptr<SavePart> StudyFileKind::snapshot(SaveMode) {
  if (!std::exchange(isUnsaved_, false)) return nullptr;
  auto part = std::make_unique<StudyFileSave>();
  part->place = place();
  part->write = writer();
  return part;
}

void StudyFileKind::takeBack(SavePart&) {
  isUnsaved_ = true;
}

bool StudyFileKind::moveToNewFolder() {
  isUnsaved_ = !isEmpty();
  return isUnsaved_;
}

void StudyFileKind::clear() {
  isUnsaved_ = isUnrecorded_ = false;
  original_.clear();
}

void StudyFileKind::write(JournalRecords& records) {
  const JournalFormat own = format();
  const auto put = [this](QDataStream& out) { writeRecord(out); };
  if (own.numbers.empty())
    records.add(own.id, put);
  else
    records.add(own.numbers.front(), put);
}

bool StudyFileKind::carryOver() {
  isUnrecorded_ = isUnrecorded_ || isUnsaved_;
  return isUnsaved_;
}

}  // namespace uptake
