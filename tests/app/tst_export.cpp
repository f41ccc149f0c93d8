#include "app/features/export/scroll_export.h"
#include "tests/app/window_fixture.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTimer>

#include <set>

using namespace uptake;
using namespace uptake::test;

/// Pictures and scroll-throughs written through the dialog, looked at as files.
class TestExport : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup() { window_.reset(); }
  void aPictureOfTheActiveView();
  void patientTextStaysOutUnlessAskedFor();
  void aPictureOfAllViews();
  void neverIntoTheOpenedFolderNorOverAFile();
  void everySliceOnce();
  void aRangeAndItsNumbers();
  void cancelLeavesTheRest();
  void aFilmWhereFfmpegIs();

 private:
  /// Presses the action's key and answers the dialog by `fill`, which gets it; then Save.
  void answer(Qt::Key key, Qt::KeyboardModifiers modifiers, const std::function<void(QDialog&)>& fill);
  template <class T>
  static T* part(QDialog& dialog, const char* name) {
    return dialog.findChild<T*>(QLatin1String(name));
  }
  QString file(const QString& name) const { return out_->filePath(name); }
  int waitForPictures();

  QTemporaryDir folder_;
  QString study_;
  std::unique_ptr<QTemporaryDir> out_;
  std::unique_ptr<MainWindow> window_;
  QStringList said_;
};

void TestExport::initTestCase() {
  isolateSettings(folder_.path());
  study_ = folder_.filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestExport::init() {
  QSettings().clear();
  out_ = std::make_unique<QTemporaryDir>();
  window_ = openWindow(study_);
  QVERIFY(window_);
  QTRY_VERIFY(window_->views().isSettled());
  window_->views().setFocus();
  said_.clear();
  connect(&window_->session().messages(), &Messages::said, this,
          [this](const QString& text) { said_.append(text); });
}

void TestExport::answer(Qt::Key key, Qt::KeyboardModifiers modifiers,
                        const std::function<void(QDialog&)>& fill) {
  // After a dialog, where no window manager gives the keyboard back.
  window_->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  window_->views().setFocus();
  bool answered = false;
  whenAsked<QDialog>(
      {},
      [&](QDialog& dialog) {
        fill(dialog);
        dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save)->click();
        if (dialog.isVisible()) dialog.reject();
      },
      &answered);
  QTest::keyClick(&window_->views(), key, modifiers);
  QVERIFY(answered);
}

void TestExport::aPictureOfTheActiveView() {
  SliceView* ct = viewOf(*window_, SliceContent::Ct);
  QTest::mouseClick(ct, Qt::LeftButton, {}, ct->rect().center());
  answer(Qt::Key_E, Qt::ControlModifier, [&](QDialog& dialog) {
    QVERIFY(part<QCheckBox>(dialog, "withoutPatient")->isChecked());
    part<QCheckBox>(dialog, "withoutPatient")->setChecked(false);
    part<QLineEdit>(dialog, "path")->setText(file(QStringLiteral("one")));  // the ending is added
  });
  QTRY_VERIFY(QFile::exists(file(QStringLiteral("one.png"))));
  const QImage shown = ct->grabImage();
  const QImage once(file(QStringLiteral("one.png")));
  QCOMPARE(once.size(), shown.size());
  QCOMPARE(once.convertToFormat(QImage::Format_RGB32), shown.convertToFormat(QImage::Format_RGB32));

  answer(Qt::Key_E, Qt::ControlModifier, [&](QDialog& dialog) {
    part<QComboBox>(dialog, "size")->setCurrentIndex(1);
    part<QLineEdit>(dialog, "path")->setText(file(QStringLiteral("two.png")));
  });
  QTRY_VERIFY(QFile::exists(file(QStringLiteral("two.png"))));
  QCOMPARE(QImage(file(QStringLiteral("two.png"))).size(), 2 * shown.size());
}

void TestExport::patientTextStaysOutUnlessAskedFor() {
  SliceView* ct = viewOf(*window_, SliceContent::Ct);
  QTest::mouseClick(ct, Qt::LeftButton, {}, ct->rect().center());
  answer(Qt::Key_E, Qt::ControlModifier, [&](QDialog& dialog) {
    part<QLineEdit>(dialog, "path")->setText(file(QStringLiteral("without.png")));
  });
  QTRY_VERIFY(QFile::exists(file(QStringLiteral("without.png"))));
  const QImage with = ct->grabImage();
  const QImage without(file(QStringLiteral("without.png")));
  // The corner that names the patient is as empty as with no corner text at all; the others are as shown.
  window_->viewState().setCornerTextVisible(false);
  const QImage bare = ct->grabImage();
  const QRect patientCorner(0, 0, with.width() / 2 - 20, 48);
  const QRect otherCorner(with.width() / 2 + 20, 0, with.width() / 2 - 20, 48);
  const auto cut = [](const QImage& image, const QRect& rect) {
    return image.copy(rect).convertToFormat(QImage::Format_RGB32);
  };
  QVERIFY(cut(with, patientCorner) != cut(bare, patientCorner));
  QCOMPARE(cut(without, patientCorner), cut(bare, patientCorner));
  QCOMPARE(cut(without, otherCorner), cut(with, otherCorner));
  QVERIFY(cut(with, otherCorner) != cut(bare, otherCorner));
}

void TestExport::aPictureOfAllViews() {
  answer(Qt::Key_E, Qt::ControlModifier, [&](QDialog& dialog) {
    part<QComboBox>(dialog, "what")->setCurrentIndex(1);
    part<QCheckBox>(dialog, "withoutPatient")->setChecked(false);
    part<QLineEdit>(dialog, "path")->setText(file(QStringLiteral("all.png")));
  });
  QTRY_VERIFY(QFile::exists(file(QStringLiteral("all.png"))));
  const QImage all(file(QStringLiteral("all.png")));
  const double ratio = window_->devicePixelRatioF();
  QCOMPARE(all.size(), (QSizeF(window_->views().size()) * ratio).toSize());
  for (SliceView* view : window_->views().shownViews()) {
    const QImage shown = view->grabImage();
    const QPoint corner = (QPointF(view->mapTo(&window_->views(), QPoint(0, 0))) * ratio).toPoint();
    QCOMPARE(all.copy(QRect(corner, shown.size())).convertToFormat(QImage::Format_RGB32),
             shown.convertToFormat(QImage::Format_RGB32));
  }
}

void TestExport::neverIntoTheOpenedFolderNorOverAFile() {
  answer(Qt::Key_E, Qt::ControlModifier, [&](QDialog& dialog) {
    part<QLineEdit>(dialog, "path")->setText(study_ + QStringLiteral("/CT/x.png"));
    dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save)->click();
    QVERIFY(part<QLabel>(dialog, "message")->text().contains(QLatin1String("never written")));
  });
  QVERIFY(!QFile::exists(study_ + QStringLiteral("/CT/x.png")));
  answer(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier,
         [&](QDialog& dialog) { part<QLineEdit>(dialog, "path")->setText(study_ + QStringLiteral("/new")); });
  QTest::qWait(200);
  QVERIFY(!QFile::exists(study_ + QStringLiteral("/new")));

  QFile there(file(QStringLiteral("there.png")));
  QVERIFY(there.open(QIODevice::WriteOnly));
  there.write("mine");
  there.close();
  const auto answerQuestion = [](bool replace) {
    whenAsked<QMessageBox>({}, [replace](QMessageBox& question) {
      auto* button = replace ? question.findChild<QPushButton*>(QStringLiteral("replace"))
                             : qobject_cast<QPushButton*>(question.button(QMessageBox::Cancel));
      button->click();
    });
  };
  for (const bool replace : {false, true}) {
    answerQuestion(replace);
    answer(Qt::Key_E, Qt::ControlModifier,
           [&](QDialog& dialog) { part<QLineEdit>(dialog, "path")->setText(there.fileName()); });
    if (!replace) {
      QVERIFY(there.open(QIODevice::ReadOnly));
      QCOMPARE(there.readAll(), QByteArray("mine"));
      there.close();
    } else {
      QTRY_VERIFY(!QImage(there.fileName()).isNull());
    }
  }
}

int TestExport::waitForPictures() {
  const bool told = QTest::qWaitFor(
      [&] {
        return std::ranges::any_of(
            said_, [](const QString& text) { return text.contains(QLatin1String("written to")); });
      },
      60000);
  return told ? static_cast<int>(QDir(out_->path()).entryList({QStringLiteral("*.png")}).size()) : -1;
}

void TestExport::everySliceOnce() {
  SliceView* ct = viewOf(*window_, SliceContent::Ct);
  QTest::mouseClick(ct, Qt::LeftButton, {}, ct->rect().center());
  const int slices = window_->session().openCase().document().ct()->grid().size().z();
  const Point before = window_->viewState().crosshair();
  answer(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier, [&](QDialog& dialog) {
    QCOMPARE(part<QSpinBox>(dialog, "last")->value(), slices);
    part<QLineEdit>(dialog, "path")->setText(out_->path());
    part<QLineEdit>(dialog, "name")->setText(QStringLiteral("ct"));
  });
  QCOMPARE(waitForPictures(), slices);
  QVERIFY(window_->viewState().crosshair() == before);  // nobody's place was lost

  const QStringList files = QDir(out_->path()).entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name);
  QCOMPARE(files.front(), QStringLiteral("ct-001.png"));
  std::set<QByteArray> contents;
  QSize size;
  for (const QString& name : files) {
    const QImage image(file(name));
    QVERIFY(!image.isNull());
    if (size.isEmpty()) size = image.size();
    QCOMPARE(image.size(), size);
    // The image alone, without the texts that count it.
    const QImage middle = image.copy(image.rect().adjusted(60, 60, -60, -60));
    contents.insert(QByteArray(reinterpret_cast<const char*>(middle.constBits()), middle.sizeInBytes()));
  }
  QCOMPARE(size, ct->grabImage().size());
  QCOMPARE(static_cast<int>(contents.size()), slices);

  // Number 5 is what the fifth slice looks like.
  window_->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  QTest::keyClick(&window_->views(), Qt::Key_Home);
  for (int step = 1; step < 5; ++step) QTest::keyClick(&window_->views(), Qt::Key_Down);
  SliceDisplay display = ct->display();
  display.patientText = false;
  const QImage fifth(file(QStringLiteral("ct-005.png")));
  QCOMPARE(fifth.convertToFormat(QImage::Format_RGB32),
           ct->grabImage(display, 1.0).convertToFormat(QImage::Format_RGB32));
}

void TestExport::aRangeAndItsNumbers() {
  answer(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier, [&](QDialog& dialog) {
    part<QSpinBox>(dialog, "first")->setValue(7);
    part<QSpinBox>(dialog, "last")->setValue(9);
    part<QComboBox>(dialog, "size")->setCurrentIndex(1);
    part<QLineEdit>(dialog, "path")->setText(out_->path());
    part<QLineEdit>(dialog, "name")->setText(QStringLiteral("part"));
  });
  QCOMPARE(waitForPictures(), 3);
  QCOMPARE(QDir(out_->path()).entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name),
           (QStringList{QStringLiteral("part-007.png"), QStringLiteral("part-008.png"),
                        QStringLiteral("part-009.png")}));
  QCOMPARE(QImage(file(QStringLiteral("part-008.png"))).size(),
           2 * window_->views().activeView()->grabImage().size());
}

void TestExport::cancelLeavesTheRest() {
  SliceView& view = *window_->views().activeView();
  ScrollExport run(view, {}, {1, 1000}, out_->path(), QStringLiteral("c"), false);
  QSignalSpy finished(&run, &ScrollExport::finished);
  connect(&run, &ScrollExport::progressed, &run, [&run](int done) {
    if (done == 3) run.cancel();
  });
  run.start();
  QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20000);
  QVERIFY(!finished.front().at(1).toString().isEmpty());
  QTest::qWait(300);
  const auto written = QDir(out_->path()).entryList({QStringLiteral("*.png")}).size();
  QVERIFY(written >= 3 && written <= 5);
  QCOMPARE(finished.count(), 1);

  // A folder that cannot be made is said, not ignored.
  QFile blocker(file(QStringLiteral("blocker")));
  QVERIFY(blocker.open(QIODevice::WriteOnly));
  blocker.close();
  ScrollExport failing(view, {}, {1, 3}, file(QStringLiteral("blocker/inside")), QStringLiteral("c"), false);
  QSignalSpy failed(&failing, &ScrollExport::finished);
  failing.start();
  QTRY_COMPARE(failed.count(), 1);
  QCOMPARE(failed.front().at(0).toInt(), 0);
  QVERIFY(!failed.front().at(1).toString().isEmpty());
}

void TestExport::aFilmWhereFfmpegIs() {
  if (filmProgram().isEmpty()) {
    // Then it is not offered.
    answer(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier, [&](QDialog& dialog) {
      QVERIFY(!part<QCheckBox>(dialog, "film")->isVisible());
      part<QLineEdit>(dialog, "path")->clear();
    });
    QSKIP("ffmpeg is absent");
  }
  answer(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier, [&](QDialog& dialog) {
    QVERIFY(part<QCheckBox>(dialog, "film")->isVisible());
    part<QCheckBox>(dialog, "film")->setChecked(true);
    part<QSpinBox>(dialog, "first")->setValue(5);
    part<QSpinBox>(dialog, "last")->setValue(14);
    part<QLineEdit>(dialog, "path")->setText(out_->path());
    part<QLineEdit>(dialog, "name")->setText(QStringLiteral("film"));
  });
  QCOMPARE(waitForPictures(), 10);
  QVERIFY2(QFileInfo(file(QStringLiteral("film.mp4"))).size() > 1000,
           qPrintable(said_.join(QLatin1Char('\n'))));
  // Its pictures can be read again, and are ten.
  const ProcessOutput frames =
      runProcess(filmProgram(), {QStringLiteral("-nostdin"), QStringLiteral("-i"),
                                 file(QStringLiteral("film.mp4")), file(QStringLiteral("frame-%02d.bmp"))});
  QCOMPARE(frames.exitCode, 0);
  QCOMPARE(QDir(out_->path()).entryList({QStringLiteral("*.bmp")}).size(), 10);
}

QTEST_MAIN(TestExport)
#include "tst_export.moc"
