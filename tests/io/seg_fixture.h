#pragma once

#include "core/mask/mask_layer.h"
#include "io/dicom/study_index.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"

#include <QString>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <vector>

class DcmDataset;

namespace uptake::test {

/// How a made-up CT series departs from the plain one.
struct SourceOptions {
  QByteArray characterSet;                        ///< Specific Character Set
  QByteArray patientName = "Doe^Jane";            ///< in that character set
  QByteArray frameOfReferenceUid = "1.2.3.4.99";  ///< empty: the attribute is missing
  bool lossy = false;
  std::function<double(int)> slide;  ///< mm that slice k lies off its even place, along the normal
};

/// Writes one CT file a slice of `grid` into `folder` and describes them as a scan would.
SeriesEntry writeSource(const QString& folder, const ImageGrid& grid, const SourceOptions& options = {});

/// A grid from Euler angles (degrees, about z, then y, then x); `flips` turns axes round.
ImageGrid makeGrid(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, const Point& origin,
                   const Eigen::Vector3d& degrees = Eigen::Vector3d::Zero(),
                   const Eigen::Vector3d& flips = Eigen::Vector3d::Ones());

/// A mask on the series with `segments` lesions of distinct shapes, none touching the slice before the last.
MaskLayer makeMask(const SeriesEntry& source, int segments);

/// Loads a DICOM file, lets `edit` change it, saves it in place.
void editDicom(const QString& file, const std::function<void(DcmDataset&)>& edit, bool deflated = false);

/// Painted voxels of a SEG as an independent decoder sees them: "segment x y z" with positions in 0.001 mm,
/// sorted; empty when it fails.
QStringList painted(const QString& segFile);
/// The same of a mask.
QStringList painted(const MaskLayer& layer);

/// Painted pixels of a SEG as web viewers put them onto its source images: "segment SOPInstanceUID column
/// row", sorted; empty when they would refuse it or a part of it (tests/scripts/seg_on_images.py).
QStringList onImages(const QString& segFile, const SeriesSource& source);
/// The same of a mask.
QStringList onImages(const MaskLayer& layer);

bool sameLabels(const LabelMap& a, const LabelMap& b);
/// The same segments at the same places, to 0.1 mm.
bool sameVoxels(const QStringList& a, const QStringList& b);

/// What dciodvfy has to say about errors; empty when there are none or the program is absent.
QByteArray dciodvfyErrors(const QString& file);

/// A small grid whose rows × columns is not a multiple of 8.
inline const ImageGrid kPlain = makeGrid({23, 38, 5}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75});

/// What the tests of SEG files share: a folder of their own, source series, writing and reading with failures
/// said.
class SegScratch {
 protected:
  QString path(const char* name) const { return dir_->filePath(QLatin1String(name)); }
  SeriesEntry source(const ImageGrid& grid = kPlain, const SourceOptions& options = {}) {
    return writeSource(dir_->filePath(QStringLiteral("source%1").arg(++sources_)), grid, options);
  }
  /// Writes the mask to "mask.dcm".
  QString write(const MaskLayer& layer) {
    const QString file = path("mask.dcm");
    const auto written = writeSeg(layer, file, control_);
    if (!written) qWarning("%s", qPrintable(written.error().text()));
    return written ? file : QString();
  }
  std::vector<std::unique_ptr<MaskLayer>> read(const QString& file, const SeriesEntry* entry) {
    auto layers = readSeg(file, entry, control_);
    if (!layers) qWarning("%s", qPrintable(layers.error().text()));
    return layers ? layers.take() : std::vector<std::unique_ptr<MaskLayer>>();
  }

  std::unique_ptr<QTemporaryDir> dir_;
  JobControl control_;
  int sources_ = 0;
};

}  // namespace uptake::test
