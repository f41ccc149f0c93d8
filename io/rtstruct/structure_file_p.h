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
  QString imageUid;    ///< the image that it was drawn on; may be empty
};

struct Roi {
  long number = 0;              ///< ROI Number
  Segment segment;              ///< numbered like it, but for 0
  QString frameOfReferenceUid;  ///< its own, or else the file's
  std::vector<Contour> contours;
  int interpolated = 0;           ///< of these, how many a program filled in
  QMap<QString, int> otherTypes;  ///< how many contours of which other Contour Geometric Type
  QString trouble;                ///< why it cannot be used, or empty
};

/// A frame of reference that the file names, and the series that it names with it.
struct NamedFrame {
  QString uid;
  QStringList series;
  QString image;  ///< one of their images; may be empty
};

struct StructureFile {
  SegReference reference;
  std::vector<NamedFrame> frames;
  QString name;
  std::vector<Roi> rois;  ///< ascending by number
  QStringList warnings;
};

/// Reads everything, bounded by the length of the file.
Result<StructureFile> readStructureFile(const QString& file, JobControl& control);

/// Checks that the file is a structure set that can be read at all, by its first elements and its nesting.
Result<void> checkStructureFile(const QString& file);

}  // namespace uptake::rtstruct
