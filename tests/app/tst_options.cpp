#include "app/shell/start/options.h"
#include "tests/support/test_support.h"

using namespace uptake;

class TestOptions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsEverything();
  void saysWhatIsWrong_data();
  void saysWhatIsWrong();
};

void TestOptions::readsEverything() {
  QString help;
  const auto options = parseOptions(
      {QStringLiteral("/"), QStringLiteral("--layout"), QStringLiteral("mpr"), QStringLiteral("--window"),
       QStringLiteral("lung"), QStringLiteral("--at"), QStringLiteral("-1.5,2,3e1"), QStringLiteral("--size"),
       QStringLiteral("1920x1080"), QStringLiteral("--renderer"), QStringLiteral("vtk"),
       QStringLiteral("--screenshot"), QStringLiteral("x.png")},
      help);
  QVERIFY2(options.ok(), options.ok() ? "" : qPrintable(options.error().text()));
  QCOMPARE(options->paths, QStringList{QStringLiteral("/")});
  QVERIFY(options->layout == Layout::Mpr);
  QVERIFY(options->ctWindow == (Window{1400.0, -700.0}));
  QVERIFY(options->crosshair->isApprox(Point(-1.5, 2, 30)));
  QCOMPARE(*options->size, QSize(1920, 1080));
  QVERIFY(options->renderer == RendererWish::Vtk);
  QCOMPARE(options->screenshot, QStringLiteral("x.png"));
}

void TestOptions::saysWhatIsWrong_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QString>("named");
  const auto row = [](const char* name, const QStringList& arguments, const char* named) {
    QTest::newRow(name) << arguments << QString::fromLatin1(named);
  };
  row("layout", {QStringLiteral("--layout"), QStringLiteral("round")}, "round");
  row("window", {QStringLiteral("--window"), QStringLiteral("fog")}, "fog");
  row("at", {QStringLiteral("--at"), QStringLiteral("1,2")}, "1,2");
  row("at no number", {QStringLiteral("--at"), QStringLiteral("1,2,x")}, "1,2,x");
  row("size", {QStringLiteral("--size"), QStringLiteral("10x10")}, "10x10");
  row("renderer", {QStringLiteral("--renderer"), QStringLiteral("magic")}, "magic");
  row("path", {QStringLiteral("/nowhere/at/all")}, "/nowhere/at/all");
  row("option", {QStringLiteral("--colour")}, "colour");
  row("screenshot of nothing", {QStringLiteral("--screenshot"), QStringLiteral("x.png")}, "screenshot");
}

void TestOptions::saysWhatIsWrong() {
  QFETCH(QStringList, arguments);
  QFETCH(QString, named);
  QString help;
  const auto options = parseOptions(arguments, help);
  QVERIFY(!options.ok());
  QVERIFY2(options.error().text().contains(named), qPrintable(options.error().text()));
}

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
