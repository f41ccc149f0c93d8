#include "core/csv.h"
#include "core/foreign_text.h"
#include "tests/support/test_support.h"

using namespace uptake;

/// Texts of files from outside reach windows, terminals and tables without doing anything there.
class TestForeignText : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void longTextsAreBounded();
  void terminalsGetNoOrders();
  void linesStayOne();
  void csvFields_data();
  void csvFields();
};

void TestForeignText::longTextsAreBounded() {
  const QString whole(kLongestForeignText, QLatin1Char('n'));
  QCOMPARE(boundedText(whole), whole);
  const QString shown = boundedText(whole + QLatin1Char('x'));
  QCOMPARE(shown.size(), kLongestForeignText);
  QVERIFY(shown.startsWith(whole.left(kLongestForeignText / 2)));
  // Two patients whose IDs differ only at the end stay two.
  QVERIFY(shown != boundedText(whole + QLatin1Char('y')));
  const QString pairs = QString::fromUcs4(U"\U0001F600").repeated(kLongestForeignText);
  QVERIFY(!QString::fromUtf8(boundedText(pairs).toUtf8()).contains(QChar::ReplacementCharacter));
}

void TestForeignText::terminalsGetNoOrders() {
  QCOMPARE(withoutControls("a\x1b[31mred\x07\x7f\r\n\tb"), QByteArray("a[31mred\r\n\tb"));
  // U+009B begins such orders too; letters beside it stay.
  QCOMPARE(withoutControls("\xc2\x9b"
                           "31m \xc2\xa0 \xc3\xa9 \xd1\x8f"),
           QByteArray("31m \xc2\xa0 \xc3\xa9 \xd1\x8f"));
  QCOMPARE(withoutControls("\xc2"), QByteArray("\xc2"));
}

void TestForeignText::linesStayOne() {
  QCOMPARE(oneLine(QStringLiteral("a\r\n\tb\x1b[31m\u009b")), QStringLiteral("a  b[31m"));
  // Right-to-left override: what follows would be shown in reverse.
  QCOMPARE(oneLine(QStringLiteral("A\u202e.1\u2066")), QStringLiteral("A.1"));
}

void TestForeignText::csvFields_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QByteArray>("field");
  const auto row = [](const char* name, const char* text, const char* field) {
    QTest::newRow(name) << QString::fromUtf8(text) << QByteArray(field);
  };
  row("plain", "Lesion 1", "Lesion 1");
  row("empty", "", "");
  row("comma", "a,b", "\"a,b\"");
  row("quotes", "the \"left\" one", "\"the \"\"left\"\" one\"");
  row("line feed", "a\nb", "\"a\nb\"");
  row("other control characters", "a\tb\rc\x1b", "a b c ");
  row("command", "=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0");
  row("command behind blanks", "  =cmd|x", "'  =cmd|x");
  row("command behind a tab", "\t=cmd|x", "' =cmd|x");
  row("link", "=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  row("function", "@SUM(1)", "'@SUM(1)");
  row("minus", "-cmd|x", "'-cmd|x");
  row("sum", "=1+1", "=1+1");
  row("number", "-5.5", "-5.5");
  row("minus inside", "T-2 N+1", "T-2 N+1");
}

void TestForeignText::csvFields() {
  QFETCH(QString, text);
  QFETCH(QByteArray, field);
  QCOMPARE(csvField(text), field);
}

QTEST_GUILESS_MAIN(TestForeignText)
#include "tst_foreign_text.moc"
