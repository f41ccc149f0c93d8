#pragma once

#include "annotation/case_editor.h"
#include "annotation/commands/mask_edit.h"
#include "app/session/review/review_controller.h"
#include "tests/app/window_fixture.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace uptake::test {

/// A collection of three small cases and its project folder; readers are windows, one after the other.
class ReviewFixture {
 protected:
  /// Makes the cases, once for all tests.
  void makeCases();
  /// A collection of its own for a test, with settings of nobody.
  void makeCollection();

  std::unique_ptr<MainWindow> openAs(const QString& reader);
  void key(MainWindow& window, int key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier);
  /// Draws a lesion of some voxels into a mask on the PET.
  static void draw(MainWindow& window, int size = 6);
  /// Marks the open case.
  static Result<void> mark(MainWindow& window, ReviewAct act);
  /// Makes the open case one that each reader reads blind; it is open again.
  bool beginBlindReading(MainWindow& window);
  static bool waitForCase(MainWindow& window, const QString& study);
  static QString caseOf(MainWindow& window) {
    // The phantoms are studies of one patient.
    return window.session().openCase().study() ? window.session().openCase().study()->uid : QString();
  }
  static CaseState stateOf(MainWindow& window) { return window.review().current().state; }
  QJsonObject audit();

  QTemporaryDir root_;
  std::unique_ptr<QTemporaryDir> dir_;
  QString collection_;
  QString project_;
};

inline void ReviewFixture::makeCases() {
  isolateSettings(root_.filePath(QStringLiteral("settings")));
  // Made once, linked into each test's collection.
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    JobControl control;
    const auto written = writePhantom(root_.filePath(QStringLiteral("case%1").arg(seed)),
                                      {.seed = seed, .size = PhantomSize::Small}, control);
    QVERIFY(written.ok());
  }
}

inline void ReviewFixture::makeCollection() {
  QSettings().clear();
  dir_ = std::make_unique<QTemporaryDir>();
  collection_ = dir_->filePath(QStringLiteral("collection"));
  project_ = collection_ + QStringLiteral("-annotations");
  QVERIFY(QDir().mkpath(collection_));
  for (int seed = 1; seed <= 3; ++seed)
    QVERIFY(QFile::link(root_.filePath(QStringLiteral("case%1").arg(seed)),
                        collection_ + QStringLiteral("/case%1").arg(seed)));
  QFile clinical(collection_ + QStringLiteral("/clinical.csv"));
  QVERIFY(clinical.open(QIODevice::WriteOnly));
}

inline std::unique_ptr<MainWindow> ReviewFixture::openAs(const QString& reader) {
  QSettings().setValue(QStringLiteral("review/reader"), reader);
  auto window = openWindow(collection_);
  if (!window) return nullptr;
  window->review().setKeptFolder(dir_->filePath(QStringLiteral("kept")));
  if (!QTest::qWaitFor(
          [&] { return window->review().isSettled() && !window->session().project().isScanning(); }, 30000))
    return nullptr;
  return window;
}

inline void ReviewFixture::key(MainWindow& window, int key, Qt::KeyboardModifiers modifiers) {
  // A dialog before may have taken it.
  window.activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&window));
  QTest::keyClick(&window.views(), static_cast<Qt::Key>(key), modifiers);
}

inline void ReviewFixture::draw(MainWindow& window, int size) {
  Session& session = window.session();
  CaseEditor editor(session.openCase().toolContext());
  MaskId id = MaskId::None;
  for (const auto& mask : session.openCase().document().masks())
    if (!mask->locks.all) id = mask->id;
  if (id == MaskId::None)
    id = editor.addMask(QStringLiteral("Mask"), *session.openCase().document().pet()).take();
  const MaskLayer& mask = *session.openCase().document().mask(id);
  std::vector<LabelEdit> runs;
  for (int j = 4; j < 4 + size; ++j)
    for (int i = 4; i < 4 + size; ++i)
      if (mask.labels.at({i, j, 6}) == 0) runs.push_back({mask.labels.grid().offset(i, j, 6), 1, 0, 1});
  pushLesionEdit(session.openCase().toolContext(), id, std::move(runs), {}, QStringLiteral("draw"));
}

inline bool ReviewFixture::waitForCase(MainWindow& window, const QString& study) {
  const bool isThere = QTest::qWaitFor(
      [&] {
        return caseOf(window) == study && window.session().isSettled() &&
               window.session().annotations().isRead() && window.review().isSettled();
      },
      30000);
  if (!isThere)
    qWarning("open is %s instead of %s; settled %d, annotations read %d, review settled %d",
             qPrintable(caseOf(window)), qPrintable(study), window.session().isSettled(),
             window.session().annotations().isRead(), window.review().isSettled());
  return isThere;
}

inline bool ReviewFixture::beginBlindReading(MainWindow& window) {
  const QString study = caseOf(window);
  window.review().setRule({1, true});
  // The rule holds for the case from when it is opened next.
  key(window, Qt::Key_PageDown);
  if (!QTest::qWaitFor([&] { return caseOf(window) != study; }) || !waitForCase(window, caseOf(window)))
    return false;
  key(window, Qt::Key_PageUp);
  return waitForCase(window, study);
}

inline Result<void> ReviewFixture::mark(MainWindow& window, ReviewAct act) {
  std::optional<Result<void>> marked;
  window.review().mark(act, {}, {}, [&](const Result<void>& done) { marked = done; });
  if (!QTest::qWaitFor([&] { return marked.has_value(); }, 30000))
    return Error{ErrorKind::Internal, QStringLiteral("no answer"), {}};
  return *marked;
}

inline QJsonObject ReviewFixture::audit() {
  const ProcessOutput out = runProcess(program(QStringLiteral("uptake-cli")),
                                       {QStringLiteral("audit"), project_, QStringLiteral("--json")});
  return QJsonDocument::fromJson(out.out).object();
}

}  // namespace uptake::test
