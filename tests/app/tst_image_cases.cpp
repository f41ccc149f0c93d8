#include "app/features/review/worklist_view.h"
#include "app/session/review/review_controller.h"
#include "core/identity/image_key.h"
#include "io/masks/label_image.h"
#include "tests/app/window_fixture.h"

#include <QComboBox>
#include <QCryptographicHash>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeView>

#include <algorithm>
#include <cmath>
#include <optional>

using namespace uptake;
using namespace uptake::test;

namespace {

QByteArray hashOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256);
}

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What nibabel reads of a label image.
QJsonObject placesIn(const QString& file, const QString& image = {}) {
  QStringList arguments{sourceDir() + QStringLiteral("/tests/scripts/label_places.py"), file};
  if (!image.isEmpty()) arguments.append(image);
  const ProcessOutput read = runProcess(python(), arguments);
  if (read.exitCode != 0) qWarning("%s", read.err.constData());
  return QJsonDocument::fromJson(read.out).object();
}

/// Whether the labels that nibabel reads are those of the mask, place by place.
bool areSame(const QJsonObject& read, const MaskLayer& mask) {
  std::ptrdiff_t count = 0;
  for (const Segment& segment : mask.segments) count += mask.labels.count(segment.number);
  const QJsonArray places = read[QStringLiteral("places")].toArray();
  if (places.size() != count) return false;
  return std::ranges::all_of(places, [&](const QJsonValue& place) {
    const Point point(place[0].toDouble(), place[1].toDouble(), place[2].toDouble());
    const Eigen::Vector3i index = mask.labels.grid().nearestVoxel(point);
    return (mask.labels.grid().toPatient(index.cast<double>()) - point).norm() < 1e-2 &&
           mask.labels.at(index) == place[3].toInt();
  });
}

}  // namespace

/// Cases of image files that are no DICOM, in the real window.
class TestImageCases : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void datasetOpensWithTruthAndPrediction();
  void paintedMaskIsSavedOnTheImagesVoxels();
  void worklistComparesWithPredictions();
  void unsavedWorkComesBack();
  void turnedAxesKeepTheirOrder();
  void newMaskOfATestCase();
  void removedLesionsLeaveAnEmptyMask();
  void boxesNameTheFileAndTheSlice();
  void worklistAndReviewNameTheCase();
  void whatFilesAreCanBeStated();
  void fileOfUnknownKindIsShown();
  void nodulesOfLuna16AreShownAndNotSaved();
  void convertedStudyGivesTheSameNumbers_data();
  void convertedStudyGivesTheSameNumbers();

 private:
  QString make(const char* form) {
    folder_ = dir_->filePath(QString::fromLatin1(form));
    const ProcessOutput made = runProcess(
        python(),
        {sourceDir() + QStringLiteral("/tests/scripts/image_cases.py"), QLatin1String(form), folder_});
    if (made.exitCode != 0) qWarning("%s", made.err.constData());
    return folder_;
  }
  bool open(const QString& path) {
    window_.reset();
    window_ = openWindow(path);
    return window_ != nullptr;
  }
  Session& session() { return window_->session(); }
  const CaseDocument& document() { return session().openCase().document(); }
  QString annotations() const { return folder_ + QStringLiteral("-annotations"); }
  /// Paints with the brush on the PET, at a voxel.
  void paintAt(const Eigen::Vector3i& voxel);
  bool save();

  QTemporaryDir settings_;
  std::unique_ptr<QTemporaryDir> dir_;
  QString folder_;
  std::unique_ptr<MainWindow> window_;
};

void TestImageCases::initTestCase() {
  if (python().isEmpty()) QSKIP("python3 with nibabel is not installed");
  isolateSettings(settings_.path());
}

void TestImageCases::init() {
  window_.reset();
  QSettings().clear();
  dir_ = std::make_unique<QTemporaryDir>();
}

void TestImageCases::paintAt(const Eigen::Vector3i& voxel) {
  const Point place = document().pet()->grid().toPatient(voxel.cast<double>());
  window_->viewState().setCrosshair(place);
  QTest::keyClick(window_.get(), Qt::Key_B);
  QTRY_COMPARE(window_->tools().kind(), ToolKind::Brush);
  SliceView* view = viewOf(*window_, SliceContent::Pet);
  if (!view) view = viewOf(*window_, SliceContent::Fused);
  QVERIFY(view);
  const auto before = session().openCase().undoStack().count();
  drag(*view, place, place + Point(2, 0, 0));
  QTRY_VERIFY(session().openCase().undoStack().count() > before);
}

bool TestImageCases::save() {
  QSignalSpy saved(&session().annotations(), &Keeper::saved);
  QSignalSpy failed(&session().annotations(), &Keeper::saveFailed);
  window_->actions().action(QStringLiteral("file.save"))->trigger();
  if (!QTest::qWaitFor([&] { return !saved.isEmpty() || !failed.isEmpty(); }, 20000)) return false;
  if (!failed.isEmpty()) qWarning("%s", qPrintable(failed.front().front().toString()));
  return failed.isEmpty();
}

void TestImageCases::datasetOpensWithTruthAndPrediction() {
  QVERIFY(open(make("nnunet")));
  QTRY_VERIFY_WITH_TIMEOUT(document().masks().size() == 2, 20000);
  QVERIFY(document().ct() && document().pet());
  QCOMPARE(document().ct()->unit(), ValueUnit::Hounsfield);
  QCOMPARE(document().pet()->unit(), ValueUnit::Suv);
  QVERIFY(session().images().pairWarning().isEmpty());
  const MaskLayer& truth = *document().masks().front();
  QVERIFY(!truth.prediction && !truth.locks.all);
  QCOMPARE(truth.segments.size(), std::size_t{1});
  QCOMPARE(truth.segments.front().label, QStringLiteral("lesion"));
  QCOMPARE(truth.labels.count(1), 3 * 2 * 3);
  const MaskLayer& prediction = *document().masks().back();
  QVERIFY(prediction.prediction && prediction.locks.all);
  QCOMPARE(prediction.labels.count(2), 3 * 2 * 3);
  QVERIFY(!session().openCase().hasUnsavedChanges());
  // They are compared.
  QTRY_VERIFY_WITH_TIMEOUT(!comparisonOf(*window_).csv().isEmpty(), 20000);
  QCOMPARE(comparisonOf(*window_).truth(), truth.id);
  QCOMPARE(comparisonOf(*window_).prediction(), prediction.id);
  QVERIFY2(window_->windowTitle().contains(QLatin1String("case_000")), qPrintable(window_->windowTitle()));
  QVERIFY(!window_->windowTitle().contains(kImageKeyMark));
}

void TestImageCases::paintedMaskIsSavedOnTheImagesVoxels() {
  QVERIFY(open(make("fdg")));
  const QString base = folder_ + QStringLiteral("/PETCT_0a1b/01-02-2003-NA-PET/");
  QCOMPARE(session().openCase().study()->description, QStringLiteral("01-02-2003-NA-PET"));
  const QByteArray truth = hashOf(base + QStringLiteral("SEG.nii.gz"));
  QCOMPARE(document().masks().size(), std::size_t{1});
  paintAt({6, 5, 3});
  QVERIFY(document().masks().front()->labels.count(1) > 3 * 2 * 3);
  const std::vector<Label> drawn = document().masks().front()->labels.allVoxels();
  QVERIFY(save());
  const QString file = annotations() + QStringLiteral("/Masks/PETCT_0a1b/01-02-2003-NA-PET/SEG.nii.gz");
  const QJsonObject read = placesIn(file, base + QStringLiteral("SUV.nii.gz"));
  QVERIFY(read[QStringLiteral("same")].toBool());
  QCOMPARE(read[QStringLiteral("type")].toString(), QStringLiteral("uint8"));
  QVERIFY(areSame(read, *document().masks().front()));
  QCOMPARE(hashOf(base + QStringLiteral("SEG.nii.gz")), truth);

  const QJsonObject record = QJsonDocument::fromJson(contentOf(QString(file).replace(QLatin1String(".nii.gz"),
                                                                                     QLatin1String(".json"))))
                                 .object();
  QCOMPARE(record[QStringLiteral("format")].toString(), QStringLiteral("uptake-mask"));
  QCOMPARE(record[QStringLiteral("image")].toString(),
           QStringLiteral("PETCT_0a1b/01-02-2003-NA-PET/SUV.nii.gz"));
  QCOMPARE(record[QStringLiteral("made_from")].toString(),
           QStringLiteral("PETCT_0a1b/01-02-2003-NA-PET/SEG.nii.gz"));
  const QJsonObject lesion = record[QStringLiteral("lesions")].toArray()[0].toObject();
  QCOMPARE(lesion[QStringLiteral("value")].toInt(), 1);
  QVERIFY(lesion[QStringLiteral("algorithm_name")].toString().contains(QLatin1String("corrected by hand")));
  // No key of this program is in any file.
  QDirIterator written(annotations(), QDir::Files, QDirIterator::Subdirectories);
  while (written.hasNext()) QVERIFY(!contentOf(written.next()).contains("file:"));

  // Opened again, it stands for what it was made from.
  QVERIFY(open(folder_));
  QCOMPARE(document().masks().size(), std::size_t{1});
  QVERIFY(document().masks().front()->labels.allVoxels() == drawn);
  QVERIFY(!session().openCase().hasUnsavedChanges());
}

void TestImageCases::worklistComparesWithPredictions() {
  QVERIFY(open(make("nnunet")));
  // The prediction of the second case is empty, that of the third is gone.
  const QString predictions = folder_ + QStringLiteral("/predictions");
  QVERIFY(QFile::remove(predictions + QStringLiteral("/case_002.nii.gz")));
  LabelMap none = LabelMap::create(document().pet()->grid()).take();
  QVERIFY(writeLabelImage(none, predictions + QStringLiteral("/case_001.nii.gz")));
  window_->actions().action(QStringLiteral("review.worklist"))->trigger();
  auto* view = window_->findChild<WorklistView*>();
  QVERIFY(view);
  view->compareWith(predictions);
  const auto dice = [&](int row) { return view->model().index(row, WorklistModel::kDice).data().toString(); };
  QTRY_COMPARE_WITH_TIMEOUT(dice(0), QLocale().toString(1.0, 'f', 3), 20000);
  QTRY_COMPARE_WITH_TIMEOUT(dice(1), QLocale().toString(0.0, 'f', 3), 20000);
  QVERIFY(dice(2).isEmpty());
  // splits_final.json says in which fold a case is validated; the last has none.
  const auto* table = window_->findChild<QTreeView*>(QStringLiteral("worklist"));
  QVERIFY(!table->isColumnHidden(WorklistModel::kFold) && table->isColumnHidden(WorklistModel::kAge));
  QStringList folds;
  for (int row = 0; row < 4; ++row)
    folds.append(view->model().index(row, WorklistModel::kFold).data().toString());
  QCOMPARE(folds, (QStringList{QStringLiteral("0"), QStringLiteral("1"), QStringLiteral("1"), QString()}));
}

void TestImageCases::unsavedWorkComesBack() {
  const QString journals = dir_->filePath(QStringLiteral("journals"));
  QVERIFY(open(make("fdg")));
  session().annotations().journal().setFolder(journals);
  paintAt({6, 5, 3});
  const std::vector<Label> drawn = document().masks().front()->labels.allVoxels();
  session().annotations().journal().end(JournalRecorder::End::Keep);
  window_ = std::make_unique<ProgramWindow>();
  window_->resize(1280, 800);
  window_->show();
  session().annotations().journal().setFolder(journals);
  bool asked = false;
  whenAsked<QDialog>(
      {}, [](QDialog& dialog) { dialog.findChild<QPushButton*>(QStringLiteral("restoreWork"))->click(); },
      &asked);
  QVERIFY(window_->offerAtStart());
  QTRY_VERIFY_WITH_TIMEOUT(
      document().masks().size() == 1 && document().masks().front()->labels.allVoxels() == drawn, 60000);
  QVERIFY(asked);
  QVERIFY(session().openCase().hasUnsavedChanges());
  QVERIFY(save());
  const QString file = annotations() + QStringLiteral("/Masks/PETCT_0a1b/01-02-2003-NA-PET/SEG.nii.gz");
  QVERIFY(areSame(placesIn(file), *document().masks().front()));
}

void TestImageCases::turnedAxesKeepTheirOrder() {
  QVERIFY(open(make("turned")));
  QVERIFY(document().pet() && !document().ct());
  paintAt({5, 5, 4});
  QCOMPARE(document().masks().size(), std::size_t{1});
  QVERIFY(save());
  const QString file = annotations() + QStringLiteral("/Masks/head_suv.nii.gz");
  const QJsonObject read = placesIn(file, folder_ + QStringLiteral("/head_suv.nii.gz"));
  QVERIFY(read[QStringLiteral("same")].toBool());
  QVERIFY(areSame(read, *document().masks().front()));
  const std::vector<Label> drawn = document().masks().front()->labels.allVoxels();
  QVERIFY(open(folder_));
  QCOMPARE(document().masks().size(), std::size_t{1});
  QVERIFY(document().masks().front()->labels.allVoxels() == drawn);
}

void TestImageCases::newMaskOfATestCase() {
  make("nnunet");
  QVERIFY(open(folder_ + QStringLiteral("/imagesTs")));
  QVERIFY(document().masks().empty());
  paintAt({5, 5, 4});
  QVERIFY(save());
  folder_ += QStringLiteral("/imagesTs");
  QVERIFY(QFile::exists(annotations() + QStringLiteral("/Masks/labelsTs/case_900.nii.gz")));
}

void TestImageCases::removedLesionsLeaveAnEmptyMask() {
  QVERIFY(open(make("fdg")));
  session().openCase().selection().setSegment(document().masks().front()->id, 1);
  CaseEditor(session().openCase().toolContext()).removeSegment(document().masks().front()->id, 1);
  QVERIFY(save());
  const QString file = annotations() + QStringLiteral("/Masks/PETCT_0a1b/01-02-2003-NA-PET/SEG.nii.gz");
  QVERIFY(QFile::exists(file));
  QVERIFY(placesIn(file)[QStringLiteral("places")].toArray().isEmpty());
}

void TestImageCases::boxesNameTheFileAndTheSlice() {
  QVERIFY(open(make("fdg")));
  const QString image = document().ct()->source().slices[3].sopInstanceUid;
  Box box;
  box.sopInstanceUid = image;
  box.rect = {4, 5, 9, 11};
  box.className = QStringLiteral("A");
  CaseEditor(session().openCase().toolContext()).addBox(box);
  QVERIFY(save());
  const QString file =
      annotations() + QStringLiteral("/Annotation/PETCT_0a1b/01-02-2003-NA-PET/CT.nii.gz/slice-3.xml");
  const QByteArray xml = contentOf(file);
  QVERIFY2(xml.contains("<filename>CT.nii.gz</filename>"), xml.constData());
  QVERIFY(xml.contains("<slice>3</slice>"));
  QVERIFY(!xml.contains("file:"));
  QVERIFY(open(folder_));
  QCOMPARE(document().boxes().size(), std::size_t{1});
  QCOMPARE(document().boxes().begin()->second.sopInstanceUid, image);
}

void TestImageCases::worklistAndReviewNameTheCase() {
  QVERIFY(open(make("fdg")));
  QVERIFY(session().openCase().studyRef().patientId.isEmpty());
  window_->actions().action(QStringLiteral("review.worklist"))->trigger();
  auto* table = window_->findChild<QTreeView*>(QStringLiteral("worklist"));
  QVERIFY(table);
  QCOMPARE(table->model()->rowCount(), 3);
  // The collection's own table says what the patients, named by their folders, have.
  QTRY_VERIFY_WITH_TIMEOUT(
      table->model()->index(0, WorklistModel::kDiagnosis).data().toString() == QLatin1String("MELANOMA"),
      20000);
  QCOMPARE(table->model()->index(0, WorklistModel::kPatient).data().toString(), QStringLiteral("PETCT_0a1b"));
  QCOMPARE(table->model()->index(2, WorklistModel::kDiagnosis).data().toString(), QStringLiteral("LYMPHOMA"));
  const auto textAt = [&](int row, int column) {
    return table->model()->index(row, column).data().toString();
  };
  QCOMPARE(textAt(0, WorklistModel::kAge) + textAt(0, WorklistModel::kSex), QStringLiteral("61M"));
  QCOMPARE(textAt(2, WorklistModel::kAge) + textAt(2, WorklistModel::kSex), QStringLiteral("40F"));
  QVERIFY(!table->isColumnHidden(WorklistModel::kAge) && !table->isColumnHidden(WorklistModel::kSex));
  // Nothing tells of folds.
  QVERIFY(table->isColumnHidden(WorklistModel::kFold));
  table->sortByColumn(WorklistModel::kAge, Qt::AscendingOrder);
  QCOMPARE(textAt(0, WorklistModel::kAge), QStringLiteral("40"));
  table->sortByColumn(WorklistModel::kPatient, Qt::AscendingOrder);

  // A mark in the record names the case, not a UID.
  paintAt({6, 5, 3});
  QVERIFY(save());
  QTRY_VERIFY_WITH_TIMEOUT(session().review().isSettled(), 20000);
  session().review().setReader(QStringLiteral("Ann"));
  std::optional<Result<void>> marked;
  session().review().mark(ReviewAct::Annotated, {}, {}, [&](const Result<void>& done) { marked = done; });
  QTRY_VERIFY_WITH_TIMEOUT(marked.has_value(), 20000);
  QVERIFY2(marked->ok(), marked->ok() ? "" : qPrintable(marked->error().text()));
  // It is written in the background.
  QString recordFile;
  const auto isWritten = [&] {
    QDirIterator records(annotations(), {QStringLiteral("*.jsonl")}, QDir::Files,
                         QDirIterator::Subdirectories);
    if (records.hasNext()) recordFile = records.next();
    return !contentOf(recordFile).isEmpty();
  };
  QTRY_VERIFY_WITH_TIMEOUT(isWritten(), 20000);
  const QByteArray record = contentOf(recordFile);
  QVERIFY2(record.contains("\"case\":\"PETCT_0a1b/01-02-2003-NA-PET/SEG\""), record.constData());
  QVERIFY(!record.contains("study_instance_uid") && !record.contains("file:"));
}

void TestImageCases::whatFilesAreCanBeStated() {
  QVERIFY(open(make("hecktor2021")));
  QVERIFY(document().ct() && document().pet());
  QCOMPARE(document().pet()->unit(), ValueUnit::Other);
  bool asked = false;
  whenAsked<QDialog>(
      QStringLiteral("caseFiles"),
      [](QDialog& dialog) {
        // The second file is the PET.
        auto* unit = dialog.findChild<QComboBox*>(QStringLiteral("unit1"));
        unit->setCurrentIndex(unit->findText(QStringLiteral("SUV by body weight")));
        dialog.accept();
      },
      &asked);
  window_->actions().action(QStringLiteral("file.imageFiles"))->trigger();
  QVERIFY(asked);
  QTRY_VERIFY_WITH_TIMEOUT(document().pet() && document().pet()->unit() == ValueUnit::Suv, 20000);
  // It is remembered for the folder.
  QVERIFY(open(folder_));
  QCOMPARE(document().pet()->unit(), ValueUnit::Suv);
  QVERIFY(session().images().shownSuv()->branch.contains(QLatin1String("stated")));
}

void TestImageCases::fileOfUnknownKindIsShown() {
  QVERIFY(open(make("loose") + QStringLiteral("/something.nii.gz")));
  QVERIFY(document().ct() && !document().pet());
  QCOMPARE(document().ct()->unit(), ValueUnit::Other);
  QVERIFY(std::ranges::any_of(session().messages().problems(), [](const FileProblem& problem) {
    return problem.reason.contains(QLatin1String("Nothing says"));
  }));
  // Asked once, without being called for.
  const auto question = [this]() -> QDialog* {
    for (QDialog* dialog : window_->findChildren<QDialog*>(QStringLiteral("caseFiles")))
      if (dialog->isVisible()) return dialog;
    return nullptr;
  };
  QTRY_VERIFY(question());
  QVERIFY(question()
              ->findChild<QLabel*>(QStringLiteral("question"))
              ->text()
              .contains(QLatin1String("something.nii.gz")));
  auto* role = question()->findChild<QComboBox*>(QStringLiteral("role0"));
  role->setCurrentIndex(role->findText(QStringLiteral("PET")));
  question()->accept();
  QTRY_VERIFY_WITH_TIMEOUT(document().pet() && !document().ct(), 20000);
  QVERIFY(open(folder_ + QStringLiteral("/something.nii.gz")));
  QVERIFY(document().pet());
  QVERIFY(!question());
  // Whoever closes the question without an answer is not asked again either.
  QSettings().clear();
  QVERIFY(open(folder_ + QStringLiteral("/something.nii.gz")));
  QTRY_VERIFY(question());
  question()->reject();
  QVERIFY(open(folder_ + QStringLiteral("/something.nii.gz")));
  QVERIFY(document().ct() && !question());
}

void TestImageCases::nodulesOfLuna16AreShownAndNotSaved() {
  QVERIFY(open(make("luna16")));
  QTRY_COMPARE(document().measurements().size(), std::size_t{1});
  const Measurement nodule = document().measurements().begin()->second;
  QCOMPARE(nodule.kind, MeasurementKind::Sphere);
  QVERIFY(document().isOnImages(nodule));
  const Point centre(-20.3, 14.1, -150.5);
  QVERIFY((measurementCentre(nodule) - centre).norm() < 1e-9);
  QVERIFY(std::abs(radiusMm(nodule) - 4.5) < 1e-9);
  // The ball that numpy drew is inside, and nothing of it outside.
  const Volume& ct = *document().ct();
  for (const Direction& way : {Direction(1, 0, 0), Direction(0, 1, 0), Direction(0, 0, -1)}) {
    QCOMPARE(ct.valueAt(centre + 3.6 * way).value_or(0.0), 60.0);
    QCOMPARE(ct.valueAt(centre + 5.4 * way).value_or(0.0), -800.0);
  }
  // The row without a position is said.
  QVERIFY(std::ranges::any_of(session().messages().problems(), [](const FileProblem& problem) {
    return problem.file.endsWith(QLatin1String("annotations.csv")) &&
           problem.reason.contains(QLatin1String("Row 4"));
  }));

  // It is listed, and neither the mouse nor a key changes it.
  const auto* list = window_->findChild<QTreeView*>(QStringLiteral("measurements"));
  QVERIFY(list && list->model()->rowCount() == 1);
  QCOMPARE(list->model()->index(0, 0).data().toString(), nodule.name);
  QVERIFY(!list->model()->index(0, 0).flags().testFlag(Qt::ItemIsEditable));
  window_->viewState().setCrosshair(centre);
  QTest::keyClick(window_.get(), Qt::Key_V);
  SliceView* view = viewOf(*window_, SliceContent::Ct);
  QVERIFY(view);
  drag(*view, centre, centre + Point(8, 0, 0));
  QTRY_COMPARE(session().openCase().selection().measurement(), nodule.id);
  QTest::keyClick(window_.get(), Qt::Key_Delete);
  QCOMPARE(document().measurements().size(), std::size_t{1});
  QVERIFY(document().measurements().begin()->second == nodule);
  QCOMPARE(session().openCase().undoStack().count(), 0);
  QVERIFY(!session().openCase().hasUnsavedChanges());
}

void TestImageCases::convertedStudyGivesTheSameNumbers_data() {
  QTest::addColumn<QString>("format");
  QTest::newRow("nifti") << QStringLiteral("nifti");
  QTest::newRow("hdf5") << QStringLiteral("hdf5");
}

void TestImageCases::convertedStudyGivesTheSameNumbers() {
  QFETCH(QString, format);
  const QString study = dir_->filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
  const QString out = dir_->filePath(QStringLiteral("out"));
  const QString cli = program(QStringLiteral("uptake-cli"));
  const auto convert = [&](const QString& form, const QString& to) {
    const ProcessOutput converted = runProcess(cli, {QStringLiteral("convert"), QStringLiteral("--format"),
                                                     form, QStringLiteral("--out"), to, study});
    // Done, though there is no mask to be converted.
    if (converted.exitCode != 1) qWarning("%s", converted.err.constData());
    return converted.exitCode == 1;
  };
  QVERIFY(convert(format, out));
  const QString nifti = format == QLatin1String("nifti") ? out : dir_->filePath(QStringLiteral("nifti"));
  QVERIFY(nifti == out || convert(QStringLiteral("nifti"), nifti));
  QDirIterator found(nifti, {QStringLiteral("SUV.nii.gz")}, QDir::Files, QDirIterator::Subdirectories);
  QVERIFY(found.hasNext());
  const QString threshold = found.next();
  QString suv = threshold;
  if (format == QLatin1String("hdf5")) {
    const QString group = QFileInfo(QDir(nifti).relativeFilePath(threshold)).path();
    suv = QStringLiteral("%1/%2.h5/%2/suv").arg(out, group);
  }
  const QString mask = dir_->filePath(QStringLiteral("mask.nii.gz"));
  QCOMPARE(runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/label_places.py"),
                                 QStringLiteral("--threshold"), threshold, QStringLiteral("3"), mask})
               .exitCode,
           0);
  // The PET of the study is the one volume of its folder.
  QString petFolder;
  JobControl control;
  const auto index = scanStudies({study}, control);
  QVERIFY(index);
  for (const SeriesEntry& series : index->patients.front().studies.front().series)
    if (series.source.modality == QLatin1String("PT"))
      petFolder = QFileInfo(series.source.slices.front().file).path();
  const auto figures = [&](const QString& pet) {
    const ProcessOutput stats = runProcess(cli, {QStringLiteral("stats"), QStringLiteral("--pet"), pet,
                                                 QStringLiteral("--mask"), mask, QStringLiteral("--json")});
    if (stats.exitCode != 0) qWarning("%s", stats.err.constData());
    return QJsonDocument::fromJson(stats.out).object()[QStringLiteral("lesions")].toArray()[0].toObject();
  };
  const QJsonObject fromDicom = figures(petFolder), fromFile = figures(suv);
  QVERIFY(!fromDicom.isEmpty());
  QCOMPARE(fromFile.keys(), fromDicom.keys());
  for (const QString& key : fromDicom.keys()) {
    if (!fromDicom[key].isDouble()) continue;
    const double wanted = fromDicom[key].toDouble(), got = fromFile[key].toDouble();
    QVERIFY2(std::abs(got - wanted) <= 1e-5 * std::max(1.0, std::abs(wanted)),
             qPrintable(QStringLiteral("%1: %2, from DICOM %3").arg(key).arg(got).arg(wanted)));
  }

  // The window shows the files as it shows the study.
  folder_ = out;
  QVERIFY(open(out));
  QVERIFY(document().ct() && document().pet());
  QCOMPARE(document().pet()->unit(), ValueUnit::Suv);

  // And inspect says of them what they state.
  const ProcessOutput inspected = runProcess(cli, {QStringLiteral("inspect"), QStringLiteral("--json"), out});
  QCOMPARE(inspected.exitCode, 0);
  const QJsonObject patient =
      QJsonDocument::fromJson(inspected.out).object()[QStringLiteral("patients")].toArray()[0].toObject();
  QVERIFY(patient[QStringLiteral("id")].isNull());
  const QJsonObject told = patient[QStringLiteral("studies")].toArray()[0].toObject();
  QVERIFY(told[QStringLiteral("uid")].isNull());
  QVERIFY(!told[QStringLiteral("form")].toString().isEmpty());
  for (const QJsonValue& series : told[QStringLiteral("series")].toArray()) {
    QVERIFY(series[QStringLiteral("uid")].isNull());
    QVERIFY(QFile::exists(series[QStringLiteral("file")].toString()));
    if (series[QStringLiteral("description")] == QLatin1String("SUV.nii.gz"))
      QCOMPARE(series[QStringLiteral("suv")][QStringLiteral("unit")].toString(), QStringLiteral("SUVbw"));
  }
  QVERIFY(!inspected.out.contains("\"file:"));
}

QTEST_MAIN(TestImageCases)
#include "tst_image_cases.moc"
