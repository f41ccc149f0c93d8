#include "io/libraries/hdf5_module_p.h"

/// The one name that the module gives to others.
extern "C" Q_DECL_EXPORT const uptake::libraries::Hdf5Functions* uptakeHdf5() {
  namespace libraries = uptake::libraries;
  static const libraries::Hdf5Functions functions{libraries::readHdf5Contents, libraries::readHdf5Layout,
                                                  libraries::openHdf5Voxels};
  return &functions;
}
