#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"
#include "core/jobs/job_runner.h"
#include "core/volume/series_source.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace uptake::seg {

/// What a SEG needs from the header of a source file.
struct SourceSlice {
  QString sopClassUid;
  QString sopInstanceUid;
  int rows = 0;
  int columns = 0;
  int frames = 1;
  std::optional<Point> position;    ///< Image Position (Patient); not in a multi-frame file
  std::optional<double> thickness;  ///< Slice Thickness, mm
  bool lossy = false;               ///< Lossy Image Compression "01"
  QString lossyRatio;               ///< Lossy Image Compression Ratio, as stated; may be empty
  QString lossyMethod;              ///< Lossy Image Compression Method, as stated; may be empty
};

/// Reads the header, no pixels.
Result<SourceSlice> readSourceSlice(const QString& file);

/// Reads the headers of files on all cores, each file once even if it is listed repeatedly. Entries of files
/// that cannot be read hold the error. Entries are missing when `control` was cancelled.
QHash<QString, Result<SourceSlice>> readSourceSlices(const QStringList& files, const JobControl& control);

/// The slice of every image of a series. Frames of one file share their UID: only the position tells them
/// apart, and they are −1.
QHash<QString, int> sliceNumbers(const SeriesSource& source);

}  // namespace uptake::seg
