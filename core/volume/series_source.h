#pragma once

#include <QString>

#include <vector>

namespace uptake {

/// One stored image: the file (and the frame in it, from 0) that a slice of a volume came from.
struct SliceSource {
  QString sopInstanceUid;
  QString sopClassUid;
  QString file;
  int frame = 0;
};

/// Where a volume came from: the identifiers that what is drawn on it refers to. Identifiers are kept exactly
/// as the files state them.
struct SeriesSource {
  QString patientId;
  QString patientName;
  QString studyInstanceUid;
  QString seriesInstanceUid;
  QString frameOfReferenceUid;
  QString modality;  ///< "CT", "PT", "MR", …
  QString seriesDescription;
  std::vector<SliceSource> slices;  ///< one a slice, k ascending; an empty UID where the slice is missing
  /// When the slices were computed from stored ones (resampled): one of the stored files, whose header states
  /// patient and study. All slices then have an empty UID, since they are no stored images. Else empty.
  QString resampledFrom;
  /// The slices are rows of a table that states neither pixel spacing nor position nor patient: they are not
  /// neighbours, the grid counts pixels, and no length is known in millimetres.
  bool isTable = false;
  /// The slices are pictures that state no place in a patient, so that the grid counts pixels and slices in
  /// the order of the files: no length is known, nothing can be laid over them, and neighbours are none.
  bool isPlaceless = false;
  bool hasPlace() const { return !isTable && !isPlaceless; }
};

}  // namespace uptake
