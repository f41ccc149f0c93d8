#include "app/session/annotations/kinds/slice_classes.h"

#include "annotation/commands/slice_class_edit.h"
#include "annotation/journal/journal_restore.h"
#include "annotation/journal/journal_stream.h"
#include "app/session/annotations/keeper.h"
#include "app/session/annotations/kinds/masks.h"
#include "io/slicetable/slice_table_store.h"

#include <QCoreApplication>

#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SliceClassesKind)
};

constexpr quint16 kSliceClassRecord = 8;  ///< all

struct ReadSliceClasses : StoredPart {
  StoredSliceTable table;
};

Result<std::shared_ptr<StoredPart>> readSliceClassPart(const ReadingTask& task, JobControl& control) {
  Result<StoredSliceTable> read = loadSliceTable(task.opened->study().series.front(), task.folder, control);
  if (!read) return read.error();
  auto stored = std::make_shared<ReadSliceClasses>();
  stored->table = read.take();
  stored->stamps = std::move(stored->table.stamps);
  stored->problems = std::move(stored->table.problems);
  return std::shared_ptr<StoredPart>(stored);
}

struct SliceClassSave : SavePart {
  QStringList classes;
  std::optional<MaskLayer> mask;
  std::optional<SliceTableToSave> wanted;

  Result<void> plan(SaveTransaction& save, const OpenedStudy& opened, JobControl& control) override {
    if (!mask) return Error{ErrorKind::Internal, QStringLiteral("one mask is expected"), {}};
    wanted.emplace(SliceTableToSave{opened.table(), opened.patient.id, opened.study().uid, classes, *mask});
    return planSliceTable(save, *wanted, control);
  }
};

struct SliceClassContent : JournalContent {
  std::optional<QStringList> classes;

  void read(quint16, QDataStream& in, JournalDepth) override {
    QStringList read;
    journal::get(in, read);
    if (in.status() == QDataStream::Ok) classes = std::move(read);
  }
  QStringList lines() const override {
    return classes ? QStringList{Texts::tr("Classes of the slices")} : QStringList();
  }
};

}  // namespace

SliceClassesKind::SliceClassesKind(Keeper& keeper) : AnnotationKind(keeper) {
  connect(&document(), &CaseDocument::sliceClassesChanged, this, [this] {
    if (isWatching()) isUnsaved_ = isUnrecorded_ = true;
  });
}

AnnotationKind::Reader SliceClassesKind::reader() const {
  return readSliceClassPart;
}

void SliceClassesKind::adopt(StoredPart& part) {
  StoredSliceTable& table = static_cast<ReadSliceClasses&>(part).table;
  keeper().kind<MasksKind>().insertRead(std::move(table.mask));
  document().setSliceClasses(table.classes);
}

/// All of a table is saved at once.
std::unique_ptr<SavePart> SliceClassesKind::snapshot(SaveMode) {
  if (!keeper().opened()->table()) return nullptr;
  isUnsaved_ = false;
  auto save = std::make_unique<SliceClassSave>();
  save->classes = document().sliceClasses();
  if (document().masks().size() == 1) save->mask.emplace(*document().masks().front());
  return save;
}

void SliceClassesKind::takeBack(SavePart&) {
  isUnsaved_ = true;
}

bool SliceClassesKind::moveToNewFolder() {
  isUnsaved_ = !document().sliceClasses().isEmpty();
  return isUnsaved_;
}

void SliceClassesKind::clear() {
  isUnsaved_ = isUnrecorded_ = false;
}

JournalFormat SliceClassesKind::format() const {
  return {QStringLiteral("slice classes"), {kSliceClassRecord}, [] {
            return std::make_unique<SliceClassContent>();
          }};
}

bool SliceClassesKind::carryOver() {
  isUnrecorded_ = isUnrecorded_ || isUnsaved_;
  return isUnsaved_;
}

void SliceClassesKind::write(JournalRecords& records) {
  records.add(kSliceClassRecord, [this](QDataStream& out) { out << document().sliceClasses(); });
}

void SliceClassesKind::restore(JournalContent& content, JournalRestore& step) {
  const auto& wanted = static_cast<SliceClassContent&>(content).classes;
  const QStringList& now = document().sliceClasses();
  if (!wanted || wanted->size() != now.size()) return;
  std::vector<SliceClassChange> changes;
  for (qsizetype slice = 0; slice < now.size(); ++slice)
    if (wanted->at(slice) != now[slice])
      changes.push_back({static_cast<int>(slice), now[slice], wanted->at(slice)});
  if (!changes.empty()) step.push(new SliceClassEdit(step.context(), std::move(changes), step.text()));
}

}  // namespace uptake
