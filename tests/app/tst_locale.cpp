#include "io/masks/label_image.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// Programs under languages with a decimal comma: files hold and mean the same numbers as everywhere.
class TestLocale : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void filesHoldPoints_data();
  void filesHoldPoints();

 private:
  QString path(const QString& name) const { return dir_.filePath(name); }
  QString localePath() const { return path(QStringLiteral("locales")); }

  QTemporaryDir dir_;
  QStringList locales_;
};

void TestLocale::initTestCase() {
  // The system may have none of them; the C library makes them from their definitions.
  QDir().mkpath(localePath());
  for (const char* name : {"de_DE", "ru_RU", "kk_KZ"}) {
    const QString locale = QLatin1String(name) + QStringLiteral(".UTF-8");
    const QString made = localePath() + QLatin1Char('/') + locale;
    // It says 1 where it had something to warn of.
    runProcess(QStringLiteral("localedef"), {QStringLiteral("-c"), QStringLiteral("-i"), QLatin1String(name),
                                             QStringLiteral("-f"), QStringLiteral("UTF-8"), made});
    if (QFile::exists(made + QStringLiteral("/LC_NUMERIC"))) locales_.append(locale);
  }
  if (locales_.isEmpty()) QSKIP("localedef made no locale: the package \"locales\" is absent");
}

void TestLocale::filesHoldPoints_data() {
  QTest::addColumn<QString>("locale");
  QTest::addColumn<QString>("ending");
  for (const QString& locale : std::as_const(locales_))
    for (const char* ending : {".nrrd", ".mha", ".nii.gz"})
      QTest::newRow(qPrintable(locale + QLatin1String(ending))) << locale << QString::fromLatin1(ending);
}

void TestLocale::filesHoldPoints() {
  QFETCH(QString, locale);
  QFETCH(QString, ending);
  const auto under = [&](const QStringList& arguments) {
    return runProcess(QStringLiteral("env"), QStringList{QStringLiteral("LC_ALL=") + locale,
                                                         QStringLiteral("LOCPATH=") + localePath(),
                                                         program(QStringLiteral("uptake-cli"))} +
                                                 arguments);
  };
  const ImageGrid grid = makeGrid({6, 5, 4}, {4.07283, 3.25, 2.5}, {-46.4649, 105.01881, -177.75});
  LabelMap labels = LabelMap::create(grid).take();
  labels.set({1, 2, 3}, 7);
  labels.set({5, 4, 0}, 7);
  const QString original = path(QStringLiteral("original") + ending);
  QVERIFY(writeLabelImage(labels, original));

  // Written by a program of that language, and read by one.
  const QString seg = path(QStringLiteral("x.dcm"));
  const QString back = path(QStringLiteral("back") + ending);
  const QString ctFolder = path(QString::fromLatin1(QTest::currentDataTag()));
  const SeriesEntry series = writeSource(ctFolder, kPlain);
  const ImageGrid& ct = *series.grid;
  LabelMap onCt = LabelMap::create(ct).take();
  onCt.set({1, 2, 1}, 1);
  QVERIFY(writeLabelImage(onCt, path(QStringLiteral("ct") + ending)));
  const ProcessOutput made =
      under({QStringLiteral("mask2seg"), QStringLiteral("--source"), ctFolder, QStringLiteral("--mask"),
             path(QStringLiteral("ct") + ending), QStringLiteral("--out"), seg});
  QVERIFY2(made.exitCode == 0, made.err.constData());
  const ProcessOutput written = under(
      {QStringLiteral("seg2mask"), seg, QStringLiteral("--source"), ctFolder, QStringLiteral("--out"), back});
  QVERIFY2(written.exitCode == 0, written.err.constData());
  QFile first(path(QStringLiteral("ct") + ending)), second(back);
  QVERIFY(first.open(QIODevice::ReadOnly) && second.open(QIODevice::ReadOnly));
  QCOMPARE(second.readAll(), first.readAll());

  const ProcessOutput compared = under({QStringLiteral("evaluate"), QStringLiteral("--truth"), original,
                                        QStringLiteral("--prediction"), original, QStringLiteral("--json")});
  QVERIFY2(compared.exitCode == 0, compared.err.constData());
  const double ml = QJsonDocument::fromJson(compared.out)
                        .object()[QStringLiteral("cases")][0][QStringLiteral("truth_ml")]
                        .toDouble();
  const double expected = 2 * 4.07283 * 3.25 * 2.5 / 1000.0;
  QVERIFY2(std::abs(ml / expected - 1.0) < 1e-6, qPrintable(QString::number(ml)));
}

QTEST_GUILESS_MAIN(TestLocale)
#include "tst_locale.moc"
