#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>

/// Every text of every language file is translated.
class TestTranslations : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void nothingIsUnfinished();
  void everyPluralHasItsForms();
};

namespace {

QStringList languageFiles() {
  QStringList paths;
  const QDir dir(uptake::test::sourceDir() + QStringLiteral("/translations"));
  for (const QString& name : dir.entryList({QStringLiteral("*.ts")})) paths.append(dir.filePath(name));
  return paths;
}

QString contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

}  // namespace

void TestTranslations::nothingIsUnfinished() {
  QVERIFY(!languageFiles().isEmpty());
  for (const QString& path : languageFiles()) {
    const QString text = contentOf(path);
    QVERIFY2(text.contains(QLatin1String("<message")), qPrintable(path));
    QVERIFY2(!text.contains(QLatin1String("type=\"unfinished\"")), qPrintable(path));
  }
}

void TestTranslations::everyPluralHasItsForms() {
  // Each "%n thing(s)" of the sources has a form for one and a form for many.
  const QString english = contentOf(uptake::test::sourceDir() + QStringLiteral("/translations/uptake_en.ts"));
  QCOMPARE(english.count(QLatin1String("<numerusform>")),
           2 * english.count(QLatin1String("numerus=\"yes\"")));
  QVERIFY(!english.contains(QLatin1String("<numerusform></numerusform>")));
}

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
