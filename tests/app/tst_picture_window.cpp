#include "annotation/boxes/image_pixels.h"
#include "app/shell/window/status_line.h"
#include "tests/app/window_fixture.h"
#include "viewer/overlay/value_text.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QSignalSpy>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// A study with pictures in colour, with and without a place, an MR, and boxes on PET and colour slices, in
/// the real window by the mouse; what was saved is read by Python.
class TestPictureWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void petAndColourBoxesAreSaved();
  void boxesOfOtherSeriesAreOutlined();
  void photosAreOfferedNotChosen();
  void otherValuesAreWindowedAndRead();
  void theCommandLineTakesThem();

 private:
  static void show(MainWindow& window, int number) {
    Session& session = window.session();
    const auto& all = session.openCase().study()->series;
    session.images().showSeries(
        static_cast<int>(std::ranges::find(all, number, &SeriesEntry::number) - all.begin()));
    QVERIFY(QTest::qWaitFor([&] { return window.isSettled(); }, 30000));
  }
  /// Draws a box over these pixels of the image that a view steps through.
  static BoxId draw(MainWindow& window, SliceContent content, const PixelRect& rect) {
    SliceView* view = viewOf(window, content);
    const ImageGrid& grid = view->leadingImage()->grid();
    const int k = grid.nearestVoxel(view->plane().origin).z();
    const auto at = [&](int x, int y) { return grid.toPatient({double(x), double(y), double(k)}); };
    window.session().openCase().selection().clearMarks();
    window.tools().setKind(ToolKind::Box);
    drag(*view, at(rect.xmin, rect.ymin), at(rect.xmax, rect.ymax));
    return window.session().openCase().selection().box();
  }
  static bool save(MainWindow& window) {
    QSignalSpy saved(&window.session().annotations(), &Keeper::saved);
    QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier);
    return QTest::qWaitFor([&] { return !saved.isEmpty(); }, 30000);
  }
  static QString valuesText(MainWindow& window) {
    return window.findChild<QLabel*>(QStringLiteral("values"))->text();
  }
  static ProcessOutput script(const QString& name, const QStringList& arguments) {
    return runProcess(python(), QStringList{QStringLiteral("-W"), QStringLiteral("ignore"),
                                            sourceDir() + QStringLiteral("/tests/scripts/") + name} +
                                    arguments);
  }

  QTemporaryDir settings_;
  std::unique_ptr<QTemporaryDir> dir_;
  QString study_;
};

void TestPictureWindow::initTestCase() {
  UPTAKE_NEEDS_PYTHON();
  isolateSettings(settings_.path());
}

void TestPictureWindow::init() {
  UPTAKE_NEEDS_PYTHON();
  QSettings().clear();
  dir_ = std::make_unique<QTemporaryDir>();
  study_ = dir_->filePath(QStringLiteral("study"));
  QCOMPARE(script(QStringLiteral("make_pictures.py"), {QStringLiteral("study"), study_}).exitCode, 0);
}

void TestPictureWindow::petAndColourBoxesAreSaved() {
  const PixelRect onPet{10, 8, 21, 19};
  const PixelRect onColour{22, 18, 43, 39};
  QString folder;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    const CaseDocument& document = window->session().openCase().document();
    QVERIFY(document.ct() && document.pet() && document.ct()->source().modality == QLatin1String("CT"));
    const BoxId pet = draw(*window, SliceContent::Pet, onPet);
    QVERIFY(document.box(pet));
    QCOMPARE(document.box(pet)->rect, onPet);
    QVERIFY(document.pet()->sliceOf(document.box(pet)->sopInstanceUid) >= 0);
    QVERIFY(imageOfBox(document, pet) == document.pet());
    // Copied to the next slice of the PET, and taken back.
    window->views().setFocus();
    QTest::keyClick(&window->views(), Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(document.boxes().size(), std::size_t{2});
    QCOMPARE(document.lesionOf(pet)->boxes.size(), std::size_t{2});
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);

    show(*window, 3);
    QVERIFY(document.ct()->isColour());
    QCOMPARE(window->viewState().ctWindow(), (Window{256.0, 128.0}));
    const BoxId colour = draw(*window, SliceContent::Ct, onColour);
    QVERIFY(document.box(colour));
    QCOMPARE(document.box(colour)->rect, onColour);
    QVERIFY(document.ct()->sliceOf(document.box(colour)->sopInstanceUid) >= 0);
    // What lies under the pointer is a colour.
    SliceView* view = viewOf(*window, SliceContent::Ct);
    window->tools().setKind(ToolKind::Window);
    QTest::mouseMove(view, view->toPixel(document.ct()->grid().toPatient({32, 28, 2})).toPoint());
    QTRY_VERIFY2(valuesText(*window).contains(QLatin1String("R G B 250 120 20")),
                 qPrintable(valuesText(*window)));
    QVERIFY(!valuesText(*window).contains(QLatin1String("HU")));
    show(*window, 1);
    QCOMPARE(window->viewState().ctWindow(), (Window{350.0, 40.0}));
    QVERIFY(save(*window));
    folder = window->session().annotations().folder().path();
  }
  QStringList files;
  QDirIterator walk(folder, {QStringLiteral("*.xml")}, QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) files.append(walk.next());
  files.sort();  // by series: 2 is the PET, 3 the colours
  QCOMPARE(files.size(), 2);
  const ProcessOutput boxes = script(QStringLiteral("strict_voc.py"), files);
  QVERIFY2(boxes.exitCode == 0, boxes.err.constData());
  const QJsonArray read = QJsonDocument::fromJson(boxes.out).array();
  const auto corners = [](const QJsonArray& box) {
    return PixelRect{box[1].toInt(), box[2].toInt(), box[3].toInt(), box[4].toInt()};
  };
  QCOMPARE(corners(read[0].toArray()[0].toArray()), onPet);
  QCOMPARE(corners(read[1].toArray()[0].toArray()), onColour);
  const ProcessOutput images =
      script(QStringLiteral("make_pictures.py"), QStringList{QStringLiteral("check"), study_} + files);
  QVERIFY2(images.exitCode == 0, images.err.constData());
  QCOMPARE(images.out.trimmed(), QByteArray("[[\"PT\", 2, 32, 32], [\"PT\", 3, 64, 64]]"));

  auto window = openWindow(study_);
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  QCOMPARE(document.boxes().size(), std::size_t{2});
  QVERIFY(std::ranges::any_of(document.boxes(), [&](const auto& each) { return each.second.rect == onPet; }));
  QVERIFY(
      std::ranges::any_of(document.boxes(), [&](const auto& each) { return each.second.rect == onColour; }));
}

void TestPictureWindow::boxesOfOtherSeriesAreOutlined() {
  auto window = openWindow(study_);
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  SliceView* ct = viewOf(*window, SliceContent::Ct);
  const QImage before = ct->grabImage();
  draw(*window, SliceContent::Pet, {12, 10, 19, 17});
  window->session().openCase().selection().clearMarks();
  const QImage after = ct->grabImage();
  // The edge between pixels 11 and 12 of the PET is that between 23 and 24 of the CT.
  const Point edge = document.ct()->grid().toPatient({23.5, 28.0, 2.0});
  QRect changed;
  for (int y = 0; y < before.height(); ++y)
    for (int x = 0; x < before.width(); ++x)
      if (before.pixel(x, y) != after.pixel(x, y)) changed |= QRect(x, y, 1, 1);
  QVERIFY(!changed.isEmpty());
  const QPointF at = ct->toPixel(edge) * before.devicePixelRatio();
  QVERIFY2(std::abs(changed.left() - at.x()) <= 2.5, qPrintable(QString::number(changed.left() - at.x())));
  // On the next slice there is nothing of it.
  ct->stepSlice(1);
  const QImage next = ct->grabImage();
  window->session().openCase().document().takeBox(document.boxes().begin()->first);
  QCOMPARE(ct->grabImage(), next);
}

void TestPictureWindow::photosAreOfferedNotChosen() {
  auto window = openWindow(study_);
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  show(*window, 4);
  QVERIFY(document.ct() && document.ct()->source().isPlaceless && !document.pet());
  QVERIFY(!valuesText(*window).contains(QLatin1String("mm")));
  SliceView* view = viewOf(*window, SliceContent::Ct);
  QCOMPARE(window->views().shownViews().size(), std::size_t{1});
  QCOMPARE(document.ct()->grid().nearestVoxel(view->plane().origin).z(), 0);
  QTest::mouseMove(view, view->toPixel(document.ct()->grid().toPatient({10, 20, 0})).toPoint());
  QTRY_VERIFY2(valuesText(*window).contains(QLatin1String("column 10, row 20")),
               qPrintable(valuesText(*window)));
  QVERIFY(!valuesText(*window).contains(QLatin1String(" mm")));

  const BoxId box = draw(*window, SliceContent::Ct, {5, 6, 30, 25});
  QVERIFY(document.box(box));
  QCOMPARE(document.box(box)->rect, (PixelRect{5, 6, 30, 25}));
  // Single pictures: a box on the next one is a lesion of its own.
  window->views().setFocus();
  QTest::keyClick(&window->views(), Qt::Key_D, Qt::ControlModifier);
  QCOMPARE(document.boxLesions().size(), std::size_t{2});

  QSignalSpy said(&window->session().messages(), &Messages::said);
  window->tools().setKind(ToolKind::Brush);
  const Point middle = document.ct()->grid().toPatient({40, 20, 0});
  drag(*view, middle, middle + Point(5, 0, 0));
  QVERIFY(document.masks().empty());
  QVERIFY(!said.isEmpty());
  QVERIFY2(said.back().front().toString().contains(QLatin1String("place in space")),
           qPrintable(said.back().front().toString()));
  QVERIFY(!window->actions().action(QStringLiteral("tool.distance"))->isEnabled());
  show(*window, 1);
  QVERIFY(document.ct()->source().hasPlace() && document.pet());
}

void TestPictureWindow::otherValuesAreWindowedAndRead() {
  auto window = openWindow(study_);
  QVERIFY(window);
  const CaseDocument& document = window->session().openCase().document();
  show(*window, 5);
  QCOMPARE(document.ct()->unit(), ValueUnit::Other);
  QVERIFY(document.pet());  // in one frame of reference
  // 100 + 20 · column, from the 1st to the 99th percentile.
  const Window own = window->viewState().ctWindow();
  QVERIFY2(std::abs(own.low() - 100.0) <= 20.0 && std::abs(own.high() - 1360.0) <= 20.0,
           qPrintable(QStringLiteral("%1 … %2").arg(own.low()).arg(own.high())));
  SliceView* view = viewOf(*window, SliceContent::Ct);
  QTest::mouseMove(view, view->toPixel(document.ct()->grid().toPatient({20, 20, 2})).toPoint());
  QTRY_VERIFY2(valuesText(*window).contains(QLatin1String("value 500")), qPrintable(valuesText(*window)));
  QVERIFY(!valuesText(*window).contains(QLatin1String("HU")));
  QVERIFY(!window->actions().action(QStringLiteral("window.lung"))->isEnabled());
  // Drawn on as on CT.
  window->tools().setKind(ToolKind::Brush);
  const Point middle = document.ct()->grid().toPatient({30, 30, 2});
  drag(*view, middle, middle + Point(6, 0, 0));
  QCOMPARE(document.masks().size(), std::size_t{1});
}

void TestPictureWindow::theCommandLineTakesThem() {
  const QString cli = program(QStringLiteral("uptake-cli"));
  const QString voc = dir_->filePath(QStringLiteral("voc"));
  QVERIFY(QDir().mkpath(voc));
  const auto write = [&](const char* uid, int columns, int rows) {
    QFile file(QStringLiteral("%1/%2.xml").arg(voc, QLatin1String(uid)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("<annotation><size><width>" + QByteArray::number(columns) + "</width><height>" +
               QByteArray::number(rows) +
               "</height><depth>1</depth></size><object><name>A</name><bndbox><xmin>3</xmin><ymin>4</ymin>"
               "<xmax>9</xmax><ymax>8</ymax></bndbox></object></annotation>");
  };
  write("1.2.77.2.2.3", 32, 32);
  write("1.2.77.2.3.3", 64, 64);
  write("1.2.77.2.4.1", 80, 48);
  const ProcessOutput listed = runProcess(
      cli, {QStringLiteral("voc"), QStringLiteral("--json"), QStringLiteral("--dicom"), study_, voc});
  QVERIFY2(listed.exitCode == 0, QByteArray(listed.err + listed.out.right(600)).constData());
  const QJsonArray boxes = QJsonDocument::fromJson(listed.out).object()[QLatin1String("boxes")].toArray();
  QCOMPARE(boxes.size(), 3);
  QCOMPARE(boxes[0].toObject()[QLatin1String("position_mm")].toArray()[2].toDouble(), 108.0);
  QCOMPARE(boxes[1].toObject()[QLatin1String("series_uid")].toString(), QStringLiteral("1.2.77.3.3"));
  QVERIFY(boxes[2].toObject()[QLatin1String("position_mm")].isNull());

  for (const char* number : {"2", "3", "4"}) {
    const QString folder = dir_->filePath(QStringLiteral("series") + QLatin1String(number));
    QVERIFY(QDir().mkpath(folder));
    for (const QFileInfo& info :
         QDir(study_).entryInfoList({QLatin1String(number) + QStringLiteral("-*.dcm")}, QDir::Files))
      QVERIFY(QFile::copy(info.filePath(), folder + QLatin1Char('/') + info.fileName()));
    const QString seg = dir_->filePath(QStringLiteral("seg%1.dcm").arg(QLatin1String(number)));
    const ProcessOutput made =
        runProcess(cli, {QStringLiteral("voc2seg"), QStringLiteral("--source"), folder,
                         QStringLiteral("--boxes"), voc, QStringLiteral("--out"), seg});
    if (QLatin1String(number) == QLatin1String("4")) {
      QCOMPARE(made.exitCode, 3);
      QVERIFY2(made.err.contains("without a place"), made.err.constData());
      continue;
    }
    QVERIFY2(made.exitCode == 0, made.err.constData());
    QVERIFY2(made.out.contains("A 1\t35"), made.out.constData());
    const QString back = dir_->filePath(QStringLiteral("back%1").arg(QLatin1String(number)));
    const ProcessOutput again =
        runProcess(cli, {QStringLiteral("seg2voc"), QStringLiteral("--source"), folder,
                         QStringLiteral("--mask"), seg, QStringLiteral("--out"), back});
    QVERIFY2(again.exitCode == 0, again.err.constData());
    const QStringList files = QDir(back).entryList({QStringLiteral("*.xml")});
    QCOMPARE(files, QStringList{QStringLiteral("1.2.77.2.%1.3.xml").arg(QLatin1String(number))});
    const ProcessOutput strict =
        script(QStringLiteral("strict_voc.py"), {back + QLatin1Char('/') + files.front()});
    QVERIFY2(strict.exitCode == 0, strict.err.constData());
    QCOMPARE(strict.out.trimmed(), QByteArray("[[[\"A\", 3, 4, 9, 8]]]"));
  }
}

QTEST_MAIN(TestPictureWindow)
#include "tst_picture_window.moc"
