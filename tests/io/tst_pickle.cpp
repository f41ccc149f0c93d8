#include "io/pickle/lung_rads_file.h"
#include "io/pickle/lung_rads_file_p.h"
#include "io/pickle/pickle_graph_p.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

using namespace uptake;
using namespace uptake::test;

/// Tables that pandas pickled, and files that want to do harm.
class TestPickle : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void readsWhatPandasWrites_data();
  void readsWhatPandasWrites();
  void hostileFilesAreRefused_data();
  void hostileFilesAreRefused();
  void truncatedAnywhere();
  void changedAnywhere();
  void otherTablesSayWhatIsMissing();
  void throughTheReader();

 private:
  /// A file of pandas; empty without it.
  QByteArray pickled(int protocol, const char* form, int rows = 5) const;
  QTemporaryDir dir_;
  bool hasPandas_ = false;
};

namespace {

constexpr int kRows = 24;
constexpr int kColumns = 20;

/// The values that make_lungrads.py puts into a row.
float huAt(int row, int x, int y) {
  if (y == 0) return -1024.0F;
  if (y == 1 && x < 3) return -3024.0F;
  return static_cast<float>(-1000 + 7 * x + 11 * y + row);
}

std::uint8_t maskAt(int row, int x, int y) {
  return (x - 10) * (x - 10) + (y - 12 - row % 3) * (y - 12 - row % 3) <= 9 ? 1 : 0;
}

bool isRow(const LungRadsSlice& slice, int row, float shift) {
  const char* classes[] = {"LR2", "LR3", "LR4A", "LR4B"};
  if (slice.rows != kRows || slice.columns != kColumns || slice.category != QLatin1String(classes[row % 4]))
    return false;
  for (int y = 0; y < kRows; ++y)
    for (int x = 0; x < kColumns; ++x) {
      const auto at = static_cast<std::size_t>(y * kColumns + x);
      const float lung = x > 2 && y > 3 ? huAt(row, x, y) : 0.0F;
      if (slice.hu[at] != huAt(row, x, y) + shift || slice.mask[at] != maskAt(row, x, y) ||
          slice.lung[at] != lung)
        return false;
    }
  return true;
}

template <class T>
QByteArray little(T value) {
  return QByteArray(reinterpret_cast<const char*>(&value), sizeof(value));
}

/// A literal with the zeros in it.
template <std::size_t N>
QByteArray raw(const char (&literal)[N]) {
  return QByteArray(literal, static_cast<qsizetype>(N - 1));
}

QByteArray text(const QByteArray& value) {
  return "X" + little(static_cast<quint32>(value.size())) + value;
}

}  // namespace

void TestPickle::initTestCase() {
  hasPandas_ = !python().isEmpty() &&
               runProcess(python(), {QStringLiteral("-c"), QStringLiteral("import pandas")}).exitCode == 0;
}

QByteArray TestPickle::pickled(int protocol, const char* form, int rows) const {
  const QString path = dir_.filePath(QStringLiteral("%1-%2.pkl").arg(protocol).arg(QLatin1String(form)));
  const auto run =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/make_lungrads.py"), path,
                            QString::number(protocol), QString::number(rows), QLatin1String(form)});
  if (run.exitCode != 0) qWarning("%s", run.err.constData());
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestPickle::readsWhatPandasWrites_data() {
  QTest::addColumn<int>("protocol");
  QTest::addColumn<QByteArray>("form");
  for (int protocol = 2; protocol <= 5; ++protocol)
    for (const char* form : {"plain", "float", "shuffled", "fortran", "old"})
      QTest::addRow("%s, protocol %d", form, protocol) << protocol << QByteArray(form);
}

void TestPickle::readsWhatPandasWrites() {
  if (!hasPandas_) QSKIP("python3-pandas is absent");
  QFETCH(int, protocol);
  QFETCH(QByteArray, form);
  const QByteArray bytes = pickled(protocol, form.constData());
  QVERIFY(!bytes.isEmpty());
  const auto read = in_process::readLungRadsBytes(bytes, 0, 100);
  QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().text()));
  QCOMPARE(read->rows, 5);
  QCOMPARE(read->slices.size(), std::size_t{5});
  for (int n = 0; n < 5; ++n) {
    const LungRadsSlice& slice = read->slices[static_cast<std::size_t>(n)];
    const int row = form == "shuffled" ? 4 - n : n;
    QCOMPARE(slice.rowLabel, QString::number(row));
    QVERIFY2(isRow(slice, row, form == "float" ? 0.25F : 0.0F), qPrintable(QString::number(n)));
    QCOMPARE(slice.isWhole(), form != "float");
  }
  // A part of the rows.
  const auto part = in_process::readLungRadsBytes(bytes, 3, 100);
  QVERIFY(part.ok());
  QCOMPARE(part->slices.size(), std::size_t{2});
  QVERIFY(part->slices[0].category == read->slices[3].category);
}

void TestPickle::hostileFilesAreRefused_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("reason");
  const auto row = [](const char* name, const QByteArray& bytes, const char* reason) {
    QTest::newRow(name) << bytes << QString::fromLatin1(reason);
  };
  row("GLOBAL", raw("\x80\x02") + "cos\nsystem\n" + text("true") + "\x85R.", "os.system");
  row("GLOBAL, Windows", raw("\x80\x02") + "cnt\nsystem\n" + text("true") + "\x85R.", "nt.system");
  row("STACK_GLOBAL", raw("\x80\x04") + text("builtins") + text("eval") + "\x93" + text("1") + "\x85R.",
      "builtins.eval");
  row("protocol 0", "cos\nsystem\n(S'true'\ntR.", "os.system");
  row("INST", raw("\x80\x02") + "(" + text("true") + "ios\nsystem\n.", "operation 0x69");
  row("EXT", raw("\x80\x02\x82\x01."), "operation 0x82");
  row("PERSID", raw("\x80\x02Pid\n."), "operation 0x50");
  row("NEXT_BUFFER", raw("\x80\x05\x97."), "operation 0x97");
  row("a name below a known one", raw("\x80\x04") + text("numpy") + text("dtype.__class__") + "\x93.",
      "numpy.dtype.__class__");
  row("known name, other module", raw("\x80\x04") + text("evil") + text("DataFrame") + "\x93.",
      "evil.DataFrame");
  row("call of a list", raw("\x80\x02]]\x85R."), "no name");
  row("call of a call", raw("\x80\x02") + "cnumpy\ndtype\n)R)R.", "no name");
  row("memo that is not there", raw("\x80\x02h\x07."), "refers");
  row("far memo that is not there", raw("\x80\x02j\xff\xff\xff\xff."), "refers");
  row("huge bytes", raw("\x80\x04\x8e") + little(quint64{0x7fffffffffffffff}) + "x.", "early");
  row("bytes of 2^64 - 1", raw("\x80\x04\x8e") + little(quint64{0xffffffffffffffff}) + "x.", "early");
  row("huge bytearray", raw("\x80\x05\x96") + little(quint64{1} << 62) + "x.", "early");
  row("huge text", raw("\x80\x04X") + little(quint32{0xffffffff}) + "x.", "early");
  row("huge frame", raw("\x80\x04\x95") + little(quint64{1} << 60) + "N.", "early");
  row("long number", raw("\x80\x02\x8a\xff") + QByteArray(255, '\x7f') + ".", "255 bytes");
  row("nothing", QByteArray(), "early");
  row("empty stack", raw("\x80\x02."), "instead of one");
  row("tuple of nothing", raw("\x80\x02\x87."), "empty");
  row("mark below", raw("\x80\x02t."), "empty");
  row("append through a mark", raw("\x80\x02](Na."), "empty");
  row("state of a number", raw("\x80\x02K\x01}b."), "state");
  row("odd dictionary", raw("\x80\x02}(NNNu."), "dictionary");
  row("protocol 9", raw("\x80\x09N."), "protocol 9");
  row("a number", raw("\x80\x02K\x01."), "DataFrame");
  // What would overflow a stack that follows values into each other.
  row("nested tuples", raw("\x80\x02)") + QByteArray(200000, '\x85') + ".", "DataFrame");
  row("nested lists", raw("\x80\x02") + QByteArray(100000, ']') + QByteArray(99999, 'a') + ".", "DataFrame");
  row("nested marks", raw("\x80\x02") + QByteArray(300000, '(') + "N.", "instead of one");
  row("list in itself",
      raw("\x80\x02]q\x00h\x00"
          "a."),
      "DataFrame");
  row("dictionary in itself", raw("\x80\x02}q\x00(") + text("_mgr") + raw("h\x00u."), "DataFrame");
  row("frame of itself",
      raw("\x80\x02") + "cpandas.core.frame\nDataFrame\n)\x81q\x01}(" + text("_mgr") + "h\x01ub.", "content");
  // Each step doubles what a copy would take.
  QByteArray bomb = raw("\x80\x02]q\x00");
  for (int n = 0; n < 60; ++n) bomb += raw("0h") + char(n) + "h" + char(n) + "\x86q" + char(n + 1);
  row("doubling", bomb + ".", "DataFrame");
  row("too many values", raw("\x80\x02") + QByteArray(5'000'000, 'N') + ".", "more values");
}

void TestPickle::hostileFilesAreRefused() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, reason);
  const auto read = in_process::readLungRadsBytes(bytes, 0, 100);
  QVERIFY(!read.ok());
  QVERIFY2(read.error().message.contains(reason), qPrintable(read.error().message));
}

void TestPickle::truncatedAnywhere() {
  if (!hasPandas_) QSKIP("python3-pandas is absent");
  for (const int protocol : {2, 5}) {
    const QByteArray bytes = pickled(protocol, "plain", 1);
    QVERIFY(bytes.size() > 1000);
    for (qsizetype length = 0; length < bytes.size(); ++length) {
      // A buffer of its own, so that a sanitizer sees what is read behind its end.
      const std::vector<char> cut(bytes.begin(), bytes.begin() + length);
      QVERIFY(!in_process::readLungRadsBytes(QByteArrayView(cut.data(), length), 0, 10).ok());
    }
  }
}

void TestPickle::changedAnywhere() {
  if (!hasPandas_) QSKIP("python3-pandas is absent");
  for (const int protocol : {2, 5}) {
    const QByteArray bytes = pickled(protocol, "plain", 1);
    int read = 0;
    for (qsizetype at = 0; at < bytes.size(); ++at)
      for (const char flip : {'\x01', '\x80', '\xff'}) {
        QByteArray changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ flip);
        if (in_process::readLungRadsBytes(changed, 0, 10).ok()) ++read;
      }
    // Most bytes are pixels.
    QVERIFY(read > 0);
  }
}

void TestPickle::otherTablesSayWhatIsMissing() {
  if (!hasPandas_) QSKIP("python3-pandas is absent");
  const QString path = dir_.filePath(QStringLiteral("other.pkl"));
  const auto made = runProcess(
      python(), {QStringLiteral("-c"),
                 QStringLiteral(
                     "import pandas,sys; pandas.DataFrame({'a':[1,2],'b':['x','y']}).to_pickle(sys.argv[1])"),
                 path});
  QVERIFY2(made.exitCode == 0, made.err.constData());
  const auto read = in_process::readLungRads(path, 0, 10);
  QVERIFY(!read.ok());
  QCOMPARE(read.error().kind, ErrorKind::Inconsistent);
  QVERIFY2(read.error().message.contains(QLatin1String("label1")) &&
               read.error().message.contains(QLatin1String("a, b")),
           qPrintable(read.error().message));
}

void TestPickle::throughTheReader() {
  if (!hasPandas_) QSKIP("python3-pandas is absent");
  QVERIFY(!pickled(4, "plain").isEmpty());
  const QString path = dir_.filePath(QStringLiteral("4-plain.pkl"));
  const JobControl control;
  const auto rows = lungRadsRows(path, control);
  QVERIFY2(rows.ok(), qPrintable(rows.ok() ? QString() : rows.error().text()));
  QCOMPARE(*rows, 5);
  const auto slices = readLungRads(path, 2, 2, control);
  QVERIFY(slices.ok());
  QCOMPARE(slices->size(), std::size_t{2});
  QVERIFY(isRow((*slices)[0], 2, 0.0F) && isRow((*slices)[1], 3, 0.0F));
  QFile hostile(dir_.filePath(QStringLiteral("hostile.pkl")));
  QVERIFY(hostile.open(QIODevice::WriteOnly));
  hostile.write(raw("\x80\x02") + "cos\nsystem\n" +
                text("touch " + dir_.filePath(QStringLiteral("owned")).toUtf8()) + "\x85R.");
  hostile.close();
  const auto refused = lungRadsRows(hostile.fileName(), control);
  QVERIFY(!refused.ok());
  QCOMPARE(refused.error().file, hostile.fileName());
  QVERIFY(refused.error().message.contains(QLatin1String("os.system")));
  QVERIFY(!QFile::exists(dir_.filePath(QStringLiteral("owned"))));
  const auto absent = lungRadsRows(dir_.filePath(QStringLiteral("absent.pkl")), control);
  QVERIFY(!absent.ok());
  QCOMPARE(absent.error().kind, ErrorKind::FileUnreadable);
}

QTEST_GUILESS_MAIN(TestPickle)
#include "tst_pickle.moc"
