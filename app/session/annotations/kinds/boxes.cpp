#include "app/session/annotations/kinds/boxes.h"

#include "annotation/case_editor.h"
#include "annotation/commands/box_edit.h"
#include "annotation/journal/journal_restore.h"
#include "annotation/journal/journal_stream.h"
#include "app/session/annotations/keeper.h"
#include "io/dicom/study_index.h"
#include "io/store/stored_boxes.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>
#include <iterator>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxesKind)
};

constexpr quint16 kBoxRecord = 1;  ///< of one image, all

struct ReadBoxes : StoredPart {
  StoredBoxes own;
  std::vector<ScoredBox> others;  ///< of other readers
};

Result<std::shared_ptr<StoredPart>> readBoxPart(const ReadingTask& task, JobControl& control) {
  const OpenedStudy& opened = *task.opened;
  StudyEntry images = opened.study();
  std::erase_if(images.series, isMaskSeries);
  QStringList files = task.isBlind() ? QStringList() : opened.vocFiles;
  // Another patient may have an image of the same UID.
  const auto& series = opened.study().series;
  const QString patient = series.empty() ? QString() : series.front().source.patientId;
  files.removeIf([&](const QString& file) {
    const auto owner = opened.vocPatients.find(file);
    return owner != opened.vocPatients.end() && owner->second != patient;
  });
  auto stored = std::make_shared<ReadBoxes>();
  Result<StoredBoxes> own =
      readBoxes(files, task.isBlind() ? images : opened.study(), task.folder, control, opened.scheme);
  if (!own) return own.error();
  stored->own = own.take();
  stored->stamps = std::move(stored->own.stamps);
  stored->problems = std::move(stored->own.problems);
  for (const auto& [reader, folder] : task.plan.others) {
    Result<StoredBoxes> theirs = readBoxes({}, images, AnnotationFolder(folder), control, opened.scheme);
    if (!theirs) return theirs.error();
    std::ranges::move(theirs->problems, std::back_inserter(stored->problems));
    for (Box& box : theirs->boxes) {
      box.fileObject = -1;  // of their file
      stored->others.push_back({.box = std::move(box), .reader = reader});
    }
  }
  return std::shared_ptr<StoredPart>(stored);
}

struct BoxSave : SavePart {
  std::vector<ImageBoxes> images;

  Result<void> plan(SaveTransaction& save, const OpenedStudy& opened, JobControl&) override {
    planBoxes(save, opened.patient.id, opened.study(), images);
    return {};
  }
};

/// The boxes of images that were touched.
struct BoxContent : JournalContent {
  struct Image {
    std::vector<Box> boxes;
    QByteArray originalHash;  ///< of the file that Box::fileObject counts in
  };
  std::map<QString, Image> images;

  void read(quint16, QDataStream& in, JournalDepth) override {
    QString name;
    Image image;
    in >> name >> image.originalHash;
    journal::getList(in, image.boxes);
    if (in.status() == QDataStream::Ok) images[name] = std::move(image);
  }

  QStringList lines() const override {
    if (images.empty()) return {};
    std::size_t boxes = 0;
    for (const auto& [name, image] : images) boxes += image.boxes.size();
    return {Texts::tr("%n box(es)", nullptr, static_cast<int>(boxes)) +
            Texts::tr(" on %n image(s) that were worked on", nullptr, static_cast<int>(images.size()))};
  }
};

}  // namespace

BoxesKind::BoxesKind(Keeper& keeper) : AnnotationKind(keeper) {
  connect(&document(), &CaseDocument::boxesChanged, this, [this](const QString& image) {
    if (!isWatching()) return;
    unsaved_.insert(image);
    unrecorded_.insert(image);
  });
}

AnnotationKind::Reader BoxesKind::reader() const {
  return readBoxPart;
}

void BoxesKind::adopt(StoredPart& part) {
  auto& stored = static_cast<ReadBoxes&>(part);
  for (Box& box : stored.own.boxes) document().insertBox(std::move(box));
  originals_ = std::move(stored.own.originals);
  if (!stored.others.empty()) document().setPredictedBoxes(std::move(stored.others));
}

std::unique_ptr<SavePart> BoxesKind::snapshot(SaveMode) {
  if (unsaved_.empty()) return nullptr;
  auto save = std::make_unique<BoxSave>();
  for (const QString& image : std::exchange(unsaved_, {})) {
    const auto original = originals_.find(image);
    save->images.push_back(
        {image, document().boxesOn(image), original == originals_.end() ? QByteArray() : original->second});
  }
  return save;
}

void BoxesKind::takeBack(SavePart& part) {
  for (const ImageBoxes& image : static_cast<BoxSave&>(part).images) unsaved_.insert(image.sopInstanceUid);
}

bool BoxesKind::moveToNewFolder() {
  for (const auto& [id, box] : document().boxes()) unsaved_.insert(box.sopInstanceUid);
  return !unsaved_.empty();
}

void BoxesKind::removeMark() {
  const ToolContext& context = keeper().context();
  CaseEditor(context).removeBox(context.selection.box());
}

void BoxesKind::clear() {
  originals_.clear();
  unsaved_.clear();
  unrecorded_.clear();
}

// The journal.

JournalFormat BoxesKind::format() const {
  return {QStringLiteral("boxes"), {kBoxRecord}, [] { return std::make_unique<BoxContent>(); }};
}

bool BoxesKind::carryOver() {
  unrecorded_.insert(unsaved_.begin(), unsaved_.end());
  return !unsaved_.empty();
}

QByteArray BoxesKind::originalHash(const QString& image) const {
  const auto original = originals_.find(image);
  if (original == originals_.end() || original->second.isEmpty()) return {};
  return QCryptographicHash::hash(original->second, QCryptographicHash::Sha1);
}

void BoxesKind::write(JournalRecords& records) {
  for (const QString& image : unrecorded_)
    records.add(kBoxRecord, [&](QDataStream& out) {
      out << image << originalHash(image);
      journal::putList(out, document().boxesOn(image));
    });
}

void BoxesKind::restore(JournalContent& content, JournalRestore& step) {
  bool isSaid = false;
  for (auto& [name, image] : static_cast<BoxContent&>(content).images) {
    if (image.originalHash != originalHash(name)) {
      // The numbers count in a file that is another one by now.
      const std::vector<Box> now = document().boxesOn(name);
      for (Box& box : image.boxes) {
        const auto same = std::ranges::find_if(now, [&](const Box& other) {
          return other.rect == box.rect && other.className == box.className;
        });
        box.fileObject = same == now.end() ? -1 : same->fileObject;
      }
      if (!image.originalHash.isEmpty() && !std::exchange(isSaid, true))
        step.addNote(
            Texts::tr("The boxes on disk have changed since; the restored ones stand in "
                      "their place on the images that were worked on."));
    }
    restoreOn(name, std::move(image.boxes), step);
  }
}

void BoxesKind::restoreOn(const QString& image, std::vector<Box> wanted, JournalRestore& step) const {
  const auto isSame = [](const Box& a, const Box& b) {
    return a.fileObject >= 0 && a.fileObject == b.fileObject;
  };
  for (const auto& change : changesBetween(document().boxesOn(image), std::move(wanted), isSame)) {
    if (change.before) {
      step.push(new BoxEdit(step.context(), change.before, change.after, step.text(), EditState::ToDo));
      continue;
    }
    Box box = *change.after;
    box.id = BoxId::None;
    box.id = document().insertBox(box);  // the document gives the id
    step.push(new BoxEdit(step.context(), std::nullopt, box, step.text(), EditState::Done));
  }
}

}  // namespace uptake
