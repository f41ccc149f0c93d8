#include "app/session/annotations/kinds/measurements.h"

#include "annotation/case_editor.h"
#include "annotation/commands/measurement_edit.h"
#include "annotation/journal/journal_restore.h"
#include "annotation/journal/journal_stream.h"
#include "app/session/annotations/keeper.h"
#include "io/collections/nodule_list.h"
#include "io/store/measurement_file.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MeasurementsKind)
};

struct StoredMeasurements : StoredStudyFile<MeasurementFile> {
  std::vector<Measurement> given;  ///< that came with the images
};

/// A sphere as a measurement in the axial plane through its middle.
Measurement sphereOf(const NoduleSphere& nodule, int number, const QString& frame) {
  Measurement sphere;
  sphere.kind = MeasurementKind::Sphere;
  sphere.plane.origin = nodule.centre;
  sphere.plane.right = Direction::UnitX();
  sphere.plane.down = Direction::UnitY();
  sphere.points = {nodule.centre, nodule.centre + nodule.diameterMm / 2.0 * sphere.plane.right};
  sphere.frameOfReferenceUid = frame;
  sphere.name = Texts::tr("Nodule %1").arg(number);
  sphere.isGiven = true;
  return sphere;
}

/// The nodules that a file of the collection lists.
void readGiven(const StudyEntry& study, StoredMeasurements& stored) {
  if (study.noduleFile.isEmpty() || study.series.empty()) return;
  const Result<NoduleList> list = readNodulesOf(study);
  if (!list) {
    stored.problems.push_back({study.noduleFile, list.error().message});
    return;
  }
  for (const QString& warning : list->warnings) stored.problems.push_back({study.noduleFile, warning});
  int number = 0;
  for (const NoduleSphere& nodule : list->nodules) {
    Measurement sphere = sphereOf(nodule, ++number, study.series.front().source.frameOfReferenceUid);
    if (measurementDefect(sphere).isEmpty()) stored.given.push_back(std::move(sphere));
  }
}

constexpr quint16 kMeasurementRecord = 2;  ///< all

QString measurementFile(const AnnotationFolder& folder, const OpenedStudy& opened) {
  return folder.measurementFile(opened.patient.id, opened.study().uid);
}

/// Of the file that Measurement::fileEntry counts in.
QByteArray measurementHash(const QByteArray& original) {
  return original.isEmpty() ? QByteArray() : QCryptographicHash::hash(original, QCryptographicHash::Sha1);
}

struct MeasurementContent : JournalContent {
  std::optional<std::vector<Measurement>> measurements;
  QByteArray originalHash;

  void read(quint16, QDataStream& in, JournalDepth) override {
    QByteArray hash;
    std::vector<Measurement> read;
    in >> hash;
    journal::getList(in, read);
    if (in.status() != QDataStream::Ok) return;
    originalHash = hash;
    measurements = std::move(read);
  }

  QStringList lines() const override {
    if (!measurements) return {};
    return {Texts::tr("%n measurement(s)", nullptr, static_cast<int>(measurements->size()))};
  }
};

}  // namespace

MeasurementsKind::MeasurementsKind(Keeper& keeper) : StudyFileKind(keeper) {
  connect(&document(), &CaseDocument::measurementsChanged, this, [this] { touch(); });
}

std::vector<Measurement> MeasurementsKind::measurements() const {
  std::vector<Measurement> all;
  for (const auto& [id, measurement] : document().measurements())
    if (!measurement.isGiven) all.push_back(measurement);
  return all;
}

StudyFileKind::Place MeasurementsKind::place() const {
  return measurementFile;
}

AnnotationKind::Reader MeasurementsKind::reader() const {
  return [own = readerOf<MeasurementFile>(measurementFile, readMeasurements)](
             const ReadingTask& task, JobControl& control) -> Result<std::shared_ptr<StoredPart>> {
    auto read = own(task, control);
    if (!read) return read;
    auto stored = std::make_shared<StoredMeasurements>();
    static_cast<StoredStudyFile<MeasurementFile>&>(*stored) =
        std::move(static_cast<StoredStudyFile<MeasurementFile>&>(**read));
    // They are the answer, and a blind reader is not to see it.
    if (!task.isBlind()) readGiven(task.opened->study(), *stored);
    return std::shared_ptr<StoredPart>(stored);
  };
}

void MeasurementsKind::adopt(StoredPart& part) {
  auto& stored = static_cast<StoredMeasurements&>(part);
  for (Measurement& each : stored.given) document().insertMeasurement(std::move(each));
  if (!stored.file) return;
  for (Measurement& each : stored.file->measurements) document().insertMeasurement(std::move(each));
  setOriginal(std::move(stored.file->original));
}

void MeasurementsKind::removeMark() {
  const ToolContext& context = keeper().context();
  CaseEditor(context).removeMeasurement(context.selection.measurement());
}

StudyFileKind::FileWriter MeasurementsKind::writer() const {
  return [all = measurements(), before = original()](const QString& path, const OpenedStudy& opened) {
    return writeMeasurements(path, opened.patient.id, opened.study().uid, all, before);
  };
}

JournalFormat MeasurementsKind::format() const {
  return {QStringLiteral("measurements"), {kMeasurementRecord}, [] {
            return std::make_unique<MeasurementContent>();
          }};
}

void MeasurementsKind::writeRecord(QDataStream& out) const {
  out << measurementHash(original());
  journal::putList(out, measurements());
}

void MeasurementsKind::restore(JournalContent& content, JournalRestore& step) {
  auto& read = static_cast<MeasurementContent&>(content);
  if (!read.measurements) return;
  std::vector<Measurement> now = measurements();
  std::vector<Measurement>& wanted = *read.measurements;
  if (read.originalHash != measurementHash(original())) {
    for (Measurement& measurement : wanted) measurement.fileEntry = -1;
    for (Measurement& measurement : wanted)
      for (const Measurement& other : now) {
        Measurement moved = measurement;
        moved.id = other.id;
        moved.fileEntry = other.fileEntry;
        if (moved == other) measurement.fileEntry = other.fileEntry;
      }
  }
  const auto isSame = [](const Measurement& a, const Measurement& b) {
    return a.fileEntry >= 0 && a.fileEntry == b.fileEntry;
  };
  for (const auto& change : changesBetween(std::move(now), std::move(wanted), isSame)) {
    if (change.before) {
      step.push(
          new MeasurementEdit(step.context(), change.before, change.after, step.text(), EditState::ToDo));
      continue;
    }
    Measurement measurement = *change.after;
    measurement.id = MeasurementId::None;
    measurement.id = document().insertMeasurement(measurement);
    step.push(new MeasurementEdit(step.context(), std::nullopt, measurement, step.text(), EditState::Done));
  }
}

}  // namespace uptake
