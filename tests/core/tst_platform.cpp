#include "core/platform/platform.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace uptake;

/// What the system says about itself.
class TestPlatform : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void memoryOfContainers_data();
  void memoryOfContainers();
  void memoryIsKnown();
};

void TestPlatform::memoryOfContainers_data() {
  QTest::addColumn<QByteArray>("membership");
  QTest::addColumn<QStringList>("files");  // "path=content"
  QTest::addColumn<quint64>("expected");
  constexpr quint64 kGibibyte = quint64{1} << 30;
  QTest::newRow("none") << QByteArray("0::/user\n") << QStringList() << quint64{0};
  QTest::newRow("version 2") << QByteArray("0::/a/b\n")
                             << QStringList{QStringLiteral("a/b/memory.max=2147483648\n")} << 2 * kGibibyte;
  QTest::newRow("version 2, a group above")
      << QByteArray("0::/a/b\n")
      << QStringList{QStringLiteral("a/b/memory.max=max\n"), QStringLiteral("a/memory.max=1073741824\n")}
      << kGibibyte;
  QTest::newRow("version 2, unbounded")
      << QByteArray("0::/a\n") << QStringList{QStringLiteral("a/memory.max=max\n")} << quint64{0};
  QTest::newRow("version 2 inside of a container")
      << QByteArray("0::/\n") << QStringList{QStringLiteral("memory.max=3221225472")} << 3 * kGibibyte;
  QTest::newRow("version 1")
      << QByteArray("9:cpu,cpuacct:/x\n4:memory:/docker/f00\n0::/\n")
      << QStringList{QStringLiteral("memory/docker/f00/memory.limit_in_bytes=1073741824\n"),
                     QStringLiteral("memory/memory.limit_in_bytes=9223372036854771712\n")}
      << kGibibyte;
  QTest::newRow("version 1 inside of a container, path of outside")
      << QByteArray("4:memory:/docker/f00\n")
      << QStringList{QStringLiteral("memory/memory.limit_in_bytes=2147483648\n")} << 2 * kGibibyte;
  QTest::newRow("both") << QByteArray("4:memory:/\n0::/u\n")
                        << QStringList{QStringLiteral("memory/memory.limit_in_bytes=2147483648\n"),
                                       QStringLiteral("unified/u/memory.max=1073741824\n")}
                        << kGibibyte;
}

void TestPlatform::memoryOfContainers() {
  QFETCH(QByteArray, membership);
  QFETCH(QStringList, files);
  QFETCH(quint64, expected);
  const QTemporaryDir root;
  for (const QString& each : files) {
    const QString path = root.filePath(each.section(QLatin1Char('='), 0, 0));
    QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(each.section(QLatin1Char('='), 1).toLatin1());
  }
  QCOMPARE(platform::groupMemory(membership, root.path()), expected);
}

void TestPlatform::memoryIsKnown() {
#if defined(Q_OS_LINUX)
  QVERIFY(platform::physicalMemory() > 0);
#endif
}

QTEST_GUILESS_MAIN(TestPlatform)
#include "tst_platform.moc"
