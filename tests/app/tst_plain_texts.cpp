#include "app/features/studies/study_panel.h"
#include "core/foreign_text.h"
#include "io/review/review_record.h"
#include "tests/app/window_fixture.h"
#include "tests/io/dicom_file.h"

#include <QHelpEvent>
#include <QLabel>
#include <QMessageBox>
#include <QToolTip>
#include <QTreeWidgetItemIterator>

using namespace uptake;
using namespace uptake::test;

namespace {

constexpr const char* kPicture = "<img src='file:///nowhere.png'><b>fat</b>";

}  // namespace

/// Texts of files are shown as they are: nothing in them is HTML, an order for a terminal, or a formula.
class TestPlainTexts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void toolTipsAreNoHtml();
  void messagesAreNoHtml();
  void longNamesAreBounded();
  void terminalsGetNoOrders();
  void tablesGetNoFormulas();

 private:
  bool write(const QByteArray& patient, const QByteArray& description);
  QTemporaryDir settings_;
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestPlainTexts::initTestCase() {
  isolateSettings(settings_.path());
}

bool TestPlainTexts::write(const QByteArray& patient, const QByteArray& description) {
  folder_ = std::make_unique<QTemporaryDir>();
  return writeStack(folder_->path(), 3, 2.0, [&](int, SliceFile& slice) {
    slice.tags.push_back({0x0010, 0x0010, patient});
    slice.tags.push_back({0x0010, 0x0020, "P1"});
    slice.tags.push_back({0x0008, 0x103e, description});
  });
}

void TestPlainTexts::toolTipsAreNoHtml() {
  QVERIFY(write(kPicture, kPicture));
  const auto window = openWindow(folder_->path());
  QVERIFY(window);
  auto* panel = window->findChild<StudyPanel*>();
  int shown = 0;
  for (QTreeWidgetItemIterator it(panel); *it; ++it) {
    if (!(*it)->toolTip(0).contains(QLatin1String("<img"))) continue;
    panel->scrollToItem(*it);
    const QPoint place = panel->visualItemRect(*it).center();
    QHelpEvent help(QEvent::ToolTip, place, panel->viewport()->mapToGlobal(place));
    QApplication::sendEvent(panel->viewport(), &help);
    QTRY_VERIFY(QToolTip::isVisible());
    for (QWidget* widget : QApplication::topLevelWidgets()) {
      auto* tip = qobject_cast<QLabel*>(widget);
      if (!tip || !tip->inherits("QTipLabel") || !tip->isVisible()) continue;
      ++shown;
      QCOMPARE(tip->textFormat(), Qt::PlainText);
      QCOMPARE(tip->text(), (*it)->toolTip(0));
    }
    QToolTip::hideText();
    QTRY_VERIFY(!QToolTip::isVisible());
  }
  QVERIFY(shown >= 2);
}

void TestPlainTexts::messagesAreNoHtml() {
  QVERIFY(write("A", "B"));
  const auto window = openWindow(folder_->path());
  QVERIFY(window);
  QMessageBox box(QMessageBox::Warning, QStringLiteral("title"), QLatin1String(kPicture), QMessageBox::Ok,
                  window.get());
  box.setInformativeText(QLatin1String(kPicture));
  box.show();
  QVERIFY(QTest::qWaitForWindowExposed(&box));
  int labels = 0;
  for (const QLabel* label : box.findChildren<QLabel*>()) {
    if (label->text() != QLatin1String(kPicture)) continue;
    ++labels;
    QCOMPARE(label->textFormat(), Qt::PlainText);
  }
  QCOMPARE(labels, 2);
  // What is meant to be HTML says so.
  for (const QLabel* label : window->findChildren<QLabel*>())
    QVERIFY2(!label->isVisible() || label->window() == &box || label->textFormat() == Qt::RichText ||
                 !label->text().contains(QLatin1String("</")),
             qPrintable(label->text()));
}

void TestPlainTexts::longNamesAreBounded() {
  QVERIFY(write(QByteArray(60000, 'n'), "B"));
  const auto window = openWindow(folder_->path());
  QVERIFY(window);
  QVERIFY(!window->session().openCase().patient()->name.isEmpty());
  QVERIFY(window->session().openCase().patient()->name.size() <= kLongestForeignText);
  for (QTreeWidgetItemIterator it(window->findChild<StudyPanel*>()); *it; ++it)
    QVERIFY((*it)->text(0).size() <= kLongestForeignText + 100);
}

void TestPlainTexts::terminalsGetNoOrders() {
  QVERIFY(write("Evil\x1b[2J\x07^Name", "\x1b]0;title\x07"));
  const QString program = qEnvironmentVariable("UPTAKE_BIN_DIR") + QStringLiteral("/uptake-cli");
  for (const QStringList& options : {QStringList(), QStringList{QStringLiteral("--json")}}) {
    const auto run = runProcess(program, QStringList{QStringLiteral("inspect"), folder_->path()} + options);
    QVERIFY(run.out.contains("Evil"));
    for (const QByteArray& text : {run.out, run.err})
      for (const char c : {'\x1b', '\x07'}) QVERIFY(!text.contains(c));
  }
  const auto failed = runProcess(program, {QStringLiteral("inspect"), QStringLiteral("/no\x1b[31mwhere")});
  QVERIFY(!failed.err.isEmpty());
  QVERIFY(!failed.err.contains('\x1b'));
}

void TestPlainTexts::tablesGetNoFormulas() {
  const QTemporaryDir project;
  ReviewEvent event;
  event.id = QStringLiteral("1");
  event.reader = QStringLiteral("anna");
  event.time = QDateTime(QDate(2026, 1, 5), QTime(8, 0), Qt::UTC);
  event.act = ReviewAct::Disputed;
  event.patientId = QStringLiteral("@SUM(A1)");
  event.studyInstanceUid = QStringLiteral("1.2");
  event.comment = QStringLiteral("=cmd|' /C calc'!A0");
  std::vector<ReviewEvent> events{event};
  QVERIFY(appendReviewEvents(reviewFolder(project.path()), events).ok());
  const QString program = qEnvironmentVariable("UPTAKE_BIN_DIR") + QStringLiteral("/uptake-cli");
  const auto run = runProcess(program, {QStringLiteral("audit"), project.path(), QStringLiteral("--csv")});
  QVERIFY2(run.out.contains(",'=cmd|' /C calc'!A0,"), run.out.constData());
  QVERIFY(run.out.contains(",'@SUM(A1),"));
}

QTEST_MAIN(TestPlainTexts)
#include "tst_plain_texts.moc"
