#include "annotation/journal/journal_format_p.h"
#include "annotation/journal/journal_reader.h"
#include "core/box/label_scheme.h"
#include "io/lidc/lidc_file_p.h"
#include "io/review/review_line.h"
#include "io/store/annotation_folder.h"
#include "io/store/box_link_file.h"
#include "io/store/decision_file.h"
#include "io/store/label_scheme_file.h"
#include "io/store/measurement_file.h"
#include "io/store/suv_edit.h"
#include "io/voc/voc_file.h"
#include "tests/annotation/random_edits.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/session/kept_case.h"

#include <QBuffer>
#include <QDir>
#include <QFile>

namespace uptake::fuzz {

namespace {

const QString kPatient = QStringLiteral("P1");
const QString kStudy = QStringLiteral("1.2.3");
const QString kSeries = QStringLiteral("1.2.3.4");

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<Box> someBoxes() {
  std::vector<Box> boxes(3);
  for (int n = 0; n < 3; ++n) {
    Box& box = boxes[static_cast<std::size_t>(n)];
    box.sopInstanceUid = QStringLiteral("1.2.%1").arg(n);
    box.className = QStringLiteral("A");
    box.rect = {10 + n, 20, 60, 70 + n};
  }
  return boxes;
}

std::vector<Measurement> someMeasurements() {
  Measurement distance;
  distance.points = {Point(1.5, 2.25, 3.0), Point(11.5, 2.25, 3.0)};
  distance.plane = standardPlane(PlaneOrientation::Axial, distance.points.front());
  distance.name = QStringLiteral("Longest");
  Measurement sphere = distance;
  sphere.kind = MeasurementKind::Sphere;
  return {distance, sphere};
}

ReviewEvent anEvent() {
  ReviewEvent event;
  event.id = QStringLiteral("a-1");
  event.sequence = 1;
  event.reader = QStringLiteral("Ann");
  event.time = QDateTime(QDate(2026, 1, 31), QTime(12, 0), Qt::UTC);
  event.patientId = kPatient;
  event.studyInstanceUid = kStudy;
  event.lesion = ReviewLesion{QStringLiteral("1.2#1"), QStringLiteral("Lesion 1"), QByteArray(64, 'a')};
  event.judged = {{QStringLiteral("SEG/a.dcm"), QByteArray(64, 'b')}};
  event.after = {{QStringLiteral("bob"), 3}};
  return event;
}

}  // namespace

std::vector<QByteArray> seedsOf(const std::vector<QString>& files) {
  std::vector<QByteArray> seeds;
  for (const QString& file : files)
    if (QByteArray bytes = bytesOf(file); !bytes.isEmpty()) seeds.push_back(std::move(bytes));
  return seeds;
}

FuzzTarget vocTarget(const QString&) {
  const VocImage image{QStringLiteral("A0002"), QStringLiteral("1.dcm"), QStringLiteral("A0002/1.dcm"), 512,
                       512};
  const std::vector<Box> boxes = someBoxes();
  FuzzTarget target;
  target.suffix = QStringLiteral(".xml");
  target.seeds = {vocXml(boxes, image).take(),
                  "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<annotation verified=\"yes\">\n"
                  "<size><width>512</width><height>512</height><depth>3</depth></size>\n"
                  "<object><name>b&amp;c</name><pose/><difficult>1</difficult><score>0.75</score>\n"
                  "<bndbox><xmin>1.5</xmin><ymin>2</ymin><xmax>1e2</xmax><ymax>30</ymax></bndbox>\n"
                  "<part><name>x</name></part></object><!-- note --></annotation>\n"};
  target.read = [boxes, image](const QString& path) {
    // What is read can be edited: that keeps what was not understood.
    if (const Result<VocFile> file = readVoc(path)) (void)vocXml(boxes, image, file->original);
  };
  return target;
}

FuzzTarget recordTarget(const QString& folder) {
  const auto path = [&](const char* name) { return QDir(folder).filePath(QLatin1String(name)); };
  const std::vector<Box> boxes = someBoxes();
  const auto end = [](const Box& box) { return BoxLink::End{box.sopInstanceUid, box.className, box.rect}; };
  const std::vector<BoxLink> links{{BoxTie::Joined, end(boxes[0]), end(boxes[1])}};
  LesionDecision decision;
  decision.lesion = {QStringLiteral("1.2.9"), 3};
  decision.time = QDateTime(QDate(2026, 1, 31), QTime(12, 0), Qt::UTC);
  SuvEdit edit;
  edit.seriesInstanceUid = kSeries;
  edit.overrides.patientWeight = Kilograms{70.0};
  edit.editedAt = decision.time;
  const AnnotationFolder annotations(folder);
  (void)writeBoxLinks(path("links.json"), kPatient, kStudy, links, {}, {});
  (void)writeDecisions(path("decisions.json"), kPatient, kStudy, {decision}, {});
  (void)writeMeasurements(path("measurements.json"), kPatient, kStudy, someMeasurements(), {});
  (void)writeSuvEdit(annotations.suvFile(kSeries), edit);

  FuzzTarget target;
  target.suffix = QStringLiteral(".json");
  const QString suvFile = annotations.suvFile(kSeries);
  target.seeds = seedsOf({path("links.json"), path("decisions.json"), path("measurements.json"), suvFile});
  target.seeds.push_back(labelSchemeJson(LabelScheme::lungPetCtDx()));
  target.seeds.push_back(reviewLine(anEvent()));
  target.read = [annotations, suvFile](const QString& file) {
    // Each looks at the format that the file states before anything else.
    (void)readBoxLinks(file, kStudy);
    (void)readDecisions(file, kStudy);
    (void)readMeasurements(file, kStudy);
    (void)readLabelScheme(file);
    (void)parseReviewLine(bytesOf(file));
    QFile::remove(suvFile);
    if (QFile::copy(file, suvFile)) (void)readSuvEdit(annotations, kSeries);
  };
  return target;
}

FuzzTarget journalTarget(const QString& folder) {
  test::Monkey monkey(7);
  test::KeptCase kept(monkey.open().context(), QDir(folder).filePath(QStringLiteral("journals")));
  const JournalRecorder& recorder = kept.keeper.journal();
  for (int step = 0; step < 14; ++step) monkey.edit();

  FuzzTarget target;
  target.suffix = QStringLiteral(".journal");
  target.seeds = seedsOf({recorder.file()});
  target.read = [formats = recorder.formats()](const QString& path) {
    (void)readJournal(path, formats, JournalDepth::Summary);
    (void)readJournal(path, formats, JournalDepth::Whole);
  };
  // The head of each record says how long it is: where that still holds, its checksum is made to fit.
  target.seal = [](const QByteArray& bytes) {
    QByteArray sealed = bytes;
    qsizetype at = 0;
    while (at + journal::kRecordHead <= sealed.size()) {
      const auto number = [&](qsizetype offset, int width) {
        quint32 value = 0;
        for (int n = 0; n < width; ++n) value = value << 8 | static_cast<quint8>(sealed[at + offset + n]);
        return value;
      };
      const qsizetype length = number(8, 4);
      if (at + journal::kRecordHead + length > sealed.size()) break;
      const QByteArray record = journal::recordBytes(static_cast<journal::RecordType>(number(4, 2)),
                                                     static_cast<quint16>(number(6, 2)),
                                                     sealed.mid(at + journal::kRecordHead, length));
      sealed.replace(at, record.size(), record);
      at += record.size();
    }
    return sealed;
  };
  return target;
}

FuzzTarget lidcTarget(const QString&) {
  FuzzTarget target;
  target.suffix = QStringLiteral(".xml");
  target.seeds = {
      "<?xml version=\"1.0\"?><LidcReadMessage "
      "xmlns=\"http://www.nih.gov\"><ResponseHeader><SeriesInstanceUid>1.2"
      "</SeriesInstanceUid></ResponseHeader><readingSession><unblindedReadNodule><noduleID>7</noduleID>"
      "<characteristics><subtlety>5</subtlety><malignancy>4</malignancy></"
      "characteristics><roi><imageZposition>10.0"
      "</imageZposition><imageSOP_UID>1.2.1</imageSOP_UID><inclusion>TRUE</inclusion><edgeMap><xCoord>2</"
      "xCoord>"
      "<yCoord>2</yCoord></edgeMap><edgeMap><xCoord>9</xCoord><yCoord>3</yCoord></"
      "edgeMap><edgeMap><xCoord>5</xCoord>"
      "<yCoord>9</yCoord></edgeMap></roi><roi><imageZposition>10.0</imageZposition><inclusion>FALSE</"
      "inclusion>"
      "<edgeMap><xCoord>4</xCoord><yCoord>4</yCoord></edgeMap></roi></"
      "unblindedReadNodule><nonNodule><nonNoduleID>n"
      "</nonNoduleID><imageZposition>12.0</imageZposition><locus><xCoord>3</xCoord><yCoord>4</yCoord></locus>"
      "</nonNodule></readingSession></LidcReadMessage>"};
  const ImageGrid grid =
      ImageGrid::create({16, 16, 4}, {1.0, 1.0, 2.0}, {0.0, 0.0, 8.0}, Eigen::Matrix3d::Identity()).value();
  SeriesSource source;
  for (int k = 0; k < 4; ++k) source.slices.push_back({QStringLiteral("1.2.%1").arg(k), {}, {}, 0});
  target.read = [grid, source](const QString& path) {
    const auto file = in_process::readLidc(path);
    if (!file) return;
    for (const LidcReading& reading : file->readings)
      (void)lidcMasks(reading, QStringLiteral("reader"), source, grid, JobControl());
  };
  return target;
}

}  // namespace uptake::fuzz
