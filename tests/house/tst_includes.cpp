#include "tests/support/test_support.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

#include <set>

/// The walls of the house: who may include whom, and which libraries a room may see.
class TestIncludes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyRoomKeepsToItsArrows_data();
  void everyRoomKeepsToItsArrows();
  void featuresDoNotKnowEachOther();
  void publicHeadersShowNoToolkitTypes();
};

namespace {

const QString kVtk = QStringLiteral("vtk[A-Z]");
const QString kDicomLibraries = QStringLiteral("dcmtk/|gdcm");
const QString kItk = QStringLiteral("itk");

QStringList sourcesOf(const QString& room, const QStringList& filters) {
  QStringList files;
  QDirIterator it(uptake::test::sourceDir() + QLatin1Char('/') + room, filters, QDir::Files,
                  QDirIterator::Subdirectories);
  while (it.hasNext()) files.append(it.next());
  return files;
}

QString contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

}  // namespace

void TestIncludes::everyRoomKeepsToItsArrows_data() {
  QTest::addColumn<QString>("forbidden");
  const QString include = QStringLiteral("^\\s*#\\s*include\\s*[<\"](?:%1)");
  QTest::newRow("core") << include.arg(
      QStringLiteral("io/|annotation/|viewer/|app/|QWidget|QGui|QUndo|%1|%2|%3")
          .arg(kVtk, kDicomLibraries, kItk));
  QTest::newRow("io") << include.arg(QStringLiteral("annotation/|viewer/|app/|QWidget|QUndo|%1").arg(kVtk));
  QTest::newRow("annotation") << include.arg(
      QStringLiteral("io/|viewer/|app/|QWidget|%1|%2").arg(kVtk, kDicomLibraries));
  QTest::newRow("viewer") << include.arg(
      QStringLiteral("io/|annotation/|app/|QUndo|%1|%2").arg(kItk, kDicomLibraries));
  const QString widgets = QStringLiteral("QWidget|QDialog|QApplication>|QMainWindow|QMenu");
  QTest::newRow("app/session") << include.arg(
      QStringLiteral("viewer/|app/(?!session/)|%1|%2|%3|%4").arg(widgets, kVtk, kDicomLibraries, kItk));
  QTest::newRow("app/cli") << include.arg(
      QStringLiteral("viewer/|app/(?!session/|cli/)|%1|%2|%3|%4").arg(widgets, kVtk, kDicomLibraries, kItk));
  // What commands and windows share knows nothing of an open case.
  QTest::newRow("app/session/evaluation") << include.arg(QStringLiteral("app/(?!session/evaluation/)"));
  QTest::newRow("app/shell") << include.arg(QStringLiteral("app/(?!session/|shell/)"));
  QTest::newRow("app/features") << include.arg(QStringLiteral("app/(?!session/|shell/|features/)"));
  QTest::newRow("app") << include.arg(QStringLiteral("%1|%2|%3").arg(kVtk, kDicomLibraries, kItk));
}

void TestIncludes::everyRoomKeepsToItsArrows() {
  QFETCH(QString, forbidden);
  const QString room = QString::fromLatin1(QTest::currentDataTag());
  const QStringList files = sourcesOf(room, {QStringLiteral("*.h"), QStringLiteral("*.cpp")});
  QVERIFY2(!files.isEmpty(), "the room has no sources: is the scan looking in the right place?");
  const QRegularExpression pattern(forbidden, QRegularExpression::MultilineOption);
  QStringList crossings;
  for (const QString& file : files) {
    auto matches = pattern.globalMatch(contentOf(file));
    while (matches.hasNext())
      crossings.append(file + QStringLiteral(": ") + matches.next().captured().trimmed());
  }
  QVERIFY2(crossings.isEmpty(), qPrintable(crossings.join(QLatin1Char('\n'))));
}

void TestIncludes::featuresDoNotKnowEachOther() {
  const QString root = QStringLiteral("app/features/");
  const QRegularExpression include(QStringLiteral("#include \"app/features/(\\w+)/"));
  std::set<QString> features;
  QStringList crossings;
  for (const QString& file : sourcesOf(root.chopped(1), {QStringLiteral("*.h"), QStringLiteral("*.cpp")})) {
    const QString own = file.section(root, 1).section(QLatin1Char('/'), 0, 0);
    features.insert(own);
    auto matches = include.globalMatch(contentOf(file));
    while (matches.hasNext())
      if (const auto match = matches.next(); match.captured(1) != own)
        crossings.append(file + QStringLiteral(": ") + match.captured());
  }
  QVERIFY2(features.size() > 1, "there are no features: is the scan looking in the right place?");
  QVERIFY2(crossings.isEmpty(), qPrintable(crossings.join(QLatin1Char('\n'))));
}

void TestIncludes::publicHeadersShowNoToolkitTypes() {
  // Headers named *_p.h are private to their room.
  const QRegularExpression toolkit(
      QStringLiteral("\\b(vtk[A-Z]\\w+|itk::|gdcm::|Dcm[A-Z]\\w+|OF(String|Condition))"));
  QStringList found;
  for (const char* room : {"core", "io", "annotation", "viewer", "app"}) {
    for (const QString& file : sourcesOf(QLatin1String(room), {QStringLiteral("*.h")})) {
      if (file.endsWith(QLatin1String("_p.h"))) continue;
      const auto match = toolkit.match(contentOf(file));
      if (match.hasMatch()) found.append(file + QStringLiteral(": ") + match.captured());
    }
  }
  QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

QTEST_GUILESS_MAIN(TestIncludes)
#include "tst_includes.moc"
