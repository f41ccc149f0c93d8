#include "viewer/host/graphics.h"

#include <vtkLogger.h>
#include <vtkObject.h>

namespace uptake {

void initialiseGraphics() {
#ifdef NDEBUG
  vtkObject::GlobalWarningDisplayOff();
#endif
  vtkLogger::SetStderrVerbosity(vtkLogger::VERBOSITY_ERROR);
}

}  // namespace uptake
