#include "io/libraries/library_module_p.h"

/// The one name that the module gives to others.
extern "C" Q_DECL_EXPORT const uptake::libraries::Functions* uptakeLibraries() {
  namespace libraries = uptake::libraries;
  static const libraries::Functions functions{libraries::decodeFrame, libraries::decodeColours,
                                              libraries::writeImage, libraries::writeImage,
                                              libraries::readZipMember};
  return &functions;
}
