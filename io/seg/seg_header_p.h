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
  QString sourceUid;      ///< the first image that it was drawn on; may be empty
  int sources = 0;        ///< how many images it was drawn on
  QString sourceClassUid;
};

/// Where the pixels of a frame lie, but for its position.
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
  unsigned background = 0;         ///< of a LABELMAP: Pixel Padding Value, besides 0
  FramePlane plane;                ///< of the first frame; all have its rows and columns
  std::vector<FramePlane> planes;  ///< the different ones; frames nearly always share one
  std::vector<Segment> segments;   ///< ascending by number
  std::vector<SegFrame> frames;
  SeriesSource source;  ///< patient, study, frame of reference and the series it refers to; no slices
  SegReference reference;
  MaskProvenance provenance;
  QString name;
  QStringList warnings;
};

SegReference referenceOf(DcmItem& dataset);

/// Checks everything but the pixels' length. The frames are as many as the file has items for, so a header
/// with absurd numbers costs nothing.
Result<SegFile> openSeg(const QString& file);
/// Why a file that cannot be parsed is no mask.
Error noDicom(const QString& file, const QString& detail);

}  // namespace uptake::seg
