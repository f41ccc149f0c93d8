#include "viewer/host/graphics.h"

#include <QSurfaceFormat>
#include <QThread>

#include <vtkLogger.h>
#include <vtkMultiThreader.h>
#include <vtkObject.h>

#include <algorithm>

namespace uptake {

void initialiseGraphics() {
  // What VTK's OpenGL2 back end needs. No multisampling: images are resampled to screen pixels, so that more
  // samples a pixel would cost fill (much of it without a GPU) and change nothing.
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setSwapBehavior(QSurfaceFormat::DoubleBuffer);
  format.setRedBufferSize(8);
  format.setGreenBufferSize(8);
  format.setBlueBufferSize(8);
  format.setDepthBufferSize(24);
  format.setStencilBufferSize(8);
  format.setSamples(0);
  QSurfaceFormat::setDefaultFormat(format);

#ifdef NDEBUG
  vtkObject::GlobalWarningDisplayOff();
#endif
  vtkLogger::SetStderrVerbosity(vtkLogger::VERBOSITY_ERROR);
  // A slice is small: beyond a few threads, starting them costs more than they save.
  vtkMultiThreader::SetGlobalMaximumNumberOfThreads(std::clamp(QThread::idealThreadCount(), 1, 4));
}

}  // namespace uptake
