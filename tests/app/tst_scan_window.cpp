#include "app/features/studies/study_panel.h"
#include "tests/app/window_fixture.h"
#include "tests/io/dicom_file.h"

#include <QDir>
#include <QMessageBox>
#include <QTimer>
#include <QTreeWidgetItemIterator>

#include <algorithm>
#include <vector>

using namespace uptake;
using namespace uptake::test;

/// A folder whose scan takes long, in the window: one can work before it ends.
class TestScanWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void firstStudyIsThereBeforeTheScanEnds();
  void stoppedScanKeepsWhatItFound();
  void seriesOfOneStudyOpenTogether();
  void theStudyThatWasChosenOpensWhateverIsFoundMeanwhile();

 private:
  static constexpr int kPatients = 4;
  static constexpr int kSlices = 40;
  QTemporaryDir settings_;
  std::unique_ptr<QTemporaryDir> folder_;
};

namespace {

int patientsListed(MainWindow& window) {
  return window.findChild<StudyPanel*>()->topLevelItemCount();
}

}  // namespace

void TestScanWindow::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  qputenv("UPTAKE_READER",
          QFile::encodeName(QCoreApplication::applicationDirPath() + QStringLiteral("/slow_reader")));
}

void TestScanWindow::init() {
  QSettings().clear();
  folder_ = std::make_unique<QTemporaryDir>();
  for (int p = 0; p < kPatients; ++p) {
    const QString folder = folder_->filePath(QStringLiteral("patient %1/series").arg(p));
    QVERIFY(QDir().mkpath(folder));
    const QByteArray number = QByteArray::number(p);
    QVERIFY(writeStack(folder, kSlices, 2.0, [&](int, SliceFile& slice) {
      slice.studyUid = "1.2.3.1." + number;
      slice.seriesUid = "1.2.3.2." + number;
      slice.sopInstanceUid += '.' + number;
      slice.tags = {{0x0010, 0x0020, "P" + number}};
    }));
  }
}

void TestScanWindow::firstStudyIsThereBeforeTheScanEnds() {
  ProgramWindow window;
  window.show();
  Session& session = window.session();
  int listed = 0;
  int studies = 0;
  connect(&session.openCase(), &OpenCase::studyOpened, &window, [&] {
    ++studies;
    listed = patientsListed(window);
  });
  window.openPaths({folder_->path()});
  QTRY_VERIFY_WITH_TIMEOUT(session.openCase().study() != nullptr, 20000);
  QVERIFY(listed > 0);
  QVERIFY(listed < kPatients);
  const QString uid = session.openCase().study()->uid;
  const auto ct = session.openCase().document().ct();
  QVERIFY(ct);

  QTRY_VERIFY_WITH_TIMEOUT(session.isSettled(), 20000);
  QCOMPARE(patientsListed(window), kPatients);
  // The study that was open is open still, with the same images.
  QCOMPARE(studies, 1);
  QCOMPARE(session.openCase().study()->uid, uid);
  QCOMPARE(session.openCase().document().ct(), ct);
  for (int k = 0; k < kSlices; ++k) QCOMPARE(ct->sliceState(k), Volume::SliceState::Loaded);
  QVERIFY(session.messages().problems().empty());
}

void TestScanWindow::stoppedScanKeepsWhatItFound() {
  ProgramWindow window;
  window.show();
  Session& session = window.session();
  connect(&session.openCase(), &OpenCase::studyOpened, &session, &Session::cancelLoading);
  window.openPaths({folder_->path()});
  QTRY_VERIFY_WITH_TIMEOUT(session.openCase().study() != nullptr, 20000);
  QTRY_VERIFY_WITH_TIMEOUT(session.isSettled(), 20000);
  QVERIFY(patientsListed(window) > 0);
  QVERIFY(patientsListed(window) < kPatients);
  QVERIFY(std::ranges::any_of(session.messages().problems(), [](const FileProblem& problem) {
    return problem.reason.contains(QStringLiteral("The search was stopped"));
  }));
}

/// The folder of one study, a folder a series in it: what is shown must not be the first series alone.
void TestScanWindow::seriesOfOneStudyOpenTogether() {
  const QTemporaryDir study;
  for (int s = 0; s < 3; ++s) {
    const QString folder = study.filePath(QStringLiteral("series %1").arg(s));
    QVERIFY(QDir().mkpath(folder));
    const QByteArray number = QByteArray::number(s);
    QVERIFY(writeStack(folder, kSlices, 2.0, [&](int, SliceFile& slice) {
      slice.seriesUid = "1.2.3.2." + number;
      slice.sopInstanceUid += '.' + number;
    }));
  }
  ProgramWindow window;
  window.show();
  Session& session = window.session();
  std::vector<std::size_t> series;
  connect(&session.openCase(), &OpenCase::studyOpened, &window,
          [&] { series.push_back(session.openCase().study()->series.size()); });
  window.openPaths({study.path()});
  QTRY_VERIFY_WITH_TIMEOUT(session.openCase().study() != nullptr && session.isSettled(), 20000);
  QCOMPARE(series, (std::vector<std::size_t>{3}));
}

/// Patients that are found later come before those that are listed, while a person is asked about unsaved
/// work.
void TestScanWindow::theStudyThatWasChosenOpensWhateverIsFoundMeanwhile() {
  const QTemporaryDir folder;
  for (int p = 0; p < 2 * kPatients; ++p) {
    const QString series = folder.filePath(QStringLiteral("patient %1/series").arg(p));
    QVERIFY(QDir().mkpath(series));
    const QByteArray number = QByteArray::number(9 - p);
    QVERIFY(writeStack(series, kSlices, 2.0, [&](int, SliceFile& slice) {
      slice.studyUid = "1.2.3.1." + number;
      slice.seriesUid = "1.2.3.2." + number;
      slice.sopInstanceUid += '.' + number;
      slice.tags = {{0x0010, 0x0020, "P" + number}};
    }));
  }
  ProgramWindow window;
  window.show();
  Session& session = window.session();
  window.openPaths({folder.path()});
  QTRY_VERIFY_WITH_TIMEOUT(patientsListed(window) >= 2 && session.annotations().isRead(), 20000);
  QVERIFY(session.project().isScanning());
  Box box;
  box.sopInstanceUid = session.openCase().document().ct()->source().slices[2].sopInstanceUid;
  box.className = QStringLiteral("A");
  box.rect = {1, 1, 5, 5};
  CaseEditor(session.openCase().toolContext()).addBox(box);
  auto* panel = window.findChild<StudyPanel*>();
  QTreeWidgetItem* other = nullptr;
  QString wanted;
  for (QTreeWidgetItemIterator it(panel, QTreeWidgetItemIterator::NoChildren); *it && !other; ++it) {
    wanted = panel->indexFromItem(*it).parent().parent().data().toString();
    if (!wanted.contains(session.openCase().patient()->id)) other = *it;
  }
  QVERIFY(other);
  QTimer answer;
  connect(&answer, &QTimer::timeout, this, [&] {
    auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    if (question && !session.project().isScanning()) question->button(QMessageBox::Discard)->click();
  });
  answer.start(20);
  Q_EMIT panel->itemActivated(other, 0);
  QCOMPARE(patientsListed(window), 2 * kPatients);
  QVERIFY2(wanted.contains(session.openCase().patient()->id), qPrintable(session.openCase().patient()->id));
  QCOMPARE(session.openCase().document().boxes().size(), std::size_t{0});
}

QTEST_MAIN(TestScanWindow)
#include "tst_scan_window.moc"
