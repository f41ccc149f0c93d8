#include "io/libraries/library_module_p.h"

/// The one name that the module gives to others.
extern "C" Q_DECL_EXPORT const uptake::libraries::Functions* uptakeLibraries() {
  using namespace uptake::libraries;
  static const Functions functions{decodeFrame, writeImage, writeImage};
  return &functions;
}
