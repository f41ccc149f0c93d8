#include "annotation/case_editor.h"
#include "app/session/annotations/kinds/notes.h"
#include "tests/app/measuring_fixture.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// Notes at points in the real window, from the click to opening them again.
class TestNotes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void isWrittenWhereOneClicks();
  void lettersAreTypedAndMeanNothingElse();
  void isDroppedOrKept();
  void onEveryImageAndPlane();
  void isSeenInItsSliceAlone();
  void isMovedByHand();
  void isListed();
  void isUndone();
  void isSavedAndReadAgain();
  void whatIsNotUnderstoodIsSaidAndKept();
  void damagedFileIsSaidAndKept();
  void comesBackFromTheJournal();
  void isLeftOutOfAnExportWithoutPatient();
  void isNotForTablesOfSlices();

 private:
  static QString noteFile(const MainWindow& window);
  void writeFile(const QByteArray& bytes) const;

  QTemporaryDir settings_;
  QTemporaryDir phantom_;
  std::unique_ptr<QTemporaryDir> folder_;
  QString study_;
  QString file_;  ///< of its notes
};

namespace {

Note noteAt(const Point& position, const QString& text) {
  Note note;
  note.position = position;
  note.text = text;
  return note;
}

const std::map<NoteId, Note>& notesIn(MainWindow& window) {
  return window.session().openCase().document().part<NotesPart>().all();
}

/// The newest one.
const Note& lastNote(MainWindow& window) {
  if (notesIn(window).empty()) qFatal("there is no note");
  return notesIn(window).rbegin()->second;
}

/// The field in which a note is typed, or null.
QLineEdit* fieldIn(const MainWindow& window) {
  for (auto* field : window.findChildren<QLineEdit*>(QStringLiteral("noteField")))
    if (field->isVisible()) return field;
  return nullptr;
}

QLineEdit* clickForNote(MainWindow& window, SliceView& view, const Point& point) {
  chooseTool(window, Qt::Key_I, Qt::ShiftModifier);
  clickAt(view, point);
  return fieldIn(window);
}

bool writeNote(MainWindow& window, SliceView& view, const Point& point, const QString& text) {
  const std::size_t before = notesIn(window).size();
  QLineEdit* field = clickForNote(window, view, point);
  if (!field) return false;
  field->insert(text);  // QTest types letters of English alone
  QTest::keyClick(field, Qt::Key_Return);
  return notesIn(window).size() == before + 1;
}

QTreeView& listOf(MainWindow& window) {
  auto* view = window.findChild<QTreeView*>(QStringLiteral("notes"));
  if (!view) qFatal("there is no list of notes");
  return *view;
}

QUndoStack& stackOf(MainWindow& window) {
  return window.session().openCase().undoStack();
}

bool saveNotes(MainWindow& window) {
  QSignalSpy saved(&window.session().annotations(), &Keeper::saved);
  QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier);
  return QTest::qWaitFor([&] { return saved.count() == 1; }, 20000) &&
         !window.session().openCase().hasUnsavedChanges();
}

QJsonObject jsonOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

/// Within what a click can tell apart.
bool isNear(SliceView& view, const Point& a, const Point& b) {
  const double pixel = (view.toPatient({1, 0}) - view.toPatient({0, 0})).norm();
  return (a - b).norm() <= 1.5 * pixel;
}

int differingPixels(const QImage& a, const QImage& b) {
  if (a.size() != b.size()) return -1;
  int count = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x) count += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
  return count;
}

}  // namespace

void TestNotes::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  const QString failure = makePhantom(phantom_.filePath(QStringLiteral("images")));
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestNotes::init() {
  QSettings().clear();
  folder_ = std::make_unique<QTemporaryDir>();
  study_ = folder_->filePath(QStringLiteral("study"));
  QVERIFY(QDir().mkpath(study_));
  QVERIFY(QFile::link(phantom_.filePath(QStringLiteral("images")), study_ + QStringLiteral("/images")));
}

QString TestNotes::noteFile(const MainWindow& window) {
  auto& session = const_cast<MainWindow&>(window).session();
  return QStringLiteral("%1/Notes/%2/%3.json")
      .arg(session.annotations().folder().path(), session.openCase().patient()->id,
           session.openCase().study()->uid);
}

/// In the place of the study's notes.
void TestNotes::writeFile(const QByteArray& bytes) const {
  QVERIFY(QDir().mkpath(QFileInfo(file_).path()));
  QFile file(file_);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

void TestNotes::isWrittenWhereOneClicks() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  const Point point = ct.plane().origin + Point(-30, 20, 0);
  QLineEdit* field = clickForNote(*window, ct, point);
  QVERIFY(field);
  QVERIFY(window->actions().action(QStringLiteral("tool.note"))->isChecked());
  QVERIFY(field->hasFocus());
  // Beside the point, inside the view that was clicked, where a mark shows the point meanwhile.
  QCOMPARE(field->parentWidget(), &ct);
  QVERIFY(ct.rect().contains(field->geometry()));
  QVERIFY(std::abs(field->geometry().center().y() - ct.toPixel(point).y()) < 3.0);
  QCOMPARE(window->viewState().pointMarks().at(QStringLiteral("notes")).size(), std::size_t{1});
  QTest::keyClicks(field, QStringLiteral("  enlarged   node "));
  QVERIFY(notesIn(*window).empty());
  QTest::keyClick(field, Qt::Key_Return);
  QCOMPARE(notesIn(*window).size(), std::size_t{1});
  const Note& note = lastNote(*window);
  QCOMPARE(note.text, QStringLiteral("enlarged node"));
  QVERIFY(isNear(ct, note.position, point));
  QCOMPARE(note.frameOfReferenceUid,
           window->session().openCase().document().ct()->source().frameOfReferenceUid);
  QVERIFY(!note.frameOfReferenceUid.isEmpty());
  QCOMPARE(stackOf(*window).count(), 1);
  QCOMPARE(stackOf(*window).undoText(), QStringLiteral("Add note enlarged node"));
  QCOMPARE(window->session().openCase().selection().mark<NoteId>(), note.id);
  // The keys belong to the views again.
  QVERIFY(!fieldIn(*window));
  QVERIFY(window->views().hasFocus());
  chooseTool(*window, Qt::Key_V);
  QCOMPARE(window->tools().kind(), ToolKind::Select);
}

void TestNotes::lettersAreTypedAndMeanNothingElse() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  QLineEdit* field = clickForNote(*window, ct, ct.plane().origin);
  QVERIFY(field);
  const ToolKind kind = window->tools().kind();
  const Window shown = window->viewState().ctWindow();
  // Keys of tools, windows and of hiding things.
  const QString text = QStringLiteral("b w m h 2 [ ? I");
  QTest::keyClicks(field, text);
  QCOMPARE(field->text(), text);
  QCOMPARE(window->tools().kind(), kind);
  QVERIFY(window->viewState().ctWindow() == shown);
  QVERIFY(window->viewState().annotationsVisible() && !window->viewState().petHidden());
  // Its own undo, not the case's.
  QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(field->isVisible());
}

void TestNotes::isDroppedOrKept() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  const Point middle = ct.plane().origin;
  QLineEdit* field = clickForNote(*window, ct, middle);
  QVERIFY(field);
  QTest::keyClicks(field, QStringLiteral("nothing"));
  QTest::keyClick(field, Qt::Key_Escape);
  QVERIFY(!fieldIn(*window) && notesIn(*window).empty());
  QVERIFY(window->viewState().pointMarks().at(QStringLiteral("notes")).empty());
  QCOMPARE(stackOf(*window).count(), 0);
  // Escape ended the typing alone.
  QVERIFY(window->actions().action(QStringLiteral("tool.note"))->isChecked());
  // Without a text there is no note.
  field = clickForNote(*window, ct, middle);
  QTest::keyClick(field, Qt::Key_Return);
  QVERIFY(!fieldIn(*window) && notesIn(*window).empty());
  // A click elsewhere keeps what was typed, and begins the next.
  QTest::keyClicks(clickForNote(*window, ct, middle), QStringLiteral("first"));
  clickAt(ct, middle + Point(-40, -40, 0));
  QCOMPARE(lastNote(*window).text, QStringLiteral("first"));
  QTest::keyClicks(fieldIn(*window), QStringLiteral("second"));
  // So does another tool.
  window->actions().action(QStringLiteral("tool.select"))->trigger();
  QVERIFY(!fieldIn(*window));
  QCOMPARE(lastNote(*window).text, QStringLiteral("second"));
  QCOMPARE(notesIn(*window).size(), std::size_t{2});
  // A click of the note tool on a note asks for another text.
  chooseTool(*window, Qt::Key_I, Qt::ShiftModifier);
  clickAt(ct, notesIn(*window).begin()->second.position);
  field = fieldIn(*window);
  QVERIFY(field);
  QCOMPARE(field->text(), QStringLiteral("first"));
  QTest::keyClicks(field, QStringLiteral("1st"));
  QTest::keyClick(field, Qt::Key_Return);
  QCOMPARE(notesIn(*window).begin()->second.text, QStringLiteral("1st"));
  QCOMPARE(stackOf(*window).undoText(), QStringLiteral("Change note to 1st"));
  // What is being written goes with its study.
  QVERIFY(clickForNote(*window, ct, middle + Point(40, 40, 0)));
  window->session().annotations().discardUnsaved();
  window->session().openStudy(StudyRef(window->session().openCase().studyRef()));
  QTRY_VERIFY(window->session().isSettled());
  QVERIFY(!fieldIn(*window) && notesIn(*window).empty());
}

void TestNotes::onEveryImageAndPlane() {
  auto window = openWindow(study_);
  QVERIFY(window);
  for (const Layout layout : {Layout::Read, Layout::Mpr}) {
    window->setLayoutChoice(layout);
    for (SliceView* view : window->views().shownViews()) {
      QTRY_VERIFY(view->width() > 100);
      const SlicePlane plane = view->plane();
      const Point point = plane.origin + 12.0 * plane.right + 9.0 * plane.down;
      QVERIFY(writeNote(*window, *view, point, QStringLiteral("here")));
      QVERIFY(isNear(*view, lastNote(*window).position, point));
      QVERIFY(!lastNote(*window).frameOfReferenceUid.isEmpty());
      stackOf(*window).undo();
    }
  }
}

void TestNotes::isSeenInItsSliceAlone() {
  auto window = openWindow(study_);
  QVERIFY(window);
  for (const SliceContent content : {SliceContent::Ct, SliceContent::Pet, SliceContent::Fused}) {
    SliceView& view = *viewOf(*window, content);
    window->tools().setKind(ToolKind::Window);
    const QImage without = view.grabImage();
    const Point point = view.plane().origin + Point(25, 25, 0);
    NoteEditor editor(window->session().openCase().toolContext());
    const NoteId id = editor.add(noteAt(point, QStringLiteral("a note to read")));
    const int inked = differingPixels(view.grabImage(), without);
    QVERIFY(inked > 100);
    // Hidden with the annotations.
    QTest::keyClick(window.get(), Qt::Key_H);
    QVERIFY(!window->viewState().annotationsVisible());
    const int hidden = differingPixels(view.grabImage(), without);
    QVERIFY(hidden >= 0 && hidden < inked / 4);
    QTest::keyClick(window.get(), Qt::Key_H);
    // Two slices on it is gone.
    view.stepSlice(2);
    const QImage beyond = view.grabImage();
    editor.remove(id);
    QCOMPARE(differingPixels(view.grabImage(), beyond), 0);
    view.stepSlice(-2);
  }
}

void TestNotes::isMovedByHand() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  const Point from = ct.plane().origin + Point(-30, 20, 0);
  // A little beside the plane, which it keeps.
  const Point aside(0, 0, 0.25);
  NoteEditor editor(window->session().openCase().toolContext());
  const NoteId id = editor.add(noteAt(from + aside, QStringLiteral("node")));
  chooseTool(*window, Qt::Key_Escape);
  chooseTool(*window, Qt::Key_V);
  drag(ct, from, from + Point(20, -10, 0));
  QVERIFY(isNear(ct, lastNote(*window).position, from + aside + Point(20, -10, 0)));
  QVERIFY(std::abs(lastNote(*window).position.z() - (from + aside).z()) < 1e-9);
  QCOMPARE(stackOf(*window).undoText(), QStringLiteral("Move note node"));
  QCOMPARE(window->session().openCase().selection().mark<NoteId>(), id);
  QVERIFY(!fieldIn(*window));
  stackOf(*window).undo();
  QVERIFY(lastNote(*window).position.isApprox(from + aside));
  // Escape puts it back, then deselects, then leaves the tool.
  const QPoint grab = ct.toPixel(from).toPoint();
  QTest::mouseMove(&ct, grab);
  QTest::mousePress(&ct, Qt::LeftButton, {}, grab);
  QTest::mouseMove(&ct, grab + QPoint(0, 25));
  QTRY_VERIFY(!lastNote(*window).position.isApprox(from + aside));
  QTest::keyClick(window.get(), Qt::Key_Escape);
  QVERIFY(lastNote(*window).position.isApprox(from + aside));
  QTest::mouseRelease(&ct, Qt::LeftButton, {}, grab + QPoint(0, 25));
  QVERIFY(lastNote(*window).position.isApprox(from + aside));
  QCOMPARE(stackOf(*window).index(), 1);
  QCOMPARE(window->session().openCase().selection().mark<NoteId>(), id);
  QTest::keyClick(window.get(), Qt::Key_Escape);
  QVERIFY(!window->session().openCase().selection().hasMark());
  QTest::keyClick(window.get(), Qt::Key_Escape);
  QCOMPARE(window->tools().kind(), ToolKind::Window);
  // The note tool moves it, too; and on the image Delete takes what is selected.
  chooseTool(*window, Qt::Key_I, Qt::ShiftModifier);
  drag(ct, from, from + Point(0, 30, 0));
  QVERIFY(isNear(ct, lastNote(*window).position, from + aside + Point(0, 30, 0)));
  QVERIFY(!fieldIn(*window));
  window->views().setFocus();
  QTest::keyClick(window.get(), Qt::Key_Delete);
  QVERIFY(notesIn(*window).empty());
  QCOMPARE(stackOf(*window).undoText(), QStringLiteral("Delete note node"));
}

void TestNotes::isListed() {
  auto window = openWindow(study_);
  QVERIFY(window);
  QTreeView& list = listOf(*window);
  QAbstractItemModelTester tester(list.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
  QVERIFY(!list.isVisible());
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  const Point middle = ct.plane().origin;
  QVERIFY(writeNote(*window, ct, middle + Point(-30, 20, 0), QStringLiteral("one")));
  QVERIFY(writeNote(*window, ct, middle + Point(30, 20, 0), QStringLiteral("two")));
  QTRY_VERIFY(list.isVisible());
  QCOMPARE(list.model()->rowCount(), 2);
  QCOMPARE(list.model()->index(0, 0).data().toString(), QStringLiteral("one"));
  const ImageGrid& grid = window->session().openCase().document().ct()->grid();
  QCOMPARE(list.model()->index(0, 1).data().toString(),
           QStringLiteral("Im %1").arg(grid.sliceNumber(grid.nearestVoxel(middle).z())));

  // A click selects, and every view goes there.
  window->viewState().setCrosshair(middle + Point(0, 0, 30));
  QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, list.visualRect(list.model()->index(1, 0)).center());
  QCOMPARE(window->session().openCase().selection().mark<NoteId>(), lastNote(*window).id);
  QVERIFY(window->viewState().crosshair().isApprox(lastNote(*window).position));

  // Another text, typed.
  QTest::keyClick(&list, Qt::Key_F2);
  auto* editor = list.viewport()->findChild<QLineEdit*>();
  QVERIFY(editor);
  QTest::keyClicks(editor, QStringLiteral("deux"));
  QTest::keyClick(editor, Qt::Key_Return);
  QTRY_COMPARE(lastNote(*window).text, QStringLiteral("deux"));
  QCOMPARE(stackOf(*window).undoText(), QStringLiteral("Change note to deux"));

  // The arrow keys select, and Delete takes the row that is marked.
  QTest::keyClick(&list, Qt::Key_Up);
  QCOMPARE(window->session().openCase().selection().mark<NoteId>(), notesIn(*window).begin()->first);
  QTest::keyClick(&list, Qt::Key_Delete);
  QCOMPARE(list.model()->rowCount(), 1);
  QCOMPARE(list.model()->index(0, 0).data().toString(), QStringLiteral("deux"));
  QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(list.model()->rowCount(), 2);
}

void TestNotes::isUndone() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  QVERIFY(writeNote(*window, ct, ct.plane().origin, QStringLiteral("one")));
  NoteEditor editor(window->session().openCase().toolContext());
  editor.setText(lastNote(*window).id, QStringLiteral("another"));
  // What changes nothing is no step.
  editor.setText(lastNote(*window).id, QStringLiteral(" another "));
  editor.setText(lastNote(*window).id, {});
  const auto all = notesIn(*window);
  QCOMPARE(stackOf(*window).count(), 2);
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  for (int step = 0; step < 2; ++step) QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(notesIn(*window).empty());
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
  QVERIFY(!window->session().openCase().selection().hasMark());
  for (int step = 0; step < 2; ++step)
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(notesIn(*window) == all);
}

void TestNotes::isSavedAndReadAgain() {
  Note drawn;
  QString file;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    SliceView& ct = *viewOf(*window, SliceContent::Ct);
    QVERIFY(writeNote(*window, ct, ct.plane().origin + Point(-30, 20, 0), QStringLiteral("größer?")));
    QVERIFY(saveNotes(*window));
    file = noteFile(*window);
    QVERIFY2(file.startsWith(study_ + QStringLiteral("-annotations/Notes/PHANTOM-1/")), qPrintable(file));
    drawn = lastNote(*window);
    const QJsonObject record = jsonOf(file);
    QCOMPARE(record[QLatin1String("format")].toString(), QStringLiteral("uptake-notes"));
    QCOMPARE(record[QLatin1String("version")].toInt(), 1);
    QCOMPARE(record[QLatin1String("patient_id")].toString(), QStringLiteral("PHANTOM-1"));
    QCOMPARE(record[QLatin1String("study_instance_uid")].toString(),
             window->session().openCase().study()->uid);
    const QJsonArray entries = record[QLatin1String("notes")].toArray();
    QCOMPARE(entries.size(), 1);
    const QJsonObject entry = entries[0].toObject();
    QCOMPARE(entry[QLatin1String("text")].toString(), QStringLiteral("größer?"));
    QCOMPARE(entry[QLatin1String("frame_of_reference_uid")].toString(), drawn.frameOfReferenceUid);
    const QJsonArray position = entry[QLatin1String("position_mm")].toArray();
    QCOMPARE(position.size(), 3);
    for (int axis = 0; axis < 3; ++axis) QCOMPARE(position[axis].toDouble(), drawn.position[axis]);
    QCOMPARE(entry.size(), 3);
    // Changed after saving: unsaved again, until it is undone.
    QTest::keyClick(window.get(), Qt::Key_Delete);
    QVERIFY(notesIn(*window).empty() && window->session().openCase().hasUnsavedChanges());
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!window->session().openCase().hasUnsavedChanges());
  }
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
  QCOMPARE(notesIn(*window).size(), std::size_t{1});
  QCOMPARE(lastNote(*window).text, drawn.text);
  QCOMPARE(lastNote(*window).frameOfReferenceUid, drawn.frameOfReferenceUid);
  QVERIFY(lastNote(*window).position == drawn.position);
  QTRY_VERIFY(listOf(*window).isVisible());
  // Another folder gets them, too.
  const QString other = folder_->filePath(QStringLiteral("other"));
  QVERIFY(window->session().setAnnotationFolder(other).ok());
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  QVERIFY(saveNotes(*window));
  QCOMPARE(jsonOf(noteFile(*window))[QLatin1String("notes")].toArray().size(), 1);
  // Deleted and saved, none comes back.
  NoteEditor(window->session().openCase().toolContext()).remove(lastNote(*window).id);
  QVERIFY(saveNotes(*window));
  QVERIFY(jsonOf(noteFile(*window))[QLatin1String("notes")].toArray().isEmpty());
}

void TestNotes::whatIsNotUnderstoodIsSaidAndKept() {
  QString study;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    file_ = noteFile(*window);
    study = window->session().openCase().study()->uid;
  }
  const QByteArray stored =
      QStringLiteral(R"({"format": "uptake-notes", "version": 1, "patient_id": "PHANTOM-1",
      "study_instance_uid": "%1", "tool": "another program",
      "notes": [{"text": "read", "position_mm": [1.5, -2.5, 30], "author": "Ann"},
                {"text": "flat", "position_mm": [1, 2]},
                {"text": " ", "position_mm": [1, 2, 3]},
                {"text": "far", "position_mm": [1, 2, 1e5]},
                "a word"]})")
          .arg(study)
          .toUtf8();
  writeFile(stored);
  auto window = openWindow(study_);
  QVERIFY(window);
  QCOMPARE(notesIn(*window).size(), std::size_t{1});
  QVERIFY(lastNote(*window).position == Point(1.5, -2.5, 30));
  QVERIFY(lastNote(*window).frameOfReferenceUid.isEmpty());
  QStringList reasons;
  for (const FileProblem& problem : window->session().messages().problems())
    if (problem.file == file_) reasons.append(problem.reason);
  QCOMPARE(reasons.size(), 4);
  QVERIFY2(reasons[0].startsWith(QStringLiteral("Note 2 is left out")) &&
               reasons[0].contains(QStringLiteral("[1,2], not three numbers")),
           qPrintable(reasons[0]));
  QVERIFY2(reasons[1].contains(QStringLiteral("no text")), qPrintable(reasons[1]));
  QVERIFY2(reasons[2].contains(QStringLiteral("10 m")), qPrintable(reasons[2]));
  QVERIFY2(reasons[3].contains(QStringLiteral("\"a word\" is no note")), qPrintable(reasons[3]));
  NoteEditor(window->session().openCase().toolContext())
      .setText(lastNote(*window).id, QStringLiteral("changed"));
  QVERIFY(saveNotes(*window));
  const QJsonObject record = jsonOf(file_);
  QCOMPARE(record[QLatin1String("tool")].toString(), QStringLiteral("another program"));
  const QJsonArray before = QJsonDocument::fromJson(stored).object()[QLatin1String("notes")].toArray();
  const QJsonArray after = record[QLatin1String("notes")].toArray();
  QCOMPARE(after.size(), 5);
  for (int left = 1; left < 5; ++left) QVERIFY(after.contains(before[left]));
  QJsonObject changed = before[0].toObject();
  changed[QLatin1String("text")] = QStringLiteral("changed");
  QVERIFY(after.contains(changed));
}

void TestNotes::damagedFileIsSaidAndKept() {
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    file_ = noteFile(*window);
  }
  const QByteArray damaged = "{\"format\": \"uptake-notes\", \"version\": 1, \"not";
  writeFile(damaged);
  auto window = openWindow(study_);
  QVERIFY(window);
  const auto& problems = window->session().messages().problems();
  const auto found = std::ranges::find(problems, file_, &FileProblem::file);
  QVERIFY(found != problems.end());
  QVERIFY2(found->reason.contains(QStringLiteral("damaged at byte")), qPrintable(found->reason));
  // It is not replaced: what is written stays unsaved, and the reason is said.
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  QVERIFY(writeNote(*window, ct, ct.plane().origin, QStringLiteral("one")));
  QSignalSpy failed(&window->session().annotations(), &Keeper::saveFailed);
  whenAsked<QMessageBox>({}, [](QMessageBox& box) { box.close(); });
  QTest::keyClick(window.get(), Qt::Key_S, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000);
  QVERIFY2(failed[0][0].toString().contains(QStringLiteral("not overwritten")),
           qPrintable(failed[0][0].toString()));
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  QFile file(file_);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll(), damaged);
  QTRY_VERIFY(!QApplication::activeModalWidget());
  window->session().annotations().discardUnsaved();
}

void TestNotes::comesBackFromTheJournal() {
  const QString journals = folder_->filePath(QStringLiteral("journals"));
  std::map<NoteId, Note> drawn;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    // What died before it was saved, and what lies on the disk.
    SliceView& ct = *viewOf(*window, SliceContent::Ct);
    QVERIFY(writeNote(*window, ct, ct.plane().origin + Point(-40, 0, 0), QStringLiteral("saved")));
    QVERIFY(writeNote(*window, ct, ct.plane().origin + Point(0, -40, 0), QStringLiteral("to go")));
    QVERIFY(saveNotes(*window));
    window->session().annotations().journal().setFolder(journals);
    NoteEditor editor(window->session().openCase().toolContext());
    editor.remove(lastNote(*window).id);
    editor.setText(lastNote(*window).id, QStringLiteral("saved, then changed"));
    QVERIFY(writeNote(*window, ct, ct.plane().origin + Point(40, 0, 0), QStringLiteral("not saved")));
    drawn = notesIn(*window);
    QCOMPARE(QDir(journals).entryList({QStringLiteral("*.journal")}, QDir::Files).size(), 1);
    window->session().annotations().journal().end(JournalRecorder::End::Keep);
  }
  std::unique_ptr<MainWindow> window = std::make_unique<ProgramWindow>();
  window->resize(1280, 800);
  window->show();
  window->session().annotations().journal().setFolder(journals);
  QString offered;
  whenAsked<QDialog>(QStringLiteral("restore"), [&offered](QDialog& dialog) {
    for (const QLabel* label : dialog.findChildren<QLabel*>()) offered += label->text();
    dialog.findChild<QPushButton*>(QStringLiteral("restoreWork"))->click();
  });
  window->openPaths({study_});
  const auto isBack = [&] {
    if (notesIn(*window).size() != drawn.size()) return false;
    return std::ranges::all_of(drawn, [&](const auto& wanted) {
      return std::ranges::any_of(notesIn(*window), [&](const auto& found) {
        return found.second.text == wanted.second.text && found.second.position == wanted.second.position &&
               found.second.frameOfReferenceUid == wanted.second.frameOfReferenceUid;
      });
    });
  };
  QTRY_VERIFY_WITH_TIMEOUT(isBack(), 60000);
  QVERIFY2(offered.contains(QStringLiteral("2 note")), qPrintable(offered));
  QCOMPARE(stackOf(*window).count(), 1);
  QVERIFY(window->session().openCase().hasUnsavedChanges());
  stackOf(*window).undo();
  QCOMPARE(notesIn(*window).size(), std::size_t{2});
  QVERIFY(!window->session().openCase().hasUnsavedChanges());
}

void TestNotes::isLeftOutOfAnExportWithoutPatient() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SliceView& ct = *viewOf(*window, SliceContent::Ct);
  QVERIFY(writeNote(*window, ct, ct.plane().origin, QStringLiteral("of Mr Phantom")));
  Box box;
  box.sopInstanceUid = window->session().openCase().document().ct()->source().slices[2].sopInstanceUid;
  box.className = QStringLiteral("A");
  box.rect = {3, 5, 40, 30};
  CaseEditor(window->session().openCase().toolContext()).addBox(box);
  DeidentifiedFiles& files = window->session().deidentifiedFiles();
  QSignalSpy written(&files, &DeidentifiedFiles::written);
  QStringList said;
  connect(&window->session().messages(), &Messages::said, this,
          [&said](const QString& text) { said.append(text); });
  const QString folder = folder_->filePath(QStringLiteral("out"));
  files.write(folder, QStringLiteral("Case 17"), false);
  QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, 20000);
  QCOMPARE(written[0][0].toStringList().size(), 1);
  QVERIFY(!QFileInfo::exists(folder + QStringLiteral("/Notes")));
  QVERIFY2(said.last().contains(QStringLiteral("left out")), qPrintable(said.last()));
  window->session().annotations().discardUnsaved();
}

void TestNotes::isNotForTablesOfSlices() {
  auto window = openWindow(study_);
  QVERIFY(window);
  CaseFacts table;
  table.met = Need::Study | Need::Image | Need::Ct | Need::SliceTable;
  const auto& entries = window->actions().entries();
  const auto note = std::ranges::find(entries, QStringLiteral("tool.note"), &ActionTable::Entry::id);
  QVERIFY(note != entries.end());
  QVERIFY(!table.offers(note->needs));
  QVERIFY(window->actions().facts().offers(note->needs) && note->action->isEnabled());
}

QTEST_MAIN(TestNotes)
#include "tst_notes.moc"
