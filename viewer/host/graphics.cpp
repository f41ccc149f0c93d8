#include "viewer/host/graphics.h"

#include <QSurfaceFormat>

#include <vtkLogger.h>
#include <vtkObject.h>

namespace uptake {

void initialiseGraphics() {
#ifdef NDEBUG
  vtkObject::GlobalWarningDisplayOff();
#endif
  // What VTK draws with, should a graphics card be used. Nothing is loaded for it before.
  QSurfaceFormat format = QSurfaceFormat::defaultFormat();
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  QSurfaceFormat::setDefaultFormat(format);
  vtkLogger::SetStderrVerbosity(vtkLogger::VERBOSITY_ERROR);
}

}  // namespace uptake
