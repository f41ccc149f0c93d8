#include "io/masks/label_image.h"
#include "tests/app/window_fixture.h"

#include <QSignalSpy>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// Masks from and to label images in the real window.
class TestMaskFiles : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void importsOntoTheGridThatItLiesOn_data();
  void importsOntoTheGridThatItLiesOn();
  void anotherGridGoesToThePetAndIsTold();
  void segmentsThatOverlapBecomeMasks();
  void damagedFilesAreTold();
  void exportsTheSelectedMask();
  void neverExportsIntoTheOpenedFolder();
  void xmlWithoutImageIsSummedUp();
  void structureSetIsLoadedAndSavedWhole();

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }

  QTemporaryDir settings_;
  QTemporaryDir folder_;
  QString study_;
};

void TestMaskFiles::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  study_ = path(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestMaskFiles::importsOntoTheGridThatItLiesOn_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<bool>("onPet");
  QTest::newRow("PET, NRRD") << "pet.nrrd" << true;
  QTest::newRow("CT, NIfTI") << "ct.nii.gz" << false;
  QTest::newRow("CT, MHA") << "ct.mha" << false;
}

void TestMaskFiles::importsOntoTheGridThatItLiesOn() {
  QFETCH(QString, name);
  QFETCH(bool, onPet);
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  const auto& image = onPet ? session.openCase().document().pet() : session.openCase().document().ct();
  LabelMap labels = LabelMap::create(image->grid()).take();
  labels.set({3, 4, 5}, 2);
  labels.set({6, 7, 8}, 9);
  QVERIFY(writeLabelImage(labels, path(name)));

  QSignalSpy imported(&session.maskFiles(), &MaskFiles::imported);
  const std::size_t problems = session.messages().problems().size();
  session.maskFiles().importMask(path(name));
  QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 1, 20000);
  QCOMPARE(session.openCase().document().masks().size(), std::size_t{1});
  const MaskLayer& mask = *session.openCase().document().masks().front();
  QVERIFY(mask.labels.allVoxels() == labels.allVoxels());
  QCOMPARE(mask.source.seriesInstanceUid, image->source().seriesInstanceUid);
  QCOMPARE(mask.name, name.left(name.indexOf(QLatin1Char('.'))));
  QCOMPARE(mask.segments.size(), std::size_t{2});
  QCOMPARE(session.openCase().selection().mask(), mask.id);
  QCOMPARE(session.openCase().selection().segment(), Label{2});
  QCOMPARE(session.messages().problems().size(), problems);
  QVERIFY(session.openCase().hasUnsavedChanges());

  // One step, back and forth.
  QVERIFY2(session.openCase().undoStack().undoText().contains(QStringLiteral("Import mask")),
           qPrintable(session.openCase().undoStack().undoText()));
  window->actions().action(QStringLiteral("edit.undo"))->trigger();
  QVERIFY(session.openCase().document().masks().empty());
  QVERIFY(!window->actions().action(QStringLiteral("file.exportMask"))->isEnabled());
  window->actions().action(QStringLiteral("edit.redo"))->trigger();
  QCOMPARE(session.openCase().document().masks().front()->labels.count(9), 1);

  // A second one of the same name gets another, and both are saved as SEG.
  session.maskFiles().importMask(path(name));
  QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 2, 20000);
  QVERIFY(session.openCase().document().masks().back()->name.endsWith(QStringLiteral(" 2")));
  QSignalSpy saved(&session.annotations(), &Keeper::saved);
  session.annotations().save();
  QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
  QCOMPARE(saved.front().front().toStringList().size(), 2);
  for (const QString& file : saved.front().front().toStringList()) QVERIFY(QFile::remove(file));
}

void TestMaskFiles::anotherGridGoesToThePetAndIsTold() {
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  const ImageGrid& pet = session.openCase().document().pet()->grid();
  const ImageGrid shifted =
      *ImageGrid::create(pet.size(), pet.spacing(), pet.toPatient({0.25, 0.25, 0}), pet.directions());
  LabelMap labels = LabelMap::create(shifted).take();
  labels.fill(shifted.offset(10, 10, 3), 5, 1);
  const QString file = path(QStringLiteral("shifted.mha"));
  QVERIFY(writeLabelImage(labels, file));
  QSignalSpy imported(&session.maskFiles(), &MaskFiles::imported);
  session.maskFiles().importMask(file);
  QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 1, 20000);
  const MaskLayer& mask = *session.openCase().document().masks().front();
  QVERIFY(mask.labels.grid().sameAs(pet));
  QCOMPARE(mask.labels.count(1), 5);
  QCOMPARE(mask.warnings.size(), 1);
  const auto told = std::ranges::find(session.messages().problems(), file, &FileProblem::file);
  QVERIFY(told != session.messages().problems().end());
  QVERIFY2(told->reason.contains(QStringLiteral("resampled")), qPrintable(told->reason));
}

void TestMaskFiles::segmentsThatOverlapBecomeMasks() {
  // As 3D Slicer stores them: a layer each, cropped to a box of the PET, with names and colours.
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  const ImageGrid& pet = session.openCase().document().pet()->grid();
  const auto vector = [](const Eigen::Vector3d& v) {
    return '(' + QByteArray::number(v.x(), 'g', 17) + ',' + QByteArray::number(v.y(), 'g', 17) + ',' +
           QByteArray::number(v.z(), 'g', 17) + ')';
  };
  QByteArray bytes =
      "NRRD0004\ntype: uchar\ndimension: 4\nspace: left-posterior-superior\nsizes: 2 6 5 4\n"
      "space directions: none";
  for (int axis = 0; axis < 3; ++axis) bytes += ' ' + vector(pet.axis(axis) * pet.spacing()[axis]);
  bytes +=
      "\nkinds: list domain domain domain\nencoding: raw\nspace origin: " + vector(pet.toPatient({3, 4, 5})) +
      "\nSegment0_ID:=a\nSegment0_Name:=Tumour\nSegment0_LabelValue:=1\nSegment0_Layer:=0\n"
      "Segment1_ID:=b\nSegment1_Name:=Node\nSegment1_LabelValue:=1\nSegment1_Layer:=1\n"
      "Segment1_Color:=0 0.5 1\n\n";
  QByteArray voxels(2 * 120, '\0');
  for (const int at : {0, 1, 2}) voxels[2 * at] = 1;
  for (const int at : {1, 2, 3, 4}) voxels[2 * at + 1] = 1;
  const QString file = path(QStringLiteral("two.seg.nrrd"));
  QFile nrrd(file);
  QVERIFY(nrrd.open(QIODevice::WriteOnly) && nrrd.write(bytes + voxels) > 0);
  nrrd.close();
  QSignalSpy imported(&session.maskFiles(), &MaskFiles::imported);
  session.maskFiles().importMask(file);
  QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 2, 20000);
  const auto& masks = session.openCase().document().masks();
  QCOMPARE(masks.size(), std::size_t{2});
  QCOMPARE(masks[0]->segments.front().label, QStringLiteral("Tumour"));
  QCOMPARE(masks[0]->labels.count(1), std::ptrdiff_t{3});
  QCOMPARE(masks[0]->labels.at({3, 4, 5}), Label{1});
  QCOMPARE(masks[1]->segments.front().label, QStringLiteral("Node"));
  QVERIFY((masks[1]->segments.front().colour == Rgb{0, 128, 255}));
  QCOMPARE(masks[1]->labels.count(2), std::ptrdiff_t{4});
  QCOMPARE(masks[1]->labels.at({7, 4, 5}), Label{2});
  const auto told = std::ranges::find(session.messages().problems(), file, &FileProblem::file);
  QVERIFY(told != session.messages().problems().end());
  QVERIFY2(told->reason.contains(QStringLiteral("layer")), qPrintable(told->reason));
}

void TestMaskFiles::damagedFilesAreTold() {
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  const QString file = path(QStringLiteral("damaged.nrrd"));
  QFile damaged(file);
  QVERIFY(damaged.open(QIODevice::WriteOnly) && damaged.write("NRRD0004\n") > 0);
  damaged.close();
  QSignalSpy said(&session.messages(), &Messages::said);
  session.maskFiles().importMask(file);
  QTRY_VERIFY_WITH_TIMEOUT(said.count() > 0, 20000);
  QVERIFY2(said.front().front().toString().contains(file), qPrintable(said.front().front().toString()));
  QVERIFY(session.openCase().document().masks().empty());
  QVERIFY(!session.openCase().hasUnsavedChanges());
}

void TestMaskFiles::exportsTheSelectedMask() {
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  QAction* action = window->actions().action(QStringLiteral("file.exportMask"));
  QVERIFY(!action->isEnabled());
  const Result<MaskId> added = CaseEditor(session.openCase().toolContext())
                                   .addMask(QStringLiteral("Mine"), *session.openCase().document().ct());
  QVERIFY(added);
  QVERIFY(action->isEnabled());
  const LabelEdit run{session.openCase().document().ct()->grid().offset(20, 30, 4), 7, 0, 1};
  session.openCase().document().applyRuns(*added, std::span(&run, 1));
  for (const char* name : {"out.nii.gz", "out.nrrd", "out.mhd"}) {
    const QString file = path(QLatin1String(name));
    QSignalSpy exported(&session.maskFiles(), &MaskFiles::exported);
    session.maskFiles().exportMask(*added, file);
    QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, 20000);
    const auto back = readLabelImage(file);
    QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
    QVERIFY(back->labels.grid().sameAs(session.openCase().document().ct()->grid(), 0.01));
    QVERIFY(back->labels.allVoxels() == session.openCase().document().mask(*added)->labels.allVoxels());
  }
}

void TestMaskFiles::neverExportsIntoTheOpenedFolder() {
  auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  const Result<MaskId> added = CaseEditor(session.openCase().toolContext())
                                   .addMask(QStringLiteral("Mine"), *session.openCase().document().ct());
  QVERIFY(added);
  QSignalSpy said(&session.messages(), &Messages::said);
  const QString file = study_ + QStringLiteral("/CT/mine.nrrd");
  session.maskFiles().exportMask(*added, file);
  QCOMPARE(said.count(), 1);
  QVERIFY(said.front().front().toString().contains(QStringLiteral("never written to")));
  QVERIFY(!QFile::exists(file));
}

void TestMaskFiles::xmlWithoutImageIsSummedUp() {
  const QString other = path(QStringLiteral("with-xml"));
  QVERIFY(makePhantom(other).isEmpty());
  QVERIFY(QDir(other).mkpath(QStringLiteral("Annotation")));
  for (int n = 0; n < 30; ++n) {
    QFile file(other + QStringLiteral("/Annotation/9.9.%1.xml").arg(n));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("<not xml") > 0);
  }
  auto window = openWindow(other);
  QVERIFY(window);
  int told = 0;
  for (const FileProblem& problem : window->session().messages().problems())
    told += problem.reason.contains(QStringLiteral("Of 30 annotation files (.xml), 0 ")) ? 1 : 0;
  QCOMPARE(told, 1);
  // None of them was read: their names say that they belong elsewhere.
  for (const FileProblem& problem : window->session().messages().problems())
    QVERIFY2(!problem.file.contains(QStringLiteral("9.9.")), qPrintable(problem.file));
}

void TestMaskFiles::structureSetIsLoadedAndSavedWhole() {
  UPTAKE_NEEDS_PYTHON();
  const QString other = path(QStringLiteral("with-contours"));
  QVERIFY(makePhantom(other).isEmpty());
  QVERIFY(QDir(other).mkpath(QStringLiteral("RS")));
  const QString structures = other + QStringLiteral("/RS/rs.dcm");
  const ProcessOutput made =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/make_rtstruct.py"),
                            other + QStringLiteral("/PET"), structures});
  QVERIFY2(made.exitCode == 0, made.err.constData());
  std::size_t count = 0;
  {
    auto window = openWindow(other);
    QVERIFY(window);
    Session& session = window->session();
    count = session.openCase().document().masks().size();
    QVERIFY(count > 1);  // its ROIs overlap
    QVERIFY(!session.openCase().hasUnsavedChanges());
    // One mask is edited; the others come from the same file, which the saved one will stand for.
    const MaskLayer& last = *session.openCase().document().masks().back();
    CaseEditor(session.openCase().toolContext())
        .renameSegment(last.id, last.segments.front().number, QStringLiteral("Other"));
    QSignalSpy saved(&session.annotations(), &Keeper::saved);
    session.annotations().save();
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 30000);
    QCOMPARE(saved.front().front().toStringList().size(), static_cast<qsizetype>(count));
  }
  QVERIFY(QFile::exists(structures));
  auto window = openWindow(other);
  QVERIFY(window);
  const auto& masks = window->session().openCase().document().masks();
  QCOMPARE(masks.size(), count);
  for (const auto& mask : masks) QVERIFY(!mask->provenance.file.isEmpty());
}

QTEST_MAIN(TestMaskFiles)
#include "tst_mask_files.moc"
