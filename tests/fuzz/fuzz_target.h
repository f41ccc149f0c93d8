#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

namespace uptake::fuzz {

/// A reader of files from outside, and the files that it is attacked with once they are changed at random.
struct FuzzTarget {
  /// Whole files, as this program or others write them; none when what makes them is absent.
  std::vector<QByteArray> seeds;
  QString suffix;  ///< of the file's name, by which some readers go
  /// Reads the file. Whatever it holds, that ends soon, with a result or an error.
  std::function<void(const QString& path)> read;
  /// Makes checksums right again, so that a change gets behind them; null where the format has none.
  std::function<QByteArray(const QByteArray& bytes)> seal;
};

/// Makes a target; `folder` is there for as long as it is used.
using MakeTarget = FuzzTarget (*)(const QString& folder);

// What people draw and programs detect.
FuzzTarget vocTarget(const QString& folder);
/// The JSON files of the annotation folder, whichever they are, and lines of a review record.
FuzzTarget recordTarget(const QString& folder);
FuzzTarget journalTarget(const QString& folder);
// Label images.
FuzzTarget niftiTarget(const QString& folder);
FuzzTarget nrrdTarget(const QString& folder);
FuzzTarget metaTarget(const QString& folder);
// DICOM: images, segmentations, contours.
FuzzTarget imageTarget(const QString& folder);
FuzzTarget segTarget(const QString& folder);
FuzzTarget structureTarget(const QString& folder);
/// Tables of slices as pandas pickles them.
FuzzTarget pickleTarget(const QString& folder);
/// Workbooks, as make_sheet.py writes them.
FuzzTarget sheetTarget(const QString& folder);
/// LIDC's readings, put on a small CT.
FuzzTarget lidcTarget(const QString& folder);

/// The bytes of a file that was just made; none when it was not.
std::vector<QByteArray> seedsOf(const std::vector<QString>& files);

}  // namespace uptake::fuzz
