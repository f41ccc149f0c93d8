#include "app/main.h"

#include "app/features/boxes/feature.h"
#include "app/features/compare/feature.h"
#include "app/features/export/feature.h"
#include "app/features/fusion/feature.h"
#include "app/features/handbook/feature.h"
#include "app/features/history/feature.h"
#include "app/features/imagefiles/feature.h"
#include "app/features/lesiontable/feature.h"
#include "app/features/machine/feature.h"
#include "app/features/masks/feature.h"
#include "app/features/measure/feature.h"
#include "app/features/mip/feature.h"
#include "app/features/navigation/feature.h"
#include "app/features/notes/feature.h"
#include "app/features/restore/feature.h"
#include "app/features/review/feature.h"
#include "app/features/saving/feature.h"
#include "app/features/slicetable/feature.h"
#include "app/features/studies/feature.h"
#include "app/features/suv/feature.h"
#include "app/features/volume/feature.h"
#include "app/features/windowing/feature.h"
#include "app/shell/start/program.h"

namespace uptake {

std::span<const Feature> features() {
  static constexpr Feature kFeatures[] = {
      addStudies,     addSaving,     addRestoring, addBoxes,   addMasks,       addMeasuring,
      addNotes,       addExport,     addHistory,   addReview,  addNavigation,  addWindowing,
      addSuv,         addFusion,     addMip,       addVolume,  addLesionTable, addComparing,
      addSliceTables, addImageFiles, addHandbook,  addMachine,
  };
  return kFeatures;
}

}  // namespace uptake

// Tests drive a window with the same features, and have a main function of their own.
#ifndef UPTAKE_NO_MAIN
int main(int argc, char** argv) {
  return uptake::runProgram(argc, argv, uptake::features());
}
#endif
