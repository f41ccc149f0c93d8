#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <algorithm>
#include <cmath>

using namespace uptake::test;

/// `uptake-cli evaluate` of a collection: its figures against numpy and scipy, the page, the files, and runs
/// that go on where another one ended.
class TestEvaluateCollection : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void figuresAgreeWithScipy();
  void csvHasTheSameNumbers();
  void emptyMasksHaveTheirSurfaces();
  void pageHoldsAllAndNeedsNothing();
  void filesForPapers();
  void aRunGoesOn();
  void diagnosesAreFoundByFolders();
  void petBesideTheTruth();
  void aChannelIsSuvWhereSomethingSaysSo();
  void wrongUsage_data();
  void wrongUsage();

 private:
  QString path(const QString& name) const { return dir_.filePath(name); }
  ProcessOutput evaluate(const QStringList& more) const {
    return runProcess(
        program(QStringLiteral("uptake-cli")),
        QStringList{QStringLiteral("evaluate"), QStringLiteral("--truth"), path(QStringLiteral("labelsTr")),
                    QStringLiteral("--prediction"), path(QStringLiteral("predicted"))} +
            more);
  }
  QStringList everything() const {
    return {QStringLiteral("--pet"),
            path(QStringLiteral("imagesTr")),
            QStringLiteral("--metadata"),
            path(QStringLiteral("fdg_metadata.csv")),
            QStringLiteral("--surface-tolerance"),
            QStringLiteral("6")};
  }
  QByteArray content(const QString& file) const {
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
  }

  QTemporaryDir dir_;
};

namespace {

constexpr int kCases = 10;

bool isClose(double a, double b) {
  return std::abs(a - b) <= 2e-6 * std::max({1.0, std::abs(a), std::abs(b)});
}

/// What of `expected` is other in `seen`; empty when nothing is. Values are those of PET in single precision.
QString difference(const QJsonValue& expected, const QJsonValue& seen, const QString& place) {
  if (expected.isDouble())
    return seen.isDouble() && isClose(expected.toDouble(), seen.toDouble()) ? QString()
                                                                            : QStringLiteral("%1: %2, not %3")
                                                                                  .arg(place)
                                                                                  .arg(seen.toDouble(-1e99))
                                                                                  .arg(expected.toDouble());
  if (expected.isArray()) {
    const QJsonArray wanted = expected.toArray();
    if (wanted.size() != seen.toArray().size()) return place + QStringLiteral(": another number of entries");
    for (qsizetype n = 0; n < wanted.size(); ++n)
      if (const QString found =
              difference(wanted[n], seen.toArray()[n], QStringLiteral("%1[%2]").arg(place).arg(n));
          !found.isEmpty())
        return found;
    return {};
  }
  if (expected.isObject()) {
    const QJsonObject wanted = expected.toObject();
    for (auto member = wanted.begin(); member != wanted.end(); ++member)
      if (const QString found = difference(member.value(), seen.toObject()[member.key()],
                                           place + QLatin1Char('.') + member.key());
          !found.isEmpty())
        return found;
    return {};
  }
  return expected == seen ? QString() : place;
}

}  // namespace

void TestEvaluateCollection::initTestCase() {
  if (python().isEmpty() ||
      runProcess(python(), {QStringLiteral("-c"), QStringLiteral("import scipy")}).exitCode != 0)
    QSKIP("python3 with nibabel and scipy is absent");
  const ProcessOutput made =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/make_collection.py"), dir_.path(),
                            QString::number(kCases)});
  QVERIFY2(made.exitCode == 0, made.err);
}

void TestEvaluateCollection::figuresAgreeWithScipy() {
  const ProcessOutput script =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/evaluation_reference.py"),
                            path(QStringLiteral("labelsTr")), path(QStringLiteral("predicted")),
                            QStringLiteral("6"), path(QStringLiteral("imagesTr"))});
  QVERIFY2(script.exitCode == 0, script.err);
  const QJsonObject expected = QJsonDocument::fromJson(script.out).object();
  const ProcessOutput output =
      evaluate(everything() + QStringList{QStringLiteral("--json"), QStringLiteral("--lesions")});
  QVERIFY2(output.exitCode == 0, output.err);
  QVERIFY2(output.err.contains("10 of 10 cases are in the table"), output.err);
  const QJsonObject seen = QJsonDocument::fromJson(output.out).object();
  const QJsonArray cases = seen[QStringLiteral("cases")].toArray();
  const QJsonArray wanted = expected[QStringLiteral("cases")].toArray();
  QCOMPARE(cases.size(), kCases);
  int matched = 0;
  for (qsizetype n = 0; n < cases.size(); ++n) {
    QJsonObject figures = wanted[n].toObject();
    // Lesions come in another order there.
    figures.remove(QStringLiteral("lesions"));
    const QString found = difference(figures, cases[n], cases[n][QStringLiteral("name")].toString());
    QVERIFY2(found.isEmpty(), qPrintable(found));
    for (const QJsonValue lesion : cases[n][QStringLiteral("lesions")].toArray())
      matched += lesion[QStringLiteral("matched")].toBool() ? 1 : 0;
  }
  QString found = difference(expected[QStringLiteral("summary")], seen[QStringLiteral("summary")],
                             QStringLiteral("summary"));
  QVERIFY2(found.isEmpty(), qPrintable(found));
  QCOMPARE(matched, expected[QStringLiteral("summary")][QStringLiteral("lesion_tp")].toInt());
  // Nothing of this is empty by chance.
  QVERIFY(matched > 5 && expected[QStringLiteral("summary")][QStringLiteral("lesion_fp")].toInt() > 3);
  const QJsonArray groups = seen[QStringLiteral("summary")][QStringLiteral("groups")].toArray();
  QCOMPARE(groups.size(), 4);
  QCOMPARE(groups[0][QStringLiteral("diagnosis")].toString(), QStringLiteral("LUNG_CANCER"));
  QCOMPARE(groups[0][QStringLiteral("age_mean")].toDouble(), 45.0);
  QCOMPARE(groups[3][QStringLiteral("cases_without_truth")].toInt(), 3);
  QVERIFY(groups[3][QStringLiteral("dice_mean")].isNull());
}

void TestEvaluateCollection::csvHasTheSameNumbers() {
  const QJsonObject summary =
      QJsonDocument::fromJson(evaluate(everything() + QStringList{QStringLiteral("--json")}).out)
          .object()[QStringLiteral("summary")]
          .toObject();
  const QByteArrayList rows =
      evaluate(everything() + QStringList{QStringLiteral("--csv")}).out.trimmed().split('\n');
  QCOMPARE(rows.size(), 1 + kCases + 6);
  const QByteArrayList columns = rows[0].split(',');
  const auto field = [&](const char* row, const char* column) {
    for (const QByteArray& each : rows)
      if (each.startsWith(QByteArray(row) + ',')) return each.split(',')[columns.indexOf(column)];
    return QByteArray("no such row");
  };
  QCOMPARE(field("mean", "dice").toDouble(), summary[QStringLiteral("dice_mean")].toDouble());
  QCOMPARE(field("sd", "fnv_ml").toDouble(), summary[QStringLiteral("fnv_ml_sd")].toDouble());
  QCOMPARE(field("ci95_low", "fpv_ml").toDouble(), summary[QStringLiteral("fpv_ml_mean_ci95")][0].toDouble());
  QCOMPARE(field("ci95_high", "lesion_f1").toDouble(),
           summary[QStringLiteral("lesion_f1_ci95")][1].toDouble());
  QCOMPARE(field("sum", "lesion_fn").toInt(), summary[QStringLiteral("lesion_fn")].toInt());
  QCOMPARE(field("mean", "surface_dice").toDouble(), summary[QStringLiteral("surface_dice_mean")].toDouble());
}

void TestEvaluateCollection::emptyMasksHaveTheirSurfaces() {
  // Of an empty prediction nothing of the true surface is near; of an empty truth nothing is said.
  const QString make = QStringLiteral(
      "import sys, nibabel, numpy\n"
      "a = numpy.zeros((6, 6, 6), numpy.uint8)\n"
      "nibabel.save(nibabel.Nifti1Image(a, numpy.eye(4)), sys.argv[1])\n"
      "a[2:4, 2:4, 2:4] = 1\n"
      "nibabel.save(nibabel.Nifti1Image(a, numpy.eye(4)), sys.argv[2])\n");
  const QString none = path(QStringLiteral("none.nii.gz")), some = path(QStringLiteral("some.nii.gz"));
  QCOMPARE(runProcess(python(), {QStringLiteral("-c"), make, none, some}).exitCode, 0);
  const auto figures = [&](const QString& truth, const QString& prediction) {
    return QJsonDocument::fromJson(
        runProcess(program(QStringLiteral("uptake-cli")),
                   {QStringLiteral("evaluate"), QStringLiteral("--truth"), truth,
                    QStringLiteral("--prediction"), prediction, QStringLiteral("--surface-tolerance"),
                    QStringLiteral("1"), QStringLiteral("--json")})
            .out)[QStringLiteral("cases")][0];
  };
  QVERIFY(figures(none, some)[QStringLiteral("surface_dice")].isNull());
  QCOMPARE(figures(none, some)[QStringLiteral("lesion_f1")].toDouble(-1.0), 0.0);
  QCOMPARE(figures(some, none)[QStringLiteral("surface_dice")].toDouble(-1.0), 0.0);
  QCOMPARE(figures(some, some)[QStringLiteral("surface_dice")].toDouble(-1.0), 1.0);
  QVERIFY(figures(none, none)[QStringLiteral("lesion_f1")].isNull());
}

void TestEvaluateCollection::pageHoldsAllAndNeedsNothing() {
  const QString page = path(QStringLiteral("report.html"));
  const ProcessOutput output =
      evaluate(everything() + QStringList{QStringLiteral("--report"), page, QStringLiteral("--json")});
  QVERIFY2(output.exitCode == 0, output.err);
  const ProcessOutput checked =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/check_page.py"), page});
  QVERIFY2(checked.exitCode == 0, checked.out);
  QCOMPARE(checked.out.trimmed().toInt(), kCases);
  const QString html = QString::fromUtf8(content(page));
  const QJsonObject seen = QJsonDocument::fromJson(output.out).object();
  for (const QJsonValue each : seen[QStringLiteral("cases")].toArray()) {
    QVERIFY(html.contains(each[QStringLiteral("name")].toString()));
    for (const char* figure : {"dice", "fpv_ml", "fnv_ml", "surface_dice", "truth_ml", "truth_suv_mean"})
      if (const QJsonValue value = each[QLatin1String(figure)]; value.isDouble())
        QVERIFY2(
            html.contains(QStringLiteral("data-v=\"%1\"")
                              .arg(QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest))),
            figure);
  }
  const QJsonValue summary = seen[QStringLiteral("summary")];
  QVERIFY(html.contains(QLocale().toString(summary[QStringLiteral("dice_mean")].toDouble(), 'f', 3)));
  QVERIFY(html.contains(
      QStringLiteral("r = ") +
      QLocale().toString(summary[QStringLiteral("volume_agreement")][QStringLiteral("pearson_r")].toDouble(),
                         'f', 3)));
  for (const char* text : {"LUNG_CANCER", "Bland–Altman", "prefers-color-scheme:dark", "@media print"})
    QVERIFY2(html.contains(QString::fromUtf8(text)), text);
  // A case with nothing true and nothing predicted has no picture.
  const auto pictures = html.count(QStringLiteral("src=\"data:image/png;base64,"));
  QVERIFY(pictures >= kCases - 1 && pictures <= kCases);
  QVERIFY(QFile::exists(path(QStringLiteral("report.finished.jsonl"))));
}

void TestEvaluateCollection::filesForPapers() {
  const QDir folder(path(QStringLiteral("paper/files")));
  const ProcessOutput output =
      evaluate(everything() + QStringList{QStringLiteral("--report-data"), folder.path(),
                                          QStringLiteral("--csv"), QStringLiteral("--lesions")});
  QVERIFY2(output.exitCode == 0, output.err);
  const QStringList plots = folder.entryList({QStringLiteral("*.svg")});
  for (const char* name : {"dice-histogram.svg", "fpv-by-diagnosis.svg", "mtv.svg", "tlg.svg", "suv-mean.svg",
                           "volume.svg", "volume-bland-altman.svg", "detection-by-size.svg"})
    QVERIFY2(plots.contains(QLatin1String(name)), name);
  for (const QString& plot : plots) {
    QXmlStreamReader xml(content(folder.filePath(plot)));
    int texts = 0;
    while (!xml.atEnd())
      if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QLatin1String("text")) ++texts;
    QVERIFY2(!xml.hasError(), qPrintable(plot + xml.errorString()));
    QVERIFY2(texts > 4, qPrintable(plot));
  }
  for (const char* name : {"worst-01.png", "false-alarm-01.png"})
    QVERIFY2(content(folder.filePath(QLatin1String(name))).startsWith("\x89PNG"), name);
  QVERIFY(content(folder.filePath(QStringLiteral("pictures.csv"))).startsWith("picture,name,dice"));
  QCOMPARE(content(folder.filePath(QStringLiteral("cases.csv"))), output.out);
  const QByteArrayList summary =
      content(folder.filePath(QStringLiteral("summary.csv"))).trimmed().split('\n');
  QCOMPARE(summary.size(), 1 + 1 + 4);
  QVERIFY(summary[1].startsWith("all,10,3,5,5,"));
}

void TestEvaluateCollection::aRunGoesOn() {
  const QString file = path(QStringLiteral("finished.jsonl"));
  const QStringList more = everything() + QStringList{QStringLiteral("--resume"), file,
                                                      QStringLiteral("--json"), QStringLiteral("--lesions")};
  const ProcessOutput first = evaluate(more);
  QVERIFY2(first.exitCode == 0, first.err);
  QVERIFY(!first.err.contains("evaluated before"));
  // A run that was killed leaves half a line.
  QByteArray lines = content(file);
  QCOMPARE(lines.count('\n'), 1 + kCases);
  const qsizetype last = lines.lastIndexOf('\n', lines.size() - 2);
  QFile kept(file);
  QVERIFY(kept.open(QIODevice::ReadWrite) && kept.resize(last + 40));
  kept.close();
  const ProcessOutput second = evaluate(more);
  QVERIFY2(second.err.contains("9 of 10 cases were evaluated before"), second.err);
  QCOMPARE(second.out, first.out);
  const ProcessOutput third = evaluate(more);
  QVERIFY2(third.err.contains("10 of 10 cases were evaluated before"), third.err);
  QCOMPARE(third.out, first.out);
  // Another question has other answers; a changed file, too.
  const ProcessOutput other = evaluate({QStringLiteral("--resume"), file});
  QVERIFY(!other.err.contains("evaluated before"));
  const QDir masks(path(QStringLiteral("predicted")));
  const QString changed = masks.filePath(masks.entryList(QDir::Files).front());
  QFile again(changed);
  QVERIFY(again.open(QIODevice::ReadWrite));
  again.setFileTime(QDateTime::currentDateTime().addSecs(60), QFileDevice::FileModificationTime);
  again.close();
  const ProcessOutput fourth = evaluate(more);
  QVERIFY2(fourth.err.contains("9 of 10 cases were evaluated before"), fourth.err);
  QCOMPARE(fourth.out, first.out);
  // Another file is not taken for one of these.
  QFile foreign(path(QStringLiteral("foreign.jsonl")));
  QVERIFY(foreign.open(QIODevice::WriteOnly) && foreign.write("{\"mine\": 1}\n") > 0);
  foreign.close();
  const ProcessOutput refused = evaluate({QStringLiteral("--resume"), foreign.fileName()});
  QCOMPARE(refused.exitCode, 3);
  QCOMPARE(content(foreign.fileName()), QByteArray("{\"mine\": 1}\n"));
}

void TestEvaluateCollection::diagnosesAreFoundByFolders() {
  // Two studies of one patient, told apart by the end of their UIDs, which their folders carry.
  const QDir root(path(QStringLiteral("fdg")));
  const QString mask = path(QStringLiteral("labelsTr/")) +
                       QDir(path(QStringLiteral("labelsTr"))).entryList(QDir::Files).front();
  for (const char* study :
       {"PETCT_aaaaaaaaaa/01-01-2001-NA-PET-11111", "PETCT_aaaaaaaaaa/01-01-2002-NA-PET-22222",
        "PETCT_bbbbbbbbbb/01-01-2001-NA-PET-33333", "PETCT_cccccccccc/01-01-2001-NA-PET-44444"}) {
    QVERIFY(root.mkpath(QLatin1String(study)));
    QVERIFY(QFile::copy(mask, root.filePath(QLatin1String(study)) + QStringLiteral("/SEG.nii.gz")));
  }
  QFile table(path(QStringLiteral("table.csv")));
  QVERIFY(table.open(QIODevice::WriteOnly));
  table.write(
      "Subject ID;Study UID;diagnosis;age;sex\n"
      "PETCT_aaaaaaaaaa;1.2.11111;MELANOMA;060Y;F\n"
      "PETCT_aaaaaaaaaa;1.2.22222;NEGATIVE;061Y;F\n"
      "PETCT_bbbbbbbbbb;;LYMPHOMA;50;M\n"
      "PETCT_bbbbbbbbbb;;LYMPHOMA;52;M\n");
  table.close();
  const ProcessOutput output = runProcess(
      program(QStringLiteral("uptake-cli")),
      {QStringLiteral("evaluate"), QStringLiteral("--truth"), root.path(), QStringLiteral("--prediction"),
       root.path(), QStringLiteral("--metadata"), table.fileName(), QStringLiteral("--json")});
  QCOMPARE(output.exitCode, 1);
  QVERIFY2(output.err.contains("3 of 4 cases are in the table; not PETCT_cccccccccc"), output.err);
  const QJsonDocument seen = QJsonDocument::fromJson(output.out);
  const QJsonValue cases = seen[QStringLiteral("cases")];
  QCOMPARE(cases[0][QStringLiteral("diagnosis")].toString(), QStringLiteral("MELANOMA"));
  QCOMPARE(cases[1][QStringLiteral("diagnosis")].toString(), QStringLiteral("NEGATIVE"));
  QCOMPARE(cases[1][QStringLiteral("age")].toDouble(), 61.0);
  QCOMPARE(cases[2][QStringLiteral("diagnosis")].toString(), QStringLiteral("LYMPHOMA"));
  QVERIFY(cases[2][QStringLiteral("age")].isNull());  // the rows differ
  QVERIFY(cases[3][QStringLiteral("diagnosis")].isNull());
}

void TestEvaluateCollection::aChannelIsSuvWhereSomethingSaysSo() {
  const QDir images(path(QStringLiteral("imagesTr")));
  const QString image = images.entryList(QDir::Files).front();
  const QString label =
      path(QStringLiteral("labelsTr/")) + image.chopped(12) + QStringLiteral(".nii.gz");  // _0001.nii.gz
  const QDir plain(path(QStringLiteral("plain")));
  for (const char* folder : {"imagesTr", "labelsTr"}) QVERIFY(plain.mkpath(QLatin1String(folder)));
  QVERIFY(QFile::copy(images.filePath(image), plain.filePath(QStringLiteral("imagesTr/c_0001.nii.gz"))));
  QVERIFY(QFile::copy(label, plain.filePath(QStringLiteral("labelsTr/c.nii.gz"))));
  const auto evaluated = [&] {
    const QString labels = plain.filePath(QStringLiteral("labelsTr"));
    return runProcess(program(QStringLiteral("uptake-cli")),
                      {QStringLiteral("evaluate"), QStringLiteral("--truth"), labels,
                       QStringLiteral("--prediction"), labels, QStringLiteral("--json"),
                       QStringLiteral("--pet"), plain.filePath(QStringLiteral("imagesTr"))});
  };
  const ProcessOutput unknown = evaluated();
  QVERIFY2(unknown.err.contains("c_0001.nii.gz"), unknown.err.constData());
  QVERIFY(QJsonDocument::fromJson(unknown.out)[QStringLiteral("cases")][0][QStringLiteral("truth_suv_mean")]
              .isNull());
  QFile dataset(plain.filePath(QStringLiteral("dataset.json")));
  QVERIFY(dataset.open(QIODevice::WriteOnly));
  dataset.write(R"({"channel_names": {"0": "CT", "1": "SUV"}, "labels": {"background": 0, "lesion": 1}})");
  dataset.close();
  const ProcessOutput known = evaluated();
  QVERIFY2(known.exitCode == 0, known.err.constData());
  QVERIFY(QJsonDocument::fromJson(known.out)[QStringLiteral("cases")][0][QStringLiteral("truth_suv_mean")]
              .toDouble() > 0.5);
}

void TestEvaluateCollection::petBesideTheTruth() {
  const QDir images(path(QStringLiteral("imagesTr")));
  const QString image = images.entryList(QDir::Files).front();
  const QString name = image.chopped(QStringLiteral("_0001.nii.gz").size()) + QStringLiteral(".nii.gz");
  const QDir study(path(QStringLiteral("beside/P1/S1")));
  QVERIFY(study.mkpath(QStringLiteral(".")));
  QVERIFY(
      QFile::copy(path(QStringLiteral("labelsTr/")) + name, study.filePath(QStringLiteral("SEG.nii.gz"))));
  const auto figures = [&](const QStringList& more) {
    const ProcessOutput output =
        runProcess(program(QStringLiteral("uptake-cli")),
                   QStringList{QStringLiteral("evaluate"), QStringLiteral("--truth"),
                               path(QStringLiteral("beside")), QStringLiteral("--prediction"),
                               path(QStringLiteral("beside")), QStringLiteral("--json")} +
                       more);
    return QJsonDocument::fromJson(output.out)[QStringLiteral("cases")][0];
  };
  QVERIFY(figures({})[QStringLiteral("truth_suv_mean")].isNull());
  QVERIFY(QFile::copy(images.filePath(image), study.filePath(QStringLiteral("PET.nii.gz"))));
  QVERIFY(figures({})[QStringLiteral("truth_suv_mean")].isNull());  // that would be Bq/ml
  QVERIFY(figures({QStringLiteral("--pet"),
                   study.filePath(QStringLiteral("PET.nii.gz"))})[QStringLiteral("truth_suv_mean")]
              .isNull());
  QVERIFY(QFile::rename(study.filePath(QStringLiteral("PET.nii.gz")),
                        study.filePath(QStringLiteral("SUV.nii.gz"))));
  const double beside = figures({})[QStringLiteral("truth_suv_mean")].toDouble();
  QVERIFY(beside > 1.0);
  // The image is no mask.
  QVERIFY(figures({})[QStringLiteral("name")].toString().endsWith(QLatin1String("SEG")));
  QCOMPARE(
      figures({QStringLiteral("--pet"), path(QStringLiteral("beside"))})[QStringLiteral("truth_suv_mean")]
          .toDouble(),
      beside);
}

void TestEvaluateCollection::wrongUsage_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<int>("exitCode");
  QTest::newRow("tolerance") << QStringList{QStringLiteral("--surface-tolerance"), QStringLiteral("wide")}
                             << 2;
  QTest::newRow("boxes") << QStringList{QStringLiteral("--boxes"), QStringLiteral("--report"),
                                        QStringLiteral("x.html")}
                         << 2;
  QTest::newRow("no table") << QStringList{QStringLiteral("--metadata"), QStringLiteral("/nowhere.csv")} << 3;
  QTest::newRow("no place") << QStringList{QStringLiteral("--report"), QStringLiteral("/nowhere/at/all.html")}
                            << 3;
}

void TestEvaluateCollection::wrongUsage() {
  QFETCH(QStringList, arguments);
  QFETCH(int, exitCode);
  const ProcessOutput output = evaluate(arguments);
  QCOMPARE(output.exitCode, exitCode);
  QVERIFY(output.out.isEmpty());
  QVERIFY(output.err.startsWith("uptake-cli: "));
}

QTEST_GUILESS_MAIN(TestEvaluateCollection)
#include "tst_evaluate_collection.moc"
