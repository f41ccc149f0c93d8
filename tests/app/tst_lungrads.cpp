#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace uptake::test;

/// `uptake-cli import-lungrads` on a table that pandas pickled, its files read by numpy and compared with
/// what went in.
class TestLungRads : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void writesEverySlice_data();
  void writesEverySlice();
  void nothingIsOverwritten();
  void hostileFilesAreRefused();
  void wrongUsage();

 private:
  ProcessOutput import(const QStringList& arguments) const {
    return runProcess(program(QStringLiteral("uptake-cli")),
                      QStringList{QStringLiteral("import-lungrads")} + arguments);
  }
  QString path(const QString& name) const { return dir_.filePath(name); }
  bool make(const QString& form) const {
    return runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/make_lungrads.py"), path(form),
                                 QStringLiteral("5"), QStringLiteral("18"), form})
               .exitCode == 0;
  }
  QTemporaryDir dir_;
  bool hasPandas_ = false;
};

namespace {

constexpr char kCheck[] = R"(
import csv, gzip, pathlib, sys
import numpy, pandas
def nrrd(path):
    raw = path.read_bytes()
    head, data = raw.split(b"\n\n", 1)
    lines = head.decode().split("\n")
    fields = dict(line.split(": ") for line in lines[1:])
    assert lines[0].startswith("NRRD000") and not [f for f in fields if "spac" in f or "origin" in f], fields
    width, height = (int(n) for n in fields["sizes"].split())
    types = {"uint8": "u1", "int16": "i2", "float": "f4"}
    return numpy.frombuffer(gzip.decompress(data), types[fields["type"]]).reshape(height, width)
frame = pandas.read_pickle(sys.argv[1])
out = pathlib.Path(sys.argv[2])
rows = list(csv.DictReader(open(out / "slices.csv")))
assert len(rows) == len(frame) == 18
for n, (row, (label, wanted)) in enumerate(zip(rows, frame.iterrows())):
    assert int(row["row"]) == n and row["label"] == str(label) and row["class"] == wanted.label1
    assert (nrrd(out / row["image"]) == wanted.hu_array_old).all()
    assert (nrrd(out / row["mask"]) == wanted["mask"]).all()
    assert (nrrd(out / row["lung"]) == wanted.hu_array).all()
    assert int(row["mask_pixels"]) == int((wanted["mask"] != 0).sum())
    assert float(row["hu_min"]) == wanted.hu_array_old.min() and float(row["hu_max"]) == wanted.hu_array_old.max()
    assert nrrd(out / row["image"]).dtype == (numpy.float32 if "float" in sys.argv[1] else numpy.int16)
)";

}  // namespace

void TestLungRads::initTestCase() {
  hasPandas_ = !python().isEmpty() &&
               runProcess(python(), {QStringLiteral("-c"), QStringLiteral("import pandas")}).exitCode == 0;
}

void TestLungRads::writesEverySlice_data() {
  QTest::addColumn<QString>("form");
  QTest::newRow("plain") << QStringLiteral("plain");
  QTest::newRow("float") << QStringLiteral("float");
  QTest::newRow("shuffled") << QStringLiteral("shuffled");
}

void TestLungRads::writesEverySlice() {
  if (!hasPandas_) QSKIP("python3-pandas is absent");
  QFETCH(QString, form);
  QVERIFY(make(form));
  const QString out = path(form + QStringLiteral("-out"));
  const auto run = import({path(form), QStringLiteral("--out"), out, QStringLiteral("--png")});
  QVERIFY2(run.exitCode == 0, run.err.constData());
  QVERIFY2(run.out.contains("18 slice") && run.out.contains("no spacing"), run.out.constData());
  const auto checked = runProcess(python(), {QStringLiteral("-c"), QLatin1String(kCheck), path(form), out});
  QVERIFY2(checked.exitCode == 0, checked.err.constData());
  QCOMPARE(QDir(out + QStringLiteral("/images")).entryList({QStringLiteral("*.png")}).size(), 18);
  QCOMPARE(QDir(out + QStringLiteral("/masks")).entryList({QStringLiteral("*.png")}).size(), 18);
}

void TestLungRads::nothingIsOverwritten() {
  if (!hasPandas_) QSKIP("python3-pandas is absent");
  QVERIFY(make(QStringLiteral("plain")));
  const QString out = path(QStringLiteral("twice"));
  QCOMPARE(import({path(QStringLiteral("plain")), QStringLiteral("--out"), out}).exitCode, 0);
  const auto again = import({path(QStringLiteral("plain")), QStringLiteral("--out"), out});
  QCOMPARE(again.exitCode, 2);
  QVERIFY(again.err.contains("slices.csv"));
}

void TestLungRads::hostileFilesAreRefused() {
  QFile file(path(QStringLiteral("hostile.pkl")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(
      "\x80\x02"
      "cos\nsystem\nX\x04\0\0\0true\x85R.",
      26);
  file.close();
  const QString out = path(QStringLiteral("hostile-out"));
  const auto run = import({file.fileName(), QStringLiteral("--out"), out});
  QCOMPARE(run.exitCode, 3);
  QVERIFY2(run.err.contains("os.system") && run.err.contains("hostile.pkl"), run.err.constData());
  QVERIFY(!QFileInfo::exists(out));
}

void TestLungRads::wrongUsage() {
  QCOMPARE(import({}).exitCode, 2);
  QCOMPARE(import({QStringLiteral("x.pkl")}).exitCode, 2);
  const auto absent =
      import({path(QStringLiteral("absent.pkl")), QStringLiteral("--out"), path(QStringLiteral("o"))});
  QCOMPARE(absent.exitCode, 3);
  QVERIFY(absent.err.contains("absent.pkl"));
}

QTEST_GUILESS_MAIN(TestLungRads)
#include "tst_lungrads.moc"
