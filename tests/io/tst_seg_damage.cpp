#include "io/seg/seg_reader.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QFile>

using namespace uptake;
using namespace uptake::test;

/// Files cut short and files with wrong bytes: a reason or a mask, never a crash, and nothing missing unsaid.
class TestSegDamage : public QObject, private SegScratch {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void survivesDamage_data();
  void survivesDamage();
};

void TestSegDamage::survivesDamage_data() {
  QTest::addColumn<QString>("form");
  for (const char* form :
       {"", "labelmap16 rle", "rle-bits", "rle-fragments", "labelmap8 deflate", "fractional"})
    QTest::newRow(*form == 0 ? "binary" : form) << QString::fromLatin1(form);
}

void TestSegDamage::survivesDamage() {
  QFETCH(QString, form);
  const SeriesEntry entry = source();
  const SeriesEntry other = source(makeGrid({12, 20, 7}, {1.3, 1.9, 1.7}, {46.6, 5.3, -177.1}, {3, 0, 9}));
  const MaskLayer mask = makeMask(entry, 2);
  QString file = write(mask);
  if (!form.isEmpty()) {
    UPTAKE_NEEDS_PYTHON();
    const QString encoded = path("encoded.dcm");
    const ProcessOutput done = runProcess(
        python(), QStringList{sourceDir() + QStringLiteral("/tests/scripts/encode_seg.py"), file, encoded} +
                      form.split(QLatin1Char(' ')));
    QVERIFY2(done.exitCode == 0, done.err.constData());
    file = encoded;
  }
  QFile original(file);
  QVERIFY(original.open(QIODevice::ReadOnly));
  const QByteArray bytes = original.readAll();
  const QString damagedFile = path("damaged.dcm");
  unsigned state = 7;
  const auto next = [&state] { return (state = state * 1664525U + 1013904223U) >> 8; };
  int refusedCuts = 0;
  for (int round = 0; round < 400; ++round) {
    QByteArray damaged = bytes;
    const bool isCut = round % 2 == 0;
    if (isCut)
      damaged.truncate(static_cast<qsizetype>(next()) % bytes.size());
    else
      for (int i = 0; i < 3; ++i)
        damaged[static_cast<qsizetype>(next()) % bytes.size()] = static_cast<char>(next());
    QFile output(damagedFile);
    QVERIFY(output.open(QIODevice::WriteOnly));
    output.write(damaged);
    output.close();
    for (const SeriesEntry* given : {&entry, static_cast<const SeriesEntry*>(nullptr), &other}) {
      const auto layers = readSeg(damagedFile, given, control_);
      if (!layers) {
        QVERIFY(!layers.error().message.isEmpty());
        QCOMPARE(layers.error().file, damagedFile);
        if (isCut && given == &entry) ++refusedCuts;
        continue;
      }
      // What is cut off is either said, or was not needed.
      if (isCut && given == &entry)
        QVERIFY2((*layers)[0]->warnings.size() > (form.startsWith(QLatin1String("fractional")) ? 1 : 0) ||
                     sameLabels((*layers)[0]->labels, mask.labels),
                 qPrintable(QStringLiteral("%1 of %2 bytes").arg(damaged.size()).arg(bytes.size())));
    }
    static_cast<void>(readSegReference(damagedFile));
  }
  QVERIFY2(refusedCuts > 190, qPrintable(QString::number(refusedCuts)));
}

QTEST_GUILESS_MAIN(TestSegDamage)
#include "tst_seg_damage.moc"
