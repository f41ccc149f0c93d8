#pragma once

#include "io/dicom/study_index.h"

#include <QStringList>

namespace uptake {

/// What a person prefers when a study offers several CTs for a PET.
struct PairingPreferences {
  /// Names of convolution kernels (0018,1210), the most wanted first. Case does not matter, "*" stands for
  /// any characters, "?" for one. A kernel that none matches comes after all that are named.
  QStringList kernels = softTissueFirst();

  /// The default. Body and chest kernels of the usual scanners before lung and bone kernels: their Hounsfield
  /// units are not raised at edges and their noise is lower, which is what measuring under a mask and reading
  /// the mediastinum need; the lung window shows them well enough. Names as scanners usually write them:
  /// Siemens B/I/Br/Bf/Qr/Bv 2x to 4x, GE STANDARD, SOFT, CHEST, DETAIL, Philips A, B, C, Canon
  /// FC01 to FC19.
  static QStringList softTissueFirst();
  /// The lung kernels first, for looking at nodules and airways: Siemens 5x to 8x and Bl/Br5x up, GE LUNG,
  /// BONEPLUS, Philips L, YA to YE, Canon FC50 to FC56 and FC80 to FC86.
  static QStringList lungFirst();

  /// Position in `kernels` of the first name that matches, or their number when none does. Of a kernel with
  /// several values ("Br40d\3") the first counts.
  int rank(const QString& kernel) const;
};

/// The series of a study that belong together: the CT to show and the PET to fuse with it.
struct ImagePair {
  int ct = -1;  ///< index into StudyEntry::series, -1 for none
  int pet = -1;
  bool isEmpty() const { return ct < 0 && pet < 0; }
  bool operator==(const ImagePair&) const = default;
};

/// Whether two series may be laid over each other: both state the same frame of reference.
bool inOneFrame(const SeriesEntry& a, const SeriesEntry& b);

/// The best pair in one frame of reference. PET: attenuation corrected before uncorrected, then the one with
/// most slices. CT: one that covers at least half of the PET from head to feet; then thin before thick (up to
/// 1.5 mm, up to 3 mm, more: small differences do not outweigh the kernel); then the preferred kernel; then
/// the closer slices, then more of them. A CT that the caller prefers (`ct` ≥ 0) is kept. Without a PET the
/// CT is compared with all CTs of the study instead. Series that are no volume are never chosen.
ImagePair choosePair(const StudyEntry& study, int ct = -1, const PairingPreferences& preferences = {});

/// The PET series `pet`, and the CT that choosePair() would choose for it; none when no CT is in its frame of
/// reference.
ImagePair choosePairOf(const StudyEntry& study, int pet, const PairingPreferences& preferences = {});

/// The one PET series of the study on which all masks that were drawn on a PET of it were drawn; −1 when
/// there is none, or they were drawn on several. `drawnOn` are what the masks' sources are.
int petOfMasks(const StudyEntry& study, const std::vector<const SeriesSource*>& drawnOn);

}  // namespace uptake
