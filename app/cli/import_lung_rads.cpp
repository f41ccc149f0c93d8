#include "app/cli/command.h"
#include "core/csv.h"
#include "io/pickle/lung_rads_file.h"
#include "io/slicetable/image_2d.h"
#include "io/store/study_record.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace uptake::cli {

namespace {

/// Rows that are asked for at once.
constexpr int kRowsAtOnce = 16;
/// The dataset's own lung window.
constexpr double kWindowWidth = 1400.0;
constexpr double kWindowCenter = -700.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describeImportLungRads(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Reads a table of CT slices of the Lung-RADS dataset (Mendeley Data 5rr22hgzwr: a pandas DataFrame,\n"
      "pickled, with label1, mask, hu_array and hu_array_old) and writes each row:\n"
      "\n"
      "  images/0000.nrrd  HU, from hu_array_old; -1024 to -3024 where nothing was measured\n"
      "  lungs/0000.nrrd   HU in the lung and 0 outside, from hu_array, where the table has it\n"
      "  masks/0000.nrrd   the mask\n"
      "  slices.csv        row, label (pandas' index), class, size, mask pixels, least and most HU, files\n"
      "\n"
      "A pickle is a program; none of it is run. Only what such tables consist of is understood, and a file "
      "that\n"
      "asks for anything else is refused.\n"
      "\n"
      "The dataset states no pixel spacing, position or patient: nor do these files, and no length or volume "
      "can\n"
      "be measured in them.\n"
      "\n"
      "Exit status: 0 done, 2 wrong usage, 3 nothing could be read or written."));
  parser.addPositionalArgument(QStringLiteral("FILE.pkl"), Texts::tr("The table."));
  parser.addOption({QStringLiteral("out"), Texts::tr("The folder to write to; it holds no slices.csv yet."),
                    QStringLiteral("DIR")});
  parser.addOption({QStringLiteral("png"),
                    Texts::tr("Pictures too: images/0000.png in the lung window (width 1400, centre -700), "
                              "masks/0000.png (255 in the mask).")});
}

class Import {
 public:
  Import(QString file, const QString& out, bool withPictures)
      : file_(std::move(file)), out_(out), withPictures_(withPictures) {}

  Result<int> run() {
    const JobControl control;
    const auto rows = lungRadsRows(file_, control);
    if (!rows) return rows.error();
    QByteArray csv = "row,label,class,columns,rows,mask_pixels,hu_min,hu_max,image,mask,lung\n";
    for (int first = 0; first < *rows; first += kRowsAtOnce) {
      const auto slices = readLungRads(file_, first, kRowsAtOnce, control);
      if (!slices) return slices.error();
      int row = first;
      for (const LungRadsSlice& slice : *slices)
        if (const auto written = write(row++, slice, csv); !written) return written.error();
    }
    // Last: what has it is complete.
    if (const auto written = writeWholeFile(out_.filePath(QStringLiteral("slices.csv")), csv); !written)
      return written.error();
    return *rows;
  }

 private:
  Result<void> put(const QString& path, const Result<QByteArray>& bytes) {
    if (!bytes) return bytes.error();
    const QString whole = out_.filePath(path);
    if (!QDir().mkpath(QFileInfo(whole).absolutePath()))
      return Error{ErrorKind::FileUnreadable, Texts::tr("The folder cannot be made."), whole};
    return writeWholeFile(whole, *bytes);
  }

  Result<QByteArray> image(const LungRadsSlice& slice, const std::vector<float>& values, bool whole) const {
    if (!whole) return nrrd2d(slice.columns, slice.rows, std::span(values));
    std::vector<std::int16_t> words(values.size());
    std::ranges::transform(values, words.begin(), [](float hu) { return static_cast<std::int16_t>(hu); });
    return nrrd2d(slice.columns, slice.rows, std::span<const std::int16_t>(words));
  }

  Result<void> pictures(const QString& name, const LungRadsSlice& slice) {
    std::vector<std::uint8_t> greys(slice.hu.size());
    std::ranges::transform(slice.hu, greys.begin(), [](float hu) {
      const double grey = 255.0 * ((hu - kWindowCenter) / kWindowWidth + 0.5);
      return static_cast<std::uint8_t>(std::lround(std::clamp(grey, 0.0, 255.0)));
    });
    if (auto written =
            put(QStringLiteral("images/%1.png").arg(name), png2d(slice.columns, slice.rows, greys));
        !written)
      return written;
    std::ranges::transform(slice.mask, greys.begin(), [](std::uint8_t value) {
      return static_cast<std::uint8_t>(value != 0 ? 255 : 0);
    });
    return put(QStringLiteral("masks/%1.png").arg(name), png2d(slice.columns, slice.rows, greys));
  }

  Result<void> write(int row, const LungRadsSlice& slice, QByteArray& csv) {
    const QString name = QStringLiteral("%1").arg(row, 4, 10, QLatin1Char('0'));
    const bool whole = slice.isWhole();
    const QString imagePath = QStringLiteral("images/%1.nrrd").arg(name);
    const QString maskPath = QStringLiteral("masks/%1.nrrd").arg(name);
    const QString lungPath = slice.lung.empty() ? QString() : QStringLiteral("lungs/%1.nrrd").arg(name);
    if (const auto written = put(imagePath, image(slice, slice.hu, whole)); !written) return written;
    if (const auto written = put(maskPath, nrrd2d(slice.columns, slice.rows, std::span(slice.mask)));
        !written)
      return written;
    if (!lungPath.isEmpty())
      if (const auto written = put(lungPath, image(slice, slice.lung, whole)); !written) return written;
    if (withPictures_)
      if (const auto written = pictures(name, slice); !written) return written;
    const auto [least, most] = std::ranges::minmax(slice.hu);
    const auto painted = std::ranges::count_if(slice.mask, [](std::uint8_t value) { return value != 0; });
    csv += csvRow({QByteArray::number(row), csvField(slice.rowLabel), csvField(slice.category),
                   QByteArray::number(slice.columns), QByteArray::number(slice.rows),
                   QByteArray::number(painted), QByteArray::number(static_cast<double>(least), 'g', 9),
                   QByteArray::number(static_cast<double>(most), 'g', 9), csvField(imagePath),
                   csvField(maskPath), csvField(lungPath)});
    return {};
  }

  QString file_;
  QDir out_;
  bool withPictures_;
};

}  // namespace

int runImportLungRads(const QStringList& arguments) {
  QCommandLineParser parser;
  describeImportLungRads(parser);
  if (const auto exitCode = parseArguments(parser, QStringLiteral("import-lungrads"), arguments))
    return *exitCode;
  const QStringList files = parser.positionalArguments();
  const QString out = parser.value(QStringLiteral("out"));
  if (files.size() != 1 || out.isEmpty()) {
    printError(
        Texts::tr("import-lungrads needs one FILE.pkl and --out; see uptake-cli import-lungrads --help"));
    return kWrongUsage;
  }
  if (QFileInfo::exists(QDir(out).filePath(QStringLiteral("slices.csv")))) {
    printError(Texts::tr("%1 holds a slices.csv already; choose another folder").arg(out));
    return kWrongUsage;
  }
  const auto rows = Import(files.front(), out, parser.isSet(QStringLiteral("png"))).run();
  if (!rows) {
    printError(rows.error().text());
    return kNothingRead;
  }
  printOutput(Texts::tr("%n slice(s) in %1. The dataset states no spacing: no millimetres can be measured.",
                        nullptr, *rows)
                  .arg(QDir(out).absolutePath())
                  .toUtf8());
  return kDone;
}

}  // namespace uptake::cli
