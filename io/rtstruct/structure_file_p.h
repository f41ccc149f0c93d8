#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"
#include "core/jobs/job_runner.h"
#include "core/mask/segment.h"
#include "io/seg/seg_reader.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace uptake::rtstruct {

/// A closed planar contour, LPS mm.
struct Contour {
  std::vector<Point> points;
  bool isXor = false;  ///< CLOSEDPLANAR_XOR
  QString imageUid;    ///< the image that it references; may be empty
};

struct Roi {
  long number = 0;              ///< ROI Number
  Segment segment;              ///< with the ROI Number as its number, unless that is 0
  QString frameOfReferenceUid;  ///< the ROI's, else the file's
  std::vector<Contour> contours;
  int interpolated = 0;           ///< number of INTERPOLATED_PLANAR contours among them
  QMap<QString, int> otherTypes;  ///< number of other contours by Contour Geometric Type
  QString defect;                 ///< why the ROI cannot be used, or empty
};

/// A frame of reference that the file references, with its series.
struct ReferencedFrame {
  QString uid;
  QStringList series;
  QString image;  ///< SOP Instance UID of one of their images; may be empty
};
struct StructureFile {
  SegReference reference;
  std::vector<ReferencedFrame> frames;
  QString name;
  std::vector<Roi> rois;  ///< ascending by number
  QStringList warnings;
};

/// Reads a structure set with its contours. Time and memory are bounded by the length of the file.
Result<StructureFile> readStructureFile(const QString& file, JobControl& control);

/// Checks by the first elements and the nesting of sequences that the file is a structure set that can be
/// read.
Result<void> checkStructureFile(const QString& file);

}  // namespace uptake::rtstruct
