#pragma once

#include "core/mask/mask_layer.h"
#include "io/store/save_transaction.h"

#include <map>
#include <memory>
#include <vector>

namespace uptake {

/// The masks of a study as they lie on disk.
struct StoredMasks {
  std::vector<std::unique_ptr<MaskLayer>> masks;  ///< without ids
  FileStamps stamps;                              ///< of the files of the annotation folder
  std::vector<FileProblem> problems;
};

/// Reads the masks of one study: from its SEG and RTSTRUCT series and from the annotation folder. Of a mask
/// and an edited version of it in the annotation folder, the edited one is taken. A mask that lies on the
/// voxels of none of the series that share its frame of reference is resampled onto the first; it has no
/// MaskProvenance::file, like every mask that is not ours to replace, and names the file's instance as
/// predecessor. Damaged files are listed as problems. Fails only when cancelled.
Result<StoredMasks> readMasks(const StudyEntry& study, const AnnotationFolder& folder, JobControl& control);

/// Of a mask that is no longer the one in its file but an edited version of it: the file becomes its
/// predecessor. One that has no file is new, or such a version already, and stays as it is.
void makeNewObject(MaskProvenance& provenance);

/// Where masks were saved, by their ids.
using MaskPlaces = std::map<MaskId, MaskProvenance>;

/// Plans to write masks, each into its own file (MaskProvenance::file) or, when it has none in this folder,
/// into a new one. A mask without any voxel has no file (readers reject an empty SEG): an earlier file of it
/// is set aside. `places` gets those that were written, in SaveTransaction::finish(), which `save` must live
/// to see.
void planMasks(SaveTransaction& save, const QString& patientId, const QString& studyInstanceUid,
               std::vector<MaskLayer> masks, const std::shared_ptr<MaskPlaces>& places);

}  // namespace uptake
