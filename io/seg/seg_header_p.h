#pragma once

#include "core/error.h"
#include "core/mask/mask_layer.h"
#include "io/seg/dicom_item_p.h"
#include "io/seg/seg_reader.h"

#include <memory>

namespace uptake::seg {

enum class SegKind { Binary, Fractional, LabelMap };

struct SegFrame {
  Label segment = 0;  ///< Referenced Segment Number; 0 in a LABELMAP, whose pixels hold the numbers
  Point position = Point::Zero();
  std::size_t plane = 0;  ///< index into SegFile::planes
  QString sourceUid;      ///< the first source image; may be empty
  int sources = 0;        ///< number of source images
  QString sourceClassUid;
};

/// The geometry of a frame except for its position.
struct FramePlane {
  int rows = 0;
  int columns = 0;
  Direction row = Direction::UnitX();     ///< along a row, columns ascending
  Direction column = Direction::UnitY();  ///< down a column, rows ascending
  double columnSpacing = 1.0;             ///< mm between columns, along `row`
  double rowSpacing = 1.0;                ///< mm between rows
  double sliceSpacing = 0.0;              ///< Spacing Between Slices, mm; 0 when not stated
  double thickness = 0.0;                 ///< Slice Thickness, mm; 0 when not stated
};

/// A SEG without its pixels.
struct SegFile {
  std::unique_ptr<DcmFileFormat> format;
  QString path;
  SegKind kind = SegKind::Binary;
  int bitsAllocated = 1;
  double maximumFraction = 1.0;
  unsigned background = 0;         ///< LABELMAP: Pixel Padding Value, which is background like 0
  FramePlane plane;                ///< of the first frame; all frames have its rows and columns
  std::vector<FramePlane> planes;  ///< all different ones; frames nearly always share one
  std::vector<Segment> segments;   ///< ascending by number
  std::vector<SegFrame> frames;
  SeriesSource source;  ///< patient, study, frame of reference and the referenced series; no slices
  SegReference reference;
  MaskProvenance provenance;
  QString name;
  QStringList warnings;
};

SegReference referenceOf(DcmItem& dataset);

/// Reads and checks all but the pixels. Frames are counted by the items that the file has, so that a header
/// with absurd numbers allocates no memory.
Result<SegFile> openSeg(const QString& file);
/// The error of a file that cannot be parsed as DICOM.
Error notDicom(const QString& file, const QString& detail);

}  // namespace uptake::seg
