#pragma once

#include "io/dicom/study_index.h"

#include <QStringList>

namespace uptake {

/// Which CT is preferred when a study has several for one PET.
struct PairingPreferences {
  /// Patterns of convolution kernel names (0018,1210), the most preferred first. They ignore case; "*"
  /// matches any characters, "?" one character. Kernels that match none come last.
  QStringList kernels = softTissueFirst();

  /// The default: body and chest kernels of the usual scanners before lung and bone kernels. They do not
  /// raise Hounsfield units at edges and have less noise, which measuring under a mask and reading the
  /// mediastinum need, and they are sharp enough for the lung window. Names as scanners usually write them:
  /// Siemens B/I/Br/Bf/Qr/Bv 2x to 4x, GE STANDARD, SOFT, CHEST, DETAIL, Philips A, B, C, Canon FC01 to FC19.
  static QStringList softTissueFirst();
  /// Lung kernels first, for reading nodules and airways: Siemens 5x to 8x and Bl/Br5x up, GE LUNG, BONEPLUS,
  /// Philips L, YA to YE, Canon FC50 to FC56 and FC80 to FC86.
  static QStringList lungFirst();

  /// The index in `kernels` of the first pattern that matches, or `kernels.size()` when none does. Of a
  /// kernel with several values ("Br40d\3") the first counts.
  int rank(const QString& kernel) const;
};

/// The CT to show and the PET to fuse with it, as indices into StudyEntry::series; −1 stands for none. Other
/// images (MR, pictures in colour) are shown in the place of the CT.
struct ImagePair {
  int ct = -1;
  int pet = -1;
  bool isEmpty() const { return ct < 0 && pet < 0; }
  bool operator==(const ImagePair&) const = default;
};

/// Whether two series may be fused: both state the same frame of reference.
bool inOneFrame(const SeriesEntry& a, const SeriesEntry& b);

/// The best pair in one frame of reference.
///
/// PET: attenuation corrected before uncorrected, then the one with most slices. CT, by these rules in turn:
/// it covers at least half of the PET from head to feet; thin slices (up to 1.5 mm, up to 3 mm, more; smaller
/// differences do not outweigh the kernel); the preferred kernel; the smaller slice distance; more slices. A
/// CT that the caller asks for (`ct` ≥ 0) is kept. Without a PET, coverage is that of all CTs of the study.
/// In a study without CT and PET, another image that lies in space takes the place of the CT, grey values
/// before colours. Pictures without a place and series that are no volume are never chosen.
ImagePair choosePair(const StudyEntry& study, int ct = -1, const PairingPreferences& preferences = {});

/// The PET series `pet` and the CT that choosePair() would choose for it; no CT when none is in its frame of
/// reference.
ImagePair choosePairOf(const StudyEntry& study, int pet, const PairingPreferences& preferences = {});

/// The PET series of the study on which masks were drawn, as an index into StudyEntry::series; −1 when no
/// mask was drawn on a PET, or masks were drawn on several. `drawnOn` are the sources of the masks.
int petOfMasks(const StudyEntry& study, const std::vector<const SeriesSource*>& drawnOn);

}  // namespace uptake
